#include "CKernels.h"

#include <string.h>

#if defined(__x86_64__)

#define REAL float
#define BYTES 64
#define TILES 12
#define TARGET "avx512f"
#define NAME(name) panels_##name##_512_f
#include "panels.inc"
#undef NAME
#undef REAL

#define REAL double
#define NAME(name) panels_##name##_512_d
#include "panels.inc"
#undef NAME
#undef TARGET
#undef TILES
#undef BYTES

#define BYTES 32
#define TILES 6
#define TARGET "avx2,fma"
#define NAME(name) panels_##name##_256_d
#include "panels.inc"
#undef NAME
#undef REAL

#define REAL float
#define NAME(name) panels_##name##_256_f
#include "panels.inc"
#undef NAME
#undef REAL

#define PRODUCT(S, ...)                  \
  if (bits == 512) {                     \
    panels_product_512_##S(__VA_ARGS__); \
  } else if (bits == 256) {              \
    panels_product_256_##S(__VA_ARGS__); \
  }
#define VECTOR_BYTES (bits == 512 || bits == 256 ? bits / 8 : 0)
#else
#define PRODUCT(S, ...)
#define VECTOR_BYTES 0
#endif

#define DEFINE(REAL, S)                                                                                         \
  long ck_panel_width_##S(int bits) { return 2 * VECTOR_BYTES / (long)sizeof(REAL); }                           \
  void ck_copy_panels_##S(long width, long k, long n, const REAL *b, long ldb, REAL *panels) {                  \
    for (long j = 0; j < n; j += width) {                                                                       \
      long used = n - j < width ? n - j : width;                                                                \
      for (long q = 0; q < k; q++, panels += width) {                                                           \
        memcpy(panels, b + q * ldb + j, (size_t)used * sizeof(REAL));                                           \
        memset(panels + used, 0, (size_t)(width - used) * sizeof(REAL));                                        \
      }                                                                                                         \
    }                                                                                                           \
  }                                                                                                             \
  void ck_panel_product_##S(int bits, long m, long n, long k, const REAL *a, long lda, const REAL *panels,      \
                            bool adding, REAL *c, long ldc) {                                                   \
    PRODUCT(S, m, n, k, a, lda, panels, adding, c, ldc)                                                         \
  }
DEFINE(float, f)
DEFINE(double, d)
