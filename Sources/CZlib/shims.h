#ifndef CZLIB_SHIMS_H
#define CZLIB_SHIMS_H

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

// Unpacks raw Deflate data, without a header; true if they are whole and unpack to exactly `size` bytes.
// inflateInit2 is a macro, which Swift cannot import.
static inline bool cz_inflate_raw(const unsigned char *input, unsigned count, unsigned char *output, unsigned size) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = (unsigned char *)input;
  stream.avail_in = count;
  stream.next_out = output;
  stream.avail_out = size;
  int result = inflate(&stream, Z_FINISH);
  bool whole = result == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  return whole;
}

// Unpacks the beginning of raw Deflate data; true if there are `size` bytes of it.
static inline bool cz_inflate_start(const unsigned char *input, unsigned count, unsigned char *output, unsigned size) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = (unsigned char *)input;
  stream.avail_in = count;
  stream.next_out = output;
  stream.avail_out = size;
  int result = inflate(&stream, Z_SYNC_FLUSH);
  bool there = (result == Z_OK || result == Z_STREAM_END) && stream.avail_out == 0;
  inflateEnd(&stream);
  return there;
}

#endif
