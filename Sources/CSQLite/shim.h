#include <sqlite3.h>

/// SQLITE_STATIC, a cast that Swift does not import: what is bound stays where it is for as long as it is bound.
static inline sqlite3_destructor_type slipway_sqlite_kept(void) { return SQLITE_STATIC; }

/// Has SQLite not count the memory it takes, for which it locks at each allocation. Before any other call.
static inline int slipway_sqlite_configure(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/// Has a connection run no triggers; in C because the function takes a variable number of arguments.
static inline int slipway_sqlite_disable_triggers(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
}
