#ifndef CCRYPTO_SHIMS_H
#define CCRYPTO_SHIMS_H

#include <openssl/evp.h>

#endif
