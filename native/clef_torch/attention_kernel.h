// Scaled dot-product attention on the CPU in single precision, one block of queries at a time: the scores of a block stay in the
// processor's cache and are never kept. The backward pass computes them again from the logarithm of each row's sum.
// (Dao and others, "FlashAttention", 2022; blocks of queries only, since a row of scores fits the cache.)
#pragma once

#include <cstdint>

namespace clef {

// One operand, as (batch, head, token, width) with the width contiguous.
struct Strided {
  float* data;
  int64_t batch, head, token;  // elements from one to the next

  float* at(int64_t b, int64_t h, int64_t t = 0) const { return data + b * batch + h * head + t * token; }
};

struct AttentionSize {
  int64_t batches, heads, queries, keys, width;
};

// `bias` is (batch, key): 0, or minus infinity where the key is padding; null where none is. `logsum` is (batch, head, query).
// A query all of whose keys are padding gives zeros.
void attention_forward(const AttentionSize& size, float scale, Strided q, Strided k, Strided v, const float* bias, Strided out, float* logsum);

// dq, dk and dv are written, not added to.
void attention_backward(const AttentionSize& size, float scale, Strided q, Strided k, Strided v, const float* bias, Strided out, const float* logsum,
                        Strided d_out, Strided dq, Strided dk, Strided dv);

}  // namespace clef
