/*
 * See checkpoint.h. A passive checkpoint does not keep the writer from committing, so a thread of
 * its own copies the bulk. But the log starts again from its beginning only when a checkpoint found
 * nothing left, and under steady traffic the thread never gets there: commits arrive while it
 * copies. So when it has come near the end, the writer copies the rest itself between two commits;
 * that is a few hundred pages at most. Alternatives: SQLite's automatic checkpoint stalls one
 * commit for the whole copy and its sync; a blocking checkpoint on the thread stalls all of them.
 */
#include "gateway/store/checkpoint.h"

#include "gateway/base/log.h"
#include "gateway/store/queue.h"

#define CHECKPOINT_PAGES 4000      /* 16 MiB of log */
#define CHECKPOINT_REST_PAGES 1000 /* what the writer may be asked to copy */

static void checkpoint_once(struct checkpoint *c)
{
	/* Each round copies what came during the one before; rounds get shorter or the writer is
	 * faster than the disk. */
	for (int round = 0; round < 4; round++) {
		int in_log = 0, copied = 0;
		int rc = sqlite3_wal_checkpoint_v2(c->db.handle, NULL, SQLITE_CHECKPOINT_PASSIVE,
						   &in_log, &copied);
		if (rc != SQLITE_OK) {
			if (rc != SQLITE_BUSY)
				log_warn("store_checkpoint_failed", "code", log_num(rc), "error",
					 sqlite3_errmsg(c->db.handle), NULL);
			return;
		}
		if (in_log - copied <= CHECKPOINT_REST_PAGES)
			break;
	}
	atomic_store(&c->rest_due, true);
}

static void *checkpoint_main(void *arg)
{
	struct checkpoint *c = arg;

	pthread_mutex_lock(&c->lock);
	while (!c->stop) {
		if (!c->due) {
			pthread_cond_wait(&c->wake, &c->lock);
			continue;
		}
		c->due = false;
		c->running = true;
		pthread_mutex_unlock(&c->lock);
		checkpoint_once(c);
		pthread_mutex_lock(&c->lock);
		c->running = false;
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

int checkpoint_start(struct checkpoint *c, const char *path)
{
	if (db_open(&c->db, path, false) != SQLITE_OK)
		goto failed;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	c->due = c->stop = c->running = false;
	atomic_init(&c->rest_due, false);
	if (op_thread_start(&c->thread, checkpoint_main, c) == 0)
		return 0;
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
failed:
	db_close(&c->db);
	return -1;
}

void checkpoint_stop(struct checkpoint *c)
{
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_mutex_unlock(&c->lock);
	pthread_cond_signal(&c->wake);
	pthread_join(c->thread, NULL);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	db_close(&c->db);
}

void checkpoint_note(struct checkpoint *c, struct db *writer, int wal_pages)
{
	if (atomic_exchange(&c->rest_due, false)) {
		/* Busy or failed: the next note starts over. */
		if (sqlite3_wal_checkpoint_v2(writer->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
					      NULL) != SQLITE_OK)
			log_debug("store_checkpoint_rest_busy", NULL);
		return;
	}
	if (wal_pages < CHECKPOINT_PAGES)
		return;
	pthread_mutex_lock(&c->lock);
	bool wake = !c->due && !c->running;
	c->due = c->due || wake;
	pthread_mutex_unlock(&c->lock);
	if (wake)
		pthread_cond_signal(&c->wake);
}
