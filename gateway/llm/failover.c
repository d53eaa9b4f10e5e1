/*
 * Which provider is asked next. In their order, each once; then, in the same order and after a
 * pause, once more those whose failure may pass. Skipped are those that are spared (breaker.c) and
 * those without a free place. Nothing is asked again once something was given out.
 */
#include <sodium.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/llm/job.h"

#define PAUSE_FIRST_MS 100
/* What is left of the deadline must be worth another try. */
#define WORTH_MS 200

enum choice {
	CHOICE_NOW,   /* ask it */
	CHOICE_PLACE, /* as soon as somebody's stream ends */
	CHOICE_LATER, /* at a time */
	CHOICE_NONE
};

static int64_t now_of(const struct job *j)
{
	return loop_now_mono_ms(j->llm->loop);
}

static bool is_candidate(const struct job *j, const struct provider *p)
{
	return !(j->barred & 1u << p->slot) && j->tried[p->slot] < TRIES_PER_PROVIDER &&
	       (!j->only || j->only == p);
}

/* Of one provider; *ret_ms: when, for CHOICE_LATER. */
static enum choice choice_of(struct job *j, const struct provider *p, int64_t now, int64_t *ret_ms)
{
	if (!is_candidate(j, p))
		return CHOICE_NONE;
	if (j->tried[p->slot] > 0 && now < j->again_ms[p->slot]) {
		*ret_ms = j->again_ms[p->slot];
		return *ret_ms + WORTH_MS < j->deadline_ms ? CHOICE_LATER : CHOICE_NONE;
	}
	if (!j->only && !breaker_allows(&p->breaker, now))
		return CHOICE_NONE;
	if (!spend_allows(j, p)) {
		j->is_over_budget = true;
		return CHOICE_NONE;
	}
	return p->in_flight < p->concurrency ? CHOICE_NOW : CHOICE_PLACE;
}

/* The best of all: asked less often before asked more often, then by their order. */
static enum choice choose(struct job *j, struct provider **ret_provider, int64_t *ret_ms)
{
	const struct providers *all = &j->llm->providers;
	enum choice best = CHOICE_NONE;
	unsigned least = TRIES_PER_PROVIDER;
	int64_t now = now_of(j);

	*ret_ms = INT64_MAX;
	for (size_t i = 0; i < all->count; i++) {
		struct provider *p = all->order[i];
		int64_t at = 0;
		enum choice c = choice_of(j, p, now, &at);

		if (c == CHOICE_LATER && at < *ret_ms)
			*ret_ms = at;
		if (c < best || (c == CHOICE_NOW && j->tried[p->slot] < least)) {
			best = c;
			if (c == CHOICE_NOW) {
				*ret_provider = p;
				least = j->tried[p->slot];
			}
		}
	}
	return best;
}

/* ---- a try ---- */

static void ask(struct job *j, struct provider *p)
{
	int64_t now = now_of(j);

	j->provider = p;
	j->tries++;
	j->tried[p->slot]++;
	breaker_send(&p->breaker, now);
	spend_hold(j);
	job_set_state(j, JOB_RUNNING);
	j->failure = try_begin(j);
	if (j->failure != FAIL_NONE) {
		job_set_timer(j, 0); /* told by the loop, like every other end of a try */
		return;
	}
	job_set_timer(j, try_limit(j) - now);
}

/* The outcome when nobody is left to ask. */
static enum llm_outcome outcome_of(const struct job *j)
{
	if (j->is_over_budget && !j->is_shown)
		return LLM_BUDGET;
	switch (j->failure) {
	case FAIL_REFUSED: return LLM_REFUSED;
	case FAIL_TOOL: return LLM_BAD_TOOL;
	case FAIL_DEADLINE: return j->is_shown ? LLM_BROKEN : LLM_TIMEOUT;
	default: return j->is_shown ? LLM_BROKEN : LLM_UNAVAILABLE;
	}
}

/* Keeps its place when it has one. */
static void wait_in_line(struct job *j)
{
	if (j->state == JOB_WAITING)
		return;
	if (j->llm->waiting >= j->llm->queue) {
		job_end_soon(j, LLM_BUSY);
		return;
	}
	job_set_state(j, JOB_WAITING);
	job_set_timer(j, j->deadline_ms - now_of(j));
}

