/*
 * The line of actions of a conversation, and what runs which.
 */
#include "gateway/session/action.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/session/ask.h"
#include "gateway/session/assign.h"
#include "gateway/session/away.h"
#include "gateway/session/callback.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_direct.h"
#include "gateway/session/desk_transfer.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/errand.h"
#include "gateway/session/events.h"
#include "gateway/session/handoff.h"
#include "gateway/session/hold.h"
#include "gateway/session/left.h"
#include "gateway/session/merge.h"
#include "gateway/session/notes.h"
#include "gateway/session/overdue.h"
#include "gateway/session/rating.h"
#include "gateway/session/turn.h"

struct action *action_new(enum action_kind kind, uint64_t peer, const char *id, const char *text)
{
	struct action *a = mem_new(1, sizeof *a);

	a->kind = kind;
	a->peer = peer;
	a->id = mem_string(id);
	a->text = mem_string(text);
	return a;
}

void action_free(struct action *a)
{
	if (!a)
		return;
	free(a->id);
	free(a->text);
	free(a->more);
	free(a);
}

int action_add(struct hub *h, struct conv *c, struct action *a)
{
	if (c->action_count >= ACTIONS_MAX) {
		action_free(a);
		return -1;
	}
	a->next = NULL;
	*c->actions_end = a;
	c->actions_end = &a->next;
	c->action_count++;
	conv_touch(h, c);
	return 0;
}

struct action *action_take(struct conv *c)
{
	struct action *a = c->actions;

	if (!a)
		return NULL;
	c->actions = a->next;
	if (!c->actions)
		c->actions_end = &c->actions;
	c->action_count--;
	a->next = NULL;
	return a;
}

void action_put_back(struct conv *c, struct action *list)
{
	if (!list)
		return;
	struct action *last = list;
	unsigned count = 1;
	while (last->next) {
		last = last->next;
		count++;
	}
	last->next = c->actions;
	if (!c->actions)
		c->actions_end = &last->next;
	c->actions = list;
	c->action_count += count;
}

/* Each takes its action (or, for messages, all that stand together) from the line and starts what
 * is to be done, or answers at once. */
static void (*const runners[ACTION_COUNT])(struct hub *h, struct conv *c) = {
	[ACTION_MESSAGE] = turn_run,         [ACTION_CONSENT] = turn_consent,
	[ACTION_HANDOFF] = handoff_button,   [ACTION_CANCEL] = handoff_cancel,
	[ACTION_CALLBACK] = callback_leave,  [ACTION_END] = handoff_end,
	[ACTION_THUMB] = turn_thumb,         [ACTION_RATE] = rating_run,
	[ACTION_CLAIM] = desk_claim,         [ACTION_REPLY] = desk_reply,
	[ACTION_RETURN] = desk_return,       [ACTION_CLOSE] = desk_close,
	[ACTION_EXPIRE] = overdue_run,       [ACTION_TURN_DUE] = turn_due,
	[ACTION_RELEASE] = away_release,     [ACTION_OFFER] = assign_offer,
	[ACTION_DECLINE] = assign_decline,   [ACTION_NOTE] = notes_add,
	[ACTION_HOLD] = hold_begin,          [ACTION_RESUME] = hold_resume,
	[ACTION_HOLD_OVER] = hold_over,      [ACTION_TRANSFER] = desk_transfer,
	[ACTION_TAKE_OVER] = desk_take_over, [ACTION_MERGE] = merge_hold,
	[ACTION_MERGE_IN] = merge_run,
};

/* What waits to be said goes with the message that comes after it: one turn. */
static bool is_next_a_message(const struct conv *c)
{
	return c->actions && c->actions->kind == ACTION_MESSAGE;
}

bool action_overtakes(const struct action *a)
{
	switch (a->kind) {
	case ACTION_CONSENT: return !a->flag;
	case ACTION_MESSAGE:
	case ACTION_HANDOFF:
	case ACTION_CLAIM:
	case ACTION_TAKE_OVER:
	case ACTION_MERGE:
	case ACTION_MERGE_IN:
	case ACTION_END: return true;
	default: return false;
	}
}

void actions_run(struct hub *h, struct conv *c)
{
	while (!c->op &&
	       (c->actions || errand_is_ready(c) || ask_is_ready(c) || turn_is_waiting(c))) {
		if (events_under_way(h, c)) { /* what was said before is heard first */
			conv_touch(h, c);
			return;
		}
		if (left_is_due(c))
			turn_unanswered(h, c);
		else if (errand_is_ready(c))
			errand_run(h, c);
		else if (ask_is_ready(c))
			ask_run(h, c);
		else if (ask_is_overtaken(c))
			ask_cut(h, c);
		else if (turn_is_waiting(c) && !is_next_a_message(c))
			turn_later(h, c);
		else
			runners[c->actions->kind](h, c);
	}
}
