/*
 * The life of a request. At most actions.max_in_flight hold a place (from the first try to the
 * last, pauses included), actions.queue wait in line for one, none longer than its own time-out;
 * more fail at once as busy. So a shop that hangs costs its own answers and neither memory nor
 * sockets without bound.
 *
 * Completions run from the loop only: what is known at once (refused, cached) is told by a timer
 * without delay, so that who starts a request never finds itself called back in the middle of it.
 */
#include "gateway/actions/actions.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/actions/job.h"
#include "gateway/base/log.h"
#include "gateway/base/map.h"
#include "gateway/http/multi.h"

#define PAUSE_FIRST_MS 100
#define PAUSE_MAX_MS 2000

struct actions {
	struct loop *loop;
	struct multi *multi;
	struct cache *cache;
	struct target_rules rules;
	struct http_trust trust; /* its texts are owned here */
	unsigned max_in_flight, queue;
	bool is_stopping;
	uint64_t last_id;
	struct map jobs; /* id -> job */
	TAILQ_HEAD(job_line, job) line;
	struct actions_counters counters;
};

const char *actions_error_word(enum actions_error e)
{
	static const char *const words[ACTIONS_ERROR_COUNT] = {
		[ACTIONS_OK] = "ok",
		[ACTIONS_BAD_REQUEST] = "bad_request",
		[ACTIONS_HOST_NOT_ALLOWED] = "host_not_allowed",
		[ACTIONS_BUSY] = "busy",
		[ACTIONS_CONNECT] = "connect",
		[ACTIONS_TLS] = "tls",
		[ACTIONS_TIMEOUT] = "timeout",
		[ACTIONS_REDIRECT] = "redirect",
		[ACTIONS_TOO_LARGE] = "too_large",
		[ACTIONS_BROKEN] = "broken",
		[ACTIONS_SHUTTING_DOWN] = "shutting_down",
	};

	return words[e];
}

/* ---- states ---- */

/* Which states may follow, as bits. */
#define BIT(state) (1u << (state))
static const unsigned may_follow[JOB_STATE_COUNT] = {
	[JOB_NEW] = BIT(JOB_WAITING) | BIT(JOB_RUNNING) | BIT(JOB_ENDED),
	[JOB_WAITING] = BIT(JOB_RUNNING) | BIT(JOB_ENDED),
	[JOB_RUNNING] = BIT(JOB_PAUSED) | BIT(JOB_ENDED),
	[JOB_PAUSED] = BIT(JOB_RUNNING) | BIT(JOB_ENDED),
	[JOB_ENDED] = 0,
};

static bool has_place(enum job_state s)
{
	return s == JOB_RUNNING || s == JOB_PAUSED;
}

/* The only writer of `state`; keeps line, place and counters in step with it. */
static void job_set_state(struct job *j, enum job_state state)
{
	struct actions *a = j->actions;
	struct actions_counters *n = &a->counters;

	if (!(may_follow[j->state] & BIT(state))) {
		log_error("action_state", "from", log_num(j->state), "to", log_num(state), NULL);
		return;
	}
	if (j->state == JOB_WAITING) {
		TAILQ_REMOVE(&a->line, j, waiting);
		n->waiting--;
	}
	if (j->state == JOB_RUNNING && j->easy)
		multi_remove(a->multi, j->easy);
	n->in_flight += has_place(state);
	n->in_flight -= has_place(j->state);
	if (state == JOB_WAITING) {
		TAILQ_INSERT_TAIL(&a->line, j, waiting);
		n->waiting++;
	}
	j->state = state;
}

/* ---- completion ---- */

static void job_free(struct job *j)
{
	map_take_u64(&j->actions->jobs, j->id);
	loop_timer_destroy(j->timer);
	if (j->easy)
		curl_easy_cleanup(j->easy);
	transfer_forget(j);
	target_dispose(&j->target);
	buf_dispose(&j->answer);
	free(j->intent);
	free(j->body);
	free(j);
}

static bool is_2xx(int status)
{
	return status >= 200 && status <= 299;
}

static void count(struct actions *a, const struct job *j, int64_t ms)
{
	struct actions_counters *n = &a->counters;

	n->by_error[j->error]++;
	n->cached += j->is_cached;
	n->ok_refused += j->error == ACTIONS_OK && !is_2xx(j->status);
	if (j->tries) {
		n->finished++;
		n->ms_total += ms;
	}
}

