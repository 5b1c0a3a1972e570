#include "CKernels.h"
#include "clones.h"
#include "elementary.h"
#include "philox.h"

// Normal numbers by pairs (Box & Muller 1958): √(−2 ln u) (cos 2πv, sin 2πv), computed in double.

// ln u for normal u > 0: u = 2ⁿ m with m between √½ and √2, ln m = 2 artanh((m − 1) / (m + 1)).
static inline double normals_log(double u) {
  uint64_t bits;
  memcpy(&bits, &u, sizeof bits);
  uint64_t exponent = (bits - 0x3fe6a09e667f3bcd + (1023ull << 52)) >> 52;
  double n = elementary_bits_d((int64_t)(exponent | 0x4330000000000000)) - (0x1p52 + 1023);
  double m = elementary_bits_d((int64_t)(bits - ((exponent - 1023) << 52)));
  double s = (m - 1) / (m + 1);
  return n * ELEMENTARY_LN2_HIGH_D + (n * ELEMENTARY_LN2_LOW_D + elementary_twice_artanh_d(s));
}

// The cosine and sine of 2πv, 0 ≤ v < 1: those of r = 2πv − kπ/2, |r| ≤ ¼π, by their series, in the quadrant k.
static inline void normals_cosine_sine(double v, double *cosine, double *sine) {
  double turned = 4 * v + 0x1.8p52;
  uint64_t k;
  memcpy(&k, &turned, sizeof k);
  double r = (4 * v - (turned - 0x1.8p52)) * 0x1.921fb54442d18p+0;
  double z = r * r;
  double s = -1 / 1307674368000.0;
  s = s * z + 1 / 6227020800.0;
  s = s * z - 1 / 39916800.0;
  s = s * z + 1 / 362880.0;
  s = s * z - 1 / 5040.0;
  s = s * z + 1 / 120.0;
  s = s * z - 1 / 6.0;
  s = r + r * z * s;
  double c = 1 / 20922789888000.0;
  c = c * z - 1 / 87178291200.0;
  c = c * z + 1 / 479001600.0;
  c = c * z - 1 / 3628800.0;
  c = c * z + 1 / 40320.0;
  c = c * z - 1 / 720.0;
  c = c * z + 1 / 24.0;
  c = 1 + z * (c * z - 0.5);
  double first = k & 1 ? s : c, second = k & 1 ? c : s;
  *cosine = (k + 1) & 2 ? -first : first;
  *sine = k & 2 ? -second : second;
}

#define NORMAL_PAIRS(REAL, S)                                                                                      \
  CLONES void ck_normal_pairs_##S(uint64_t seed, uint64_t stream, uint64_t position, long n, double scale,         \
                                  REAL *x) {                                                                       \
    for (long start = 0; start < n; start += 4 * PHILOX_BLOCKS) {                                                  \
      uint32_t c[4][PHILOX_BLOCKS];                                                                                \
      double z[4][PHILOX_BLOCKS];                                                                                  \
      philox_blocks(seed, stream, position + (uint64_t)(start / 4), c);                                            \
      for (int pair = 0; pair < 4; pair += 2) {                                                                    \
        for (int i = 0; i < PHILOX_BLOCKS; i++) {                                                                  \
          double radius = scale * __builtin_elementwise_sqrt(-2 * normals_log(((double)c[pair][i] + 1) * 0x1p-32)); \
          double cosine, sine;                                                                                     \
          normals_cosine_sine((double)c[pair + 1][i] * 0x1p-32, &cosine, &sine);                                   \
          z[pair][i] = radius * cosine;                                                                            \
          z[pair + 1][i] = radius * sine;                                                                          \
        }                                                                                                          \
      }                                                                                                            \
      long count = n - start < 4 * PHILOX_BLOCKS ? n - start : 4 * PHILOX_BLOCKS;                                  \
      for (long j = 0; j < count; j++) x[start + j] = (REAL)z[j % 4][j / 4];                                       \
    }                                                                                                              \
  }

NORMAL_PAIRS(float, f)
NORMAL_PAIRS(double, d)
