/*
 * Private to this folder: one request from actions_start() to its completion.
 *
 *   actions.c   the life of jobs: line, tries, completion, counters
 *   transfer.c  one try: what is sent, what came back
 *   target.c    where it may go
 *   cache.c     answers that may be given again
 */
#ifndef GATEWAY_ACTIONS_JOB_H
#define GATEWAY_ACTIONS_JOB_H

#include <curl/curl.h>
#include <sys/queue.h>

#include "gateway/actions/actions.h"
#include "gateway/actions/cache.h"
#include "gateway/actions/target.h"
#include "gateway/base/buf.h"
#include "gateway/http/easy.h"

enum job_state {
	JOB_NEW,
	JOB_WAITING, /* in line for a place */
	JOB_RUNNING, /* a transfer of the library */
	JOB_PAUSED,  /* between two tries; keeps its place */
	JOB_ENDED,   /* `error` stands; `done` runs with the next firing of the timer, or now */
	JOB_STATE_COUNT
};

struct job {
	uint64_t id;
	struct actions *actions;
	enum job_state state;     /* job_set_state() is the only writer */
	TAILQ_ENTRY(job) waiting; /* in line while JOB_WAITING */
	struct loop_timer *timer; /* longest wait in line, pause between tries, completion */
	char *intent;             /* owned */
	struct target target;
	bool is_post, has_key;
	char *body;                 /* owned or NULL */
	struct curl_slist *headers; /* owned */
	int64_t timeout_ms, cache_ms;
	unsigned retries;
	uint8_t cache_key[CACHE_KEY_LEN];
	actions_done *done;
	void *ctx;
	int64_t started_ms;
	CURL *easy; /* owned; NULL before the first try */
	/* what came back, of the last try */
	unsigned tries;
	enum actions_error error;
	int status;
	int64_t retry_after_ms;
	bool is_too_large, is_cached;
	bool is_sent; /* bytes of some try left */
	struct buf answer;
};

/* ---- transfer.c ---- */

/* Fills headers, body, cache key from the request. ACTIONS_OK or ACTIONS_BAD_REQUEST. */
enum actions_error transfer_prepare(struct job *j, const struct actions_request *r) MUSTCHECK;
/* Frees the headers, and wipes them: they may hold tokens. */
void transfer_forget(struct job *j);
/* Makes `easy` ready for the next try. 0, or -1 when the library cannot. */
int transfer_begin(struct job *j, const struct http_trust *t) MUSTCHECK;
/* Reads what the try that ended with `code` brought: error, status, whether bytes left. */
void transfer_end(struct job *j, CURLcode code);
/* Whether the answer may be asked for once more. */
bool transfer_may_repeat(const struct job *j);
struct job *transfer_job(CURL *easy);

#endif
