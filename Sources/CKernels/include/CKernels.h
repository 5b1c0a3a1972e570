#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

// Loops over elements, each in single (_f) and double (_d) precision, compiled for several vector widths and chosen
// when the program is loaded. Matrices are row-major: m rows of n columns, `ld` elements from row to row.
// No kernel allocates, none keeps state, none knows what a network is.

// Activation kinds.
enum { CK_TANH = 0, CK_LOGISTIC = 1, CK_RELU = 2, CK_LINEAR = 3, CK_SOFTPLUS = 4 };
// Loss kinds, all on logits z: ½‖z − y‖², logistic cross-entropy, softmax cross-entropy.
enum { CK_SQUARED = 0, CK_CROSS_ENTROPY = 1, CK_SOFTMAX = 2 };

#define CK_DECLARE(REAL, S)                                                                                        \
  /* Vectors of n elements. */                                                                                     \
  double ck_dot_##S(long n, const REAL *x, const REAL *y);                                                         \
  bool ck_is_finite_##S(long n, const REAL *x);                                                                    \
  void ck_add_##S(long n, REAL a, const REAL *x, REAL *y);             /* y ← y + a x */                           \
  void ck_fill_##S(long n, REAL a, REAL *x);                           /* x ← a */                                     \
  void ck_scale_##S(long n, REAL a, REAL *x);                          /* x ← a x */                               \
  void ck_scale_add_##S(long n, REAL b, REAL *y, const REAL *x);       /* y ← x + b y */                           \
  void ck_divide_##S(long n, REAL *x, const REAL *d);                  /* x ← x / d */                             \
  void ck_scale_add_product_##S(long n, REAL b, REAL *y, REAL a, const REAL *x, const REAL *z); /* y ← b y + a x z */ \
  /* y ← y + a x / (√(c d) + shift) */                                                                             \
  void ck_add_over_root_##S(long n, REAL a, const REAL *x, REAL c, const REAL *d, REAL shift, REAL *y);            \
  /* m ← b m + b' g, s ← c s + c' g², y ← y + a m / (√(d s) + shift), in arrays that do not overlap */               \
  void ck_adam_##S(long n, const REAL *g, REAL b, REAL b_rest, REAL *m, REAL c, REAL c_rest, REAL *s, REAL a,        \
                   REAL d, REAL shift, REAL *y);                                                                     \
  void ck_power_##S(long n, REAL *x, double shift, double exponent);   /* x ← (x + shift)^exponent */              \
  /* x ← 0, x, |x| or −|x|, as its sign says (0, 1, 2, 3). */                                                        \
  void ck_constrain_##S(long n, const uint8_t *sign, REAL *x);                                                       \
  /* x ← s x with the derivative s of that at t: 0, 1, or ±1 by the sign of t, 0 being positive. */                    \
  void ck_multiply_signs_##S(long n, const uint8_t *sign, const REAL *t, REAL *x);                                   \
  /* Matrices. */                                                                                                  \
  void ck_transpose_##S(long m, long n, const REAL *x, long ldx, REAL *y, long ldy);                               \
  void ck_add_transposed_##S(long m, long n, REAL a, const REAL *x, long ldx, REAL *y, long ldy);                  \
  void ck_add_matrix_##S(long m, long n, REAL a, const REAL *x, long ldx, REAL *y, long ldy);                      \
  void ck_add_squares_##S(long m, long n, const REAL *x, long ldx, REAL *y, long ldy);                             \
  /* Asks for the cache lines of x, which need not exist. */                                                       \
  void ck_prefetch_##S(long n, const REAL *x);                                                                     \
  void ck_fill_rows_##S(long m, long n, const REAL *row, REAL *y, long ldy);                                       \
  void ck_add_row_##S(long m, long n, const REAL *row, REAL *y, long ldy);                                         \
  /* Each row of y ← b + its row of x times the k×n matrix w, k ≥ 1. */                                            \
  void ck_affine_##S(long m, long n, long k, const REAL *x, long ldx, const REAL *w, long ldw, const REAL *b,      \
                     REAL *y, long ldy);                                                                           \
  void ck_add_sum_of_rows_##S(long m, long n, const REAL *x, long ldx, REAL *sum);                                 \
  void ck_gather_##S(long m, long n, const REAL *table, long ldt, const int32_t *index, long step, bool adding,    \
                     REAL *y, long ldy);                                                                           \
  void ck_scatter_add_##S(long m, long n, const REAL *x, long ldx, const int32_t *index, long step, REAL *table,   \
                          long ldt);                                                                               \
  /* Row i of y ← a times row i of x where bits are set, 0 elsewhere. Row i has the bits from word i step, or index[i] step \
     where there are indices, the lowest bit of a word first; x may be y, exactly. */                                  \
  void ck_select_##S(long m, long n, REAL a, const REAL *x, long ldx, const uint32_t *bits, long step,               \
                     const int32_t *index, REAL *y, long ldy);                                                       \
  /* Row i of y ← row index[i] of a contiguous source of n columns, converted. */                                      \
  void ck_pack_##S(long m, long n, const double *source, const int32_t *index, REAL *y, long ldy);                  \
  /* Activations; h = φ(a), and φ', φ'' are functions of h. */                                                     \
  void ck_activate_##S(int kind, long m, long n, REAL *a, long lda);                                               \
  /* r ← φ'(h) ⊙ r */                                                                                              \
  void ck_tangent_##S(int kind, long m, long n, const REAL *h, long ldh, REAL *r, long ldr);                       \
  /* d ← φ'(h) ⊙ (d + inner Rh) + outer Rh; rh may be null. */                                                     \
  void ck_adjoint_##S(int kind, long m, long n, const REAL *h, long ldh, const REAL *rh, long ldr, REAL inner,     \
                      REAL outer, REAL *d, long ldd);                                                              \
  /* rd ← φ'(h) ⊙ (rd + inner Rh) + φ''(h)/φ'(h) Rh ⊙ d + outer Rh, then d ← φ'(h) ⊙ d. */                         \
  void ck_adjoint_tangent_##S(int kind, long m, long n, const REAL *h, long ldh, const REAL *rh, long ldr,         \
                              REAL inner, REAL outer, REAL *d, long ldd, REAL *rd, long ldrd);                     \
  /* Products element by element; a result may lie on one of its factors, exactly. */                                \
  /* y ← (y +) a x ⊙ z */                                                                                            \
  void ck_hadamard_##S(long m, long n, REAL a, const REAL *x, long ldx, const REAL *z, long ldz, bool adding, REAL *y,\
                       long ldy);                                                                                    \
  /* y ← (y +) x ⊙ z + u ⊙ v */                                                                                      \
  void ck_hadamard_pair_##S(long m, long n, const REAL *x, long ldx, const REAL *z, long ldz, const REAL *u, long ldu,\
                            const REAL *v, long ldv, bool adding, REAL *y, long ldy);                                \
  /* d ← z − x, y ← x + w ⊙ d */                                                                                     \
  void ck_interpolate_##S(long m, long n, const REAL *w, long ldw, const REAL *x, long ldx, const REAL *z, long ldz, \
                          REAL *d, long ldd, REAL *y, long ldy);                                                     \
  /* h ← φ(a), y ← x ⊙ h */                                                                                          \
  void ck_activate_product_##S(int kind, long m, long n, const REAL *a, long lda, const REAL *x, long ldx, REAL *h,  \
                               long ldh, REAL *y, long ldy);                                                         \
  /* a ← φ(a + x ⊙ z) */                                                                                             \
  void ck_activate_sum_##S(int kind, long m, long n, const REAL *x, long ldx, const REAL *z, long ldz, REAL *a,      \
                           long lda);                                                                                \
  /* y ← φ'(h) ⊙ (x − w ⊙ x), x ← w ⊙ x */                                                                           \
  void ck_split_##S(int kind, long m, long n, const REAL *w, long ldw, const REAL *h, long ldh, REAL *x, long ldx,   \
                    REAL *y, long ldy);                                                                              \
  /* y ← (y +) φ'(h) ⊙ x ⊙ z */                                                                                      \
  void ck_derivative_product_##S(int kind, long m, long n, const REAL *h, long ldh, const REAL *x, long ldx, const REAL *z,\
                            long ldz, bool adding, REAL *y, long ldy);                                               \
  /* Products with a matrix in panels, for vectors of 512 or 256 bits. The columns of a panel; 0 for other vectors. */ \
  long ck_panel_width_##S(int bits);                                                                               \
  /* Copies the k×n matrix b into panels of k rows each; those past n hold zeros. */                               \
  void ck_copy_panels_##S(long width, long k, long n, const REAL *b, long ldb, REAL *panels);                      \
  /* c ← (c +) a b, m×k by k×n, with b in panels. */                                                               \
  void ck_panel_product_##S(int bits, long m, long n, long k, const REAL *a, long lda, const REAL *panels,         \
                            bool adding, REAL *c, long ldc);                                                       \
  /* Losses. The target of row i is row i of y or, for softmax, the class c[i]; w[i] is its weight.                \
     Turns the logits z into predictions p and returns Σ w ℓ. */                                                   \
  double ck_loss_##S(int kind, long m, long n, REAL *z, long ldz, const REAL *y, long ldy, const int32_t *c,       \
                     const REAL *w);                                                                               \
  /* out ← w (p − y) */                                                                                            \
  void ck_loss_gradient_##S(long m, long n, const REAL *p, long ldp, const REAL *y, long ldy, const int32_t *c,    \
                            const REAL *w, REAL *out, long ldo);                                                   \
  /* r ← w H r */                                                                                                  \
  void ck_loss_hessian_##S(int kind, long m, long n, const REAL *p, long ldp, const REAL *w, REAL *r, long ldr);   \
  /* s ← √w R s with R Rᵀ = H */                                                                                   \
  void ck_loss_hessian_root_##S(int kind, long m, long n, const REAL *p, long ldp, const REAL *w, REAL *s,         \
                                long lds);

CK_DECLARE(float, f)
CK_DECLARE(double, d)
#undef CK_DECLARE

// n bits, the lowest of a word first, those behind them 0: bit j is set where word j of Philox4x32-10 from block `position` of a
// stream on is at most `most`.
void ck_random_bits(uint64_t seed, uint64_t stream, uint64_t position, long n, uint32_t most, uint32_t *bits);
// x ← n standard normal numbers times `scale`, from a pair of words each, from block `position` of a
// stream on.
void ck_normal_pairs_f(uint64_t seed, uint64_t stream, uint64_t position, long n, double scale, float *x);
void ck_normal_pairs_d(uint64_t seed, uint64_t stream, uint64_t position, long n, double scale, double *x);
// The width of the vectors that the kernels use on this processor: 512, 256 or 128 bits.
int ck_vector_bits(void);
// Zeros from the system itself, to which ck_unmap_memory gives them back at once; NULL where there are none.
void *ck_map_memory(long bytes);
void ck_unmap_memory(void *memory, long bytes);
// Gives freed memory back to the system, where the C library can.
void ck_release_memory(void);
// Tells the processor that this thread is spinning.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
