// Convolution in time that keeps the length, with few channels a group: libtorch's general routines spend most of their time around such
// a convolution rather than in it. The swish of the input is applied while it is read, zeros at the edges are never stored, and the
// backward pass needs nothing but the input. Single precision, CPU.
#pragma once

#include <algorithm>
#include <cstdint>

namespace clef {

// (batch, in, length) by (out, in / groups, kernel) to (batch, out, ceil(length / stride)).
struct SameConvSize {
  int64_t batch, in, out, groups, kernel, stride, length;
  bool swish;  // x * sigmoid(x) of the input first

  int64_t group_in() const { return in / groups; }
  int64_t group_out() const { return out / groups; }
  int64_t out_length() const { return (length + stride - 1) / stride; }
  // Zeros on the left; one more on the right where their number is odd.
  int64_t left() const {
    const int64_t padding = (out_length() - 1) * stride + kernel - length;
    return padding > 0 ? padding / 2 : 0;
  }
  int64_t weights() const { return out * group_in() * kernel; }
  // How many parts the batch is cut into for the gradient of the weights: from the sizes alone, so that any number of threads gives the same bytes.
  // A part should have enough outputs to be worth a sum of its own, and there should be some parts where there is one group only.
  int64_t parts() const {
    constexpr int64_t most = 32, room = int64_t{1} << 22, outputs = 512, least = 4;
    const int64_t fit = std::max<int64_t>(1, room / (weights() + out));
    const int64_t wanted = std::max({int64_t{1}, least / groups, batch * out_length() / outputs});
    return std::min({wanted, most, batch, fit});
  }
};

// bias may be null.
void same_conv_forward(const SameConvSize& size, const float* x, const float* weight, const float* bias, float* y);

// dx may be null where it is not wanted; d_weight and d_bias are written.
void same_conv_backward(const SameConvSize& size, const float* x, const float* weight, const float* dy, float* dx, float* d_weight, float* d_bias);

// y = h * gate + shortcut, where the shortcut is x, max-pooled by two where `pool` (an odd length ends with max(x, 0)), with zero channels around
// it where `channels` is more than `in`. h, y: (batch, channels, length); gate: (batch, channels); x: (batch, in, x_length).
struct ShortcutSize {
  int64_t batch, channels, length, in, x_length;
  bool pool;
};

void gate_forward(const ShortcutSize& size, const float* h, const float* gate, const float* x, float* y);
// The mean of h over time, and the sum over time of a * b: (batch, channels).
void time_mean(int64_t rows, int64_t length, const float* h, float* mean);
void time_dot(int64_t rows, int64_t length, const float* a, const float* b, float* dot);
// dh = dy * gate + d_mean / length; dx is the gradient through the shortcut (null where it is not wanted).
void gate_backward(const ShortcutSize& size, const float* dy, const float* gate, const float* d_mean, const float* x, float* dh, float* dx);

}  // namespace clef
