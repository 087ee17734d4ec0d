// Elements picked, put, masked and ordered.
#include "abi.h"

#include <ATen/ops/argsort.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/scatter.h>
#include <ATen/ops/scatter_add.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/topk.h>

using clef::Borrowed;
using clef::make;
using clef::run;

CLEF_API Handle clef_index_select(Handle t, int64_t axis, Handle index) {
  return make("index_select", {t, index}, [&] { return at::index_select(*Borrowed(t), axis, *Borrowed(index)); });
}

CLEF_API Handle clef_index_add(Handle t, int64_t axis, Handle index, Handle source) {
  return make("index_add", {t, index, source}, [&] { return at::index_add(*Borrowed(t), axis, *Borrowed(index), *Borrowed(source)); });
}

CLEF_API Handle clef_gather(Handle t, int64_t axis, Handle index) {
  return make("gather", {t, index}, [&] { return at::gather(*Borrowed(t), axis, *Borrowed(index)); });
}

CLEF_API Handle clef_scatter(Handle t, int64_t axis, Handle index, Handle source) {
  return make("scatter", {t, index, source}, [&] { return at::scatter(*Borrowed(t), axis, *Borrowed(index), *Borrowed(source)); });
}

CLEF_API Handle clef_scatter_add(Handle t, int64_t axis, Handle index, Handle source) {
  return make("scatter_add", {t, index, source}, [&] { return at::scatter_add(*Borrowed(t), axis, *Borrowed(index), *Borrowed(source)); });
}

CLEF_API Handle clef_masked_fill(Handle t, Handle mask, double value) {
  return make("masked_fill", {t, mask}, [&] { return at::masked_fill(*Borrowed(t), *Borrowed(mask), value); });
}

CLEF_API int clef_masked_fill_(Handle t, Handle mask, double value) {
  return run("masked_fill_", {t, mask}, [&] { Borrowed(t)->masked_fill_(*Borrowed(mask), value); });
}

CLEF_API Handle clef_masked_select(Handle t, Handle mask) {
  return make("masked_select", {t, mask}, [&] { return at::masked_select(*Borrowed(t), *Borrowed(mask)); });
}

CLEF_API Handle clef_nonzero(Handle t) {
  return make("nonzero", {t}, [&] { return at::nonzero(*Borrowed(t)); });
}

CLEF_API Handle clef_one_hot(Handle t, int64_t classes) {
  return make("one_hot", {t}, [&] { return at::one_hot(*Borrowed(t), classes); });
}

CLEF_API Handle clef_bincount(Handle t, int64_t minimum) {
  return make("bincount", {t}, [&] { return at::bincount(*Borrowed(t), {}, minimum); });
}

CLEF_API Handle clef_searchsorted(Handle sorted, Handle values, int right) {
  return make("searchsorted", {sorted, values}, [&] { return at::searchsorted(*Borrowed(sorted), *Borrowed(values), false, right != 0); });
}

// Values, and through `indices` where they stood. The order of equals is kept.
CLEF_API Handle clef_sort(Handle t, int64_t axis, int descending, Handle* indices) {
  return make("sort", {t}, [&] {
    auto [values, positions] = at::sort(*Borrowed(t), /*stable=*/true, axis, descending != 0);
    *indices = clef::give(positions);
    return values;
  });
}

CLEF_API Handle clef_topk(Handle t, int64_t k, int64_t axis, int largest, Handle* indices) {
  return make("topk", {t}, [&] {
    auto [values, positions] = at::topk(*Borrowed(t), k, axis, largest != 0, /*sorted=*/true);
    *indices = clef::give(positions);
    return values;
  });
}
