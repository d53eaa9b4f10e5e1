/*
 * The life of a reply. At most a provider's `concurrency` run there, `llm.queue` wait in line, none
 * longer than its deadline. So providers that hang cost their own replies and neither memory nor
 * sockets without bound.
 *
 * Completions run from the loop only: what is known at once is told by a timer without delay.
 * Deltas wait until the library has returned, since whoever gets them may cancel.
 */
#include "gateway/llm/llm.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/llm/job.h"

const char *llm_outcome_word(enum llm_outcome o)
{
	static const char *const words[LLM_OUTCOME_COUNT] = {
		[LLM_OK] = "ok",
		[LLM_OFF] = "off",
		[LLM_BUDGET] = "budget",
		[LLM_BUSY] = "busy",
		[LLM_UNAVAILABLE] = "unavailable",
		[LLM_TIMEOUT] = "timeout",
		[LLM_BROKEN] = "broken",
		[LLM_REFUSED] = "refused",
		[LLM_BAD_TOOL] = "bad_tool",
		[LLM_BAD_REQUEST] = "bad_request",
		[LLM_SHUTTING_DOWN] = "shutting_down",
	};

	return words[o];
}

/* ---- states ---- */

/* Which states may follow, as bits. */
#define BIT(state) (1u << (state))
static const unsigned may_follow[JOB_STATE_COUNT] = {
	[JOB_NEW] = BIT(JOB_ASKING) | BIT(JOB_WAITING) | BIT(JOB_RUNNING) | BIT(JOB_PAUSED) |
		    BIT(JOB_ENDED),
	[JOB_ASKING] = BIT(JOB_WAITING) | BIT(JOB_RUNNING) | BIT(JOB_PAUSED) | BIT(JOB_ENDED),
	[JOB_WAITING] = BIT(JOB_RUNNING) | BIT(JOB_PAUSED) | BIT(JOB_ENDED),
	[JOB_RUNNING] = BIT(JOB_WAITING) | BIT(JOB_RUNNING) | BIT(JOB_PAUSED) | BIT(JOB_ENDED),
	[JOB_PAUSED] = BIT(JOB_WAITING) | BIT(JOB_RUNNING) | BIT(JOB_PAUSED) | BIT(JOB_ENDED),
	[JOB_ENDED] = 0,
};

void job_set_state(struct job *j, enum job_state state)
{
	struct llm *l = j->llm;

	if (!(may_follow[j->state] & BIT(state))) {
		log_error("llm_state", "from", log_num(j->state), "to", log_num(state), NULL);
		return;
	}
	if (j->state == JOB_WAITING) {
		TAILQ_REMOVE(&l->line, j, waiting);
		l->waiting--;
	}
	if (state == JOB_WAITING) {
		TAILQ_INSERT_TAIL(&l->line, j, waiting);
		l->waiting++;
	}
	if (state == JOB_RUNNING)
		j->provider->in_flight++;
	j->state = state;
}

/* Ends the transfer of a running job before its time; its try is still to be told. */
static void stop_transfer(struct job *j)
{
	if (j->easy)
		multi_remove(j->llm->multi, j->easy);
}

static void job_free(struct job *j)
{
	struct llm *l = j->llm;

	map_take_u64(&l->jobs, j->id);
	if (j->has_news)
		TAILQ_REMOVE(&l->news, j, news);
	loop_timer_destroy(j->timer);
	try_dispose(j);
	sse_dispose(&j->sse);
	reply_dispose(&j->reply);
	buf_dispose(&j->body);
	request_destroy(j->request);
	free(j);
}

/* ---- line ---- */

void llm_advance(struct llm *l)
{
	struct job *j, *after;

	for (j = TAILQ_FIRST(&l->line); j; j = after) {
		after = TAILQ_NEXT(j, waiting);
		job_next(j);
	}
}

/* ---- deltas ---- */

