/*
 * The agent's verbs. Whose case it is decides the action when it runs; here only what is known
 * without the conversation.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "gateway/base/log.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/action.h"
#include "gateway/session/away.h"
#include "gateway/session/board.h"
#include "gateway/session/conv.h"
#include "gateway/session/copilot.h"
#include "gateway/session/live.h"
#include "gateway/session/load.h"
#include "gateway/session/look_back.h"
#include "gateway/session/merge.h"
#include "gateway/session/observe.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"
#include "gateway/session/viewers.h"
#include "gateway/session/wrapup.h"

static void refuse(struct handlers *x, struct agent_link *w, const struct wire_in *in,
		   const char *code)
{
	tell_error(x->hub, w->peer->id, code, in->id, in->case_id);
}

static void add(struct hub *h, struct conv *c, void *arg)
{
	struct action *a = arg;
	uint64_t peer = a->peer;
	char *id = mem_string(a->id);
	char case_id[ID_LEN + 1];

	memcpy(case_id, a->case_id, sizeof case_id);
	if (!c) {
		action_free(a);
		tell_error(h, peer, case_id[0] ? "store_unavailable" : "not_found", id, case_id);
	} else if (action_add(h, c, a) != 0) {
		tell_error(h, peer, "rate_limited", id, case_id);
	}
	free(id);
}

static void queue(struct handlers *x, const struct agent_link *w, const struct hub_case *k,
		  struct action *a)
{
	memcpy(a->case_id, k->id, sizeof a->case_id);
	memcpy(a->agent, w->agent->id, sizeof a->agent);
	conv_load(x->hub, k->conversation, add, a);
}

/* Queues an action on the case's conversation, wherever that is now. */
static void act(struct handlers *x, struct agent_link *w, const struct wire_in *in,
		enum action_kind kind, const char *text)
{
	struct hub_case *k = map_get_text(&x->hub->cases, in->case_id);

	if (!k) {
		refuse(x, w, in, "not_found");
		return;
	}
	queue(x, w, k, action_new(kind, w->peer->id, in->id, text));
}

static struct agent *agent_named(struct hub *h, const char *name)
{
	struct agent *a;

	for (size_t i = 0; (a = map_next(&h->agents, &i));) {
		if (strcmp(a->name, name) == 0)
			return a;
	}
	return NULL;
}

/* Somebody who has left without saying so: gets no more chats, and what was theirs goes back in
 * line when there is no console of theirs any more. */
static void set_away(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	struct agent *a = live_may(w->agent) ? agent_named(x->hub, in->agent) : NULL;

	if (!live_may(w->agent)) {
		refuse(x, w, in, "forbidden");
	} else if (in->presence != WIRE_AWAY) {
		refuse(x, w, in, "bad_message");
	} else if (!a) {
		refuse(x, w, in, "not_found");
	} else {
		a->presence = ESC_AWAY;
		agent_tell_presence(x, a);
		if (!a->links)
			away_release_all(x->hub, a->id);
		if (a != w->agent)
			agent_tell_presence_to(w->peer, a);
		log_info("agent_set_away", "agent", a->id, "by", w->agent->id, NULL);
	}
}

static void on_presence(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	static const enum esc_presence map[] = {
		[WIRE_AVAILABLE] = ESC_AVAILABLE, [WIRE_BUSY] = ESC_BUSY, [WIRE_AWAY] = ESC_AWAY};

	if (in->agent) {
		set_away(x, w, in);
		return;
	}
	w->agent->presence = map[in->presence];
	agent_tell_presence(x, w->agent);
}

static void on_claim(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	act(x, w, in, ACTION_CLAIM, NULL);
}

static void on_decline(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	act(x, w, in, ACTION_DECLINE, NULL);
}

static void on_open(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	transcript_send(x->hub, w->peer->id, in->id, in->case_id, true, NULL);
}

static void on_return(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	act(x, w, in, ACTION_RETURN, NULL);
}

static void on_close(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	act(x, w, in, ACTION_CLOSE, in->disposition);
}

static void reply(struct handlers *x, const struct agent_link *w, const struct wire_in *in)
{
	struct hub_case *k = map_get_text(&x->hub->cases, in->case_id);

	if (!k) {
		tell_error(x->hub, w->peer->id, "not_found", in->id, in->case_id);
		return;
	}
	struct action *a = action_new(ACTION_REPLY, w->peer->id, in->id, in->text);
	a->more = mem_string(in->draft);
	queue(x, w, k, a);
}

static void on_message(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (x->hub->is_draining)
		refuse(x, w, in, "shutting_down");
	else if (in->text_chars > (size_t)x->hub->config->settings->limits.message_chars)
		refuse(x, w, in, "too_large");
	else
		reply(x, w, in);
}

/* To the customer, and to colleagues who read along. */
static void tell_typing(struct conv *c, const struct hub_case *k, const struct agent *from)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_typing(&b, "agent", NULL, NULL);
	conv_send_customers(c, &b);
	buf_dispose(&b);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_typing(&b, "agent", k->id, NULL);
	for (size_t i = 0; i < c->watcher_count; i++) {
		if (c->watchers[i].link->agent != from)
			peer_send(c->watchers[i].link->peer, b.bytes, b.len);
	}
	buf_dispose(&b);
}

