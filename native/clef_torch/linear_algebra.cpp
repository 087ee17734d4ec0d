// Matrix products and Fourier transforms.
#include "abi.h"
#include "gemm.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/fft_irfft.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

using clef::Borrowed;
using clef::make;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

namespace {

// Below this many multiplications the call itself is what costs, and libtorch's own path is as good.
constexpr int64_t worthwhile = 1 << 18;

bool plain(const at::Tensor& t) { return t.device().is_cpu() && t.scalar_type() == at::kFloat; }

bool suits(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& residual) {
  return clef::has_gemm() && plain(x) && plain(weight) && x.dim() >= 2 && weight.dim() == 2 && x.size(-1) == weight.size(1) &&
         x.numel() * weight.size(0) >= worthwhile && weight.numel() > 0 && (!bias.defined() || (plain(bias) && bias.dim() == 1 && bias.size(0) == weight.size(0))) &&
         (!residual.defined() || plain(residual)) && !at::autocast::is_cpu_enabled();
}

// Rows of (bias), (residual) or their sum: what the product is then added to.
void fill_rows(float* out, const float* bias, const float* residual, int64_t rows, int64_t width) {
  at::parallel_for(0, rows, std::max<int64_t>(1, 32768 / width), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      float* to = out + row * width;
      const float* from = residual ? residual + row * width : nullptr;
      if (from && bias) {
        for (int64_t i = 0; i < width; ++i) to[i] = from[i] + bias[i];
      } else {
        std::memcpy(to, from ? from : bias, sizeof(float) * static_cast<size_t>(width));
      }
    }
  });
}

// x W^T + bias + residual on the CPU in single precision, the sum in one pass with the product.
class Linear : public Function<Linear> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight_in, const c10::optional<at::Tensor>& bias_in,
                            const c10::optional<at::Tensor>& residual_in) {
    at::Tensor x = input.contiguous(), weight = weight_in.contiguous();
    at::Tensor bias = bias_in ? bias_in->contiguous() : at::Tensor(), residual = residual_in ? residual_in->contiguous() : at::Tensor();
    const int64_t in = weight.size(1), out = weight.size(0), rows = x.numel() / in;
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = out;
    TORCH_CHECK(!residual.defined() || residual.sizes() == at::IntArrayRef(shape), "the tensor to add has another shape than the product");
    at::Tensor y = at::empty(shape, x.options());
    bool start = bias.defined() || residual.defined();
    if (start) {
      fill_rows(y.data_ptr<float>(), bias.defined() ? bias.data_ptr<float>() : nullptr, residual.defined() ? residual.data_ptr<float>() : nullptr, rows, out);
    }
    clef::gemm(false, true, rows, out, in, 1, x.data_ptr<float>(), in, weight.data_ptr<float>(), in, start ? 1.f : 0.f, y.data_ptr<float>(), out);
    context->save_for_backward({x, weight});
    context->saved_data["bias"] = bias.defined();
    context->saved_data["residual"] = residual.defined();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    variable_list saved = context->get_saved_variables();
    at::Tensor x = saved[0], weight = saved[1], dy = gradients[0].contiguous();
    const int64_t in = weight.size(1), out = weight.size(0), rows = x.numel() / in;
    at::Tensor dx, dw, db;
    if (context->needs_input_grad(0)) {
      dx = at::empty(x.sizes(), x.options());
      clef::gemm(false, false, rows, in, out, 1, dy.data_ptr<float>(), out, weight.data_ptr<float>(), in, 0, dx.data_ptr<float>(), in);
    }
    if (context->needs_input_grad(1)) {
      dw = at::empty(weight.sizes(), weight.options());
      clef::gemm(true, false, out, in, rows, 1, dy.data_ptr<float>(), out, x.data_ptr<float>(), in, 0, dw.data_ptr<float>(), in);
    }
    // Absent arguments have no place in the graph: those after them move up.
    const bool bias = context->saved_data["bias"].toBool(), residual = context->saved_data["residual"].toBool();
    if (bias && context->needs_input_grad(2)) db = dy.reshape({rows, out}).sum(0);
    return {dx, dw, db, residual && context->needs_input_grad(bias ? 3 : 2) ? dy : at::Tensor()};
  }
};

}  // namespace

CLEF_API Handle clef_matmul(Handle a, Handle b) {
  return make("matmul", {a, b}, [&] { return at::matmul(*Borrowed(a), *Borrowed(b)); });
}

// x W^T + bias + residual; the weight is (out, in), bias and residual may be null.
CLEF_API Handle clef_linear(Handle t, Handle weight, Handle bias, Handle residual) {
  return make("linear", {t, weight, bias, residual}, [&]() -> at::Tensor {
    Borrowed x(t), w(weight), b(bias), r(residual);
    if (suits(*x, *w, *b, *r)) return Linear::apply(*x, *w, b.optional(), r.optional());
    at::Tensor y = at::linear(*x, *w, b.optional());
    return r->defined() ? at::add(y, *r) : y;
  });
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
