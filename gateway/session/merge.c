#include "gateway/session/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/action.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/hold.h"
#include "gateway/session/load.h"
#include "gateway/session/merged.h"
#include "gateway/session/op.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"

/* Pins both conversations from the wish to the end. */
struct merge {
	struct conv *into, *from;
	struct action *asked; /* owned: an agent's wish; NULL: the customer's own browser */
	merge_done *done;     /* or NULL */
	void *ctx;
};

static void release(struct hub *h, struct conv *c)
{
	c->merge = NULL;
	c->pins--;
	conv_touch(h, c);
}

static void finish(struct hub *h, struct merge *m, const char *error)
{
	if (m->from->op) { /* what held it */
		op_free(m->from->op);
		m->from->op = NULL;
	}
	release(h, m->into);
	release(h, m->from);
	if (error && m->asked)
		tell_error(h, m->asked->peer, error, m->asked->id, m->asked->case_id);
	if (m->done)
		m->done(h, m->ctx, !error);
	action_free(m->asked);
	free(m);
}

void merge_forget(struct hub *h, struct conv *c)
{
	struct merge *m = c->merge;

	if (!m)
		return;
	m->into->merge = m->from->merge = NULL;
	if (m->done)
		m->done(h, m->ctx, false);
	action_free(m->asked);
	free(m);
}

static void begin(struct hub *h, struct merge wanted)
{
	struct merge *m = mem_new(1, sizeof *m);

	*m = wanted;
	m->into->merge = m->from->merge = m;
	m->into->pins++;
	m->from->pins++;
	if (action_add(h, m->from, action_new(ACTION_MERGE, 0, NULL, NULL)) != 0)
		finish(h, m, "rate_limited");
}

/* ---- whether, and which way ---- */

static bool is_open(const struct conv *c)
{
	return c->is_stored && c->state != STORE_ENDED;
}

/* Who is further on the way to a person goes on; among equals the older: ids begin with the time.
 */
static int compare(const struct conv *a, const struct conv *b)
{
	static const int ranks[] = {[STORE_BOT] = 0, [STORE_QUEUED] = 2, [STORE_HUMAN] = 3};
	int rank_a = ranks[a->state] + (a->state == STORE_BOT && a->case_id[0]);
	int rank_b = ranks[b->state] + (b->state == STORE_BOT && b->case_id[0]);

	return rank_a != rank_b ? rank_b - rank_a : strcmp(a->id, b->id);
}

static bool is_with_two_agents(const struct conv *a, const struct conv *b)
{
	return a->state == STORE_HUMAN && b->state == STORE_HUMAN &&
	       strcmp(a->owner, b->owner) != 0;
}

static void refresh(struct hub *h, struct conv *c)
{
	for (size_t i = 0; c && i < c->watcher_count; i++)
		transcript_refresh(h, c, &c->watchers[i]);
}

struct pair {
	struct hub *hub;
	char ids[2][ID_LEN + 1];
};

static void twins_known(struct store_call call, enum store_status st)
{
	struct pair *p = call.ctx;

	if (st != STORE_OK)
		log_warn("twins_not_stored", "conversation", p->ids[0], NULL);
	for (int i = 0; i < 2; i++)
		refresh(p->hub, conv_find(p->hub, p->ids[i]));
	free(p);
}

/* Both agents are told, by the case anew. */
static void twins(struct hub *h, const struct conv *one, const struct conv *other)
{
	struct pair *p = mem_new(1, sizeof *p);
	struct store_call call = {.ctx = p};

	p->hub = h;
	memcpy(p->ids[0], one->id, sizeof p->ids[0]);
	memcpy(p->ids[1], other->id, sizeof p->ids[1]);
	if (h->ops->twins(h->store, one->id, other->id, call, twins_known) != 0)
		twins_known(call, STORE_UNAVAILABLE);
}

struct conv *merge_tabs(struct hub *h, struct conv *one, struct conv *other, merge_done *done,
			void *ctx)
{
	if (!is_open(one) || !is_open(other))
		return is_open(other) || (other->is_stored && !one->is_stored) ? other : one;
	if (is_with_two_agents(one, other)) {
		twins(h, one, other);
		return one;
	}
	if (one->merge || other->merge) /* the other tab has asked for it already */
		return one;
	bool swap = compare(one, other) > 0;
	begin(h, (struct merge){.into = swap ? other : one,
				.from = swap ? one : other,
				.done = done,
				.ctx = ctx});
	return NULL;
}

