#ifndef QUASISCREEN_CHDF5_SHIM_H
#define QUASISCREEN_CHDF5_SHIM_H

#include <hdf5.h>
#include <hdf5_hl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Swift imports neither the H5T_ and H5P_ constants (macros that open the library and read a
// global) nor casts, so each one that is needed gets a function of its own.

static inline hid_t qs_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t qs_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t qs_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t qs_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t qs_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t qs_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t qs_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t qs_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t qs_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t qs_native_double(void) { return H5T_NATIVE_DOUBLE; }

static inline hid_t qs_std_i8le(void) { return H5T_STD_I8LE; }
static inline hid_t qs_std_i16le(void) { return H5T_STD_I16LE; }
static inline hid_t qs_std_i32le(void) { return H5T_STD_I32LE; }
static inline hid_t qs_std_i64le(void) { return H5T_STD_I64LE; }
static inline hid_t qs_std_u8le(void) { return H5T_STD_U8LE; }
static inline hid_t qs_std_u16le(void) { return H5T_STD_U16LE; }
static inline hid_t qs_std_u32le(void) { return H5T_STD_U32LE; }
static inline hid_t qs_std_u64le(void) { return H5T_STD_U64LE; }
static inline hid_t qs_ieee_f32le(void) { return H5T_IEEE_F32LE; }
static inline hid_t qs_ieee_f64le(void) { return H5T_IEEE_F64LE; }

static inline hid_t qs_std_i8be(void) { return H5T_STD_I8BE; }
static inline hid_t qs_std_i16be(void) { return H5T_STD_I16BE; }
static inline hid_t qs_std_i32be(void) { return H5T_STD_I32BE; }
static inline hid_t qs_std_i64be(void) { return H5T_STD_I64BE; }
static inline hid_t qs_std_u8be(void) { return H5T_STD_U8BE; }
static inline hid_t qs_std_u16be(void) { return H5T_STD_U16BE; }
static inline hid_t qs_std_u32be(void) { return H5T_STD_U32BE; }
static inline hid_t qs_std_u64be(void) { return H5T_STD_U64BE; }
static inline hid_t qs_ieee_f32be(void) { return H5T_IEEE_F32BE; }
static inline hid_t qs_ieee_f64be(void) { return H5T_IEEE_F64BE; }

static inline hid_t qs_c_string(void) { return H5T_C_S1; }

static inline hid_t qs_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t qs_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t qs_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t qs_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t qs_default_list(void) { return H5P_DEFAULT; }
static inline hid_t qs_all(void) { return H5S_ALL; }

static inline unsigned qs_open_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned qs_open_truncating(void) { return H5F_ACC_TRUNC; }
static inline unsigned qs_creation_order(void) {
    return H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
}

