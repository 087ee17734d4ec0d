// oneDNN's product where it can be reached: it is generated for the processor it runs on, and took half the time of OpenBLAS's AVX2
// kernels on a processor with AVX-512. Otherwise the BLAS that libtorch itself uses.
#include "gemm.h"

#include <dlfcn.h>

namespace {
using DnnlGemm = int (*)(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t, const float*, int64_t, float, float*, int64_t);
using BlasGemm = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*, const float*, const int*,
                          const float*, float*, const int*);

const auto dnnl = reinterpret_cast<DnnlGemm>(dlsym(RTLD_DEFAULT, "dnnl_sgemm"));
const auto blas = reinterpret_cast<BlasGemm>(dlsym(RTLD_DEFAULT, "sgemm_"));
}  // namespace

namespace clef {

bool has_gemm() { return dnnl || blas; }

void gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda, const float* b, int64_t ldb,
          float beta, float* c, int64_t ldc) {
  if (dnnl && dnnl(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) == 0) return;
  // Fortran's BLAS is column-major: row-major C = A B is column-major C' = B' A'.
  int rows = static_cast<int>(m), columns = static_cast<int>(n), inner = static_cast<int>(k);
  int a_step = static_cast<int>(lda), b_step = static_cast<int>(ldb), c_step = static_cast<int>(ldc);
  blas(transpose_b ? "T" : "N", transpose_a ? "T" : "N", &columns, &rows, &inner, &alpha, b, &b_step, a, &a_step, &beta, c, &c_step);
}

}  // namespace clef
