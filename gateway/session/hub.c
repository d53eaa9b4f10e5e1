/*
 * Start (desk rebuilt from the store), turn end, tick, drain.
 */
#include "gateway/session/hub.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/action.h"
#include "gateway/session/ask.h"
#include "gateway/session/assign.h"
#include "gateway/session/away.h"
#include "gateway/session/board.h"
#include "gateway/session/catchup.h"
#include "gateway/session/conv.h"
#include "gateway/session/copilot.h"
#include "gateway/session/errand.h"
#include "gateway/session/events.h"
#include "gateway/session/feed.h"
#include "gateway/session/generation.h"
#include "gateway/session/handoff.h"
#include "gateway/session/hold.h"
#include "gateway/session/live.h"
#include "gateway/session/load.h"
#include "gateway/session/overdue.h"
#include "gateway/session/roster.h"
#include "gateway/session/sla.h"
#include "gateway/session/waits.h"
#include "gateway/session/wrapup.h"

#define TICK_MS 200
/* Changing from one page to the next is quicker. */
#define ASK_AWAY_MS 2000
/* Timers and due turns are asked for every so many ticks. */
#define SWEEP_EVERY 5
#define SWEEP_LIMIT 200
/* Sockets that missed an event without noticing are found so often: every 30 s. */
#define CHECK_EVERY (30 * 1000 / TICK_MS)

int64_t hub_now(const struct hub *h)
{
	return h->now(h->loop);
}

const char *hub_shop(const struct hub *h)
{
	return h->config->settings->shop.name;
}

enum locale hub_locale(const struct hub *h, const char *tag)
{
	const struct settings_shop *shop = &h->config->settings->shop;
	enum locale l = tag ? locale_lookup(tag) : LOCALE_NONE;

	for (size_t i = 0; i < shop->language_count; i++) {
		if (shop->languages[i] == l)
			return l;
	}
	return shop->languages[0];
}

/* ---- sweeps ---- */

static void timers_read(struct store_call call, enum store_status st, const char *const *ids,
			size_t count)
{
	struct hub *h = call.ctx;

	h->is_asking_timers = false;
	for (size_t i = 0; st == STORE_OK && i < count; i++) {
		struct hub_case *k = map_get_text(&h->cases, ids[i]);
		if (k && k->state == ESC_CASE_ASSIGNED)
			away_over(h, k);
		else if (k && k->state == ESC_CASE_WRAPUP)
			wrapup_over(h, k);
		else if (k && k->state == ESC_CASE_OFFERED)
			assign_offer_late(h, k);
		else if (k)
			overdue_add(h, k);
	}
}

static void answer_due(struct hub *h, struct conv *c, void *arg)
{
	(void)arg;
	if (c && !c->op && !c->actions &&
	    action_add(h, c, action_new(ACTION_TURN_DUE, 0, NULL, NULL)) != 0)
		log_warn("turn_due_refused", "conversation", c->id, NULL);
}

static void turns_read(struct store_call call, enum store_status st, const char *const *ids,
		       size_t count)
{
	struct hub *h = call.ctx;

	h->is_asking_turns = false;
	for (size_t i = 0; st == STORE_OK && i < count; i++)
		conv_load(h, ids[i], answer_due, NULL);
}

static void sweep(struct hub *h)
{
	struct store_call call = {.ctx = h};

	/* Marked before the call: a store without a loop completes inside it. */
	if (!h->is_asking_timers) {
		h->is_asking_timers = true;
		if (h->ops->timers_due(h->store, hub_now(h), SWEEP_LIMIT, call, timers_read) != 0)
			h->is_asking_timers = false;
	}
	if (!h->is_asking_turns) {
		h->is_asking_turns = true;
		if (h->ops->turns_due(h->store, hub_now(h), SWEEP_LIMIT, call, turns_read) != 0)
			h->is_asking_turns = false;
	}
}

static void close_expired_logins(struct hub *h)
{
	struct agent_link *w;

	for (size_t i = 0; (w = map_next(&h->agent_links, &i));) {
		if (w->agent && w->login_ends_ms <= hub_now(h))
			peer_close(w->peer, PEER_CLOSE_LOGIN_OVER, "login over");
	}
}

void hub_sweep(struct hub *h)
{
	sweep(h);
	away_sweep(h);
	assign_sweep(h);
	sla_sweep(h);
	hold_sweep(h);
	generation_sweep(h);
	ask_sweep(h);
	close_expired_logins(h);
}

static void tick(void *arg)
{
	struct hub *h = arg;

	feed_tick(h);
	roster_tick(h);
	live_tick(h);
	board_tick(h);
	if (++h->ticks % SWEEP_EVERY == 0 && !h->is_draining) {
		hub_sweep(h);
		if (h->ticks % CHECK_EVERY == 0)
			events_check(h);
	}
}

void hub_turn_end(void *arg)
{
	struct hub *h = arg;

	h->bus_ops->turn(h->bus); /* what was committed in this turn leaves with it */
	h->turns++;
	if (h->is_assign_due)
		assign_run(h);
	struct conv *list = h->dirty;

	h->dirty = NULL; /* what is touched from here on belongs to the next turn */
	while (list) {
		struct conv *c = list;
		list = c->next_dirty;
		c->is_dirty = false;
		actions_run(h, c);
		conv_let_go(h, c);
	}
	feed_tick(h);
	roster_tick(h);
	if (h->is_draining && h->ops_in_flight == 0 && h->errands_open == 0 && h->asks_open == 0 &&
	    h->event_turn < h->turns && h->on_idle) {
		void (*done)(void *) = h->on_idle;
		h->on_idle = NULL;
		done(h->on_idle_arg);
	}
}

