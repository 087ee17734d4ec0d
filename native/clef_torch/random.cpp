// Random numbers, all drawn from libtorch's default generator of the tensor's device.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randperm.h>

using clef::Borrowed;
using clef::make;
using clef::run;

namespace {
at::TensorOptions options(int dtype, int kind, int index) {
  return at::TensorOptions()
      .dtype(static_cast<at::ScalarType>(dtype))
      .device(c10::Device(static_cast<c10::DeviceType>(kind), static_cast<c10::DeviceIndex>(index)));
}

at::Generator generator(int kind, int index) {
  return at::globalContext().defaultGenerator(c10::Device(static_cast<c10::DeviceType>(kind), static_cast<c10::DeviceIndex>(index)));
}
}  // namespace

// Seeds the generators of all devices.
CLEF_API int clef_manual_seed(uint64_t seed) {
  return run("manual_seed", {}, [&] { at::manual_seed(seed); });
}

CLEF_API Handle clef_random_state(int kind, int index) {
  return make("random_state", {}, [&] {
    at::Generator g = generator(kind, index);
    std::lock_guard<std::mutex> lock(g.mutex());
    return g.get_state();
  });
}

CLEF_API int clef_set_random_state(Handle state, int kind, int index) {
  return run("set_random_state", {state}, [&] {
    at::Generator g = generator(kind, index);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(*Borrowed(state));
  });
}

CLEF_API Handle clef_rand(const int64_t* sizes, int64_t count, int dtype, int kind, int index) {
  return make("rand", {}, [&] { return at::empty(clef::ints(sizes, count), options(dtype, kind, index)).uniform_(0, 1); });
}

CLEF_API Handle clef_randn(const int64_t* sizes, int64_t count, int dtype, int kind, int index) {
  return make("randn", {}, [&] { return at::empty(clef::ints(sizes, count), options(dtype, kind, index)).normal_(0, 1); });
}

CLEF_API Handle clef_randint(int64_t low, int64_t high, const int64_t* sizes, int64_t count, int dtype, int kind, int index) {
  return make("randint", {}, [&] { return at::randint(low, high, clef::ints(sizes, count), options(dtype, kind, index)); });
}

CLEF_API Handle clef_randperm(int64_t count, int kind, int index) {
  return make("randperm", {}, [&] { return at::randperm(count, options(static_cast<int>(at::kLong), kind, index)); });
}

CLEF_API int clef_uniform_(Handle t, double low, double high) {
  return run("uniform_", {t}, [&] {
    at::NoGradGuard no_grad;
    Borrowed(t)->uniform_(low, high);
  });
}

CLEF_API int clef_normal_(Handle t, double mean, double deviation) {
  return run("normal_", {t}, [&] {
    at::NoGradGuard no_grad;
    Borrowed(t)->normal_(mean, deviation);
  });
}

// Ones with the given probability, else zeros.
CLEF_API int clef_bernoulli_(Handle t, double probability) {
  return run("bernoulli_", {t}, [&] {
    at::NoGradGuard no_grad;
    Borrowed(t)->bernoulli_(probability);
  });
}
