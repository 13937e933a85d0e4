#ifndef CSLIPWAY_H
#define CSLIPWAY_H

/// Keeps this process's memory out of core dumps, and other processes of the same user from reading it (prctl(2),
/// PR_SET_DUMPABLE). Programs it starts are not affected. Does nothing where the system has no such call.
void slipway_keep_memory_private(void);

/// Asks the processor to fetch what is at `place` into its cache; does nothing else, whatever `place` is.
static inline void slipway_prefetch(const void *place) { __builtin_prefetch(place); }

#endif
