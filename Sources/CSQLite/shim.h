#include <sqlite3.h>

/// SQLITE_TRANSIENT, a cast that Swift does not import: what is bound is copied.
static inline sqlite3_destructor_type slipway_sqlite_copied(void) { return SQLITE_TRANSIENT; }
