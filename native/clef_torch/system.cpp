// What runs: versions, threads, devices, the linear-algebra library, mixed precision.
#include "abi.h"
#include "compatibility.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <dlfcn.h>

using clef::Borrowed;
using clef::run;

namespace {
template <typename Function>
Function symbol(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}
}  // namespace

CLEF_API const char* clef_torch_version() { return TORCH_VERSION; }

// The vector instructions that libtorch's own kernels use: DEFAULT, AVX2, AVX512.
CLEF_API const char* clef_cpu_capability() {
  // 1.13 keeps the function that says so to itself; its configuration text has it.
  static const std::string capability = [] {
    const std::string label = "CPU capability usage: ", config = at::show_config();
    size_t start = config.find(label);
    if (start == std::string::npos) return std::string("unknown");
    start += label.size();
    return config.substr(start, config.find('\n', start) - start);
  }();
  return capability.c_str();
}

// OpenBLAS's own account of itself (version, core type, threading), or null where another library serves.
CLEF_API const char* clef_openblas_config() {
  auto config = symbol<char* (*)()>("openblas_get_config");
  return config ? config() : nullptr;
}

CLEF_API const char* clef_openblas_core() {
  auto core = symbol<char* (*)()>("openblas_get_corename");
  return core ? core() : nullptr;
}

CLEF_API int clef_threads() { return at::get_num_threads(); }

CLEF_API int clef_set_threads(int threads) {
  return run("set_threads", {}, [&] {
    at::set_num_threads(threads);
    // A build of OpenBLAS with threads of its own does not follow OpenMP's number.
    if (auto set = symbol<void (*)(int)>("openblas_set_num_threads")) set(threads);
  });
}

CLEF_API int clef_cuda_devices() {
  if (!at::hasCUDA()) return 0;
  try {
    return static_cast<int>(at::detail::getCUDAHooks().getNumGPUs());
  } catch (...) {
    return 0;
  }
}

// Refuses operations that cannot give the same bytes twice.
CLEF_API int clef_set_deterministic(int on) {
  return run("set_deterministic", {}, [&] { at::globalContext().setDeterministicAlgorithms(on != 0, /*warn_only=*/false); });
}

// Mixed precision on one kind of device; a negative type turns it off.
CLEF_API int clef_autocast(int kind, int dtype) {
  return run("autocast", {}, [&] {
    bool on = dtype >= 0;
    auto type = static_cast<at::ScalarType>(dtype);
    auto device = static_cast<c10::DeviceType>(kind);
#if CLEF_AUTOCAST_BY_DEVICE
    at::autocast::set_autocast_enabled(device, on);
    if (on) at::autocast::set_autocast_dtype(device, type);
#else
    if (device == c10::DeviceType::CPU) {
      at::autocast::set_cpu_enabled(on);
      if (on) at::autocast::set_autocast_cpu_dtype(type);
    } else {
      at::autocast::set_enabled(on);
      if (on) at::autocast::set_autocast_gpu_dtype(type);
    }
#endif
    if (!on) at::autocast::clear_cache();
  });
}
