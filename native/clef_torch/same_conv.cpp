// The ECG encoder's two operations, differentiable: a convolution that keeps the length, and the gate with the shortcut that ends a block.
#include "same_conv.h"

#include "abi.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool1d.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/silu_backward.h>
#include <torch/csrc/autograd/custom_function.h>

#include <atomic>

using clef::Borrowed;
using clef::make;
using clef::SameConvSize;
using clef::ShortcutSize;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

namespace clef {

#define CLEF_DECLARE(generation)                                                                                                                     \
  namespace generation {                                                                                                                             \
  void same_conv_forward(const SameConvSize&, const float*, const float*, const float*, float*);                                                     \
  void same_conv_backward(const SameConvSize&, const float*, const float*, const float*, float*, float*, float*);                                    \
  void gate_forward(const ShortcutSize&, const float*, const float*, const float*, float*);                                                          \
  void time_mean(int64_t, int64_t, const float*, float*);                                                                                            \
  void time_dot(int64_t, int64_t, const float*, const float*, float*);                                                                               \
  void gate_backward(const ShortcutSize&, const float*, const float*, const float*, const float*, float*, float*);                                   \
  }
CLEF_DECLARE(plain)
#if defined(__x86_64__)
CLEF_DECLARE(v3)
CLEF_DECLARE(v4)
#endif

namespace {

// The newest generation of vector instructions that may be used: 4 (AVX-512), 3 (AVX2 and FMA), or 1. Lowered only by tests.
std::atomic<int> newest{4};

int generation() {
#if defined(__x86_64__)
  static const int found = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
                                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                               ? 4
                           : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 3
                                                                                              : 1;
  return std::min(found, newest.load(std::memory_order_relaxed));
#else
  return 1;
#endif
}

}  // namespace

#if defined(__x86_64__)
#define CLEF_DISPATCH(call) \
  switch (generation()) {   \
    case 4: v4::call; return; \
    case 3: v3::call; return; \
    default: plain::call;   \
  }
#else
#define CLEF_DISPATCH(call) plain::call
#endif

void same_conv_forward(const SameConvSize& size, const float* x, const float* weight, const float* bias, float* y) {
  CLEF_DISPATCH(same_conv_forward(size, x, weight, bias, y));
}

void same_conv_backward(const SameConvSize& size, const float* x, const float* weight, const float* dy, float* dx, float* d_weight, float* d_bias) {
  CLEF_DISPATCH(same_conv_backward(size, x, weight, dy, dx, d_weight, d_bias));
}

void gate_forward(const ShortcutSize& size, const float* h, const float* gate, const float* x, float* y) { CLEF_DISPATCH(gate_forward(size, h, gate, x, y)); }

void time_mean(int64_t rows, int64_t length, const float* h, float* mean) { CLEF_DISPATCH(time_mean(rows, length, h, mean)); }

void time_dot(int64_t rows, int64_t length, const float* a, const float* b, float* dot) { CLEF_DISPATCH(time_dot(rows, length, a, b, dot)); }

void gate_backward(const ShortcutSize& size, const float* dy, const float* gate, const float* d_mean, const float* x, float* dh, float* dx) {
  CLEF_DISPATCH(gate_backward(size, dy, gate, d_mean, x, dh, dx));
}

}  // namespace clef

namespace {

const float* data_or_null(const at::Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

bool plain_floats(const at::Tensor& t) { return !t.defined() || (t.device().is_cpu() && t.scalar_type() == at::kFloat); }

SameConvSize size_of(const at::Tensor& x, const at::Tensor& w, int64_t stride, int64_t groups, bool swish) {
  return {x.size(0), x.size(1), w.size(0), groups, w.size(2), stride, x.size(2), swish};
}

class SameConv : public Function<SameConv> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x_in, const at::Tensor& w_in, const c10::optional<at::Tensor>& bias, int64_t stride, int64_t groups, bool swish) {
    at::Tensor x = x_in.contiguous(), w = w_in.contiguous();
    const SameConvSize size = size_of(x, w, stride, groups, swish);
    at::Tensor y = at::empty({size.batch, size.out, size.out_length()}, x.options());
    clef::same_conv_forward(size, x.data_ptr<float>(), w.data_ptr<float>(), bias ? data_or_null(bias->contiguous()) : nullptr, y.data_ptr<float>());
    context->save_for_backward({x, w});
    context->saved_data["stride"] = stride;
    context->saved_data["groups"] = groups;
    context->saved_data["swish"] = swish;
    context->saved_data["dx"] = x_in.requires_grad();
    context->saved_data["bias"] = bias.has_value();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &w = saved[1];
    at::Tensor dy = grads[0].contiguous(), dw = at::empty_like(w), db = at::empty({w.size(0)}, w.options());
    at::Tensor dx = context->saved_data["dx"].toBool() ? at::empty_like(x) : at::Tensor();
    const SameConvSize size = size_of(x, w, context->saved_data["stride"].toInt(), context->saved_data["groups"].toInt(), context->saved_data["swish"].toBool());
    clef::same_conv_backward(size, x.data_ptr<float>(), w.data_ptr<float>(), dy.data_ptr<float>(), dx.defined() ? dx.data_ptr<float>() : nullptr,
                             dw.data_ptr<float>(), db.data_ptr<float>());
    return {dx, dw, context->saved_data["bias"].toBool() ? db : at::Tensor(), {}, {}, {}};
  }
};

