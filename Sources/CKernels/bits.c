#include "CKernels.h"
#include "clones.h"
#include "philox.h"

CLONES void ck_random_bits(uint64_t seed, uint64_t stream, uint64_t position, long n, uint32_t most, uint32_t *bits) {
  // The words of a group of blocks are the bits of one word of the result.
  for (long start = 0; start < n; start += 4 * PHILOX_BLOCKS) {
    uint32_t c[4][PHILOX_BLOCKS];
    philox_blocks(seed, stream, position + (uint64_t)(start / 4), c);
    uint32_t word = 0;
    for (int i = 0; i < PHILOX_BLOCKS; i++) {
      uint32_t four = (uint32_t)(c[0][i] <= most) | (uint32_t)(c[1][i] <= most) << 1 | (uint32_t)(c[2][i] <= most) << 2 |
                      (uint32_t)(c[3][i] <= most) << 3;
      word |= four << (4 * i);
    }
    bits[start / 32] = n - start < 32 ? word & ((1u << (n - start)) - 1) : word;
  }
}
