#include "attention_kernel.h"
#include "gemm.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

// Rows of scores in one block: about 512 kB of them, half a core's second-level cache.
int64_t block_of(int64_t keys) { return std::clamp<int64_t>((1 << 17) / std::max<int64_t>(keys, 1), 8, 128); }

// e^x for x <= 0, to about 2 units in the last place: 2^n e^r with r in [-ln 2 / 2, ln 2 / 2] by a polynomial (Cephes' coefficients).
// Written without branches so that the compiler makes vector code of the loops that use it.
inline float exp_of(float x) {
  constexpr float log2e = 1.44269504088896341f, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  constexpr float round = 12582912.f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  // Below this the result would be denormal; it counts as zero.
  float in = x < -87.f ? -87.f : x;
  float shifted = in * log2e + round;
  int32_t n;
  std::memcpy(&n, &shifted, sizeof n);
  float whole = shifted - round;
  float r = in - whole * ln2_high - whole * ln2_low;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.f;
  int32_t power = (n - 0x4B400000 + 127) << 23;
  float scale;
  std::memcpy(&scale, &power, sizeof scale);
  return x < -87.f ? 0.f : p * scale;
}

// Turns a row of scores into exponentials; returns their sum, and through `top` what was subtracted.
CLEF_EVERY_CPU float exponentials(float* row, const float* bias, int64_t count, float* top) {
  float highest = -infinity;
  if (bias) {
#pragma omp simd reduction(max : highest)
    for (int64_t i = 0; i < count; ++i) {
      row[i] += bias[i];
      highest = row[i] > highest ? row[i] : highest;
    }
  } else {
#pragma omp simd reduction(max : highest)
    for (int64_t i = 0; i < count; ++i) highest = row[i] > highest ? row[i] : highest;
  }
  *top = highest;
  if (highest == -infinity) {
    std::memset(row, 0, sizeof(float) * static_cast<size_t>(count));
    return 0;
  }
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) {
    float e = exp_of(row[i] - highest);
    row[i] = e;
    sum += e;
  }
  return sum;
}

// Probabilities again, from scores and the logarithm of their sum, and from them the gradient of the scores:
// row := p; slope := p (slope - mean) scale
CLEF_EVERY_CPU void gradients(float* row, float* slope, const float* bias, int64_t count, float logsum, float mean, float scale) {
  if (bias) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) row[i] += bias[i];
  }
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    float p = exp_of(row[i] - logsum);
    row[i] = p;
    slope[i] = p * (slope[i] - mean) * scale;
  }
}

CLEF_EVERY_CPU float dot(const float* a, const float* b, int64_t count) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

CLEF_EVERY_CPU void multiply(float* row, int64_t count, float factor) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) row[i] *= factor;
}

}  // namespace

namespace clef {

void attention_forward(const AttentionSize& size, float scale, Strided q, Strided k, Strided v, const float* bias, Strided out, float* logsum) {
  const int64_t block = block_of(size.keys), blocks = (size.queries + block - 1) / block, d = size.width;
  at::parallel_for(0, size.batches * size.heads * blocks, 1, [&](int64_t begin, int64_t end) {
    std::unique_ptr<float[]> scores(new float[static_cast<size_t>(block * size.keys)]);
    for (int64_t task = begin; task < end; ++task) {
      const int64_t pair = task / blocks, first = task % blocks * block, rows = std::min(block, size.queries - first);
      const int64_t b = pair / size.heads, h = pair % size.heads;
      const float* padding = bias ? bias + b * size.keys : nullptr;
      float sums[128];
      gemm(false, true, rows, size.keys, d, scale, q.at(b, h, first), q.token, k.at(b, h), k.token, 0, scores.get(), size.keys);
      for (int64_t row = 0; row < rows; ++row) {
        float top;
        float sum = exponentials(scores.get() + row * size.keys, padding, size.keys, &top);
        sums[row] = sum;
        // Plus infinity makes every recomputed probability of an all-padding row zero.
        logsum[pair * size.queries + first + row] = sum > 0 ? top + std::log(sum) : infinity;
      }
      gemm(false, false, rows, d, size.keys, 1, scores.get(), size.keys, v.at(b, h), v.token, 0, out.at(b, h, first), out.token);
      for (int64_t row = 0; row < rows; ++row) {
        if (sums[row] > 0) multiply(out.at(b, h, first + row), d, 1 / sums[row]);
      }
    }
  });
}

void attention_backward(const AttentionSize& size, float scale, Strided q, Strided k, Strided v, const float* bias, Strided out, const float* logsum,
                        Strided d_out, Strided dq, Strided dk, Strided dv) {
  const int64_t block = block_of(2 * size.keys), d = size.width;
  // One task per head, its blocks in order: sums over queries then have one order, whatever the number of threads.
  at::parallel_for(0, size.batches * size.heads, 1, [&](int64_t begin, int64_t end) {
    std::unique_ptr<float[]> p(new float[static_cast<size_t>(block * size.keys)]), slope(new float[static_cast<size_t>(block * size.keys)]);
    for (int64_t pair = begin; pair < end; ++pair) {
      const int64_t b = pair / size.heads, h = pair % size.heads;
      const float* padding = bias ? bias + b * size.keys : nullptr;
      for (int64_t first = 0; first < size.queries; first += block) {
        const int64_t rows = std::min(block, size.queries - first);
        const float more = first == 0 ? 0.f : 1.f;
        gemm(false, true, rows, size.keys, d, scale, q.at(b, h, first), q.token, k.at(b, h), k.token, 0, p.get(), size.keys);
        gemm(false, true, rows, size.keys, d, 1, d_out.at(b, h, first), d_out.token, v.at(b, h), v.token, 0, slope.get(), size.keys);
        for (int64_t row = 0; row < rows; ++row) {
          // The mean of a row's slopes under its probabilities equals the product of output and its gradient.
          float mean = dot(out.at(b, h, first + row), d_out.at(b, h, first + row), d);
          gradients(p.get() + row * size.keys, slope.get() + row * size.keys, padding, size.keys, logsum[pair * size.queries + first + row], mean, scale);
        }
        gemm(true, false, size.keys, d, rows, 1, p.get(), size.keys, d_out.at(b, h, first), d_out.token, more, dv.at(b, h), dv.token);
        gemm(true, false, size.keys, d, rows, 1, slope.get(), size.keys, q.at(b, h, first), q.token, more, dk.at(b, h), dk.token);
        gemm(false, false, rows, d, size.keys, 1, slope.get(), size.keys, k.at(b, h), k.token, 0, dq.at(b, h, first), dq.token);
      }
    }
  });
}

}  // namespace clef
