#ifndef CSTART_H
#define CSTART_H

#include <stdbool.h>

// What has to happen before the constructors of the shared libraries run, OpenBLAS's among them: see start.c. It happens
// wherever this target is linked into an executable; the functions tell of it.

// The name of the environment variable that holds the value of OPENBLAS_CORETYPE that was taken away, because this
// processor cannot run that code.
extern const char *const cstart_refused_core_variable;

// Whether this processor can run OpenBLAS's code for a core, or OpenBLAS knows no core of that name.
bool cstart_can_run_core(const char *core);

#endif
