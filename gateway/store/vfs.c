/*
 * SQLite writes two pieces a page to its write-ahead log, a header of 24 bytes and the page: a
 * commit of 128 conversations is some hundred pwrite() calls that straddle the file system's
 * blocks. Here they are gathered and written by one call when the log is synced.
 *
 * Safe because with synchronous=FULL a commit is published (to other connections through the shared
 * index, to us by its return) only after xSync of the log, which writes what was gathered first.
 * Before that only this connection can ask for those bytes, and xRead writes them out too. A write
 * that fails shows as a failed sync: the commit fails.
 *
 * Only the log is wrapped; every other file is the system's own.
 */
#include "gateway/store/vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define GATHER_MAX ((size_t)1024 * 1024)
/* SQLite's own xWrite keeps 17 bits of a length: a piece stays well below. */
#define PIECE ((size_t)64 * 1024)
#define VFS_NAME "frontdesk"

/* SQLite allocates szOsFile bytes for it; the system's own file follows. */
struct gathered {
	sqlite3_file base;
	sqlite3_file *real;
	char *bytes; /* owned: GATHER_MAX */
	size_t len;
	sqlite3_int64 start; /* where bytes[0] belongs */
};

static struct gathered *gathered_of(sqlite3_file *f)
{
	return (struct gathered *)f;
}

static int write_out(struct gathered *g)
{
	size_t len = g->len;
	int rc = SQLITE_OK;

	g->len = 0;
	for (size_t at = 0; at < len && rc == SQLITE_OK; at += PIECE) {
		size_t piece = len - at < PIECE ? len - at : PIECE;
		rc = g->real->pMethods->xWrite(g->real, g->bytes + at, (int)piece,
					       g->start + (sqlite3_int64)at);
	}
	return rc;
}

static int on_write(sqlite3_file *f, const void *bytes, int amount, sqlite3_int64 at)
{
	struct gathered *g = gathered_of(f);
	size_t len = (size_t)amount;

	if (g->len > 0 && (at != g->start + (sqlite3_int64)g->len || g->len + len > GATHER_MAX)) {
		int rc = write_out(g);
		if (rc != SQLITE_OK)
			return rc;
	}
	if (len > GATHER_MAX)
		return g->real->pMethods->xWrite(g->real, bytes, amount, at);
	if (g->len == 0)
		g->start = at;
	memcpy(g->bytes + g->len, bytes, len);
	g->len += len;
	return SQLITE_OK;
}

static int on_read(sqlite3_file *f, void *bytes, int amount, sqlite3_int64 at)
{
	struct gathered *g = gathered_of(f);
	int rc = write_out(g);

	return rc == SQLITE_OK ? g->real->pMethods->xRead(g->real, bytes, amount, at) : rc;
}

static int on_sync(sqlite3_file *f, int flags)
{
	struct gathered *g = gathered_of(f);
	int rc = write_out(g);

	return rc == SQLITE_OK ? g->real->pMethods->xSync(g->real, flags) : rc;
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct gathered *g = gathered_of(f);
	int rc = write_out(g);

	return rc == SQLITE_OK ? g->real->pMethods->xTruncate(g->real, size) : rc;
}

static int on_file_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
	struct gathered *g = gathered_of(f);
	int rc = write_out(g);

	return rc == SQLITE_OK ? g->real->pMethods->xFileSize(g->real, ret_size) : rc;
}

static int on_close(sqlite3_file *f)
{
	struct gathered *g = gathered_of(f);
	int rc = write_out(g);

	free(g->bytes);
	g->bytes = NULL;
	int closed = g->real->pMethods->xClose(g->real);
	return rc == SQLITE_OK ? closed : rc;
}

static int on_lock(sqlite3_file *f, int level)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xLock(g->real, level);
}

static int on_unlock(sqlite3_file *f, int level)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xUnlock(g->real, level);
}

static int on_check_lock(sqlite3_file *f, int *ret)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xCheckReservedLock(g->real, ret);
}

static int on_control(sqlite3_file *f, int what, void *arg)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xFileControl(g->real, what, arg);
}

static int on_sector_size(sqlite3_file *f)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xSectorSize(g->real);
}

static int on_characteristics(sqlite3_file *f)
{
	struct gathered *g = gathered_of(f);

	return g->real->pMethods->xDeviceCharacteristics(g->real);
}

/* Version 1: without shared memory and mapping, which SQLite asks of the database file only. */
static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_file_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_check_lock,
	.xFileControl = on_control,
	.xSectorSize = on_sector_size,
	.xDeviceCharacteristics = on_characteristics,
};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	sqlite3_vfs *system = vfs->pAppData;
	struct gathered *g = gathered_of(f);

	if (!(flags & SQLITE_OPEN_WAL))
		return system->xOpen(system, name, f, flags, ret_flags);
	memset(g, 0, sizeof(*g));
	g->bytes = malloc(GATHER_MAX);
	if (!g->bytes)
		return SQLITE_NOMEM;
	g->real = (sqlite3_file *)(g + 1);
	int rc = system->xOpen(system, name, g->real, flags, ret_flags);
	if (rc == SQLITE_OK) {
		g->base.pMethods = &methods;
		return SQLITE_OK;
	}
	free(g->bytes);
	return rc;
}

/* SQLite keeps the pointer for the life of the process; written once, by register_once(). */
static sqlite3_vfs gathering;

static void register_once(void)
{
	sqlite3_vfs *system = sqlite3_vfs_find(NULL);

	if (!system)
		return;
	gathering = *system;
	gathering.pNext = NULL;
	gathering.zName = VFS_NAME;
	gathering.pAppData = system;
	gathering.szOsFile = (int)sizeof(struct gathered) + system->szOsFile;
	gathering.xOpen = on_open;
	if (sqlite3_vfs_register(&gathering, 0) != SQLITE_OK)
		gathering.zName = NULL;
}

const char *vfs_gathering(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, register_once);
	return gathering.zName;
}
