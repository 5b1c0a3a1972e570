#define REAL float
#define KERNEL(name) ck_##name##_f
#define ELEMENTARY(name) elementary_##name##_f
#include "kernels.inc"
