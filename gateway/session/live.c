/*
 * The list is built from what is in memory when it is sent: conversations with a socket, and open
 * cases, whose conversations may have left memory. Waiting times are moments and not durations, so
 * that a list in which nothing happens stays the same bytes and is not sent again.
 */
#include "gateway/session/live.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/session/conv.h"
#include "gateway/session/hold.h"

#define LIVE_EVERY_MS 1000

/* One of the two may be NULL. */
struct entry {
	const struct conv *conv;
	const struct hub_case *open;
	enum store_conv_state state;
	enum locale locale;
	int64_t last_ms;
};

struct list {
	struct entry *entries; /* owned */
	size_t count, room;
	size_t by_state[STORE_ENDED];
};

bool live_may(const struct agent *a)
{
	return strcmp(a->role, "supervisor") == 0 || strcmp(a->role, "admin") == 0;
}

/* ---- which chats ---- */

static void add(struct list *l, enum wire_show show, struct entry e)
{
	static const enum store_conv_state wanted[] = {[WIRE_SHOW_BOT] = STORE_BOT,
						       [WIRE_SHOW_QUEUED] = STORE_QUEUED,
						       [WIRE_SHOW_HUMAN] = STORE_HUMAN};

	l->by_state[e.state]++;
	if (show != WIRE_SHOW_ALL && e.state != wanted[show])
		return;
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->entries = mem_resize(l->entries, l->room, sizeof *l->entries);
	}
	l->entries[l->count++] = e;
}

static enum store_conv_state state_of(const struct hub_case *k)
{
	switch (k->state) {
	case ESC_CASE_QUEUED:
	case ESC_CASE_OFFERED: return STORE_QUEUED;
	case ESC_CASE_ASSIGNED: return STORE_HUMAN;
	default: return STORE_BOT;
	}
}

static const char *id_of(const struct entry *e)
{
	return e->conv ? e->conv->id : e->open->conversation;
}

/* Who waits first, the longest wait in front; then chats with people, then the assistant's, the
 * newest in front: ids begin with the time. */
static int compare(const void *va, const void *vb)
{
	static const int rank[] = {[STORE_QUEUED] = 0, [STORE_HUMAN] = 1, [STORE_BOT] = 2};
	const struct entry *a = va, *b = vb;

	if (a->state != b->state)
		return rank[a->state] - rank[b->state];
	if (a->state == STORE_QUEUED && a->open && b->open &&
	    a->open->created_ms != b->open->created_ms)
		return a->open->created_ms < b->open->created_ms ? -1 : 1;
	return strcmp(id_of(b), id_of(a));
}

static void collect(struct hub *h, enum wire_show show, struct list *l)
{
	const struct conv *c;
	const struct hub_case *k;

	*l = (struct list){0};
	for (size_t i = 0; (c = map_next(&h->convs, &i));) {
		const struct hub_case *open = conv_case(h, c);
		if (c->is_stored && c->state != STORE_ENDED && (c->links || open))
			add(l, show, (struct entry){c, open, c->state, c->locale, c->last_ms});
	}
	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state != ESC_CASE_WRAPUP && !conv_find(h, k->conversation))
			add(l, show, (struct entry){NULL, k, state_of(k), k->locale, k->last_ms});
	}
	if (l->count > 1)
		qsort(l->entries, l->count, sizeof *l->entries, compare);
}

/* ---- the frame ---- */

struct times {
	char since[CLOCK_ISO_LEN + 1], last[CLOCK_ISO_LEN + 1];
	struct hold_view hold;
};

static const char *agent_name(struct hub *h, const struct entry *e)
{
	const struct agent *a;

	if (e->conv && e->state == STORE_HUMAN)
		return e->conv->owner_name;
	if (!e->open || (e->open->state != ESC_CASE_ASSIGNED && e->open->state != ESC_CASE_OFFERED))
		return NULL;
	a = map_get_text(&h->agents, e->open->agent);
	return a ? a->name : NULL;
}

