#include "CKernels.h"
#include "clones.h"

// Blocks that are made side by side: their words are the bits of one word of the result.
enum { BLOCKS = 8 };

CLONES void ck_random_bits(uint64_t seed, uint64_t stream, uint64_t position, long n, uint32_t most, uint32_t *bits) {
  for (long start = 0; start < n; start += 4 * BLOCKS) {
    uint32_t c0[BLOCKS], c1[BLOCKS], c2[BLOCKS], c3[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      uint64_t block = position + (uint64_t)(start / 4 + i);
      c0[i] = (uint32_t)block;
      c1[i] = (uint32_t)(block >> 32);
      c2[i] = (uint32_t)stream;
      c3[i] = (uint32_t)(stream >> 32);
    }
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
#pragma clang loop vectorize_width(8) unroll(disable)
      for (int i = 0; i < BLOCKS; i++) {
        uint64_t p = (uint64_t)c0[i] * 0xD2511F53, r = (uint64_t)c2[i] * 0xCD9E8D57;
        c0[i] = (uint32_t)(r >> 32) ^ c1[i] ^ k0;
        c1[i] = (uint32_t)r;
        c2[i] = (uint32_t)(p >> 32) ^ c3[i] ^ k1;
        c3[i] = (uint32_t)p;
      }
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    uint32_t word = 0;
    for (int i = 0; i < BLOCKS; i++) {
      uint32_t four = (uint32_t)(c0[i] <= most) | (uint32_t)(c1[i] <= most) << 1 | (uint32_t)(c2[i] <= most) << 2 |
                      (uint32_t)(c3[i] <= most) << 3;
      word |= four << (4 * i);
    }
    bits[start / 32] = n - start < 32 ? word & ((1u << (n - start)) - 1) : word;
  }
}
