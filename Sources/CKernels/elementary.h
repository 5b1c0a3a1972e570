#ifndef CK_ELEMENTARY_H
#define CK_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

// exp, tanh, the logistic function and softplus, without branches, tables or calls, so that a loop over elements
// becomes vector code in each of its clones. Scalar and vector instructions round alike: a result depends on its
// argument and on whether the processor has fused multiply-add, never on the element's place in a row.
//
// All rest on e^x = 2ⁿ e^r with n = round(x / ln 2), |r| ≤ ½ ln 2, and e^r − 1 = r + r² q(r) with q a minimax
// polynomial (Remez, weighted for the relative error of e^r − 1). Adding 1.5 · 2²³ (2⁵² in double) rounds to an integer
// and leaves n in the low bits, which a shift moves into the exponent.
//
//   tanh x     = −e / (2 + e) with e = e^(−2|x|) − 1: relative accuracy at 0, exactly ±1 far out, the sign of ±0 kept
//   logistic x = 1 / (1 + e^(−x)): relative accuracy for large negative x too
//   softplus x = max(x, 0) + log(1 + e^(−|x|)), log(1 + e) = 2 artanh(e / (2 + e)): relative accuracy everywhere
//
// Infinities have their limits as results, NaN gives NaN.
//
// Largest errors found, in units of the last place (against double and x87 functions, every 61st float and 6 million
// doubles; with and without fused multiply-add), and nanoseconds an element on one AVX-512 core (Zen 5), where
// glibc's tanhf takes 8.5 and expf 1.4, libmvec's 16-wide tanhf 0.20 and expf 0.18, 8-wide tanh 0.97 and exp 0.56:
//
//              float           double
//   exp        1.1 ulp  0.14   1.1 ulp  0.40
//   tanh       2.5 ulp  0.13   2.6 ulp  0.40
//   logistic   2.4 ulp  0.13   2.4 ulp  0.40
//   softplus   2.7 ulp  0.30   2.8 ulp  1.02
//
// The logistic function is 0 where its value lies below about 2.9e-39 (5.6e-309): an absolute error of that size, not a
// relative one.