/* Neither path, query, headers nor bodies: they hold what customers said, and secrets. */
static void log_end(const struct job *j, int64_t ms)
{
	bool fine = j->error == ACTIONS_OK && j->status < 500;

	log_event(fine ? LOG_INFO : LOG_WARN, "action", "intent", j->intent, "method",
		  j->is_post ? "POST" : "GET", "host", j->target.host, "result",
		  actions_error_word(j->error), "status", log_num(j->status), "tries",
		  log_num(j->tries), "ms", log_num(ms), "cached", j->is_cached ? "yes" : "no",
		  NULL);
}

/* A POST went out and nothing says whether it was carried out. */
static bool is_in_doubt(const struct job *j)
{
	return j->is_post && j->is_sent &&
	       (j->error == ACTIONS_OK ? j->status >= 500 : j->error != ACTIONS_REDIRECT);
}

static void job_tell(struct job *j)
{
	int64_t ms = loop_now_mono_ms(j->actions->loop) - j->started_ms;
	struct actions_result r = {
		.error = j->error,
		.status = j->status,
		.body = j->answer.bytes ? j->answer.bytes : "",
		.body_len = j->answer.len,
		.tries = j->tries,
		.ms = ms,
		.is_cached = j->is_cached,
		.is_in_doubt = is_in_doubt(j),
	};

	count(j->actions, j, ms);
	log_end(j, ms);
	map_take_u64(&j->actions->jobs, j->id); /* it is over: who is told may cancel it in vain */
	j->done(j->ctx, j->id, &r);
	job_free(j);
}

/* ---- tries ---- */

static void job_on_timer(void *arg);

static void set_timer(struct job *j, int64_t delay_ms)
{
	if (!j->timer)
		j->timer = loop_timer_create(j->actions->loop, job_on_timer, j);
	loop_timer_start(j->timer, delay_ms, 0);
}

static void end_soon(struct job *j, enum actions_error error)
{
	j->error = error;
	job_set_state(j, JOB_ENDED);
	set_timer(j, 0);
}

static void job_run(struct job *j)
{
	struct actions *a = j->actions;

	if (j->timer)
		loop_timer_stop(j->timer);
	job_set_state(j, JOB_RUNNING);
	if (transfer_begin(j, &a->trust) != 0 || multi_add(a->multi, j->easy) != 0) {
		log_error("action_library", "intent", j->intent, NULL);
		end_soon(j, ACTIONS_BROKEN);
	}
}

static void line_advance(struct actions *a)
{
	while (a->counters.in_flight < a->max_in_flight && !TAILQ_EMPTY(&a->line))
		job_run(TAILQ_FIRST(&a->line));
}

/* Doubling, the upper half of it by chance, so that many chats do not come back at once; at least
 * what the shop asked for. */
static int64_t pause_before(const struct job *j)
{
	int64_t pause = PAUSE_FIRST_MS << (j->tries - 1);
	int64_t jittered = pause / 2 + randombytes_uniform((uint32_t)(pause / 2) + 1);

	return j->retry_after_ms > jittered ? j->retry_after_ms : jittered;
}

static bool try_again(struct job *j)
{
	int64_t pause;

	if (j->actions->is_stopping || !transfer_may_repeat(j))
		return false;
	pause = pause_before(j);
	if (pause > PAUSE_MAX_MS) /* the customer waits */
		return false;
	j->actions->counters.retries++;
	job_set_state(j, JOB_PAUSED);
	set_timer(j, pause);
	return true;
}

static void keep_answer(struct job *j)
{
	struct actions *a = j->actions;

	if (j->error == ACTIONS_OK && is_2xx(j->status) && !j->is_post && j->cache_ms > 0)
		cache_put(a->cache, j->cache_key, loop_now_mono_ms(a->loop),
			  &(struct cache_answer){.status = j->status,
						 .body = j->answer.bytes ? j->answer.bytes : "",
						 .len = j->answer.len});
}

static void try_ended(CURL *easy, CURLcode code)
{
	struct job *j = transfer_job(easy);
	struct actions *a = j->actions;

	transfer_end(j, code);
	if (try_again(j))
		return;
	keep_answer(j);
	job_set_state(j, JOB_ENDED);
	line_advance(a); /* first, so that who is told may not overtake who waits */
	job_tell(j);
}

static void job_on_timer(void *arg)
{
	struct job *j = arg;
	struct actions *a = j->actions;

	switch (j->state) {
	case JOB_WAITING: /* as long as it would have taken: nobody waits for it any more */
		j->error = ACTIONS_BUSY;
		job_set_state(j, JOB_ENDED);
		job_tell(j);
		break;
	case JOB_PAUSED:
		if (!a->is_stopping)
			job_run(j);
		else
			end_soon(j, j->error);
		break;
	case JOB_ENDED: job_tell(j); break;
	default: log_error("action_timer", "state", log_num(j->state), NULL); break;
	}
}

