// Handles: their life, what they say of themselves, and the text of errors.
#include "abi.h"

#include <c10/util/Exception.h>

#include <cstring>
#include <sstream>

namespace {
thread_local std::string last_error;

const char* short_name(at::ScalarType type) {
  switch (type) {
    case at::kByte: return "u8";
    case at::kChar: return "i8";
    case at::kShort: return "i16";
    case at::kInt: return "i32";
    case at::kLong: return "i64";
    case at::kHalf: return "f16";
    case at::kFloat: return "f32";
    case at::kDouble: return "f64";
    case at::kBool: return "bool";
    case at::kBFloat16: return "bf16";
    default: return at::toString(type);
  }
}

void describe(std::ostream& out, Handle handle) {
  if (!handle) {
    out << "none";
    return;
  }
  clef::Borrowed tensor(handle);
  out << short_name(tensor->scalar_type()) << '[';
  for (int64_t axis = 0; axis < tensor->dim(); ++axis) out << (axis ? "," : "") << tensor->size(axis);
  out << ']';
}
}  // namespace

namespace clef {

void keep_error(const char* operation, const Handle* operands, size_t count) noexcept {
  try {
    std::ostringstream text;
    text << operation << '(';
    for (size_t i = 0; i < count; ++i) {
      if (i) text << ", ";
      describe(text, operands[i]);
    }
    text << "): ";
    try {
      throw;
    } catch (const c10::Error& e) {
      std::string what = e.what_without_backtrace();
      // libtorch adds the C++ place that raised it; the first line is what a caller can act on.
      size_t raised = what.find("Exception raised from");
      if (raised != std::string::npos) what.resize(raised);
      while (!what.empty() && (what.back() == '\n' || what.back() == ' ')) what.pop_back();
      text << what;
    } catch (const std::exception& e) {
      text << e.what();
    } catch (...) {
      text << "unknown native exception";
    }
    last_error = text.str();
  } catch (...) {
    // No memory for the text: the failure itself is still reported.
    last_error.clear();
  }
}

std::vector<at::Tensor> list(const Handle* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) tensors.emplace_back(*Borrowed(handles[i]));
  return tensors;
}

}  // namespace clef

using clef::Borrowed;

CLEF_API const char* clef_last_error() { return last_error.c_str(); }

CLEF_API void clef_release(Handle handle) {
  if (handle) c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle).reset();
}

// A second reference to the same tensor.
CLEF_API Handle clef_share(Handle t) {
  return clef::make("share", {t}, [&] { return *Borrowed(t); });
}

CLEF_API int64_t clef_dimensions(Handle t) { return Borrowed(t)->dim(); }

CLEF_API void clef_sizes(Handle t, int64_t* sizes) {
  Borrowed tensor(t);
  std::memcpy(sizes, tensor->sizes().data(), sizeof(int64_t) * static_cast<size_t>(tensor->dim()));
}

CLEF_API void clef_strides(Handle t, int64_t* strides) {
  Borrowed tensor(t);
  std::memcpy(strides, tensor->strides().data(), sizeof(int64_t) * static_cast<size_t>(tensor->dim()));
}

CLEF_API int clef_dtype(Handle t) { return static_cast<int>(Borrowed(t)->scalar_type()); }

CLEF_API void clef_device(Handle t, int* kind, int* index) {
  c10::Device device = Borrowed(t)->device();
  *kind = static_cast<int>(device.type());
  *index = device.index();
}

CLEF_API int clef_is_contiguous(Handle t) { return Borrowed(t)->is_contiguous(); }

// The address of the first element; meaningful on the CPU only.
CLEF_API void* clef_data(Handle t) { return Borrowed(t)->data_ptr(); }

// The bytes of the storage behind a tensor, which views share.
CLEF_API int64_t clef_storage_bytes(Handle t) { return static_cast<int64_t>(Borrowed(t)->storage().nbytes()); }

CLEF_API int clef_same_storage(Handle a, Handle b) { return Borrowed(a)->storage().is_alias_of(Borrowed(b)->storage()); }
