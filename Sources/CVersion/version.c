#include "CVersion.h"

// The only file that is compiled once more after a commit.
#ifndef RECUR_COMMIT
#define RECUR_COMMIT ""
#endif

const char *recur_commit(void) { return RECUR_COMMIT; }