/* ---- an agent's wish ---- */

static void refuse(struct hub *h, struct action *a, const char *code)
{
	tell_error(h, a->peer, code, a->id, a->case_id);
	action_free(a);
}

static void both_loaded(struct hub *h, struct conv *other, void *arg)
{
	struct action *a = arg;
	const struct hub_case *k = map_get_text(&h->cases, a->case_id);
	struct conv *mine = k ? conv_find(h, k->conversation) : NULL;

	if (!other || !mine) {
		refuse(h, a, other ? "not_found" : "store_unavailable");
	} else if (desk_owner_refusal(mine, a, k)) {
		refuse(h, a, desk_owner_refusal(mine, a, k));
	} else if (!is_open(other) || mine->merge || other->merge) {
		refuse(h, a, "wrong_state");
	} else {
		/* The older goes on, unless nobody waits there for a person. */
		bool swap = other->case_id[0] && strcmp(other->id, mine->id) < 0;
		begin(h, (struct merge){.into = swap ? other : mine,
					.from = swap ? mine : other,
					.asked = a});
	}
}

static void mine_loaded(struct hub *h, struct conv *mine, void *arg)
{
	struct action *a = arg;

	if (!mine) {
		refuse(h, a, "store_unavailable");
		return;
	}
	mine->pins++;
	conv_load(h, a->more, both_loaded, a);
	mine->pins--;
	conv_touch(h, mine);
}

struct wish {
	struct hub *hub;
	struct action *action;
};

/* Only what is proven to be the same customer's. */
static void twin_read(struct store_call call, enum store_status st, const struct store_past *row,
		      size_t count)
{
	struct wish *w = call.ctx;
	struct hub *h = w->hub;
	struct action *a = w->action;
	const struct hub_case *k = map_get_text(&h->cases, a->case_id);

	free(w);
	if (st != STORE_OK)
		refuse(h, a, "store_unavailable");
	else if (!k)
		refuse(h, a, "not_found");
	else if (count == 0 || strcmp(row->conversation, a->more) != 0)
		refuse(h, a, "forbidden");
	else
		conv_load(h, k->conversation, mine_loaded, a);
}

void merge_asked(struct hub *h, struct action *a)
{
	const struct hub_case *k = map_get_text(&h->cases, a->case_id);

	if (!k) {
		refuse(h, a, "not_found");
		return;
	}
	struct wish *w = mem_new(1, sizeof *w);
	*w = (struct wish){.hub = h, .action = a};
	struct store_call call = {.ctx = w};
	if (h->ops->twin(h->store, k->conversation, call, twin_read) != 0)
		twin_read(call, STORE_UNAVAILABLE, NULL, 0);
}

/* ---- doing it ---- */

void merge_hold(struct hub *h, struct conv *c)
{
	struct merge *m = c->merge;
	struct action *a = action_take(c);

	if (!m || m->from != c) {
		action_free(a);
		return;
	}
	c->op = op_new(h, c); /* nothing else runs from here on */
	c->op->actions = a;
	if (action_add(h, m->into, action_new(ACTION_MERGE_IN, 0, NULL, NULL)) != 0)
		finish(h, m, "rate_limited");
}

/* What may have changed since the wish. */
static const char *refusal(struct hub *h, const struct merge *m)
{
	const struct action *a = m->asked;
	const struct hub_case *k = a ? map_get_text(&h->cases, a->case_id) : NULL;

	if (!is_open(m->into) || !is_open(m->from) || m->into->errand || m->from->errand)
		return "wrong_state";
	if (!a)
		return is_with_two_agents(m->into, m->from) ? "wrong_state" : NULL;
	if (!k || (strcmp(k->conversation, m->into->id) != 0 &&
		   strcmp(k->conversation, m->from->id) != 0))
		return "wrong_state";
	const struct conv *mine = strcmp(k->conversation, m->into->id) == 0 ? m->into : m->from;
	const struct agent *who = map_get_text(&h->agents, a->agent);
	return who && !who->is_disabled ? desk_owner_refusal(mine, a, k) : "forbidden";
}

