// The shape of every function of this library.
//
// A tensor crosses as a Handle: a pointer to libtorch's reference-counted TensorImpl whose reference the caller owns and gives back
// with clef_release. A function that makes a tensor returns its handle, or null after an error; any other function returns 0, or -1
// after an error. The text of the last error on this thread is clef_last_error(). No C++ type and no exception crosses.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Optional.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#define CLEF_API extern "C" __attribute__((visibility("default")))

using Handle = c10::TensorImpl*;

namespace clef {

// A handle seen as a tensor for the length of one call: neither counts the reference up nor down. A null handle is an undefined tensor.
class Borrowed {
 public:
  explicit Borrowed(Handle handle)
      : tensor_(handle ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle)) : at::Tensor()) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { tensor_.unsafeReleaseTensorImpl(); }

  operator const at::Tensor&() const { return tensor_; }
  const at::Tensor& operator*() const { return tensor_; }
  const at::Tensor* operator->() const { return &tensor_; }
  // The same, as an operation's optional argument: absent where the handle is null.
  c10::optional<at::Tensor> optional() const { return tensor_.defined() ? c10::optional<at::Tensor>(tensor_) : c10::nullopt; }

 private:
  at::Tensor tensor_;
};

// Gives the caller the reference that a tensor holds.
inline Handle give(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

// Counts a new reference for each of an array of handles.
std::vector<at::Tensor> list(const Handle* handles, int64_t count);

inline at::IntArrayRef ints(const int64_t* values, int64_t count) { return at::IntArrayRef(values, static_cast<size_t>(count)); }

// Keeps the text of the exception being handled, headed by the operation and its operands' types and shapes.
void keep_error(const char* operation, const Handle* operands, size_t count) noexcept;

// Runs the body of an operation that makes a tensor.
template <typename Body>
Handle make(const char* operation, std::initializer_list<Handle> operands, Body&& body) noexcept {
  try {
    return give(body());
  } catch (...) {
    keep_error(operation, operands.begin(), operands.size());
    return nullptr;
  }
}

// Runs the body of a function that makes nothing.
template <typename Body>
int run(const char* operation, std::initializer_list<Handle> operands, Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    keep_error(operation, operands.begin(), operands.size());
    return -1;
  }
}

}  // namespace clef
