// Views and arrangements of the same elements.
#include "abi.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/roll.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tril.h>
#include <ATen/ops/triu.h>

#include <cstring>

using clef::Borrowed;
using clef::ints;
using clef::make;

CLEF_API Handle clef_reshape(Handle t, const int64_t* sizes, int64_t count) {
  return make("reshape", {t}, [&] { return Borrowed(t)->reshape(ints(sizes, count)); });
}

CLEF_API Handle clef_permute(Handle t, const int64_t* axes, int64_t count) {
  return make("permute", {t}, [&] { return Borrowed(t)->permute(ints(axes, count)); });
}

CLEF_API Handle clef_transpose(Handle t, int64_t a, int64_t b) {
  return make("transpose", {t}, [&] { return Borrowed(t)->transpose(a, b); });
}

CLEF_API Handle clef_expand(Handle t, const int64_t* sizes, int64_t count) {
  return make("expand", {t}, [&] { return Borrowed(t)->expand(ints(sizes, count)); });
}

CLEF_API Handle clef_squeeze(Handle t, int64_t axis) {
  return make("squeeze", {t}, [&] { return Borrowed(t)->squeeze(axis); });
}

CLEF_API Handle clef_unsqueeze(Handle t, int64_t axis) {
  return make("unsqueeze", {t}, [&] { return Borrowed(t)->unsqueeze(axis); });
}

CLEF_API Handle clef_slice(Handle t, int64_t axis, int64_t start, int64_t end, int64_t step) {
  return make("slice", {t}, [&] { return Borrowed(t)->slice(axis, start, end, step); });
}

CLEF_API Handle clef_select(Handle t, int64_t axis, int64_t index) {
  return make("select", {t}, [&] { return Borrowed(t)->select(axis, index); });
}

CLEF_API Handle clef_unfold(Handle t, int64_t axis, int64_t size, int64_t step) {
  return make("unfold", {t}, [&] { return Borrowed(t)->unfold(axis, size, step); });
}

CLEF_API Handle clef_cat(const Handle* tensors, int64_t count, int64_t axis) {
  try {
    return clef::give(at::cat(clef::list(tensors, count), axis));
  } catch (...) {
    clef::keep_error("cat", tensors, static_cast<size_t>(count));
    return nullptr;
  }
}

CLEF_API Handle clef_stack(const Handle* tensors, int64_t count, int64_t axis) {
  try {
    return clef::give(at::stack(clef::list(tensors, count), axis));
  } catch (...) {
    clef::keep_error("stack", tensors, static_cast<size_t>(count));
    return nullptr;
  }
}

CLEF_API Handle clef_flip(Handle t, const int64_t* axes, int64_t count) {
  return make("flip", {t}, [&] { return at::flip(*Borrowed(t), ints(axes, count)); });
}

CLEF_API Handle clef_roll(Handle t, int64_t shift, int64_t axis) {
  return make("roll", {t}, [&] { return at::roll(*Borrowed(t), shift, axis); });
}

CLEF_API Handle clef_repeat(Handle t, const int64_t* repeats, int64_t count) {
  return make("repeat", {t}, [&] { return Borrowed(t)->repeat(ints(repeats, count)); });
}

CLEF_API Handle clef_repeat_interleave(Handle t, int64_t repeats, int64_t axis) {
  return make("repeat_interleave", {t}, [&] { return at::repeat_interleave(*Borrowed(t), repeats, axis); });
}

// Padding amounts run from the last axis backwards: (last before, last after, second last before, ...).
CLEF_API Handle clef_pad(Handle t, const int64_t* amounts, int64_t count, const char* mode, double value) {
  return make("pad", {t}, [&] {
    if (std::strcmp(mode, "constant") == 0) return at::constant_pad_nd(*Borrowed(t), ints(amounts, count), value);
    return at::pad(*Borrowed(t), ints(amounts, count), mode, c10::nullopt);
  });
}

CLEF_API Handle clef_tril(Handle t, int64_t diagonal) {
  return make("tril", {t}, [&] { return at::tril(*Borrowed(t), diagonal); });
}

CLEF_API Handle clef_triu(Handle t, int64_t diagonal) {
  return make("triu", {t}, [&] { return at::triu(*Borrowed(t), diagonal); });
}

CLEF_API Handle clef_diagonal(Handle t, int64_t offset, int64_t a, int64_t b) {
  return make("diagonal", {t}, [&] { return Borrowed(t)->diagonal(offset, a, b); });
}
