/*
 * The file system layer under the writer's connection: gathers the many small writes of a commit to
 * the log into one.
 */
#ifndef GATEWAY_STORE_VFS_H
#define GATEWAY_STORE_VFS_H

/* Registers it once in the process and returns its name for sqlite3_open_v2(), or NULL (then the
 * default one serves). */
const char *vfs_gathering(void);

#endif
