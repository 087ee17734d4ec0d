// Many elements to few. An empty list of axes means all of them.
#include "abi.h"
#include "compatibility.h"

#include <ATen/ops/all.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/any.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/argmin.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/median.h>
#include <ATen/ops/min.h>
#include <ATen/ops/prod.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/std.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/var.h>

#include <numeric>

using clef::Borrowed;
using clef::ints;
using clef::make;

namespace {
// Some operations have no form for "all axes": name them.
std::vector<int64_t> axes_of(const at::Tensor& t, const int64_t* axes, int64_t count) {
  if (count > 0) return std::vector<int64_t>(axes, axes + count);
  std::vector<int64_t> all(static_cast<size_t>(t.dim()));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

#if CLEF_CORRECTION_IS_SCALAR
c10::optional<at::Scalar> correction_of(int64_t correction) { return at::Scalar(correction); }
#else
c10::optional<int64_t> correction_of(int64_t correction) { return correction; }
#endif
}  // namespace

#define REDUCTION(name)                                                                                            \
  CLEF_API Handle clef_##name(Handle t, const int64_t* axes, int64_t count, int keep) {                            \
    return make(#name, {t}, [&] { return at::name(*Borrowed(t), axes_of(*Borrowed(t), axes, count), keep != 0); }); \
  }

REDUCTION(sum)
REDUCTION(mean)
REDUCTION(amax)
REDUCTION(amin)
REDUCTION(logsumexp)

// The sum of squared deviations over (count - correction).
CLEF_API Handle clef_var(Handle t, const int64_t* axes, int64_t count, int64_t correction, int keep) {
  return make("var", {t}, [&] { return at::var(*Borrowed(t), axes_of(*Borrowed(t), axes, count), correction_of(correction), keep != 0); });
}

CLEF_API Handle clef_std(Handle t, const int64_t* axes, int64_t count, int64_t correction, int keep) {
  return make("std", {t}, [&] { return at::std(*Borrowed(t), axes_of(*Borrowed(t), axes, count), correction_of(correction), keep != 0); });
}

CLEF_API Handle clef_norm(Handle t, double order, const int64_t* axes, int64_t count, int keep) {
  return make("norm", {t}, [&] { return at::linalg_vector_norm(*Borrowed(t), order, axes_of(*Borrowed(t), axes, count), keep != 0, c10::nullopt); });
}

CLEF_API Handle clef_prod(Handle t, int64_t axis, int keep) {
  return make("prod", {t}, [&] { return at::prod(*Borrowed(t), axis, keep != 0); });
}

CLEF_API Handle clef_max(Handle t, int64_t axis, int keep, Handle* indices) {
  return make("max", {t}, [&] {
    auto [values, positions] = at::max(*Borrowed(t), axis, keep != 0);
    *indices = clef::give(positions);
    return values;
  });
}

CLEF_API Handle clef_min(Handle t, int64_t axis, int keep, Handle* indices) {
  return make("min", {t}, [&] {
    auto [values, positions] = at::min(*Borrowed(t), axis, keep != 0);
    *indices = clef::give(positions);
    return values;
  });
}

CLEF_API Handle clef_median(Handle t, int64_t axis, int keep) {
  return make("median", {t}, [&] { return std::get<0>(at::median(*Borrowed(t), axis, keep != 0)); });
}

CLEF_API Handle clef_argmax(Handle t, int64_t axis, int keep) {
  return make("argmax", {t}, [&] { return at::argmax(*Borrowed(t), axis, keep != 0); });
}

CLEF_API Handle clef_argmin(Handle t, int64_t axis, int keep) {
  return make("argmin", {t}, [&] { return at::argmin(*Borrowed(t), axis, keep != 0); });
}

CLEF_API Handle clef_any(Handle t) {
  return make("any", {t}, [&] { return at::any(*Borrowed(t)); });
}

CLEF_API Handle clef_all(Handle t) {
  return make("all", {t}, [&] { return at::all(*Borrowed(t)); });
}

CLEF_API Handle clef_cumsum(Handle t, int64_t axis) {
  return make("cumsum", {t}, [&] { return at::cumsum(*Borrowed(t), axis); });
}

CLEF_API Handle clef_softmax(Handle t, int64_t axis) {
  return make("softmax", {t}, [&] { return at::softmax(*Borrowed(t), axis); });
}

CLEF_API Handle clef_log_softmax(Handle t, int64_t axis) {
  return make("log_softmax", {t}, [&] { return at::log_softmax(*Borrowed(t), axis); });
}
