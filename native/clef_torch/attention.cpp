// Scaled dot-product attention as one operation: softmax(scale q k^T, without padding) v.
#include "abi.h"
#include "attention_kernel.h"
#include "compatibility.h"
#include "gemm.h"

#include <ATen/autocast_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#if CLEF_HAS_FUSED_ATTENTION
#include <ATen/ops/scaled_dot_product_attention.h>
#endif
#include <torch/csrc/autograd/custom_function.h>

#include <limits>

using clef::AttentionSize;
using clef::Borrowed;
using clef::make;
using clef::Strided;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

namespace {

Strided strided(const at::Tensor& t) { return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; }

// (batch, head, token, width) with the width contiguous, without a copy where it is already so.
at::Tensor laid_out(const at::Tensor& t) { return t.stride(3) == 1 && t.stride(2) >= t.size(3) ? t : t.contiguous(); }

// Minus infinity where a key is padding.
at::Tensor bias_of(const at::Tensor& padding) {
  if (!padding.defined()) return padding;
  return at::zeros(padding.sizes(), padding.options().dtype(at::kFloat)).masked_fill_(padding, -std::numeric_limits<float>::infinity()).contiguous();
}

const float* data_or_null(const at::Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

bool on_kernel(const at::Tensor& t) { return t.device().is_cpu() && t.scalar_type() == at::kFloat && clef::has_gemm(); }

AttentionSize size_of(const at::Tensor& q, const at::Tensor& k) { return {q.size(0), q.size(1), q.size(2), k.size(2), q.size(3)}; }

// Room for (batch, head, token, width) laid out as (batch, token, head, width), so that joining the heads afterwards is a view.
at::Tensor token_major(const at::Tensor& like) {
  const int64_t heads = like.size(1), tokens = like.size(2), width = like.size(3);
  return at::empty_strided(like.sizes(), {tokens * heads * width, width, heads * width, 1}, like.options());
}

// The same by libtorch's operations, for any type and device: a chunk of queries at a time, at most 2^24 scores.
int64_t chunk_of(const at::Tensor& q, const at::Tensor& k) {
  return std::max<int64_t>(1, (int64_t{1} << 24) / std::max<int64_t>(1, q.size(0) * q.size(1) * k.size(2)));
}

at::Tensor probabilities(const at::Tensor& q, const at::Tensor& k, const at::Tensor& padding, double scale) {
  at::Tensor scores = at::matmul(q * scale, k.transpose(-2, -1));
  if (!padding.defined()) return scores.softmax(-1);
  at::Tensor mask = padding.unsqueeze(1).unsqueeze(1);
  // A row that is all padding is NaN after the softmax; its probabilities count as zero.
  return scores.masked_fill_(mask, -std::numeric_limits<double>::infinity()).softmax(-1).masked_fill_(mask, 0);
}

class Attention : public Function<Attention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& q_in, const at::Tensor& k_in, const at::Tensor& v_in, const c10::optional<at::Tensor>& mask, double scale) {
    const at::Tensor padding = mask.value_or(at::Tensor());
    context->saved_data["scale"] = scale;
    if (on_kernel(q_in)) {
      at::Tensor q = laid_out(q_in), k = laid_out(k_in), v = laid_out(v_in), bias = bias_of(padding), out = token_major(q);
      at::Tensor logsum = at::empty({q.size(0), q.size(1), q.size(2)}, q.options());
      clef::attention_forward(size_of(q, k), static_cast<float>(scale), strided(q), strided(k), strided(v), data_or_null(bias), strided(out), logsum.data_ptr<float>());
      context->save_for_backward({q, k, v, bias, out, logsum});
      return out;
    }
    at::Tensor out = token_major(q_in);
    for (int64_t first = 0, step = chunk_of(q_in, k_in); first < q_in.size(2); first += step) {
      int64_t end = std::min(first + step, q_in.size(2));
      out.slice(2, first, end).copy_(at::matmul(probabilities(q_in.slice(2, first, end), k_in, padding, scale), v_in));
    }
    context->save_for_backward({q_in, k_in, v_in, padding});
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    variable_list saved = context->get_saved_variables();
    at::Tensor q = saved[0], k = saved[1], v = saved[2], padding = saved[3];
    double scale = context->saved_data["scale"].toDouble();
    if (on_kernel(q)) {
      at::Tensor d_out = laid_out(gradients[0]), dq = token_major(q), dk = token_major(k), dv = token_major(v);
      clef::attention_backward(size_of(q, k), static_cast<float>(scale), strided(q), strided(k), strided(v), data_or_null(padding), strided(saved[4]),
                               saved[5].data_ptr<float>(), strided(d_out), strided(dq), strided(dk), strided(dv));
      return {dq, dk, dv, at::Tensor(), at::Tensor()};
    }
    at::Tensor d_out = gradients[0], dq = at::empty_like(q), dk = at::zeros_like(k), dv = at::zeros_like(v);
    for (int64_t first = 0, step = chunk_of(q, k); first < q.size(2); first += step) {
      int64_t end = std::min(first + step, q.size(2));
      at::Tensor chunk = q.slice(2, first, end), slope = d_out.slice(2, first, end), p = probabilities(chunk, k, padding, scale);
      dv.add_(at::matmul(p.transpose(-2, -1), slope));
      at::Tensor dp = at::matmul(slope, v.transpose(-2, -1));
      at::Tensor ds = p * (dp - (p * dp).sum(-1, /*keepdim=*/true)) * scale;
      dq.slice(2, first, end).copy_(at::matmul(ds, k));
      dk.add_(at::matmul(ds.transpose(-2, -1), chunk));
    }
    return {dq, dk, dv, at::Tensor(), at::Tensor()};
  }
};