static void note_part(struct job *j)
{
	int64_t now = loop_now_mono_ms(j->llm->loop);

	if (j->reply.parts == j->parts && !j->reply.is_over)
		return;
	if (j->part_ms == 0 && j->reply.parts > 0) {
		if (j->first_ms < 0)
			j->first_ms = now - j->started_ms;
		j->provider->counters.first_count++;
		j->provider->counters.first_ms_total += now - j->try_ms;
	}
	j->parts = j->reply.parts;
	j->part_ms = now;
}

/* Gives out what is new. False when the job is gone: who got it cancelled. */
static bool give(struct job *j)
{
	struct llm *l = j->llm;
	uint64_t id = j->id;
	size_t from = j->reply.given, len = j->reply.text.len;

	if (!j->delta || from >= len)
		return true;
	j->reply.given = len;
	j->is_shown = true;
	j->delta(j->ctx, id, j->reply.text.bytes + from, len - from);
	return map_get_u64(&l->jobs, id) == j;
}

void job_has_news(struct job *j)
{
	if (j->has_news)
		return;
	j->has_news = true;
	TAILQ_INSERT_TAIL(&j->llm->news, j, news);
}

static void give_all(void *ctx)
{
	struct llm *l = ctx;
	struct job *j;

	while ((j = TAILQ_FIRST(&l->news))) {
		TAILQ_REMOVE(&l->news, j, news);
		j->has_news = false;
		if (j->state != JOB_RUNNING || j->failure != FAIL_NONE)
			continue;
		note_part(j);
		if (give(j) && j->state == JOB_RUNNING && j->reply.is_over)
			job_set_timer(j, try_limit(j) - loop_now_mono_ms(l->loop));
	}
}

/* ---- completion ---- */

static bool has_tool(const struct job *j)
{
	return j->outcome == LLM_OK && j->reply.tool_index >= 0;
}

static struct llm_result result_of(const struct job *j)
{
	const struct reply *r = &j->reply;
	bool whole = j->outcome == LLM_OK;

	return (struct llm_result){
		.outcome = j->outcome,
		.text = r->text.bytes ? r->text.bytes : "",
		.len = r->text.len,
		.provider = j->provider_name,
		.model = j->model,
		.finish = r->finish,
		.failure = llm_failure_rule(j->failure)->word,
		.status = j->status,
		.tokens_in = j->tokens_in,
		.tokens_out = j->tokens_out,
		.estimated = j->is_estimated,
		.cost = (double)j->took.nano / BUDGET_NANO,
		.tool_name = has_tool(j) ? r->tool_name : NULL,
		.tool_json = !has_tool(j)       ? NULL
			     : r->tool_json.len ? r->tool_json.bytes
						: "{}",
		.has_logprob = whole && r->logprob_count > 0,
		.mean_logprob = r->logprob_count ? r->logprob_sum / r->logprob_count : 0,
		.first_ms = j->first_ms,
		.total_ms = loop_now_mono_ms(j->llm->loop) - j->started_ms,
		.tries = j->tries,
	};
}

static void log_end(const struct job *j, const struct llm_result *r)
{
	if (!j->request)
		return;
	log_event(r->outcome == LLM_OK ? LOG_INFO : LOG_WARN, "llm", "conversation",
		  j->request->conversation, "seq", log_num((int64_t)j->request->seq), "outcome",
		  llm_outcome_word(r->outcome), "provider", r->provider, "finish", r->finish,
		  "tries", log_num(r->tries), "tokens_in", log_num(r->tokens_in), "tokens_out",
		  log_num(r->tokens_out), "ms", log_num(r->total_ms), NULL);
}

/* Of a reply that did not come whole nobody may use more than was given out. */
static void cut_text(struct job *j)
{
	struct reply *r = &j->reply;

	if (j->outcome == LLM_OK || r->text.len == r->given)
		return;
	r->text.len = r->given;
	if (r->text.bytes)
		r->text.bytes[r->given] = '\0';
}

static void job_tell(struct job *j)
{
	struct llm *l = j->llm;
	struct llm_result r;

	cut_text(j);
	r = result_of(j);
	l->by_outcome[j->outcome]++;
	log_end(j, &r);
	map_take_u64(&l->jobs, j->id); /* it is over: who is told may cancel it in vain */
	j->done(j->ctx, j->id, &r);
	job_free(j);
}

