/*
 * See threads.h. The writer takes everything that was queued during the last commit into the next
 * transaction: with one conversation waiting that is one operation and no delay, with hundreds it
 * is hundreds to one sync. Operations stay in the order of their submission, several of one
 * conversation may share a transaction: they are judged one after the other, and a transaction that
 * fails fails them all.
 */
#include "gateway/store/threads.h"

#include "gateway/base/log.h"

/* Bounds the time of one transaction, and how much is lost with it when the disk fails. */
#define BATCH_DEFAULT 2048
#define PROBE_MS 1000
#define READ_BATCH_MAX 4

/* ---- the writer ---- */

static int on_wal(void *arg, sqlite3 *handle, const char *name, int pages)
{
	struct writer *w = arg;

	(void)handle;
	(void)name;
	w->wal_pages = pages;
	return SQLITE_OK;
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;
	bool stop = false;

	while (!stop) {
		bool healthy = atomic_load(&w->runner->healthy);
		struct op *first =
			op_queue_take(&w->queue, w->batch_max, healthy ? 0 : PROBE_MS, &stop);
		if (first) {
			batch_run(w->runner, first);
			outbox_deliver(w->outbox, first);
		} else if (!stop) {
			batch_probe(w->runner);
		}
		checkpoint_note(&w->checkpoint, &w->runner->db, w->wal_pages);
	}
	return NULL;
}

int writer_start(struct writer *w, struct batch_runner *runner, struct outbox *outbox,
		 size_t batch_max, const char *path)
{
	w->batch_max = batch_max ? batch_max : BATCH_DEFAULT;
	w->runner = runner;
	w->outbox = outbox;
	w->wal_pages = 0;
	if (checkpoint_start(&w->checkpoint, path) != 0)
		return -1;
	/* Replaces SQLite's automatic checkpoints. */
	sqlite3_wal_hook(runner->db.handle, on_wal, w);
	op_queue_init(&w->queue);
	if (op_thread_start(&w->thread, writer_main, w) == 0)
		return 0;
	op_queue_dispose(&w->queue);
	checkpoint_stop(&w->checkpoint);
	return -1;
}

void writer_stop(struct writer *w)
{
	op_queue_stop(&w->queue);
	pthread_join(w->thread, NULL);
	op_queue_dispose(&w->queue);
	checkpoint_stop(&w->checkpoint);
}

/* ---- readers ---- */

void read_run(struct db *db, struct op *o)
{
	struct op_env env = {db, NULL};

	if (o->run(&env, o) == 0)
		return;
	log_error("store_read_failed", "code", log_num(sqlite3_extended_errcode(db->handle)),
		  "error", sqlite3_errmsg(db->handle), NULL);
	o->status = STORE_UNAVAILABLE;
}

static void *reader_main(void *arg)
{
	struct reader *r = arg;
	bool stop = false;

	while (!stop) {
		struct op *first = op_queue_take(&r->all->queue, READ_BATCH_MAX, 0, &stop);
		if (!first)
			continue;
		for (struct op *o = first; o; o = o->next)
			read_run(&r->db, o);
		outbox_deliver(r->all->outbox, first);
	}
	return NULL;
}

int readers_start(struct readers *r, struct outbox *outbox, const char *path)
{
	op_queue_init(&r->queue);
	r->outbox = outbox;
	for (r->running = 0; r->running < READERS; r->running++) {
		struct reader *one = &r->each[r->running];
		one->all = r;
		if (db_open(&one->db, path, false) != SQLITE_OK ||
		    db_exec(&one->db, "PRAGMA query_only=ON") != SQLITE_OK ||
		    op_thread_start(&one->thread, reader_main, one) != 0) {
			db_close(&one->db);
			readers_stop(r);
			return -1;
		}
	}
	return 0;
}

void readers_stop(struct readers *r)
{
	op_queue_stop(&r->queue);
	for (size_t i = 0; i < r->running; i++) {
		pthread_join(r->each[i].thread, NULL);
		db_close(&r->each[i].db);
	}
	r->running = 0;
	op_queue_dispose(&r->queue);
}
