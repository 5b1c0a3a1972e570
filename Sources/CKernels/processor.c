#include "CKernels.h"

#include <stdlib.h>
#include <sys/mman.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

int ck_vector_bits(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return 512;
  if (__builtin_cpu_supports("x86-64-v3")) return 256;
#endif
  return 128;
}

void *ck_map_memory(long bytes) {
  void *memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void ck_unmap_memory(void *memory, long bytes) { munmap(memory, (size_t)bytes); }

void ck_release_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
