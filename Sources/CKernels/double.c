#define REAL double
#define KERNEL(name) ck_##name##_d
#define ELEMENTARY(name) elementary_##name##_d
#include "kernels.inc"
