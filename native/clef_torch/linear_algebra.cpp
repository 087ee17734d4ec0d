// Matrix products and Fourier transforms.
#include "abi.h"

#include <ATen/ops/fft_irfft.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>

using clef::Borrowed;
using clef::make;

CLEF_API Handle clef_matmul(Handle a, Handle b) {
  return make("matmul", {a, b}, [&] { return at::matmul(*Borrowed(a), *Borrowed(b)); });
}

// x W^T + bias; the weight is (out, in).
CLEF_API Handle clef_linear(Handle t, Handle weight, Handle bias) {
  return make("linear", {t, weight, bias}, [&] { return at::linear(*Borrowed(t), *Borrowed(weight), Borrowed(bias).optional()); });
}

// The one-sided spectrum as (..., length / 2 + 1, real and imaginary part). A length below 1 means the whole axis.
CLEF_API Handle clef_rfft(Handle t, int64_t length, int64_t axis) {
  return make("rfft", {t}, [&] {
    c10::optional<int64_t> n;
    if (length > 0) n = length;
    return at::view_as_real(at::fft_rfft(*Borrowed(t), n, axis).resolve_conj());
  });
}

// The real signal of `length` samples whose one-sided spectrum is given as (..., real and imaginary part) along an axis.
CLEF_API Handle clef_irfft(Handle spectrum, int64_t length, int64_t axis) {
  return make("irfft", {spectrum}, [&] {
    at::Tensor complex = at::view_as_complex(Borrowed(spectrum)->contiguous());
    c10::optional<int64_t> n;
    if (length > 0) n = length;
    return at::fft_irfft(complex, n, axis);
  });
}
