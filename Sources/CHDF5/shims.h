#ifndef CHDF5_SHIMS_H
#define CHDF5_SHIMS_H

#include <hdf5.h>
#include <hdf5_hl.h>
#include <string.h>

/* Macros of libhdf5 that initialize the library or cast, and calls whose name is a versioned macro: Swift imports neither. */

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_exclusive(void) { return H5F_ACC_EXCL; }
static inline unsigned chdf5_all_objects(void) { return H5F_OBJ_ALL; }

static inline hid_t chdf5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_link_create_class(void) { return H5P_LINK_CREATE; }
static inline hid_t chdf5_attribute_create_class(void) { return H5P_ATTRIBUTE_CREATE; }
static inline hid_t chdf5_dataset_create_class(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_transfer_class(void) { return H5P_DATASET_XFER; }

static inline hsize_t chdf5_unlimited(void) { return H5S_UNLIMITED; }
static inline size_t chdf5_variable_size(void) { return H5T_VARIABLE; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }

/* The library's own type of a number as this machine holds it; not to be released. -1 where there is none. */
static inline hid_t chdf5_native_float(size_t bytes) {
  return bytes == 4 ? H5T_NATIVE_FLOAT : bytes == 8 ? H5T_NATIVE_DOUBLE : -1;
}

static inline hid_t chdf5_native_integer(size_t bytes, int is_signed) {
  switch (bytes) {
  case 1: return is_signed ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8;
  case 2: return is_signed ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16;
  case 4: return is_signed ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32;
  case 8: return is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
  default: return -1;
  }
}

/* The same as files hold it: little-endian. */
static inline hid_t chdf5_stored_float(size_t bytes) {
  return bytes == 4 ? H5T_IEEE_F32LE : bytes == 8 ? H5T_IEEE_F64LE : -1;
}

static inline hid_t chdf5_stored_integer(size_t bytes, int is_signed) {
  switch (bytes) {
  case 1: return is_signed ? H5T_STD_I8LE : H5T_STD_U8LE;
  case 2: return is_signed ? H5T_STD_I16LE : H5T_STD_U16LE;
  case 4: return is_signed ? H5T_STD_I32LE : H5T_STD_U32LE;
  case 8: return is_signed ? H5T_STD_I64LE : H5T_STD_U64LE;
  default: return -1;
  }
}

/* H5L_type_t of a link, H5O_type_t of what it leads to; -1 on failure. */
static inline int chdf5_link_type(hid_t location, const char *name) {
  H5L_info_t info;
  return H5Lget_info(location, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
}

static inline int chdf5_object_type(hid_t location, const char *name) {
  H5O_info_t info;
#if H5_VERSION_GE(1, 12, 0)
  return H5Oget_info_by_name(location, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#elif H5_VERSION_GE(1, 10, 3)
  return H5Oget_info_by_name2(location, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#else
  return H5Oget_info_by_name(location, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#endif
}

/* What tells an object from all others of its file. */
static inline int chdf5_identity(hid_t object, unsigned char identity[16]) {
  H5O_info_t info;
  memset(identity, 0, 16);
#if H5_VERSION_GE(1, 12, 0)
  if (H5Oget_info(object, &info, H5O_INFO_BASIC) < 0) return -1;
  memcpy(identity, &info.token, 16);
#elif H5_VERSION_GE(1, 10, 3)
  if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0) return -1;
  memcpy(identity, &info.addr, sizeof info.addr);
#else
  if (H5Oget_info(object, &info) < 0) return -1;
  memcpy(identity, &info.addr, sizeof info.addr);
#endif
  return 0;
}

/* Shows the names of a group's links, or of an object's attributes, one after the other until the visitor returns something
   other than 0; negative on failure. */
typedef int (*chdf5_visitor)(const char *name, void *context);

struct chdf5_visit {
  chdf5_visitor visitor;
  void *context;
};

static herr_t chdf5_visit_link(hid_t group, const char *name, const H5L_info_t *info, void *visit) {
  (void)group, (void)info;
  return ((struct chdf5_visit *)visit)->visitor(name, ((struct chdf5_visit *)visit)->context);
}

static herr_t chdf5_visit_attribute(hid_t owner, const char *name, const H5A_info_t *info, void *visit) {
  (void)owner, (void)info;
  return ((struct chdf5_visit *)visit)->visitor(name, ((struct chdf5_visit *)visit)->context);
}

static inline herr_t chdf5_each_link(hid_t group, chdf5_visitor visitor, void *context) {
  struct chdf5_visit visit = {visitor, context};
  hsize_t index = 0;
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &index, chdf5_visit_link, &visit);
}

static inline herr_t chdf5_each_attribute(hid_t owner, chdf5_visitor visitor, void *context) {
  struct chdf5_visit visit = {visitor, context};
  hsize_t index = 0;
  return H5Aiterate2(owner, H5_INDEX_NAME, H5_ITER_INC, &index, chdf5_visit_attribute, &visit);
}

/* Whether the library can be told not to lock a file, and doing so. */
#if H5_VERSION_GE(1, 10, 7) && !(H5_VERSION_GE(1, 12, 0) && !H5_VERSION_GE(1, 12, 1))
static inline int chdf5_can_leave_unlocked(void) { return 1; }
static inline herr_t chdf5_leave_unlocked(hid_t list) { return H5Pset_file_locking(list, 0, 1); }
#else
static inline int chdf5_can_leave_unlocked(void) { return 0; }
static inline herr_t chdf5_leave_unlocked(hid_t list) { return list < 0 ? -1 : 0; }
#endif

#endif
