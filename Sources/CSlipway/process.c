#include "CSlipway.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif

// In C because prctl takes a variable number of arguments, which Swift does not import.
void slipway_keep_memory_private(void) {
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
