#ifndef COPENBLAS_SHIMS_H
#define COPENBLAS_SHIMS_H

#include <cblas.h>

// OpenBLAS's own table of buffers. Weak: another build of it may keep them to itself.
extern void *blas_memory_alloc(int position) __attribute__((weak));
extern void blas_memory_free(void *buffer) __attribute__((weak));

// Makes OpenBLAS have at least so many buffers, of which there are at most 128.
static inline void recur_blas_make_buffers(int count) {
  void *buffers[128];
  if (!blas_memory_alloc || !blas_memory_free) return;
  if (count > 128) count = 128;
  for (int i = 0; i < count; i++) buffers[i] = blas_memory_alloc(0);
  for (int i = 0; i < count; i++) {
    if (buffers[i]) blas_memory_free(buffers[i]);
  }
}

// LAPACK has no C header in Debian's OpenBLAS; these are the Fortran entry points that are used.
// Every argument is a pointer, matrices are column-major, `info` is 0 on success.
#define RECUR_LAPACK(REAL, S)                                                                        \
  extern void S##geqrf_(const int *m, const int *n, REAL *a, const int *lda, REAL *tau, REAL *work,  \
                        const int *lwork, int *info);                                                \
  extern void S##orgqr_(const int *m, const int *n, const int *k, REAL *a, const int *lda,           \
                        const REAL *tau, REAL *work, const int *lwork, int *info);                   \
  extern void S##potrf_(const char *uplo, const int *n, REAL *a, const int *lda, int *info);          \
  extern void S##potrs_(const char *uplo, const int *n, const int *nrhs, const REAL *a,              \
                        const int *lda, REAL *b, const int *ldb, int *info);                         \
  extern void S##geev_(const char *jobvl, const char *jobvr, const int *n, REAL *a, const int *lda,  \
                       REAL *wr, REAL *wi, REAL *vl, const int *ldvl, REAL *vr, const int *ldvr,     \
                       REAL *work, const int *lwork, int *info);                                     \
  extern void S##syevd_(const char *jobz, const char *uplo, const int *n, REAL *a, const int *lda, REAL *w,      \
                        REAL *work, const int *lwork, int *iwork, const int *liwork, int *info);               \
  extern void S##syev_(const char *jobz, const char *uplo, const int *n, REAL *a, const int *lda,    \
                       REAL *w, REAL *work, const int *lwork, int *info);                            \
  extern void S##gesvd_(const char *jobu, const char *jobvt, const int *m, const int *n, REAL *a,    \
                        const int *lda, REAL *s, REAL *u, const int *ldu, REAL *vt,                  \
                        const int *ldvt, REAL *work, const int *lwork, int *info);
RECUR_LAPACK(float, s)
RECUR_LAPACK(double, d)
#undef RECUR_LAPACK

#endif