// The same with queries, keys and values side by side in one tensor (batch, token, 3 head width), whose gradient is then also one.
class PackedAttention : public Function<PackedAttention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& packed_in, const c10::optional<at::Tensor>& padding, int64_t heads, double scale) {
    at::Tensor packed = packed_in.contiguous(), bias = bias_of(padding.value_or(at::Tensor()));
    const int64_t batch = packed.size(0), tokens = packed.size(1), width = packed.size(2) / 3;
    at::Tensor out = at::empty({batch, tokens, width}, packed.options()), logsum = at::empty({batch, heads, tokens}, packed.options());
    clef::attention_forward({batch, heads, tokens, tokens, width / heads}, static_cast<float>(scale), part(packed, 0, heads), part(packed, 1, heads),
                            part(packed, 2, heads), data_or_null(bias), whole(out, heads), logsum.data_ptr<float>());
    context->save_for_backward({packed, bias, out, logsum});
    context->saved_data["heads"] = heads;
    context->saved_data["scale"] = scale;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    variable_list saved = context->get_saved_variables();
    at::Tensor packed = saved[0], bias = saved[1], out = saved[2], d_out = gradients[0].contiguous(), d_packed = at::empty_like(packed);
    const int64_t heads = context->saved_data["heads"].toInt();
    clef::attention_backward({out.size(0), heads, out.size(1), out.size(1), out.size(2) / heads}, static_cast<float>(context->saved_data["scale"].toDouble()),
                             part(packed, 0, heads), part(packed, 1, heads), part(packed, 2, heads), data_or_null(bias), whole(out, heads), saved[3].data_ptr<float>(),
                             whole(d_out, heads), part(d_packed, 0, heads), part(d_packed, 1, heads), part(d_packed, 2, heads));
    return {d_packed, at::Tensor(), at::Tensor(), at::Tensor()};
  }

 private:
  // (batch, token, 3, head, width) seen as one of its three parts.
  static Strided part(const at::Tensor& packed, int64_t which, int64_t heads) {
    const int64_t width = packed.size(2) / 3;
    return {packed.data_ptr<float>() + which * width, packed.stride(0), width / heads, packed.stride(1)};
  }

  static Strided whole(const at::Tensor& t, int64_t heads) { return {t.data_ptr<float>(), t.stride(0), t.size(2) / heads, t.stride(1)}; }
};

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& padding, double scale) {
  TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && v.sizes() == k.sizes() && q.size(0) == k.size(0) && q.size(1) == k.size(1) && q.size(3) == k.size(3),
              "queries, keys and values are (batch, head, token, width), keys and values of one shape");
  TORCH_CHECK(q.is_floating_point() && q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type(), "queries, keys and values have one floating-point type");
  TORCH_CHECK(!padding.defined() || (padding.scalar_type() == at::kBool && padding.dim() == 2 && padding.size(0) == k.size(0) && padding.size(1) == k.size(2)),
              "the padding mask is bool (batch, key)");
#if CLEF_HAS_FUSED_ATTENTION
  // On the CPU the kernel here is itself fused, and the same whatever the version of libtorch.
  if (!q.device().is_cpu()) {
    c10::optional<at::Tensor> keep;
    if (padding.defined()) keep = padding.logical_not().unsqueeze(1).unsqueeze(1);
    return at::scaled_dot_product_attention(q, k, v, keep, 0.0, false, scale);
  }
#endif
  // An absent argument is an empty optional to a custom function, not an undefined tensor.
  c10::optional<at::Tensor> mask;
  if (padding.defined()) mask = padding;
  bool half = q.device().is_cpu() && (q.scalar_type() == at::kBFloat16 || q.scalar_type() == at::kHalf);
  if (!half) return Attention::apply(q, k, v, mask, scale);
  // The CPU has no fast product in half precision: the block is computed in single precision, which also keeps the softmax exact.
  return Attention::apply(q.to(at::kFloat), k.to(at::kFloat), v.to(at::kFloat), mask, scale).to(q.scalar_type());
}

}  // namespace

// q, k, v (batch, head, token, width) to (batch, head, token, width); `padding` (batch, key) is true where a key does not count, or null.
CLEF_API Handle clef_attention(Handle q, Handle k, Handle v, Handle padding, double scale) {
  return make("attention", {q, k, v, padding}, [&] { return attention(*Borrowed(q), *Borrowed(k), *Borrowed(v), *Borrowed(padding), scale); });
}

// (batch, token, 3 width): queries, keys and values, each (head, width / head), to (batch, token, width).
CLEF_API Handle clef_packed_attention(Handle packed, Handle padding, int64_t heads, double scale) {
  return make("packed_attention", {packed, padding}, [&]() -> at::Tensor {
    Borrowed x(packed), mask(padding);
    TORCH_CHECK(heads > 0 && x->dim() == 3 && x->size(2) % (3 * heads) == 0, "expected (batch, token, 3 width) with a width that ", heads, " heads divide");
    TORCH_CHECK(!mask->defined() || (mask->scalar_type() == at::kBool && mask->dim() == 2 && mask->size(0) == x->size(0) && mask->size(1) == x->size(1)),
                "the padding mask is bool (batch, token)");
    if (on_kernel(*x)) return PackedAttention::apply(*x, mask.optional(), heads, scale);
    const int64_t width = x->size(2) / 3;
    // (batch, token, 3, head, width / head) to three of (batch, head, token, width / head)
    at::Tensor split = x->reshape({x->size(0), x->size(1), 3, heads, width / heads}).permute({2, 0, 3, 1, 4});
    return attention(split[0], split[1], split[2], *mask, scale).transpose(1, 2).reshape({x->size(0), x->size(1), width});
  });
}
