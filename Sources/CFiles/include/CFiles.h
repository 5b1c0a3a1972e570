#ifndef CFILES_H
#define CFILES_H

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

/* Calls of the operating system that Swift cannot import. */

/* The descriptor of a file that lives in memory; -1 with errno set on failure, -2 where the system has none. */
static inline int cfiles_memory_file(void) {
#if defined(__linux__) && defined(SYS_memfd_create)
  return (int)syscall(SYS_memfd_create, "recur", 1u /* closed in child programs */);
#else
  return -2;
#endif
}

/* Takes room on the disk for the bytes of a file from offset on, without making it longer; 0, an error number, or -1 where
   the system cannot. */
static inline int cfiles_reserve(int descriptor, long long offset, long long length) {
#if defined(__linux__) && defined(SYS_fallocate) && defined(__LP64__)
  if (syscall(SYS_fallocate, descriptor, 1 /* FALLOC_FL_KEEP_SIZE */, offset, length) == 0) return 0;
  return errno == EOPNOTSUPP || errno == ENOSYS ? -1 : errno;
#else
  (void)descriptor, (void)offset, (void)length;
  return -1;
#endif
}

/* Gives a file of a folder another name there that nothing has yet: in one step, or by way of both names where the file system
   knows no such step. -1 with errno, EEXIST where something has the name. */
static inline int cfiles_name_new(int folder, const char *from, const char *to) {
#if defined(__linux__) && defined(SYS_renameat2)
  if (syscall(SYS_renameat2, folder, from, folder, to, 1u /* RENAME_NOREPLACE */) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
#endif
  if (linkat(folder, from, folder, to, 0) != 0) return -1;
  (void)unlinkat(folder, from, 0);
  return 0;
}

#endif
