// Element-wise operations, with broadcasting.
#include "abi.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/erfinv.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/expm1.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/le.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/logical_xor.h>
#include <ATen/ops/lt.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/nan_to_num.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/remainder.h>
#include <ATen/ops/round.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <limits>

using clef::Borrowed;
using clef::make;
using clef::run;

#define UNARY(name)                                                          \
  CLEF_API Handle clef_##name(Handle t) {                                    \
    return make(#name, {t}, [&] { return at::name(*Borrowed(t)); });         \
  }
#define BINARY(name)                                                                     \
  CLEF_API Handle clef_##name(Handle a, Handle b) {                                      \
    return make(#name, {a, b}, [&] { return at::name(*Borrowed(a), *Borrowed(b)); });    \
  }
#define BINARY_SCALAR(name)                                                              \
  CLEF_API Handle clef_##name##_scalar(Handle a, double b) {                             \
    return make(#name, {a}, [&] { return at::name(*Borrowed(a), clef_scalar(b)); });     \
  }
#define IN_PLACE(name)                                                                   \
  CLEF_API int clef_##name##_(Handle a, Handle b) {                                      \
    return run(#name "_", {a, b}, [&] { Borrowed(a)->name##_(*Borrowed(b)); });          \
  }                                                                                      \
  CLEF_API int clef_##name##_scalar_(Handle a, double b) {                               \
    return run(#name "_", {a}, [&] { Borrowed(a)->name##_(clef_scalar(b)); });           \
  }
#define IN_PLACE_UNARY(name)                                                             \
  CLEF_API int clef_##name##_(Handle t) {                                                \
    return run(#name "_", {t}, [&] { Borrowed(t)->name##_(); });                         \
  }

namespace {
// A whole number stays one, so that integer tensors keep their type (as a Python literal 2 does, and 2.0 with it).
at::Scalar clef_scalar(double value) {
  // 2^53: beyond it a double no longer holds every integer.
  constexpr double exact = 9007199254740992.0;
  if (value >= -exact && value <= exact && value == static_cast<double>(static_cast<int64_t>(value)) && !(value == 0 && std::signbit(value))) {
    return at::Scalar(static_cast<int64_t>(value));
  }
  return at::Scalar(value);
}
}  // namespace

UNARY(abs)
UNARY(neg)
UNARY(exp)
UNARY(expm1)
UNARY(log)
UNARY(log1p)
UNARY(sqrt)
UNARY(rsqrt)
UNARY(square)
UNARY(reciprocal)
UNARY(sin)
UNARY(cos)
UNARY(tanh)
UNARY(erf)
UNARY(erfinv)
UNARY(sigmoid)
UNARY(relu)
UNARY(silu)
UNARY(floor)
UNARY(round)
UNARY(sign)
UNARY(isnan)
UNARY(isfinite)
UNARY(logical_not)

BINARY(add)
BINARY(sub)
BINARY(mul)
BINARY(div)
BINARY(pow)
BINARY(remainder)
BINARY(minimum)
BINARY(maximum)
BINARY(eq)
BINARY(ne)
BINARY(lt)
BINARY(le)
BINARY(gt)
BINARY(ge)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)

BINARY_SCALAR(add)
BINARY_SCALAR(sub)
BINARY_SCALAR(mul)
BINARY_SCALAR(div)
BINARY_SCALAR(pow)
BINARY_SCALAR(remainder)
BINARY_SCALAR(eq)
BINARY_SCALAR(ne)
BINARY_SCALAR(lt)
BINARY_SCALAR(le)
BINARY_SCALAR(gt)
BINARY_SCALAR(ge)

IN_PLACE(add)
IN_PLACE(sub)
IN_PLACE(mul)
IN_PLACE(div)
IN_PLACE_UNARY(relu)
IN_PLACE_UNARY(exp)
IN_PLACE_UNARY(sigmoid)
IN_PLACE_UNARY(erfinv)

// scalar - t
CLEF_API Handle clef_rsub_scalar(Handle t, double value) {
  return make("rsub", {t}, [&] { return at::add(at::neg(*Borrowed(t)), clef_scalar(value)); });
}

// Division rounded down, as of integers.
CLEF_API Handle clef_floor_div_scalar(Handle t, double value) {
  return make("floor_div", {t}, [&] { return at::div(*Borrowed(t), clef_scalar(value), "floor"); });
}

// a + alpha b, in place
CLEF_API int clef_add_scaled_(Handle a, Handle b, double alpha) {
  return run("add_scaled_", {a, b}, [&] { Borrowed(a)->add_(*Borrowed(b), alpha); });
}

CLEF_API Handle clef_clamp(Handle t, double low, double high) {
  return make("clamp", {t}, [&] {
    // An infinite bound is no bound.
    c10::optional<at::Scalar> minimum, maximum;
    if (low != -std::numeric_limits<double>::infinity()) minimum = at::Scalar(low);
    if (high != std::numeric_limits<double>::infinity()) maximum = at::Scalar(high);
    if (!minimum && !maximum) return *Borrowed(t);
    return at::clamp(*Borrowed(t), minimum, maximum);
  });
}

CLEF_API int clef_clamp_(Handle t, double low, double high) {
  return run("clamp_", {t}, [&] { Borrowed(t)->clamp_(at::Scalar(low), at::Scalar(high)); });
}

// The exact form, or the tanh approximation.
CLEF_API Handle clef_gelu(Handle t, int approximate) {
  return make("gelu", {t}, [&] { return at::gelu(*Borrowed(t), approximate ? "tanh" : "none"); });
}

CLEF_API Handle clef_leaky_relu(Handle t, double slope) {
  return make("leaky_relu", {t}, [&] { return at::leaky_relu(*Borrowed(t), slope); });
}

CLEF_API Handle clef_softplus(Handle t) {
  return make("softplus", {t}, [&] { return at::softplus(*Borrowed(t)); });
}

CLEF_API Handle clef_lerp(Handle a, Handle b, double weight) {
  return make("lerp", {a, b}, [&] { return at::lerp(*Borrowed(a), *Borrowed(b), weight); });
}

CLEF_API int clef_lerp_(Handle a, Handle b, double weight) {
  return run("lerp_", {a, b}, [&] { Borrowed(a)->lerp_(*Borrowed(b), weight); });
}

CLEF_API Handle clef_addcmul(Handle t, Handle a, Handle b, double value) {
  return make("addcmul", {t, a, b}, [&] { return at::addcmul(*Borrowed(t), *Borrowed(a), *Borrowed(b), value); });
}

CLEF_API Handle clef_nan_to_num(Handle t, double value) {
  return make("nan_to_num", {t}, [&] { return at::nan_to_num(*Borrowed(t), value, value, value); });
}

CLEF_API Handle clef_where(Handle condition, Handle a, Handle b) {
  return make("where", {condition, a, b}, [&] { return at::where(*Borrowed(condition), *Borrowed(a), *Borrowed(b)); });
}
