// Convolutions (cross-correlations: no kernel flip), pooling, resampling.
#include "abi.h"

#include <ATen/ops/adaptive_avg_pool1d.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool1d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose1d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/max_pool1d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/upsample_bicubic2d.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_linear1d.h>
#include <ATen/ops/upsample_nearest1d.h>
#include <ATen/ops/upsample_nearest2d.h>

using clef::Borrowed;
using clef::ints;
using clef::make;

CLEF_API Handle clef_conv1d(Handle t, Handle weight, Handle bias, int64_t stride, int64_t padding, int64_t dilation, int64_t groups) {
  return make("conv1d", {t, weight, bias}, [&] {
    return at::conv1d(*Borrowed(t), *Borrowed(weight), Borrowed(bias).optional(), ints(&stride, 1), ints(&padding, 1), ints(&dilation, 1), groups);
  });
}

CLEF_API Handle clef_conv2d(Handle t, Handle weight, Handle bias, const int64_t* stride, const int64_t* padding, const int64_t* dilation, int64_t groups) {
  return make("conv2d", {t, weight, bias}, [&] {
    return at::conv2d(*Borrowed(t), *Borrowed(weight), Borrowed(bias).optional(), ints(stride, 2), ints(padding, 2), ints(dilation, 2), groups);
  });
}

CLEF_API Handle clef_conv_transpose1d(
    Handle t, Handle weight, Handle bias, int64_t stride, int64_t padding, int64_t output_padding, int64_t groups, int64_t dilation) {
  return make("conv_transpose1d", {t, weight, bias}, [&] {
    return at::conv_transpose1d(
        *Borrowed(t), *Borrowed(weight), Borrowed(bias).optional(), ints(&stride, 1), ints(&padding, 1), ints(&output_padding, 1), groups, ints(&dilation, 1));
  });
}

CLEF_API Handle clef_conv_transpose2d(
    Handle t, Handle weight, Handle bias, const int64_t* stride, const int64_t* padding, const int64_t* output_padding, int64_t groups, const int64_t* dilation) {
  return make("conv_transpose2d", {t, weight, bias}, [&] {
    return at::conv_transpose2d(
        *Borrowed(t), *Borrowed(weight), Borrowed(bias).optional(), ints(stride, 2), ints(padding, 2), ints(output_padding, 2), groups, ints(dilation, 2));
  });
}

CLEF_API Handle clef_max_pool1d(Handle t, int64_t size, int64_t stride, int64_t padding) {
  return make("max_pool1d", {t}, [&] { return at::max_pool1d(*Borrowed(t), ints(&size, 1), ints(&stride, 1), ints(&padding, 1)); });
}

CLEF_API Handle clef_max_pool2d(Handle t, const int64_t* size, const int64_t* stride, const int64_t* padding) {
  return make("max_pool2d", {t}, [&] { return at::max_pool2d(*Borrowed(t), ints(size, 2), ints(stride, 2), ints(padding, 2)); });
}

CLEF_API Handle clef_avg_pool1d(Handle t, int64_t size, int64_t stride, int64_t padding) {
  return make("avg_pool1d", {t}, [&] { return at::avg_pool1d(*Borrowed(t), ints(&size, 1), ints(&stride, 1), ints(&padding, 1)); });
}

CLEF_API Handle clef_avg_pool2d(Handle t, const int64_t* size, const int64_t* stride, const int64_t* padding) {
  return make("avg_pool2d", {t}, [&] { return at::avg_pool2d(*Borrowed(t), ints(size, 2), ints(stride, 2), ints(padding, 2)); });
}

CLEF_API Handle clef_adaptive_avg_pool(Handle t, const int64_t* size, int64_t count) {
  return make("adaptive_avg_pool", {t}, [&] {
    return count == 1 ? at::adaptive_avg_pool1d(*Borrowed(t), ints(size, 1)) : at::adaptive_avg_pool2d(*Borrowed(t), ints(size, count));
  });
}

// mode: 0 nearest, 1 linear or bilinear, 2 bicubic. The sizes are those of the last `count` axes.
CLEF_API Handle clef_interpolate(Handle t, const int64_t* size, int64_t count, int mode, int align_corners) {
  return make("interpolate", {t}, [&]() -> at::Tensor {
    Borrowed x(t);
    TORCH_CHECK(count == 1 || count == 2, "one or two axes can be resampled, not ", count);
    TORCH_CHECK(x->dim() == count + 2, "expected (batch, channel, ", count == 1 ? "time" : "height, width", ")");
    bool corners = align_corners != 0;
    switch (mode) {
      case 0: return count == 1 ? at::upsample_nearest1d(*x, ints(size, 1)) : at::upsample_nearest2d(*x, ints(size, 2));
      case 1: return count == 1 ? at::upsample_linear1d(*x, ints(size, 1), corners) : at::upsample_bilinear2d(*x, ints(size, 2), corners);
      default: TORCH_CHECK(count == 2, "bicubic resampling needs two axes"); return at::upsample_bicubic2d(*x, ints(size, 2), corners);
    }
  });
}