static struct wire_live_chat describe(struct hub *h, const struct entry *e, struct times *at)
{
	const struct conv *c = e->conv;
	const struct hub_case *k = e->open;
	struct wire_live_chat chat = {.conversation = id_of(e),
				      .state = store_conv_state_name(e->state),
				      .locale = locale_name(e->locale),
				      .agent = agent_name(h, e),
				      .connected = c && c->links,
				      .seq = c ? c->seq : 0};

	if (e->last_ms > 0) {
		clock_iso(e->last_ms, at->last);
		chat.last = at->last;
	}
	if (!k)
		return chat;
	clock_iso(k->created_ms, at->since);
	chat.since = at->since;
	chat.case_id = k->id;
	chat.case_state = esc_case_state_name(k->state);
	chat.reference = k->reference;
	chat.reason = esc_reason_name(k->reason);
	chat.team = k->team;
	chat.hold = hold_view(k, true, &at->hold);
	return chat;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct wire_live_agent *)a)->name,
		      ((const struct wire_live_agent *)b)->name);
}

static struct wire_live_agent *agents_of(struct hub *h, size_t *ret_count)
{
	static const enum wire_presence words[] = {
		[ESC_AVAILABLE] = WIRE_AVAILABLE, [ESC_BUSY] = WIRE_BUSY, [ESC_AWAY] = WIRE_AWAY};
	struct wire_live_agent *list = mem_new(h->agents.count + 1, sizeof *list);
	struct agent *a;
	size_t count = 0;

	for (size_t i = 0; (a = map_next(&h->agents, &i));)
		list[count++] = (struct wire_live_agent){
			.name = a->name,
			.presence = a->links ? wire_presence_name(words[a->presence]) : "gone",
			.chats = a->chats};
	qsort(list, count, sizeof *list, by_name);
	*ret_count = count;
	return list;
}

static void write_frame(struct hub *h, const struct agent_link *w, struct buf *b)
{
	struct wire_live f = {.show = wire_show_name(w->live_show)};
	struct wire_live_chat chats[LIVE_PAGE];
	struct times *times = mem_new(LIVE_PAGE, sizeof *times);
	struct list l;
	size_t first;

	collect(h, w->live_show, &l);
	f.pages = l.count ? (l.count + LIVE_PAGE - 1) / LIVE_PAGE : 1;
	f.page = w->live_page < f.pages ? (size_t)w->live_page : f.pages - 1;
	first = f.page * LIVE_PAGE;
	for (size_t i = first; i < l.count && f.chat_count < LIVE_PAGE; i++) {
		chats[f.chat_count] = describe(h, &l.entries[i], &times[f.chat_count]);
		f.chat_count++;
	}
	struct wire_live_agent *agents = agents_of(h, &f.agent_count);
	f.chats = chats;
	f.agents = agents;
	f.bot = l.by_state[STORE_BOT];
	f.queued = l.by_state[STORE_QUEUED];
	f.human = l.by_state[STORE_HUMAN];
	wire_write_live(b, &f);
	free(agents);
	free(times);
	free(l.entries);
}

/* ---- sending ---- */

static void send(struct hub *h, struct agent_link *w, bool always)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	write_frame(h, w, &b);
	uint64_t print = buf_print(&b);
	if (buf_check(&b) == 0 && (always || print != w->live_print))
		peer_send(w->peer, b.bytes, b.len);
	w->live_print = print;
	buf_dispose(&b);
}

void live_set(struct hub *h, struct agent_link *w, enum wire_show show, uint64_t page)
{
	w->live_show = show;
	w->live_page = page;
	if (show != WIRE_SHOW_NONE)
		send(h, w, true);
}

void live_tick(struct hub *h)
{
	struct agent_link *w;

	if (hub_now(h) - h->live_sent_ms < LIVE_EVERY_MS)
		return;
	h->live_sent_ms = hub_now(h);
	for (size_t i = 0; (w = map_next(&h->agent_links, &i));) {
		if (w->is_ready && w->live_show != WIRE_SHOW_NONE)
			send(h, w, false);
	}
}
