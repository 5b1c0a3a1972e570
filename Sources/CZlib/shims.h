#ifndef CZLIB_SHIMS_H
#define CZLIB_SHIMS_H

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

// Unpacks Deflate data into `size` bytes: raw ones, without a header, or a gzip file; returns what zlib says, *full whether the
// bytes are there. inflateInit2 is a macro, which Swift cannot import.
static inline int cz_inflate(bool gzip, const unsigned char *input, unsigned count, unsigned char *output, unsigned size,
                             int flush, bool *full) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  *full = false;
  int result = inflateInit2(&stream, gzip ? 16 + MAX_WBITS : -MAX_WBITS);
  if (result != Z_OK) return result;
  stream.next_in = (unsigned char *)input;
  stream.avail_in = count;
  stream.next_out = output;
  stream.avail_out = size;
  result = inflate(&stream, flush);
  *full = stream.avail_out == 0;
  inflateEnd(&stream);
  return result;
}

// True if the data are whole and unpack to exactly `size` bytes.
static inline bool cz_inflate_all(bool gzip, const unsigned char *input, unsigned count, unsigned char *output,
                                  unsigned size) {
  bool full;
  return cz_inflate(gzip, input, count, output, size, Z_FINISH, &full) == Z_STREAM_END && full;
}

// Unpacks the beginning; true if there are `size` bytes of it.
static inline bool cz_inflate_start(bool gzip, const unsigned char *input, unsigned count, unsigned char *output,
                                    unsigned size) {
  bool full;
  int result = cz_inflate(gzip, input, count, output, size, Z_SYNC_FLUSH, &full);
  return (result == Z_OK || result == Z_STREAM_END) && full;
}

#endif
