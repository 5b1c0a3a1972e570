#ifndef CK_ELEMENTARY_H
#define CK_ELEMENTARY_H

#include <math.h>

static inline float elementary_tanh_f(float x) { return tanhf(x); }
static inline double elementary_tanh_d(double x) { return tanh(x); }
static inline float elementary_logistic_f(float x) { return 0.5f * tanhf(0.5f * x) + 0.5f; }
static inline double elementary_logistic_d(double x) { return 0.5 * tanh(0.5 * x) + 0.5; }
static inline float elementary_exp_f(float x) { return expf(x); }
static inline double elementary_exp_d(double x) { return exp(x); }
// log(1 + eˣ)
static inline float elementary_softplus_f(float x) { return fmaxf(x, 0) + log1pf(expf(-fabsf(x))); }
static inline double elementary_softplus_d(double x) { return fmax(x, 0) + log1p(exp(-fabs(x))); }

#endif
