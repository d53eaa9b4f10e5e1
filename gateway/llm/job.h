/*
 * Private to this folder: one reply from llm_start() to its completion.
 *
 *   llm.c        the life of jobs: start, switch, deltas, completion
 *   failover.c   which provider is asked next, and when
 *   try.c        one try through libcurl
 *   spend.c      what it costs, with budget.c and the store; the switch
 *   provider.c   the providers and what is known of them; breaker.c
 *   openai.c, anthropic.c   their APIs, through api.h; reply.c, sse.c, chars.c
 */
#ifndef GATEWAY_LLM_JOB_H
#define GATEWAY_LLM_JOB_H

#include <curl/curl.h>
#include <sys/queue.h>

#include "gateway/base/map.h"
#include "gateway/http/easy.h"
#include "gateway/http/multi.h"
#include "gateway/llm/budget.h"
#include "gateway/llm/provider.h"
#include "gateway/llm/request.h"
#include "gateway/llm/sse.h"

#define TRIES_PER_PROVIDER 2
#define ERROR_BODY_MAX 4096

enum job_state {
	JOB_NEW,
	JOB_ASKING,  /* the store, for what its conversation has spent */
	JOB_WAITING, /* in line for a place */
	JOB_RUNNING, /* a transfer of the library; counts for its provider */
	JOB_PAUSED,  /* until a provider may be asked again */
	JOB_ENDED,   /* `outcome` stands; `done` runs with the next firing of the timer, or now */
	JOB_STATE_COUNT
};

struct job {
	uint64_t id;
	struct llm *llm;
	enum job_state state; /* job_set_state() is the only writer */
	TAILQ_ENTRY(job) waiting;
	TAILQ_ENTRY(job) news; /* while `has_news` */
	bool has_news;
	struct loop_timer *timer;
	struct llm_request *request; /* owned; NULL when it was too large */
	llm_delta *delta;
	llm_done *done;
	void *ctx;
	int64_t started_ms, deadline_ms;
	enum llm_outcome outcome;

	/* failover */
	struct provider *only; /* no other is asked (a ping), and its breaker is not either */
	unsigned tried[PROVIDER_SLOTS];
	uint32_t barred; /* slots that are not asked again for this reply */
	int64_t again_ms[PROVIDER_SLOTS];
	unsigned tries;
	bool is_shown; /* something was given out: nothing is tried again */

	/* the try; `provider` counts this job among its streams while JOB_RUNNING */
	struct provider *provider;
	char provider_name[65], model[201]; /* of the last try */
	CURL *easy;                         /* owned; NULL between tries */
	struct curl_slist *headers;         /* owned */
	struct buf body;
	struct sse sse;
	struct reply reply;
	char error_body[ERROR_BODY_MAX];
	size_t error_len;
	bool has_head; /* status and content type were looked at */
	enum llm_failure failure;
	int status;
	int64_t retry_after_ms;
	int64_t try_ms, part_ms; /* start of the try; its last part, 0: none came */
	unsigned parts;          /* of the reply, at part_ms */

	/* spending */
	uint32_t estimate;  /* tokens of the request */
	struct amount held; /* for the try */
	struct amount took; /* by all tries */
	uint32_t tokens_in, tokens_out;
	bool is_estimated;
	bool is_over_budget; /* some provider was not asked for it */

	int64_t first_ms; /* after started_ms; -1: nothing came */
};

struct intent_cost { /* since start; read for /metrics */
	char provider[65], intent[65];
	uint64_t requests, tokens_in, tokens_out;
	int64_t nano;
};

TAILQ_HEAD(job_list, job);

struct llm {
	struct loop *loop;
	struct multi *multi;
	struct http_trust trust; /* its texts are owned here */
	struct providers providers;
	bool is_enabled, is_stopping;
	bool is_loaded; /* the store was read, or there is none */
	const struct store_ops *ops;
	struct store *store; /* NULL: none */
	struct store_llm_switch flip;
	struct budget budget;
	struct map costs; /* provider and intent -> intent_cost; owned */
	int64_t deadline_ms;
	int max_tokens;
	double temperature;
	unsigned queue, waiting;
	uint64_t last_id;
	struct map jobs; /* id -> job; owned */
	struct job_list line, news;
	uint64_t by_outcome[LLM_OUTCOME_COUNT], cancelled;
};

/* ---- llm.c ---- */

/* Moves along the table; leaves what the state held: place, line, transfer. */
void job_set_state(struct job *j, enum job_state state);
void job_set_timer(struct job *j, int64_t delay_ms);
/* The outcome is known; `done` runs from the loop. */
void job_end_soon(struct job *j, enum llm_outcome outcome);
/* The same when already called from the loop; frees the job. */
void job_end(struct job *j, enum llm_outcome outcome);
/* A place may have become free: whoever waits is looked at in turn. */
void llm_advance(struct llm *l);
/* Something arrived that is to be given out. */
void job_has_news(struct job *j);

/* llm_start() for one provider, once, whatever its breaker, the switch and the budget say. */
uint64_t llm_start_at(struct llm *l, const struct llm_request *r, struct provider *p,
		      llm_done *done, void *ctx);
/* Ends whatever runs and waits. */
void llm_drop_all(struct llm *l, enum llm_outcome outcome);

/* ---- spend.c ---- */

/* Goes on with job_next() as soon as the conversation's spending is known. */
void spend_ask(struct job *j);
bool spend_allows(const struct job *j, const struct provider *p);
void spend_hold(struct job *j);
/* The try is over: counts what it took. While j->provider is still there. */
void spend_settle(struct job *j, const char *end);

/* ---- failover.c ---- */

/* Asks whoever is next, waits, or ends it (soon). */
void job_next(struct job *j);
/* The try ended with j->failure: counts it, then ends the job or goes on. Frees it in the end. */
void job_try_ended(struct job *j);
/* A try that ended because nobody wants it any more. */
void job_try_dropped(struct job *j);

/* ---- try.c ---- */

/* Makes `easy` for j->provider and starts it. FAIL_NONE, or why not. */
enum llm_failure try_begin(struct job *j) MUSTCHECK;
/* Reads how the transfer ended into j->failure. */
void try_end(struct job *j, CURLcode code);
/* Frees what belongs to the try, and wipes the key. The reply stays. */
void try_dispose(struct job *j);
/* When it is to be looked at next; 0: at once. */
int64_t try_limit(const struct job *j);
/* What is over at `now_ms`: FAIL_NONE when nothing is. */
enum llm_failure try_over(const struct job *j, int64_t now_ms);
/* Reads one event of the stream; `ctx` is the job. */
sse_event try_event;
struct job *try_job(CURL *easy);

#endif