static inline float elementary_bits_f(int32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline double elementary_bits_d(int64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// 2ⁿ⁻ᵇ for k = n + 1.5 · 2²³ + 127 − b, a rounding constant that contains the exponent's bias.
static inline float elementary_power_of_two_f(float k) {
  uint32_t bits;
  memcpy(&bits, &k, sizeof bits);
  return elementary_bits_f((int32_t)(bits << 23));
}

static inline double elementary_power_of_two_d(double k) {
  uint64_t bits;
  memcpy(&bits, &k, sizeof bits);
  return elementary_bits_d((int64_t)(bits << 52));
}

// q(r) with e^r − 1 = r + r² q(r) for |r| ≤ ½ ln 2; the error of e^r − 1 is 1.4e-8 (double: 1.9e-17) of it.
static inline float elementary_q_f(float r) {
  float q = 0x1.6d9a5cp-10f;
  q = q * r + 0x1.1228f4p-7f;
  q = q * r + 0x1.555486p-5f;
  q = q * r + 0x1.5554aep-3f;
  return q * r + 0x1.000000p-1f;
}

static inline double elementary_q_d(double r) {
  double q = 0x1.af7781573f77dp-26;
  q = q * r + 0x1.28a345a722b9cp-22;
  q = q * r + 0x1.71dde98bce74dp-19;
  q = q * r + 0x1.a019a5f7a205bp-16;
  q = q * r + 0x1.a01a01b607b7dp-13;
  q = q * r + 0x1.6c16c17f615eep-10;
  q = q * r + 0x1.111111110e660p-7;
  q = q * r + 0x1.555555555206dp-5;
  q = q * r + 0x1.555555555555cp-3;
  return q * r + 0x1.0000000000005p-1;
}

#define ELEMENTARY_LOG2E 0x1.71547652b82fep+0
// ln 2 in two parts, of which the first times any n is exact.
#define ELEMENTARY_LN2_HIGH_F 0x1.63p-1f
#define ELEMENTARY_LN2_LOW_F -0x1.bd0106p-13f
#define ELEMENTARY_LN2_HIGH_D 0x1.62e42feep-1
#define ELEMENTARY_LN2_LOW_D 0x1.a39ef35793c76p-33

// e^x. The power of two is applied in two halves, so that results are right up to the largest and, rounded twice, down
// to the smallest denormal number.
static inline float elementary_exp_f(float x) {
  const float shift = 0x1.8p23f + 127;
  x = x > 89 ? 89 : x;
  x = x < -104 ? -104 : x;
  float n = (x * (float)ELEMENTARY_LOG2E + 0x1.8p23f) - 0x1.8p23f;
  float r = (x - n * ELEMENTARY_LN2_HIGH_F) - n * ELEMENTARY_LN2_LOW_F;
  float half = n * 0.5f + shift;
  float rest = n - (half - shift) + shift;
  float p = 1 + (r + r * r * elementary_q_f(r));
  return p * elementary_power_of_two_f(half) * elementary_power_of_two_f(rest);
}

static inline double elementary_exp_d(double x) {
  const double shift = 0x1.8p52 + 1023;
  x = x > 710 ? 710 : x;
  x = x < -746 ? -746 : x;
  double n = (x * ELEMENTARY_LOG2E + 0x1.8p52) - 0x1.8p52;
  double r = (x - n * ELEMENTARY_LN2_HIGH_D) - n * ELEMENTARY_LN2_LOW_D;
  double half = n * 0.5 + shift;
  double rest = n - (half - shift) + shift;
  double p = 1 + (r + r * r * elementary_q_d(r));
  return p * elementary_power_of_two_d(half) * elementary_power_of_two_d(rest);
}

// tanh x. Beyond 10 (20) the result is 1; up to there n is small and one part of ln 2 is enough.
static inline float elementary_tanh_f(float x) {
  const float shift = 0x1.8p23f + 127;
  float a = fabsf(x);
  a = a > 10 ? 10 : a;
  float k = a * (float)(-2 * ELEMENTARY_LOG2E) + shift;
  float r = -2 * a - (k - shift) * 0x1.62e430p-1f;
  float s = elementary_power_of_two_f(k);
  float e = s * (r + r * r * elementary_q_f(r)) + (s - 1);
  return copysignf(e / (2 + e), x);
}

static inline double elementary_tanh_d(double x) {
  const double shift = 0x1.8p52 + 1023;
  double a = fabs(x);
  a = a > 20 ? 20 : a;
  double k = a * (-2 * ELEMENTARY_LOG2E) + shift;
  double r = -2 * a - (k - shift) * 0x1.62e42fefa39efp-1;
  double s = elementary_power_of_two_d(k);
  double e = s * (r + r * r * elementary_q_d(r)) + (s - 1);
  return copysign(e / (2 + e), x);
}

// 1 / (1 + e^(−x)). e^(−x) is 2p · 2ⁿ⁻¹, which becomes infinite where it should and stops at 2⁻¹²⁵ (2⁻¹⁰²¹),
// where 1 + e^(−x) has long been 1.
static inline float elementary_logistic_f(float x) {
  const float shift = 0x1.8p23f + 126;
  float y = x > 86 ? -86 : -x;
  y = y > 89 ? 89 : y;
  float k = y * (float)ELEMENTARY_LOG2E + shift;
  float n = k - shift;
  float r = (y - n * ELEMENTARY_LN2_HIGH_F) - n * ELEMENTARY_LN2_LOW_F;
  float p = 2 + 2 * (r + r * r * elementary_q_f(r));
  return 1 / (1 + p * elementary_power_of_two_f(k));
}

static inline double elementary_logistic_d(double x) {
  const double shift = 0x1.8p52 + 1022;
  double y = x > 707 ? -707 : -x;
  y = y > 710 ? 710 : y;
  double k = y * ELEMENTARY_LOG2E + shift;
  double n = k - shift;
  double r = (y - n * ELEMENTARY_LN2_HIGH_D) - n * ELEMENTARY_LN2_LOW_D;
  double p = 2 + 2 * (r + r * r * elementary_q_d(r));
  return 1 / (1 + p * elementary_power_of_two_d(k));
}

// log(1 + eˣ), and 1 / (1 + e^(−x)) for next to nothing more. With s = e / (2 + e) ≤ ⅓, 2 artanh s = 2 s + s³ P(s²).
static inline float elementary_logistic_and_softplus_f(float x, float *logistic) {
  float e = elementary_exp_f(-fabsf(x));
  *logistic = (x < 0 ? e : 1) / (1 + e);
  float s = e / (2 + e);
  float z = s * s;
  float p = 0x1.1e48fcp-2f;
  p = p * z + 0x1.1edee8p-2f;
  p = p * z + 0x1.99cf86p-2f;
  p = p * z + 0x1.555508p-1f;
  return (x > 0 ? x : 0) + (2 * s + s * z * p);
}

static inline float elementary_softplus_f(float x) {
  float logistic;
  return elementary_logistic_and_softplus_f(x, &logistic);
}

// 2 artanh s for |s| ≤ ⅓.
static inline double elementary_twice_artanh_d(double s) {
  double z = s * s;
  double p = 0x1.59d2d07e770c8p-3;
  p = p * z + 0x1.58bd2b4b043afp-4;
  p = p * z + 0x1.ef18d2053c5ffp-4;
  p = p * z + 0x1.1074d774ef59cp-3;
  p = p * z + 0x1.3b1cc5beee0d6p-3;
  p = p * z + 0x1.745cc25c88329p-3;
  p = p * z + 0x1.c71c73a7cb56dp-3;
  p = p * z + 0x1.249249219e862p-2;
  p = p * z + 0x1.999999999de6dp-2;
  p = p * z + 0x1.5555555555547p-1;
  return 2 * s + s * z * p;
}

static inline double elementary_logistic_and_softplus_d(double x, double *logistic) {
  double e = elementary_exp_d(-fabs(x));
  *logistic = (x < 0 ? e : 1) / (1 + e);
  return (x > 0 ? x : 0) + elementary_twice_artanh_d(e / (2 + e));
}

static inline double elementary_softplus_d(double x) {
  double logistic;
  return elementary_logistic_and_softplus_d(x, &logistic);
}

#endif