static void on_typing(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	struct hub_case *k = map_get_text(&x->hub->cases, in->case_id);
	struct conv *c = k ? conv_find(x->hub, k->conversation) : NULL;

	if (!k)
		refuse(x, w, in, "not_found");
	else if (k->state != ESC_CASE_ASSIGNED || strcmp(k->agent, w->agent->id) != 0)
		refuse(x, w, in, k->state == ESC_CASE_ASSIGNED ? "forbidden" : "wrong_state");
	else if (c)
		tell_typing(c, k, w->agent);
}

static void on_hold(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	const struct hub_case *k = map_get_text(&x->hub->cases, in->case_id);
	struct action *a;

	if (!k) {
		refuse(x, w, in, "not_found");
		return;
	}
	a = action_new(ACTION_HOLD, w->peer->id, in->id, NULL);
	a->seq = in->minutes;
	queue(x, w, k, a);
}

static void on_resume(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	act(x, w, in, ACTION_RESUME, NULL);
}

static void on_wrapup(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	wrapup_say(x->hub, w, in);
}

static void on_note(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (x->hub->is_draining)
		refuse(x, w, in, "shutting_down");
	else if (in->text_chars > (size_t)x->hub->config->settings->limits.message_chars)
		refuse(x, w, in, "too_large");
	else
		act(x, w, in, ACTION_NOTE, in->text);
}

static void on_help(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	bool summary = in->type == WIRE_SUMMARY;

	copilot_start(x->hub, w,
		      &(struct copilot_request){.id = in->id,
						.case_id = in->case_id,
						.locale = summary && in->locale
								  ? locale_lookup(in->locale)
								  : LOCALE_NONE,
						.summary = summary});
}

static void on_viewing(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	viewers_set(x->hub, w, in->case_id);
}

static void on_live(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (live_may(w->agent))
		live_set(x->hub, w, in->show, in->list_page);
	else
		refuse(x, w, in, "forbidden");
}

static void on_look_back(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	look_back(x->hub, w->peer->id, in->id, in->case_id, in->conversation);
}

static void on_merge(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (x->hub->is_draining) {
		refuse(x, w, in, "shutting_down");
		return;
	}
	struct action *a = action_new(ACTION_MERGE, w->peer->id, in->id, NULL);
	a->more = mem_string(in->conversation);
	memcpy(a->case_id, in->case_id, strnlen(in->case_id, ID_LEN));
	memcpy(a->agent, w->agent->id, sizeof a->agent);
	merge_asked(x->hub, a);
}

static void on_board(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	board_set(x->hub, w, in->on);
}

static void on_observe(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (live_may(w->agent))
		observe(x->hub, w->peer->id, in->id, in->conversation);
	else
		refuse(x, w, in, "forbidden");
}

static void on_take_over(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	struct action *a;

	if (x->hub->is_draining) {
		refuse(x, w, in, "shutting_down");
	} else if (!live_may(w->agent)) {
		refuse(x, w, in, "forbidden");
	} else {
		a = action_new(ACTION_TAKE_OVER, w->peer->id, in->id, NULL);
		memcpy(a->agent, w->agent->id, sizeof a->agent);
		conv_load(x->hub, in->conversation, add, a);
	}
}

static void on_transfer(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	struct hub_case *k = map_get_text(&x->hub->cases, in->case_id);
	size_t chars = in->note ? utf8_count(in->note, strlen(in->note)) : 0;

	if (x->hub->is_draining)
		refuse(x, w, in, "shutting_down");
	else if (chars > (size_t)x->hub->config->settings->limits.message_chars)
		refuse(x, w, in, "too_large");
	else if (!k)
		refuse(x, w, in, "not_found");
	else {
		struct action *a =
			action_new(ACTION_TRANSFER, w->peer->id, in->id, in->note ? in->note : "");
		a->more = mem_string(in->to_team ? in->to_team : in->to_agent);
		a->flag = in->to_agent != NULL;
		queue(x, w, k, a);
	}
}

static void (*const verbs[WIRE_TYPE_COUNT])(struct handlers *x, struct agent_link *w,
					    const struct wire_in *in) = {
	[WIRE_PRESENCE] = on_presence,
	[WIRE_CLAIM] = on_claim,
	[WIRE_DECLINE] = on_decline,
	[WIRE_OPEN] = on_open,
	[WIRE_RETURN_TO_BOT] = on_return,
	[WIRE_CLOSE] = on_close,
	[WIRE_MESSAGE] = on_message,
	[WIRE_TYPING] = on_typing,
	[WIRE_NOTE] = on_note,
	[WIRE_HOLD] = on_hold,
	[WIRE_RESUME] = on_resume,
	[WIRE_WRAPUP] = on_wrapup,
	[WIRE_TRANSFER] = on_transfer,
	[WIRE_VIEWING] = on_viewing,
	[WIRE_DRAFT] = on_help,
	[WIRE_SUMMARY] = on_help,
	[WIRE_LIVE] = on_live,
	[WIRE_BOARD] = on_board,
	[WIRE_LOOK_BACK] = on_look_back,
	[WIRE_MERGE] = on_merge,
	[WIRE_OBSERVE] = on_observe,
	[WIRE_TAKE_OVER] = on_take_over,
};

void agent_frame(struct handlers *x, struct agent_link *w, const struct wire_in *in)
{
	if (verbs[in->type])
		verbs[in->type](x, w, in);
	else
		refuse(x, w, in, "forbidden");
}