// The same by libtorch's operations, for any type, device and width.
at::Tensor same_conv_general(const at::Tensor& x_in, const at::Tensor& w, const c10::optional<at::Tensor>& bias, int64_t stride, int64_t groups, bool swish) {
  at::Tensor x = swish ? at::silu(x_in) : x_in;
  const SameConvSize size = size_of(x, w, stride, groups, swish);
  const int64_t padding = std::max<int64_t>(0, (size.out_length() - 1) * stride + size.kernel - size.length), left = padding / 2, right = padding - left, one = 1, none = 0;
  return left == right ? at::conv1d(x, w, bias, at::IntArrayRef(stride), at::IntArrayRef(left), at::IntArrayRef(one), groups) : at::conv1d(at::constant_pad_nd(x, {left, right}), w, bias, at::IntArrayRef(stride), at::IntArrayRef(none), at::IntArrayRef(one), groups);
}

// Where our own loop is the faster one, measured with libtorch 1.13: grouped convolutions throughout; a 1 x 1 convolution, which is a matrix product,
// only while its matrix is small, since the linear-algebra library packs larger ones.
bool is_narrow(const SameConvSize& s) {
  constexpr int64_t grouped = 1 << 15, product = 1 << 13, single_product = 1 << 15;
  const int64_t limit = s.kernel > 1 ? grouped : s.batch > 1 ? product : single_product;
  return s.group_in() * s.group_out() * s.kernel <= limit && s.kernel <= 64 && s.stride <= 4;
}

class ExciteShortcut : public Function<ExciteShortcut> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& h_in, const at::Tensor& w1, const at::Tensor& b1, const at::Tensor& w2, const at::Tensor& b2, const at::Tensor& x_in, bool pool) {
    at::Tensor h = h_in.contiguous(), x = x_in.contiguous(), y = at::empty_like(h);
    at::Tensor mean = at::empty({h.size(0), h.size(1)}, h.options());
    clef::time_mean(mean.numel(), h.size(2), h.data_ptr<float>(), mean.data_ptr<float>());
    at::Tensor inner = at::linear(mean, w1, b1), active = at::silu(inner), gate = at::sigmoid(at::linear(active, w2, b2)).contiguous();
    clef::gate_forward(size_of(h, x, pool), h.data_ptr<float>(), gate.data_ptr<float>(), x.data_ptr<float>(), y.data_ptr<float>());
    context->save_for_backward({h, x, w1, w2, mean, inner, active, gate});
    context->saved_data["pool"] = pool;
    context->saved_data["dx"] = x_in.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &h = saved[0], &x = saved[1], &w1 = saved[2], &w2 = saved[3], &mean = saved[4], &inner = saved[5], &active = saved[6], &gate = saved[7];
    at::Tensor dy = grads[0].contiguous(), d_gate = at::empty_like(gate), dh = at::empty_like(h);
    at::Tensor dx = context->saved_data["dx"].toBool() ? at::empty_like(x) : at::Tensor();
    clef::time_dot(gate.numel(), h.size(2), dy.data_ptr<float>(), h.data_ptr<float>(), d_gate.data_ptr<float>());
    at::Tensor d_outer = d_gate.mul_(gate).mul_(1 - gate);  // (batch, channel), through the sigmoid
    at::Tensor d_inner = at::silu_backward(d_outer.mm(w2), inner);
    at::Tensor d_mean = d_inner.mm(w1).contiguous();
    clef::gate_backward(size_of(h, x, context->saved_data["pool"].toBool()), dy.data_ptr<float>(), gate.data_ptr<float>(), d_mean.data_ptr<float>(),
                        x.data_ptr<float>(), dh.data_ptr<float>(), dx.defined() ? dx.data_ptr<float>() : nullptr);
    return {dh, d_inner.t().mm(mean), d_inner.sum(0), d_outer.t().mm(active), d_outer.sum(0), dx, {}};
  }

 private:
  static ShortcutSize size_of(const at::Tensor& h, const at::Tensor& x, bool pool) { return {h.size(0), h.size(1), h.size(2), x.size(1), x.size(2), pool}; }
};

