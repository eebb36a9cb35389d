// madvise is not in strict ISO C headers.
#define _DEFAULT_SOURCE

#include "CPooling.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

void qs_expect_filling(void *bytes, size_t count) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // The advice takes whole pages: those that lie inside the array alone.
    const uintptr_t large = (uintptr_t)1 << 21;
    uintptr_t first = ((uintptr_t)bytes + large - 1) & ~(large - 1);
    uintptr_t end = ((uintptr_t)bytes + count) & ~(large - 1);
    if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
    (void)bytes;
    (void)count;
#endif
}