/// The automatic printing of errors is a setting of each thread in thread-safe builds.
static inline void qs_silence_errors(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

static inline void qs_refuse_plugins(void) { H5PLset_loading_state(0); }

/// The kind of a link: 0 hard, 1 soft, 2 anything that leads out of the file; negative on failure.
static inline int qs_link_kind(hid_t group, const char *name) {
    H5L_info_t info;
    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
    if (info.type == H5L_TYPE_HARD) return 0;
    return info.type == H5L_TYPE_SOFT ? 1 : 2;
}

/// The number of an object's attributes; negative on failure.
static inline long long qs_attribute_count(hid_t object) {
    H5O_info_t info;
#if H5_VERSION_GE(1, 12, 0)
    if (H5Oget_info(object, &info, H5O_INFO_NUM_ATTRS) < 0) return -1;
#else
    if (H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0) return -1;
#endif
    return (long long)info.num_attrs;
}

// One recursive lock. It lives on the heap because a static variable in a header would exist
// once for every object file.

static inline void *qs_lock_create(void) {
    pthread_mutex_t *lock = (pthread_mutex_t *)malloc(sizeof(pthread_mutex_t));
    pthread_mutexattr_t attributes;
    if (lock == NULL) abort();
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return lock;
}

static inline void qs_lock(void *lock) { pthread_mutex_lock((pthread_mutex_t *)lock); }
static inline void qs_unlock(void *lock) { pthread_mutex_unlock((pthread_mutex_t *)lock); }

// The memory image of a file. While reading, libhdf5 borrows the image; while writing, it hands
// its own buffer over when it closes the file, after the superblock was given its checksum.

typedef struct {
    unsigned char *bytes;
    size_t size;
    int reading;
} qs_image;

static inline void *qs_image_malloc(size_t size, H5FD_file_image_op_t operation, void *context) {
    qs_image *image = (qs_image *)context;
    (void)operation;
    if (!image->reading) return malloc(size);
    return size <= image->size ? image->bytes : NULL;
}

static inline void *qs_image_copy(
    void *destination, const void *source, size_t size, H5FD_file_image_op_t operation,
    void *context) {
    (void)operation;
    (void)context;
    return destination == source ? destination : memcpy(destination, source, size);
}

static inline void *qs_image_realloc(
    void *bytes, size_t size, H5FD_file_image_op_t operation, void *context) {
    qs_image *image = (qs_image *)context;
    void *moved;
    (void)operation;
    if (image->reading) return NULL;
    moved = realloc(bytes, size);
    if (moved != NULL) image->size = size;
    return moved;
}

static inline herr_t qs_image_free(void *bytes, H5FD_file_image_op_t operation, void *context) {
    qs_image *image = (qs_image *)context;
    if (image->reading) return 0;
    if (operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE && image->bytes == NULL) {
        image->bytes = (unsigned char *)bytes;
    } else {
        free(bytes);
    }
    return 0;
}

static inline void *qs_image_share(void *context) { return context; }
static inline herr_t qs_image_leave(void *context) {
    (void)context;
    return 0;
}

/// An image for a new file (`bytes` is NULL) or a copy of one that is to be read.
static inline qs_image *qs_image_create(const void *bytes, size_t size) {
    qs_image *image = (qs_image *)calloc(1, sizeof(qs_image));
    if (image == NULL || bytes == NULL) return image;
    image->bytes = (unsigned char *)malloc(size > 0 ? size : 1);
    if (image->bytes == NULL) {
        free(image);
        return NULL;
    }
    memcpy(image->bytes, bytes, size);
    image->size = size;
    image->reading = 1;
    return image;
}

static inline void qs_image_destroy(qs_image *image) {
    free(image->bytes);
    free(image);
}

/// Makes files opened with this access list live in `image`, in the format of HDF5 1.10.
static inline herr_t qs_access_image(hid_t list, qs_image *image) {
    H5FD_file_image_callbacks_t callbacks = {
        qs_image_malloc, qs_image_copy,  qs_image_realloc, qs_image_free,
        qs_image_share,  qs_image_leave, image};
    if (H5Pset_fapl_core(list, 256 * 1024, 0) < 0) return -1;
    if (H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) < 0) return -1;
    if (H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110) < 0) return -1;
    if (H5Pset_file_image_callbacks(list, &callbacks) < 0) return -1;
    if (image->reading && H5Pset_file_image(list, image->bytes, image->size) < 0) return -1;
    return 0;
}

// Chunks that are finished outside libhdf5 (whose lock lets one thread in): shuffled, deflated with
// the zlib that libhdf5 itself uses, and given the checksum of its Fletcher32 filter.

/// The most bytes that `qs_deflate` needs for `count` bytes.
static inline size_t qs_deflate_bound(size_t count) {
    // Stored blocks and the change of effort cost a few bytes more than zlib's own bound says.
    return compressBound((uLong)count) + 64;
}

/// Deflates bytes into one zlib stream: the first `plain` of them stored as they are, the others
/// with effort `level`. Returns the length of the stream; 0 on failure.
static inline size_t qs_deflate(
    const unsigned char *bytes, size_t count, size_t plain, int level, unsigned char *stream,
    size_t room) {
    z_stream z;
    size_t length = 0;
    memset(&z, 0, sizeof z);
    if (count > 0x40000000 || room > 0x7fffffff) return 0;
    if (deflateInit(&z, plain > 0 ? Z_NO_COMPRESSION : level) != Z_OK) return 0;
    z.next_out = stream;
    z.avail_out = (uInt)room;
    z.next_in = (Bytef *)bytes;
    z.avail_in = (uInt)plain;
    if (plain == 0
        || (deflate(&z, Z_NO_FLUSH) == Z_OK && z.avail_in == 0
            && deflateParams(&z, level, Z_DEFAULT_STRATEGY) == Z_OK)) {
        z.next_in = (Bytef *)bytes + plain;
        z.avail_in = (uInt)(count - plain);
        if (deflate(&z, Z_FINISH) == Z_STREAM_END) length = (size_t)z.total_out;
    }
    deflateEnd(&z);
    return length;
}

/// The checksum that libhdf5's Fletcher32 filter puts behind a chunk, in little-endian order.
static inline unsigned int qs_fletcher32(const unsigned char *bytes, size_t count) {
    unsigned int first = 0, second = 0;
    size_t words = count / 2;
    while (words > 0) {
        // As many words as the sums hold without overflow.
        size_t turn = words > 360 ? 360 : words;
        words -= turn;
        for (; turn > 0; turn--) {
            first += (unsigned int)bytes[0] << 8 | bytes[1];
            bytes += 2;
            second += first;
        }
        first = (first & 0xffff) + (first >> 16);
        second = (second & 0xffff) + (second >> 16);
    }
    if (count % 2 != 0) {
        first += (unsigned int)*bytes << 8;
        second += first;
        first = (first & 0xffff) + (first >> 16);
        second = (second & 0xffff) + (second >> 16);
    }
    first = (first & 0xffff) + (first >> 16);
    second = (second & 0xffff) + (second >> 16);
    return second << 16 | first;
}

#endif
