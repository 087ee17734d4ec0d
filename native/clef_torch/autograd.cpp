// Differentiation.
#include "abi.h"

#include <c10/core/AutogradState.h>
#include <c10/core/GradMode.h>

#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>

using clef::Borrowed;
using clef::make;
using clef::run;

CLEF_API int clef_requires_grad(Handle t) { return Borrowed(t)->requires_grad(); }

CLEF_API int clef_set_requires_grad(Handle t, int required) {
  return run("set_requires_grad", {t}, [&] { Borrowed(t)->set_requires_grad(required != 0); });
}

CLEF_API int clef_is_leaf(Handle t) { return Borrowed(t)->is_leaf(); }

// Null, without an error, where there is no gradient yet.
CLEF_API Handle clef_grad(Handle t) {
  return make("grad", {t}, [&] { return Borrowed(t)->grad(); });
}

// A null gradient clears it.
CLEF_API int clef_set_grad(Handle t, Handle gradient) {
  return run("set_grad", {t, gradient}, [&] {
    Borrowed value(gradient);
    Borrowed(t)->mutable_grad() = *value;
  });
}

// The seed gradient is null for a scalar.
CLEF_API int clef_backward(Handle t, Handle seed, int keep_graph) {
  return run("backward", {t, seed}, [&] { Borrowed(t)->backward(*Borrowed(seed), keep_graph != 0); });
}

CLEF_API Handle clef_detach(Handle t) {
  return make("detach", {t}, [&] { return Borrowed(t)->detach(); });
}

CLEF_API int clef_grad_enabled() { return c10::GradMode::is_enabled(); }

CLEF_API void clef_set_grad_enabled(int enabled) { c10::GradMode::set_enabled(enabled != 0); }

// The 2-norm of all the gradients together; where it is above `limit` each is scaled by limit / (norm + 1e-6), PyTorch's rule.
CLEF_API int clef_clip_grad_norm(const Handle* parameters, int64_t count, double limit, double* norm) {
  return run("clip_grad_norm", {}, [&] {
    at::NoGradGuard no_grad;
    std::vector<at::Tensor> gradients;
    for (int64_t i = 0; i < count; ++i) {
      Borrowed parameter(parameters[i]);
      if (parameter->grad().defined()) gradients.push_back(parameter->grad());
    }
    *norm = 0;
    if (gradients.empty()) return;
    std::vector<at::Tensor> norms;
    for (const at::Tensor& gradient : gradients) {
      norms.push_back(at::linalg_vector_norm(gradient, 2, c10::nullopt, false, c10::nullopt).to(gradients[0].device(), gradients[0].scalar_type()));
    }
    *norm = at::linalg_vector_norm(at::stack(norms), 2, c10::nullopt, false, c10::nullopt).item<double>();
    double scale = limit / (*norm + 1e-6);
    if (scale < 1) {
      for (at::Tensor& gradient : gradients) gradient.mul_(scale);
    }
  });
}
