#include <sqlite3.h>

/// SQLITE_TRANSIENT, a cast that Swift does not import: what is bound is copied.
static inline sqlite3_destructor_type slipway_sqlite_copied(void) { return SQLITE_TRANSIENT; }

/// Has SQLite not count the memory it takes, for which it locks at each allocation. Before any other call.
static inline int slipway_sqlite_configure(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