void job_next(struct job *j)
{
	struct provider *p = NULL;
	int64_t at, now = now_of(j);

	if (now >= j->deadline_ms) {
		job_end_soon(j, j->tries ? LLM_TIMEOUT : LLM_BUSY);
		return;
	}
	switch (choose(j, &p, &at)) {
	case CHOICE_NOW: ask(j, p); break;
	case CHOICE_PLACE: wait_in_line(j); break;
	case CHOICE_LATER:
		job_set_state(j, JOB_PAUSED);
		job_set_timer(j, at - now);
		break;
	case CHOICE_NONE: job_end_soon(j, outcome_of(j)); break;
	}
}

/* ---- its end ---- */

/* The upper half by chance, so that many chats do not come back at once; at least what was asked
 * for. */
static int64_t pause_before(const struct job *j, int64_t spare_ms)
{
	int64_t pause = PAUSE_FIRST_MS << j->tried[j->provider->slot];
	int64_t jittered = pause / 2 + randombytes_uniform((uint32_t)(pause / 2) + 1);

	if (j->retry_after_ms)
		spare_ms = j->retry_after_ms;
	return spare_ms > jittered ? spare_ms : jittered;
}

static void tell_breaker(struct job *j, const struct llm_failure_rule *rule)
{
	struct breaker *b = &j->provider->breaker;
	enum breaker_state before = b->state;
	int64_t now = now_of(j);

	if (j->failure == FAIL_NONE || j->failure == FAIL_REFUSED)
		breaker_success(b);
	else if (rule->spare_ms || j->retry_after_ms)
		breaker_spare(b, now, j->retry_after_ms ? j->retry_after_ms : rule->spare_ms);
	else if (rule->counts)
		breaker_failure(b, now);
	else
		breaker_give_up(b, now);
	if (b->state != before)
		log_event(b->state == BREAKER_OPEN ? LOG_WARN : LOG_INFO, "llm_breaker", "provider",
			  j->provider->name, "state", breaker_word(b->state), "failure", rule->word,
			  "for_ms", log_num(b->state == BREAKER_OPEN ? b->until_ms - now : 0),
			  NULL);
}

/* Neither prompt nor answer nor address: they hold what customers said, and secrets. */
static void log_try(const struct job *j, const struct llm_failure_rule *rule)
{
	log_event(j->failure == FAIL_NONE ? LOG_INFO : LOG_WARN, "llm_try", "conversation",
		  j->request->conversation, "intent", j->request->intent, "provider",
		  j->provider->name, "result", rule->word, "status", log_num(j->status), "try",
		  log_num(j->tries), "first_ms", log_num(j->part_ms ? j->first_ms : -1), "ms",
		  log_num(now_of(j) - j->try_ms), NULL);
}

static void leave_provider(struct job *j)
{
	struct provider *p = j->provider;

	try_dispose(j);
	j->provider = NULL;
	providers_release(&j->llm->providers, p);
}

static void note_slot(struct job *j, const struct llm_failure_rule *rule)
{
	unsigned slot = j->provider->slot;

	if (!rule->again || j->only)
		j->barred |= 1u << slot;
	j->again_ms[slot] = now_of(j) + pause_before(j, rule->spare_ms);
}

void job_try_ended(struct job *j)
{
	struct llm *l = j->llm;
	const struct llm_failure_rule *rule = llm_failure_rule(j->failure);
	bool may_go_on;

	j->provider->counters.by_failure[j->failure]++;
	spend_settle(j, rule->word);
	tell_breaker(j, rule);
	log_try(j, rule);
	note_slot(j, rule);
	leave_provider(j);
	may_go_on = !j->is_shown && j->failure != FAIL_REFUSED && j->failure != FAIL_DEADLINE &&
		    !l->is_stopping;
	if (j->failure == FAIL_NONE)
		job_end(j, LLM_OK);
	else if (!may_go_on)
		job_end(j, outcome_of(j));
	else
		job_next(j);
	llm_advance(l);
}

void job_try_dropped(struct job *j)
{
	j->provider->counters.cancelled++;
	breaker_give_up(&j->provider->breaker, now_of(j));
	spend_settle(j, "cancelled");
	leave_provider(j);
}
