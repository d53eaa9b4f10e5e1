#include "gateway/session/merged.h"

#include <string.h>

#include "gateway/session/action.h"
#include "gateway/session/ask.h"
#include "gateway/session/assign.h"
#include "gateway/session/catchup.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/errand.h"
#include "gateway/session/events.h"
#include "gateway/session/handoff.h"
#include "gateway/session/merge.h"
#include "gateway/session/op.h"
#include "gateway/session/roster.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"

void merged_move_links(struct hub *h, struct conv *into, struct conv *from, const char *token)
{
	while (from->links) {
		struct link *l = from->links;

		catchup_forget(h, l);
		conv_detach(h, l);
		conv_attach(into, l);
		l->cursor = 0;
		l->is_live = false;
		if (token)
			memcpy(l->token, token, sizeof l->token);
		tell_welcome(h, into, l, l->token, true);
		catchup_start(h, l);
	}
}

/* Those who were there get what has come, and the state. */
static void catch_up(struct hub *h, struct conv *into)
{
	for (struct link *l = into->links; l; l = l->next) {
		if (!l->is_live)
			continue;
		l->is_live = false;
		catchup_start(h, l);
	}
}

static bool is_customers(enum action_kind k)
{
	return k == ACTION_MESSAGE || k == ACTION_HANDOFF || k == ACTION_CALLBACK ||
	       k == ACTION_RATE || k == ACTION_END;
}

/* What the customer said while both were held is said in the one that goes on; what agents wanted
 * of the other finds its case closed. */
static void move_actions(struct hub *h, struct conv *into, struct conv *from)
{
	struct action *stays = NULL, **end = &stays, *a;

	while ((a = action_take(from)) != NULL) {
		uint64_t peer = a->peer;

		if (!is_customers(a->kind)) {
			*end = a;
			end = &a->next;
		} else if (action_add(h, into, a) != 0) {
			tell_error(h, peer, "rate_limited", NULL, NULL);
		}
	}
	action_put_back(from, stays);
}

static void end_other(struct hub *h, struct conv *from)
{
	struct hub_case *k = conv_case(h, from);

	from->state = STORE_ENDED;
	from->version++;
	from->seq = from->notes = 0;
	from->owner[0] = from->owner_name[0] = from->case_id[0] = '\0';
	ask_orphan(h, from);
	errand_orphan(h, from);
	if (conv_find_token(h, from->token_hash) == from)
		map_take(&h->tokens, from->token_hash, TOKEN_HASH_LEN);
	events_state(h, from, k ? k->id : NULL);
	if (!k)
		return;
	if (k->state == ESC_CASE_ASSIGNED)
		desk_agent_freed(h, map_get_text(&h->agents, k->agent));
	assign_offer_over(h, k);
	roster_ended(h, MERGE_DISPOSITION);
	handoff_forget(h, k);
}

/* Whose the case was reads on as somebody who looks. */
static void step_back(struct hub *h, struct conv *c, const char *agent_id)
{
	const struct agent *who = map_get_text(&h->agents, agent_id);

	for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next) {
		struct watcher *x = conv_watcher(c, w);
		if (x)
			x->is_open = true;
	}
}

/* The case that goes on has come to the agent who merged. */
static void taken(struct op *op, struct hub_case *k)
{
	struct hub *h = op->hub;
	struct agent *who = map_get_text(&h->agents, op->change.agent);

	if (k->state == ESC_CASE_ASSIGNED) {
		desk_agent_freed(h, map_get_text(&h->agents, k->agent));
		step_back(h, op->conv, k->agent);
	}
	assign_offer_over(h, k);
	esc_desk_leave(h->desk, k->id);
	k->state = ESC_CASE_ASSIGNED;
	k->outcome = ESC_ASSIGNED;
	k->expires_ms = 0;
	memcpy(k->agent, op->change.agent, sizeof k->agent);
	memcpy(op->conv->last_agent, k->agent, sizeof k->agent);
	if (who) {
		who->chats++;
		who->idle_ms = hub_now(h);
		desk_agent_changed(h, who);
	}
	events_desk(h);
}

/* Everybody who reads the case gets it whole; whoever merged does in each window. */
static void show(struct hub *h, struct conv *into, const char *by)
{
	const struct agent *who = map_get_text(&h->agents, by);

	for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next) {
		if (into->case_id[0])
			transcript_send(h, w->peer->id, NULL, into->case_id, false, NULL);
	}
	for (size_t i = 0; i < into->watcher_count; i++) {
		if (into->watchers[i].link->agent != who)
			transcript_refresh(h, into, &into->watchers[i]);
	}
}

void merged_committed(struct op *op, struct conv *from, const char *by)
{
	struct hub *h = op->hub;
	struct conv *into = op->conv;
	struct hub_case *k = conv_case(h, into);

	if (from->seq > 0) { /* the talk goes on where it was last */
		dialog_memory_free(into->memory);
		into->memory = from->memory;
		from->memory = NULL;
	}
	if (into->consent == CONSENT_NEEDED)
		into->consent = from->consent;
	end_other(h, from);
	if (op->has_change && !op->change.is_hold && k)
		taken(op, k);
	catch_up(h, into);
	merged_move_links(h, into, from, NULL);
	move_actions(h, into, from);
	events_state(h, into, k ? k->id : NULL);
	show(h, into, by);
}
