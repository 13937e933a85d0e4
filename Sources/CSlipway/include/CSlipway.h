#ifndef CSLIPWAY_H
#define CSLIPWAY_H

/// Keeps this process's memory out of core dumps, and other processes of the same user from reading it (prctl(2),
/// PR_SET_DUMPABLE). Programs it starts are not affected. Does nothing where the system has no such call.
void slipway_keep_memory_private(void);

#endif