at::Tensor excite_shortcut_general(const at::Tensor& h, const at::Tensor& w1, const at::Tensor& b1, const at::Tensor& w2, const at::Tensor& b2, const at::Tensor& x, bool pool) {
  at::Tensor gate = at::sigmoid(at::linear(at::silu(at::linear(h.mean(2), w1, b1)), w2, b2));
  at::Tensor shortcut = pool ? at::max_pool1d(at::constant_pad_nd(x, {0, 1}), 2) : x;
  const int64_t more = h.size(1) - x.size(1);
  if (more > 0) shortcut = at::constant_pad_nd(shortcut, {0, 0, more / 2, more - more / 2});
  return h * gate.unsqueeze(2) + shortcut;
}

}  // namespace

// Holds the loops to a generation of vector instructions at most; returns the one that is used from now on.
CLEF_API int clef_same_conv_generation(int most) {
  clef::newest.store(most, std::memory_order_relaxed);
  return clef::generation();
}

// Cross-correlation in time with as many zeros around the input as keep its length (divided by the stride, rounded up), one more on the right where
// their number is odd; with `swish`, of x * sigmoid(x). `general` forces libtorch's own operations.
CLEF_API Handle clef_same_conv1d(Handle t, Handle weight, Handle bias, int64_t stride, int64_t groups, int swish, int general) {
  return make("same_conv1d", {t, weight, bias}, [&]() -> at::Tensor {
    Borrowed x(t), w(weight), b(bias);
    TORCH_CHECK(x->dim() == 3 && w->dim() == 3, "expected (batch, channel, time) and (out, in / groups, kernel)");
    TORCH_CHECK(stride > 0 && groups > 0 && x->size(1) == w->size(1) * groups && w->size(0) % groups == 0, "channels do not fit ", groups, " groups");
    TORCH_CHECK(x->size(2) > 0, "expected at least one sample");
    if (general || !plain_floats(*x) || !plain_floats(*w) || !plain_floats(*b) || !is_narrow(size_of(*x, *w, stride, groups, swish)))
      return same_conv_general(*x, *w, b.optional(), stride, groups, swish);
    return SameConv::apply(*x, *w, b.optional(), stride, groups, swish != 0);
  });
}

// Squeeze and excitation with the residual: h * sigmoid(w2 silu(w1 mean(h) + b1) + b2) + shortcut(x). See ShortcutSize.
CLEF_API Handle clef_excite_shortcut(Handle h, Handle w1, Handle b1, Handle w2, Handle b2, Handle x, int pool, int general) {
  return make("excite_shortcut", {h, w1, b1, w2, b2, x}, [&]() -> at::Tensor {
    Borrowed th(h), tx(x), tw1(w1), tb1(b1), tw2(w2), tb2(b2);
    TORCH_CHECK(th->dim() == 3 && tx->dim() == 3 && th->size(0) == tx->size(0) && th->size(1) >= tx->size(1), "expected (batch, channel, time), no fewer channels than the input");
    TORCH_CHECK(th->size(2) == (pool ? (tx->size(2) + 1) / 2 : tx->size(2)), "the shortcut has another length");
    TORCH_CHECK(th->size(2) > 0, "expected at least one sample");
    if (general || !plain_floats(*th) || !plain_floats(*tx) || !plain_floats(*tw1))
      return excite_shortcut_general(*th, *tw1, *tb1, *tw2, *tb2, *tx, pool);
    return ExciteShortcut::apply(*th, *tw1, *tb1, *tw2, *tb2, *tx, pool != 0);
  });
}