static void job_on_timer(void *arg);

void job_set_timer(struct job *j, int64_t delay_ms)
{
	if (!j->timer)
		j->timer = loop_timer_create(j->llm->loop, job_on_timer, j);
	loop_timer_start(j->timer, delay_ms > 0 ? delay_ms : 0, 0);
}

void job_end_soon(struct job *j, enum llm_outcome outcome)
{
	j->outcome = outcome;
	job_set_state(j, JOB_ENDED);
	job_set_timer(j, 0);
}

void job_end(struct job *j, enum llm_outcome outcome)
{
	struct llm *l = j->llm;

	j->outcome = outcome;
	job_set_state(j, JOB_ENDED);
	/* The end of a text that waited for its other half. */
	if (outcome == LLM_OK && !give(j))
		return;
	llm_advance(l); /* first, so that who is told may not overtake who waits */
	job_tell(j);
}

/* The transfer is no longer on the multi. */
static void transfer_ended(CURL *easy, CURLcode code)
{
	struct job *j = try_job(easy);

	try_end(j, code);
	job_try_ended(j);
}

static void running_timer(struct job *j)
{
	int64_t now = loop_now_mono_ms(j->llm->loop);
	enum llm_failure over;

	if (j->failure != FAIL_NONE) { /* it could not even begin, or a callback refused it */
		stop_transfer(j);
		job_try_ended(j);
		return;
	}
	if (now < try_limit(j)) {
		job_set_timer(j, try_limit(j) - now);
		return;
	}
	over = try_over(j, now);
	stop_transfer(j);
	/* What is whole is not lost because its connection does not end. */
	try_end(j, CURLE_OK);
	if (j->failure != FAIL_NONE)
		j->failure = over != FAIL_NONE ? over : j->failure;
	job_try_ended(j);
}

static void job_on_timer(void *arg)
{
	struct job *j = arg;

	switch (j->state) {
	case JOB_ASKING: job_end(j, LLM_TIMEOUT); break;
	case JOB_WAITING: job_end(j, j->tries ? LLM_TIMEOUT : LLM_BUSY); break;
	case JOB_RUNNING: running_timer(j); break;
	case JOB_PAUSED: job_next(j); break;
	case JOB_ENDED: job_tell(j); break;
	default: log_error("llm_timer", "state", log_num(j->state), NULL); break;
	}
}

/* ---- start, cancel ---- */

static int64_t within(int64_t value, int64_t fallback)
{
	return value > 0 && value < fallback ? value : fallback;
}

static struct job *job_new(struct llm *l, const struct llm_request *r)
{
	struct job *j = mem_new(1, sizeof(*j));

	j->id = ++l->last_id;
	j->llm = l;
	j->started_ms = loop_now_mono_ms(l->loop);
	j->deadline_ms = j->started_ms + within(r->deadline_ms, l->deadline_ms);
	j->first_ms = -1;
	j->request = request_copy(r);
	if (j->request) {
		j->estimate = request_estimate_all(j->request);
		j->request->max_tokens = (int)within(r->max_tokens, l->max_tokens);
		if (r->temperature < 0)
			j->request->temperature = l->temperature;
	}
	buf_init(&j->body, LLM_SENT_MAX);
	sse_init(&j->sse, try_event, j);
	reply_init(&j->reply);
	map_put_u64(&l->jobs, j->id, j);
	return j;
}

uint64_t llm_start(struct llm *l, const struct llm_request *r, llm_delta *delta, llm_done *done,
		   void *ctx)
{
	struct job *j = job_new(l, r);
	uint64_t id = j->id;

	j->delta = delta;
	j->done = done;
	j->ctx = ctx;
	if (l->is_stopping)
		job_end_soon(j, LLM_SHUTTING_DOWN);
	else if (!llm_is_on(l))
		job_end_soon(j, LLM_OFF);
	else if (!j->request)
		job_end_soon(j, LLM_BAD_REQUEST);
	else
		spend_ask(j);
	return id;
}

