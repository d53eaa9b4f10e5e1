/*
 * A rating waits for nothing that comes after it: it is on its way to the store while the
 * conversation goes on. Neither version nor seq moves.
 */
#include "gateway/session/rating.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/session/action.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"

struct rating {
	struct hub *hub;
	char conversation[ID_LEN + 1];
	char case_id[ID_LEN + 1]; /* its case, or the one before, or "" */
	struct action *action;    /* owned */
	int64_t at_ms;
};

static const char *refusal(enum store_status st)
{
	switch (st) {
	case STORE_OK:
	case STORE_DUPLICATE: return NULL;
	case STORE_UNAVAILABLE:
	case STORE_UNKNOWN: return "store_unavailable";
	default: return "wrong_state";
	}
}

/* Whoever looks at the open case; of a closed one its agent, who still works on it. */
static void tell_agents(struct hub *h, const struct rating *r)
{
	const struct hub_case *k = map_get_text(&h->cases, r->case_id);
	struct conv *c = conv_find(h, r->conversation);
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	if (!k || strcmp(k->conversation, r->conversation) != 0)
		return;
	clock_iso(r->at_ms, at);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_rating(&b, k->id,
			  &(struct wire_rating){.score = (int)r->action->seq,
						.comment = r->action->text,
						.at = at});
	if (k->state == ESC_CASE_WRAPUP) {
		const struct agent *who = map_get_text(&h->agents, k->agent);
		for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next)
			peer_send(w->peer, b.bytes, b.len);
	} else if (c) {
		conv_send_watchers(c, &b);
	}
	buf_dispose(&b);
}

static void stored(struct store_call call, enum store_status st, bool is_agents)
{
	struct rating *r = call.ctx;
	struct hub *h = r->hub;
	const char *code = refusal(st);

	h->ops_in_flight--;
	if (code)
		tell_error(h, r->action->peer, code, r->action->id, NULL);
	if (st == STORE_OK) {
		h->counters.ratings[is_agents][r->action->seq - 1]++;
		tell_agents(h, r);
	}
	action_free(r->action);
	free(r);
}

void rating_run(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);

	if (!c->is_stored) {
		tell_error(h, a->peer, "wrong_state", a->id, NULL);
		action_free(a);
		return;
	}
	struct rating *r = mem_new(1, sizeof *r);
	struct store_rating row = {.score = (int)a->seq, .comment = a->text, .at_ms = hub_now(h)};
	struct store_call call = {.ctx = r};

	*r = (struct rating){.hub = h, .action = a, .at_ms = row.at_ms};
	memcpy(r->conversation, c->id, sizeof r->conversation);
	memcpy(r->case_id, c->case_id[0] ? c->case_id : c->last.case_id, sizeof r->case_id);
	h->ops_in_flight++;
	if (h->ops->rate(h->store, c->id, &row, call, stored) != 0)
		stored(call, STORE_UNAVAILABLE, false);
}
