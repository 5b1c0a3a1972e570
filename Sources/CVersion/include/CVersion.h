#ifndef CVERSION_H
#define CVERSION_H

/// The commit that this was built from, as make hands it over; empty where that is not known.
const char *recur_commit(void);

#endif
