// One step of an optimiser over all parameters, fused into one pass over memory on the CPU. The caller owns the state, so it can be
// read and restored. The arithmetic and its order are PyTorch's, element by element.
#include "abi.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cmath>

using clef::Borrowed;
using clef::run;

namespace {
// Elements per task: enough to hide the cost of handing it out, few enough to share a bias-sized tensor's work not at all.
constexpr int64_t grain = 1 << 15;

bool plain(const at::Tensor& t, const at::Tensor& like) {
  return t.device().is_cpu() && t.is_contiguous() && t.scalar_type() == like.scalar_type() && t.numel() == like.numel();
}

struct Adam {
  double rate, beta1, beta2, epsilon, decay;
  bool decoupled;
  double correction1, correction2_root;

  template <typename T>
  void apply(T* p, const T* g, T* m, T* v, int64_t count) const {
    const T shrink = static_cast<T>(1 - rate * decay), b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2), c1 = static_cast<T>(1 - beta1),
            c2 = static_cast<T>(1 - beta2), root = static_cast<T>(correction2_root), eps = static_cast<T>(epsilon),
            step = static_cast<T>(-(rate / correction1)), l2 = static_cast<T>(decay);
    const bool add_decay = !decoupled && decay != 0, do_shrink = decoupled && decay != 0;
    at::parallel_for(0, count, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T gradient = add_decay ? g[i] + l2 * p[i] : g[i];
        T value = do_shrink ? p[i] * shrink : p[i];
        T first = m[i] * b1 + c1 * gradient;
        T second = v[i] * b2 + c2 * gradient * gradient;
        m[i] = first;
        v[i] = second;
        p[i] = value + step * first / (std::sqrt(second) / root + eps);
      }
    });
  }

  // The same in libtorch's operations, for other devices and layouts.
  void apply(const at::Tensor& p, at::Tensor g, const at::Tensor& m, const at::Tensor& v) const {
    if (decay != 0) {
      if (decoupled) p.mul_(1 - rate * decay);
      else g = g.add(p, decay);
    }
    m.mul_(beta1).add_(g, 1 - beta1);
    v.mul_(beta2).addcmul_(g, g, 1 - beta2);
    p.addcdiv_(m, v.sqrt().div_(correction2_root).add_(epsilon), -(rate / correction1));
  }
};
}  // namespace

// Adam (decay is added to the gradient) or AdamW (decoupled: the weights shrink by rate * decay). `step` counts from 1.
// A parameter without a gradient is left alone.
CLEF_API int clef_adam_step(const Handle* parameters, const Handle* firsts, const Handle* seconds, int64_t count, int64_t step, double rate,
                            double beta1, double beta2, double epsilon, double decay, int decoupled) {
  return run("adam_step", {}, [&] {
    at::NoGradGuard no_grad;
    Adam adam{rate, beta1, beta2, epsilon, decay, decoupled != 0, 1 - std::pow(beta1, step), std::sqrt(1 - std::pow(beta2, step))};
    for (int64_t i = 0; i < count; ++i) {
      Borrowed p(parameters[i]), m(firsts[i]), v(seconds[i]);
      at::Tensor g = p->grad();
      if (!g.defined()) continue;
      bool fused = plain(*p, *p) && plain(*m, *p) && plain(*v, *p) && plain(g, *p);
      if (fused && p->scalar_type() == at::kFloat) {
        adam.apply(p->data_ptr<float>(), g.data_ptr<float>(), m->data_ptr<float>(), v->data_ptr<float>(), p->numel());
      } else if (fused && p->scalar_type() == at::kDouble) {
        adam.apply(p->data_ptr<double>(), g.data_ptr<double>(), m->data_ptr<double>(), v->data_ptr<double>(), p->numel());
      } else {
        adam.apply(*p, g, *m, *v);
      }
    }
  });
}

// Stochastic gradient descent with L2 decay and momentum (Nesterov's where asked for). On the first step the momentum buffer takes the
// gradient as it is, PyTorch's rule. Without momentum the buffers may be null.
CLEF_API int clef_sgd_step(const Handle* parameters, const Handle* buffers, int64_t count, int first, double rate, double momentum, double decay, int nesterov) {
  return run("sgd_step", {}, [&] {
    at::NoGradGuard no_grad;
    for (int64_t i = 0; i < count; ++i) {
      Borrowed p(parameters[i]);
      at::Tensor g = p->grad();
      if (!g.defined()) continue;
      if (decay != 0) g = g.add(*p, decay);
      if (momentum != 0) {
        Borrowed buffer(buffers[i]);
        if (first) buffer->copy_(g);
        else buffer->mul_(momentum).add_(g);
        g = nesterov ? g.add(*buffer, momentum) : *buffer;
      }
      p->add_(g, -rate);
    }
  });
}

// average = decay * average + (1 - decay) * value, for each pair: the exponential moving average of weights.
CLEF_API int clef_average_step(const Handle* averages, const Handle* values, int64_t count, double decay) {
  return run("average_step", {}, [&] {
    at::NoGradGuard no_grad;
    for (int64_t i = 0; i < count; ++i) {
      Borrowed average(averages[i]), value(values[i]);
      if (average->is_floating_point()) average->lerp_(*value, 1 - decay);
      else average->copy_(*value);
    }
  });
}

CLEF_API int clef_zero_grad(const Handle* parameters, int64_t count) {
  return run("zero_grad", {}, [&] {
    for (int64_t i = 0; i < count; ++i) Borrowed(parameters[i])->mutable_grad() = at::Tensor();
  });
}
