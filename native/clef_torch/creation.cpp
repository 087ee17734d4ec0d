// Tensors from nothing, from memory, and from one type or device to another.
#include "abi.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linspace.h>

#include <cstring>

using clef::Borrowed;
using clef::make;
using clef::run;

namespace {
at::TensorOptions options(int dtype, int kind, int index) {
  return at::TensorOptions()
      .dtype(static_cast<at::ScalarType>(dtype))
      .device(c10::Device(static_cast<c10::DeviceType>(kind), static_cast<c10::DeviceIndex>(index)));
}
}  // namespace

CLEF_API Handle clef_empty(const int64_t* sizes, int64_t count, int dtype, int kind, int index) {
  return make("empty", {}, [&] { return at::empty(clef::ints(sizes, count), options(dtype, kind, index)); });
}

CLEF_API Handle clef_full(const int64_t* sizes, int64_t count, double value, int dtype, int kind, int index) {
  return make("full", {}, [&] { return at::full(clef::ints(sizes, count), value, options(dtype, kind, index)); });
}

CLEF_API Handle clef_arange(double start, double end, double step, int dtype, int kind, int index) {
  return make("arange", {}, [&] { return at::arange(start, end, step, options(dtype, kind, index)); });
}

CLEF_API Handle clef_linspace(double start, double end, int64_t steps, int dtype, int kind, int index) {
  return make("linspace", {}, [&] { return at::linspace(start, end, steps, options(dtype, kind, index)); });
}

CLEF_API Handle clef_eye(int64_t rows, int64_t columns, int dtype, int kind, int index) {
  return make("eye", {}, [&] { return at::eye(rows, columns, options(dtype, kind, index)); });
}

// Copies `bytes` bytes of row-major elements; the memory is not needed afterwards.
CLEF_API Handle clef_from_memory(const void* data, int64_t bytes, const int64_t* sizes, int64_t count, int dtype, int kind, int index) {
  return make("from_memory", {}, [&] {
    auto shape = clef::ints(sizes, count);
    at::Tensor host = at::empty(shape, options(dtype, 0, -1));
    TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == bytes, "a tensor of shape ", shape, " holds ", host.nbytes(), " bytes, but ", bytes, " were given");
    if (bytes > 0) std::memcpy(host.data_ptr(), data, static_cast<size_t>(bytes));
    return kind == 0 ? host : host.to(options(dtype, kind, index));
  });
}

// Copies a tensor's elements, row-major, to memory of exactly its size.
CLEF_API int clef_to_memory(Handle t, void* data, int64_t bytes) {
  return run("to_memory", {t}, [&] {
    Borrowed tensor(t);
    TORCH_CHECK(static_cast<int64_t>(tensor->nbytes()) == bytes, "the tensor holds ", tensor->nbytes(), " bytes, but room for ", bytes, " was given");
    at::Tensor host = tensor->detach().to(at::kCPU).contiguous();
    if (bytes > 0) std::memcpy(data, host.data_ptr(), static_cast<size_t>(bytes));
  });
}

CLEF_API Handle clef_to(Handle t, int dtype, int kind, int index) {
  return make("to", {t}, [&] {
    auto target = options(dtype, kind, index);
    return Borrowed(t)->to(target.device(), target.dtype().toScalarType());
  });
}

CLEF_API Handle clef_clone(Handle t) {
  return make("clone", {t}, [&] { return Borrowed(t)->clone(); });
}

CLEF_API Handle clef_contiguous(Handle t) {
  return make("contiguous", {t}, [&] { return Borrowed(t)->contiguous(); });
}

CLEF_API int clef_copy_(Handle t, Handle source) {
  return run("copy_", {t, source}, [&] { Borrowed(t)->copy_(*Borrowed(source)); });
}

CLEF_API int clef_fill_(Handle t, double value) {
  return run("fill_", {t}, [&] { Borrowed(t)->fill_(value); });
}

// The first element as a number.
CLEF_API int clef_item(Handle t, double* value) {
  return run("item", {t}, [&] { *value = Borrowed(t)->item().toDouble(); });
}

CLEF_API int clef_item_long(Handle t, int64_t* value) {
  return run("item", {t}, [&] { *value = Borrowed(t)->item().toLong(); });
}