/* ---- life ---- */

static void bus_changed(void *ctx, enum bus_state s)
{
	if (s == BUS_RESUMED)
		events_check(ctx);
}

struct hub *hub_create(struct loop *l, const struct store_ops *ops, struct store *s,
		       const struct token_key *key, struct config_set *c)
{
	struct hub *h = mem_new(1, sizeof *h);

	h->loop = l;
	id_new(loop_now_wall_ms(l), h->node);
	h->ops = ops;
	h->store = s;
	h->token_key = key;
	h->config = config_set_hold(c);
	h->start_action = actions_start;
	h->now = loop_now_wall_ms;
	h->start_llm = llm_start;
	h->cancel_llm = llm_cancel;
	h->ask_away_ms = ASK_AWAY_MS;
	h->guard_rules = guard_rules_create();
	h->scratch = intent_scratch_create();
	h->bus_ops = &bus_local;
	h->bus = bus_local_create(
		l, &(struct bus_local_config){.on_state = bus_changed, .state_ctx = h});
	h->desk = esc_desk_create();
	assign_config_changed(h);
	h->tick = loop_timer_create(l, tick, h);
	h->slow_timer = loop_timer_create(l, catchup_tick, h);
	loop_timer_start(h->tick, TICK_MS, TICK_MS);
	loop_on_turn_end(l, hub_turn_end, h);
	events_start(h);
	return h;
}

void hub_destroy(struct hub *h)
{
	struct conv *c;
	struct hub_case *k;
	struct agent *a;

	if (!h)
		return;
	for (size_t i = 0; (c = map_next(&h->convs, &i)); i = 0)
		conv_free(h, c);
	for (size_t i = 0; (k = map_next(&h->cases, &i)); i = 0)
		handoff_forget(h, k);
	for (size_t i = 0; (a = map_next(&h->agents, &i));)
		free(a);
	events_stop(h);
	h->bus_ops->destroy(h->bus);
	errand_forget_all(h);
	copilot_forget_all(h);
	generation_drop_all(h);
	map_dispose(&h->errands);
	map_dispose(&h->asks);
	map_dispose(&h->helps);
	map_dispose(&h->convs);
	map_dispose(&h->tokens);
	map_dispose(&h->cases);
	map_dispose(&h->agents);
	map_dispose(&h->links);
	map_dispose(&h->agent_links);
	loop_timer_destroy(h->tick);
	loop_timer_destroy(h->slow_timer);
	esc_desk_destroy(h->desk);
	intent_scratch_destroy(h->scratch);
	guard_rules_destroy(h->guard_rules);
	free(h);
}

struct start {
	struct hub *hub;
	void (*done)(void *arg, bool ok);
	void *arg;
};

/* People may have been disabled while no gateway ran. */
static void agents_read(struct store_call call, enum store_status st, const struct store_agent *a,
			size_t count)
{
	struct hub *h = call.ctx;

	for (size_t i = 0; st == STORE_OK && i < count; i++) {
		if (a[i].disabled)
			away_release_all(h, a[i].id);
	}
}

static void cases_read(struct store_call call, enum store_status st, const struct store_case *rows,
		       size_t count)
{
	struct start *s = call.ctx;

	for (size_t i = 0; st == STORE_OK && i < count; i++)
		handoff_remember(s->hub, &rows[i]);
	overdue_hours_changed(s->hub);
	log_info("desk_loaded", "open_cases", log_num((int64_t)count), NULL);
	if (s->hub->ops->agents(s->hub->store, (struct store_call){.ctx = s->hub}, agents_read) !=
	    0)
		log_warn("agents_not_read", NULL);
	if (st == STORE_OK)
		board_load(s->hub, s->done, s->arg);
	else
		s->done(s->arg, false);
	free(s);
}

static void times_loaded(void *arg)
{
	struct start *s = arg;
	struct hub *h = s->hub;

	if (h->ops->cases_open(h->store, (struct store_call){.ctx = s}, cases_read) != 0)
		cases_read((struct store_call){.ctx = s}, STORE_UNAVAILABLE, NULL, 0);
}

void hub_start(struct hub *h, void (*done)(void *arg, bool ok), void *arg)
{
	struct start *s = mem_new(1, sizeof *s);

	*s = (struct start){.hub = h, .done = done, .arg = arg};
	waits_load(h, times_loaded, s);
}

void hub_set_config(struct hub *h, struct config_set *c)
{
	struct config_set *old = h->config;

	h->config = config_set_hold(c);
	h->is_roster_dirty = true;
	generation_add(h, old);
	assign_config_changed(h);
	overdue_hours_changed(h);
	sla_config_changed(h);
}

void hub_set_actions(struct hub *h, struct actions *a)
{
	h->actions = a;
}

void hub_set_llm(struct hub *h, struct llm *l)
{
	h->llm = l;
}

void hub_drain(struct hub *h, void (*done)(void *arg), void *arg)
{
	h->is_draining = true;
	h->on_idle = done;
	h->on_idle_arg = arg;
}