/* ---- start, cancel ---- */

static int64_t within(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

static struct job *job_new(struct actions *a, const struct actions_request *r)
{
	struct job *j = mem_new(1, sizeof(*j));

	j->id = ++a->last_id;
	j->actions = a;
	j->intent = mem_string(r->intent ? r->intent : "");
	j->timeout_ms = within(r->timeout_ms, 1, ACTIONS_TIMEOUT_MAX_MS);
	j->retries = (unsigned)within(r->retries, 0, ACTIONS_RETRIES_MAX);
	j->cache_ms = r->is_post ? 0 : r->cache_ms;
	j->started_ms = loop_now_mono_ms(a->loop);
	buf_init(&j->answer, ACTIONS_BODY_MAX);
	map_put_u64(&a->jobs, j->id, j);
	return j;
}

static bool find_cached(struct job *j)
{
	struct actions *a = j->actions;
	struct cache_answer answer;

	if (j->cache_ms <= 0 ||
	    !cache_get(a->cache, j->cache_key, loop_now_mono_ms(a->loop), j->cache_ms, &answer))
		return false;
	buf_add(&j->answer, answer.body, answer.len);
	j->status = answer.status;
	j->is_cached = true;
	return true;
}

uint64_t actions_start(struct actions *a, const struct actions_request *r, actions_done *done,
		       void *ctx)
{
	struct job *j = job_new(a, r);
	enum actions_error error =
		a->is_stopping ? ACTIONS_SHUTTING_DOWN : target_find(&a->rules, r->url, &j->target);

	j->done = done;
	j->ctx = ctx;
	if (error == ACTIONS_OK)
		error = transfer_prepare(j, r);
	if (error != ACTIONS_OK || find_cached(j)) {
		end_soon(j, error);
	} else if (a->counters.in_flight < a->max_in_flight) {
		job_run(j);
	} else if (a->counters.waiting < a->queue) {
		job_set_state(j, JOB_WAITING);
		set_timer(j, j->timeout_ms);
	} else {
		end_soon(j, ACTIONS_BUSY);
	}
	return j->id;
}

void actions_cancel(struct actions *a, uint64_t id)
{
	struct job *j = map_get_u64(&a->jobs, id);

	if (!j)
		return;
	if (j->state != JOB_ENDED)
		job_set_state(j, JOB_ENDED);
	a->counters.cancelled++;
	job_free(j);
	line_advance(a);
}

void actions_stop(struct actions *a)
{
	a->is_stopping = true;
	while (!TAILQ_EMPTY(&a->line))
		end_soon(TAILQ_FIRST(&a->line), ACTIONS_SHUTTING_DOWN);
}

/* ---- life ---- */

struct actions *actions_create(struct loop *l)
{
	struct actions *a = mem_new(1, sizeof(*a));

	a->loop = l;
	map_init(&a->jobs);
	TAILQ_INIT(&a->line);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(a);
		return NULL;
	}
	a->multi = multi_create(l, &(struct multi_events){.done = try_ended});
	if (!a->multi) {
		curl_global_cleanup();
		free(a);
		return NULL;
	}
	a->cache = cache_create();
	return a;
}

static void dispose_config(struct actions *a)
{
	target_rules_dispose(&a->rules);
	free((char *)a->trust.proxy);
	free((char *)a->trust.ca_file);
}

void actions_configure(struct actions *a, const struct actions_config *c)
{
	const struct settings_actions *s = c->settings;

	dispose_config(a);
	target_rules_init(&a->rules, c);
	a->trust.proxy = mem_string(s->proxy);
	a->trust.ca_file = mem_string(s->ca_file);
	a->max_in_flight = (unsigned)s->max_in_flight;
	a->queue = (unsigned)s->queue;
	cache_resize(a->cache, (size_t)s->cache);
	multi_keep(a->multi, s->max_in_flight);
	line_advance(a);
}

void actions_destroy(struct actions *a)
{
	struct job *j;

	if (!a)
		return;
	a->max_in_flight = 0; /* nobody moves up while all go */
	for (size_t i = 0; (j = map_next(&a->jobs, &i)); i = 0)
		actions_cancel(a, j->id);
	multi_destroy(a->multi);
	cache_destroy(a->cache);
	map_dispose(&a->jobs);
	dispose_config(a);
	free(a);
	curl_global_cleanup();
}

const struct actions_counters *actions_counters(const struct actions *a)
{
	return &a->counters;
}
