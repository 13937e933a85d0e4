#ifndef CSLIPWAY_H
#define CSLIPWAY_H

#include <stddef.h>
#include <stdint.h>

/// Keeps this process's memory out of core dumps, and other processes of the same user from reading it (prctl(2),
/// PR_SET_DUMPABLE). Programs it starts are not affected. Does nothing where the system has no such call.
void slipway_keep_memory_private(void);

/// Asks the processor to fetch what is `ahead` bytes after `place` into its cache; does nothing else, whatever is there.
static inline void slipway_prefetch(const void *place, size_t ahead) {
    // As a number: a pointer beyond its memory is not to be made.
    __builtin_prefetch((const void *)((uintptr_t)place + ahead));
}

#endif