uint64_t llm_start_at(struct llm *l, const struct llm_request *r, struct provider *p,
		      llm_done *done, void *ctx)
{
	struct job *j = job_new(l, r);
	uint64_t id = j->id;

	j->only = p;
	j->done = done;
	j->ctx = ctx;
	if (l->is_stopping)
		job_end_soon(j, LLM_SHUTTING_DOWN);
	else
		job_next(j);
	return id;
}

/* Leaves whatever it was doing. */
static void job_drop(struct job *j, enum llm_outcome outcome)
{
	if (j->state == JOB_ENDED)
		return;
	if (j->state == JOB_RUNNING) {
		stop_transfer(j);
		job_try_dropped(j);
	}
	job_end_soon(j, outcome);
}

void llm_cancel(struct llm *l, uint64_t id)
{
	struct job *j = map_get_u64(&l->jobs, id);

	if (!j)
		return;
	job_drop(j, LLM_OFF);
	l->cancelled++;
	job_free(j);
	llm_advance(l);
}

void llm_drop_all(struct llm *l, enum llm_outcome outcome)
{
	struct job *j;

	for (size_t i = 0; (j = map_next(&l->jobs, &i));)
		job_drop(j, outcome);
}

void llm_stop(struct llm *l)
{
	l->is_stopping = true;
	llm_drop_all(l, LLM_SHUTTING_DOWN);
	l->store = NULL;
}

bool llm_is_on(const struct llm *l)
{
	return l->is_enabled && l->is_loaded && l->flip.is_on && !l->is_stopping;
}

/* ---- life ---- */

struct llm *llm_create(struct loop *loop)
{
	struct llm *l = mem_new(1, sizeof(*l));

	l->loop = loop;
	map_init(&l->jobs);
	map_init(&l->costs);
	budget_init(&l->budget);
	l->is_loaded = true;
	l->flip.is_on = true;
	TAILQ_INIT(&l->line);
	TAILQ_INIT(&l->news);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(l);
		return NULL;
	}
	l->multi = multi_create(
		loop,
		&(struct multi_events){.done = transfer_ended, .settled = give_all, .ctx = l});
	if (!l->multi) {
		curl_global_cleanup();
		free(l);
		return NULL;
	}
	return l;
}

static void dispose_trust(struct llm *l)
{
	free((char *)l->trust.proxy);
	free((char *)l->trust.ca_file);
	l->trust = (struct http_trust){0};
}

void llm_configure(struct llm *l, const struct settings_llm *s)
{
	int64_t streams = 0;

	dispose_trust(l);
	l->trust.proxy = mem_string(s->proxy);
	l->trust.ca_file = mem_string(s->ca_file);
	l->deadline_ms = s->deadline;
	l->max_tokens = (int)s->max_tokens;
	l->temperature = s->temperature;
	l->queue = (unsigned)s->queue;
	providers_configure(&l->providers, s);
	budget_configure(&l->budget, &s->budget);
	for (size_t i = 0; i < l->providers.count; i++)
		streams += l->providers.order[i]->concurrency;
	multi_keep(l->multi, streams);
	l->is_enabled = l->providers.count > 0;
	if (!l->is_enabled)
		llm_drop_all(l, LLM_OFF);
	llm_advance(l);
}

void llm_destroy(struct llm *l)
{
	struct job *j;
	struct intent_cost *c;

	if (!l)
		return;
	l->is_stopping = true;
	llm_drop_all(l, LLM_SHUTTING_DOWN);
	for (size_t i = 0; (j = map_next(&l->jobs, &i)); i = 0)
		llm_cancel(l, j->id);
	multi_destroy(l->multi);
	providers_dispose(&l->providers);
	map_dispose(&l->jobs);
	for (size_t i = 0; (c = map_next(&l->costs, &i));)
		free(c);
	map_dispose(&l->costs);
	budget_dispose(&l->budget);
	dispose_trust(l);
	free(l);
	curl_global_cleanup();
}
