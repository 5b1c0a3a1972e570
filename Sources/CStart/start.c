// For sched_setaffinity.
#define _GNU_SOURCE
#include "CStart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#endif

const char *const cstart_refused_core_variable = "RECUR_BLAS_REFUSED";

#if defined(__x86_64__)

// The features of this processor that OpenBLAS's cores differ in.
enum { NOTHING, SSSE3, SSE41, SSE42, AMD_3DNOW, AVX, FMA4, AVX2, AVX512 };

static const struct {
  const char *core;
  int feature;
} cores[] = {
    {"Core2", SSSE3},       {"Atom", SSSE3},          {"Nano", SSSE3},       {"Bobcat", SSSE3},
    {"Penryn", SSE41},      {"Dunnington", SSE41},    {"Nehalem", SSE42},    {"Opteron", AMD_3DNOW},
    {"Opteron_SSE3", AMD_3DNOW}, {"Sandybridge", AVX}, {"Bulldozer", FMA4},  {"Piledriver", FMA4},
    {"Steamroller", FMA4},  {"Excavator", FMA4},      {"Haswell", AVX2},     {"Zen", AVX2},
    {"SkylakeX", AVX512},   {"Cooperlake", AVX512},   {"SapphireRapids", AVX512},
};

static bool has(int feature) {
  // The table that the builtin reads is otherwise filled by a constructor, later than this.
  __builtin_cpu_init();
  switch (feature) {
    case SSSE3: return __builtin_cpu_supports("ssse3");
    case SSE41: return __builtin_cpu_supports("sse4.1");
    case SSE42: return __builtin_cpu_supports("sse4.2");
    case AVX: return __builtin_cpu_supports("avx");
    case FMA4: return __builtin_cpu_supports("fma4");
    case AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case AVX512: return __builtin_cpu_supports("x86-64-v4");
    case AMD_3DNOW: {
      unsigned int a, b, c, d = 0;
      return __get_cpuid(0x80000001, &a, &b, &c, &d) && (d >> 31);
    }
    default: return true;
  }
}

bool cstart_can_run_core(const char *core) {
  for (unsigned long i = 0; i < sizeof cores / sizeof *cores; i++) {
    if (strcasecmp(core, cores[i].core) == 0) return has(cores[i].feature);
  }
  return true;
}

#else

bool cstart_can_run_core(const char *core) {
  (void)core;
  return true;
}

#endif

// A descriptor 0, 1 or 2 that is closed would go to the next file that is opened, and messages with it.
static void open_standard_descriptors(void) {
  for (int file = 0; file <= 2; file++) {
    if (fcntl(file, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest that is free is taken. Where there is no /dev/null, a folder takes no writes either.
    if (open("/dev/null", O_RDWR) < 0) (void)!open("/", O_RDONLY | O_DIRECTORY);
  }
}

// Code for another processor ends in SIGILL. The entry gets another name in place: the environment's table has no room for
// a further one, and the C library looks at it later.
static void refuse_core(char **environment) {
  static const char variable[] = "OPENBLAS_CORETYPE=";
  static char kept[64];
  const unsigned long length = sizeof variable - 1;
  for (char **entry = environment; *entry; entry++) {
    if (strncmp(*entry, variable, length) != 0 || cstart_can_run_core(*entry + length)) continue;
    strcpy(kept, cstart_refused_core_variable);
    strcat(kept, "=");
    strncat(kept, *entry + length, sizeof kept - strlen(kept) - 1);
    *entry = kept;
  }
}

#if defined(__linux__)

static cpu_set_t allowed;
static bool is_pinned;

// OpenBLAS's constructor starts a thread for each core that it sees but one, and each maps 128 MiB: the process dies where
// threads are refused, and spins for ever where memory is. This program never uses these threads, so OpenBLAS gets to see a
// single core; nothing else looks as early as this.
static void show_one_core(void) {
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < 2) return;
  int core = sched_getcpu();
  for (int i = 0; (core < 0 || !CPU_ISSET(core, &allowed)) && i < CPU_SETSIZE; i++) {
    if (CPU_ISSET(i, &allowed)) core = i;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  is_pinned = sched_setaffinity(0, sizeof one, &one) == 0;
}

#endif

static void start(int count, char **arguments, char **environment) {
  (void)count;
  (void)arguments;
  open_standard_descriptors();
  // A file beyond the size allowed is an error of the write, not the end of the program.
  signal(SIGXFSZ, SIG_IGN);
  refuse_core(environment);
#if defined(__linux__)
  show_one_core();
#endif
}

// What is listed here runs before the constructors of shared libraries; only an executable can have it.
__attribute__((section(".preinit_array"), used)) static void (*const entry)(int, char **, char **) = start;

#if defined(__linux__)

static bool is_limited(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// Memory is asked for before it is taken (MemoryNeed); what was not foreseen fails somewhere in a library, which ends the
// process. Then a sentence says so.
static void end_without_memory(int number) {
  static const char words[] =
      "recur: the program has ended in an allocation that was refused, or by a fault of its own: what it may use is limited "
      "(ulimit -v or ulimit -d)\n";
  (void)number;
  (void)!write(STDERR_FILENO, words, sizeof words - 1);
  _exit(1);
}

#endif

// Runs after the constructors of shared libraries, before main.
__attribute__((constructor)) static void after_libraries(void) {
#if defined(__linux__)
  if (is_pinned) sched_setaffinity(0, sizeof allowed, &allowed);
#if defined(__GLIBC__)
  // Each thread's heap would reserve 64 MiB of address space.
  if (is_limited(RLIMIT_AS)) mallopt(M_ARENA_MAX, 1);
#endif
  if (is_limited(RLIMIT_AS) || is_limited(RLIMIT_DATA)) {
    signal(SIGABRT, end_without_memory);
    signal(SIGSEGV, end_without_memory);
  }
#endif
}
