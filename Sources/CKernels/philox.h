#ifndef CK_PHILOX_H
#define CK_PHILOX_H

#include <stdint.h>

// Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011), blocks side by side so that a round becomes vector code.

// Blocks that are made at once.
enum { PHILOX_BLOCKS = 8 };

// Words 0 to 3 of blocks `position` and following of a stream, word w of block i in c[w][i].
static inline void philox_blocks(uint64_t seed, uint64_t stream, uint64_t position, uint32_t c[4][PHILOX_BLOCKS]) {
  for (int i = 0; i < PHILOX_BLOCKS; i++) {
    uint64_t block = position + (uint64_t)i;
    c[0][i] = (uint32_t)block;
    c[1][i] = (uint32_t)(block >> 32);
    c[2][i] = (uint32_t)stream;
    c[3][i] = (uint32_t)(stream >> 32);
  }
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
#pragma clang loop vectorize_width(8) unroll(disable)
    for (int i = 0; i < PHILOX_BLOCKS; i++) {
      uint64_t p = (uint64_t)c[0][i] * 0xD2511F53, r = (uint64_t)c[2][i] * 0xCD9E8D57;
      c[0][i] = (uint32_t)(r >> 32) ^ c[1][i] ^ k0;
      c[1][i] = (uint32_t)r;
      c[2][i] = (uint32_t)(p >> 32) ^ c[3][i] ^ k1;
      c[3][i] = (uint32_t)p;
    }
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
}

#endif