/* The case of the one that ends. */
static bool close_case(struct hub *h, const struct conv *from, struct store_case_change *ret)
{
	const struct hub_case *k = conv_case(h, from);
	enum esc_case_state next;

	if (!k || esc_case_step(k->state, ESC_CASE_MERGE, &next) != 0)
		return false;
	*ret = (struct store_case_change){.disposition = MERGE_DISPOSITION};
	memcpy(ret->id, k->id, sizeof ret->id);
	snprintf(ret->expect, sizeof ret->expect, "%s", esc_case_state_name(k->state));
	snprintf(ret->state, sizeof ret->state, "%s", esc_case_state_name(next));
	if (k->state == ESC_CASE_ASSIGNED) {
		memcpy(ret->agent, k->agent, sizeof ret->agent);
		memcpy(ret->expect_agent, k->agent, sizeof ret->expect_agent);
	}
	return true;
}

/* The case that goes on becomes that of the agent who merges. Returns -1 when its state forbids
 * it. */
static int take_case(struct op *op, const struct hub_case *k, const struct agent *who)
{
	bool is_assigned = k->state == ESC_CASE_ASSIGNED;

	if (is_assigned && strcmp(k->agent, who->id) == 0)
		return 0;
	if (op_step_case(op, k, is_assigned ? ESC_CASE_TO_AGENT : ESC_CASE_CLAIM) != 0)
		return -1;
	if (is_assigned)
		memcpy(op->change.expect_agent, k->agent, sizeof op->change.expect_agent);
	memcpy(op->change.agent, who->id, sizeof op->change.agent);
	snprintf(op->change.outcome, sizeof op->change.outcome, "assigned");
	op_set_state(op, STORE_HUMAN);
	op_set_owner(op, who->id, who->name);
	return 0;
}

/* The customer hears whose the chat is now, of a colleague who had one of the two. */
static void say_whose(struct op *op, const struct merge *m, const struct agent *who)
{
	const struct conv *both[] = {m->into, m->from};

	for (size_t i = 0; i < 2; i++) {
		if (both[i]->state == STORE_HUMAN && strcmp(both[i]->owner, who->id) != 0)
			desk_say(op, WORD_TAKES_OVER,
				 &(struct word_fill){.agent = who->name,
						     .other = both[i]->owner_name});
	}
}

static void settled(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct merge *m = op->conv->merge;
	const char *error = NULL;

	if (r->status == STORE_OK) {
		merged_committed(op, m->from, m->asked ? m->asked->agent : "");
		log_info("conversations_merged", "into", m->into->id, "from", m->from->id, "by",
			 m->asked ? m->asked->agent : "customer", NULL);
	} else {
		error = r->status == STORE_UNAVAILABLE || r->status == STORE_UNKNOWN
				? "store_unavailable"
				: "wrong_state";
	}
	finish(h, m, error);
}

void merge_run(struct hub *h, struct conv *c)
{
	struct merge *m = c->merge;
	struct action *a = action_take(c);

	action_free(a);
	if (!m || m->into != c || !m->from->op)
		return;
	const char *error = refusal(h, m);
	if (error) {
		finish(h, m, error);
		return;
	}
	struct op *op = op_new(h, c);
	const struct agent *who = m->asked ? map_get_text(&h->agents, m->asked->agent) : NULL;
	const struct hub_case *k = conv_case(h, c);

	op->done = settled;
	if (who && k && take_case(op, k, who) != 0) {
		c->op = NULL;
		op_free(op);
		finish(h, m, "wrong_state");
		return;
	}
	memcpy(op->append.merge, m->from->id, sizeof op->append.merge);
	if (who)
		memcpy(op->append.merge_by, who->id, sizeof op->append.merge_by);
	if (close_case(h, m->from, &op->merged))
		op->append.merge_case = &op->merged;
	if (k)
		hold_merge_in(op, k, conv_case(h, m->from));
	if (who)
		say_whose(op, m, who);
	if (c->seq > 0 && m->from->seq > 0) { /* else there is nothing to tell apart */
		/* What follows was said to an assistant that knew nothing of what stands before. */
		op_set_memory(op, dialog_memory_copy(NULL));
		desk_say(op, WORD_MERGED, &(struct word_fill){.reference = ""});
	}
	op_submit(op);
}
