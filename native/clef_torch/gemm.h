// The single-precision matrix product on the CPU, called on raw row-major memory.
#pragma once

#include <cstdint>

// Compiles a hot loop once for each generation of vector instructions; the loader picks the one that the processor has.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CLEF_EVERY_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLEF_EVERY_CPU
#endif

namespace clef {

// Whether a matrix product can be had here at all.
bool has_gemm();

// C (m, n) = alpha op(A) op(B) + beta C, all row-major; op transposes where the flag is set. lda, ldb, ldc: elements from row to row.
// Uses libtorch's threads, or one where called from one of them.
void gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda, const float* b, int64_t ldb,
          float beta, float* c, int64_t ldc);

}  // namespace clef
