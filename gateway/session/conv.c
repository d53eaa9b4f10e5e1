/*
 * A conversation stays in memory only while somebody needs it: a socket, an agent who looks,
 * something to do. Everything else comes back from the store by token or id, so that memory is
 * bounded by connections, not by history.
 */
#include "gateway/session/conv.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/dialog/memory.h"
#include "gateway/session/action.h"
#include "gateway/session/ask.h"
#include "gateway/session/errand.h"
#include "gateway/session/events.h"
#include "gateway/session/generation.h"
#include "gateway/session/left.h"
#include "gateway/session/merge.h"
#include "gateway/session/op.h"

struct conv *conv_new(struct hub *h, const char *token, enum locale l)
{
	struct conv *c = mem_new(1, sizeof *c);

	id_new(hub_now(h), c->id);
	token_hash(h->token_key, token, c->token_hash);
	c->token_issued_ms = hub_now(h);
	c->locale = l;
	c->consent = h->config->settings->consent.required ? CONSENT_NEEDED : CONSENT_GIVEN;
	c->actions_end = &c->actions;
	c->hub = h;
	c->event_turn = UINT64_MAX;
	map_put_text(&h->convs, c->id, c);
	events_subscribe(h, c);
	map_put(&h->tokens, c->token_hash, TOKEN_HASH_LEN, c);
	return c;
}

static enum conv_consent consent_of(const struct hub *h, const char *stored)
{
	if (strcmp(stored, "-") == 0)
		return CONSENT_REFUSED;
	if (stored[0])
		return CONSENT_GIVEN;
	return h->config->settings->consent.required ? CONSENT_NEEDED : CONSENT_GIVEN;
}

struct conv *conv_from_store(struct hub *h, const struct store_conv *row, const uint8_t *hash)
{
	struct conv *c = conv_find(h, row->id);

	if (!c) {
		c = mem_new(1, sizeof *c);
		c->actions_end = &c->actions;
		c->hub = h;
		c->event_turn = UINT64_MAX;
		memcpy(c->id, row->id, sizeof c->id);
		c->state = row->state;
		c->version = row->version;
		c->seq = row->seq;
		c->locale = locale_of_name(row->locale);
		c->consent = consent_of(h, row->consent);
		memcpy(c->owner, row->owner, sizeof c->owner);
		memcpy(c->owner_name, row->owner_name, sizeof c->owner_name);
		memcpy(c->case_id, row->case_id, sizeof c->case_id);
		memcpy(c->last_agent, row->last_agent, sizeof c->last_agent);
		c->last_ms = row->last_ms;
		memcpy(c->last.case_id, row->last.case_id, sizeof c->last.case_id);
		memcpy(c->last.agent, row->last.agent, sizeof c->last.agent);
		memcpy(c->last.team, row->last.team, sizeof c->last.team);
		c->last.reason = esc_reason_of_name(row->last.reason);
		c->last.closed_ms = row->last.closed_ms;
		c->is_stored = true;
		c->page = mem_string(row->page);
		if (row->dialog)
			c->memory = memory_read(row->dialog);
		c->left = left_read(row->shown);
		map_put_text(&h->convs, c->id, c);
		events_subscribe(h, c);
	}
	if (hash) {
		/* Found by its second token: the first one must not lead here when this is freed.
		 */
		if (conv_find_token(h, c->token_hash) == c)
			map_take(&h->tokens, c->token_hash, TOKEN_HASH_LEN);
		memcpy(c->token_hash, hash, TOKEN_HASH_LEN);
		c->token_issued_ms = row->token_issued_ms;
		map_put(&h->tokens, hash, TOKEN_HASH_LEN, c);
	}
	return c;
}

struct conv *conv_find(struct hub *h, const char *id)
{
	return map_get_text(&h->convs, id);
}

struct conv *conv_find_token(struct hub *h, const uint8_t hash[TOKEN_HASH_LEN])
{
	return map_get(&h->tokens, hash, TOKEN_HASH_LEN);
}

void conv_renew(struct hub *h, struct conv *c)
{
	events_unsubscribe(h, c);
	map_take_text(&h->convs, c->id);
	id_new(hub_now(h), c->id);
	map_put_text(&h->convs, c->id, c);
	events_subscribe(h, c);
	c->state = STORE_BOT;
	c->version = 0;
	c->seq = c->notes = 0;
	c->is_stored = false;
	c->owner[0] = c->owner_name[0] = c->case_id[0] = '\0';
	dialog_memory_free(c->memory);
	c->memory = NULL;
	errand_orphan(h, c);
	ask_orphan(h, c);
	left_forget(c);
	c->watcher_count = 0; /* whoever read the chat before has not asked for this one */
	for (struct link *l = c->links; l; l = l->next) {
		l->cursor = 0;
		l->is_live = true;
	}
}

void conv_touch(struct hub *h, struct conv *c)
{
	if (c->is_dirty)
		return;
	c->is_dirty = true;
	c->next_dirty = h->dirty;
	h->dirty = c;
}

void conv_free(struct hub *h, struct conv *c)
{
	events_unsubscribe(h, c);
	map_take_text(&h->convs, c->id);
	if (conv_find_token(h, c->token_hash) == c)
		map_take(&h->tokens, c->token_hash, TOKEN_HASH_LEN);
	merge_forget(h, c);
	struct action *a;
	while ((a = action_take(c)) != NULL)
		action_free(a);
	op_free(c->op);
	generation_left(h, c);
	errand_orphan(h, c);
	ask_orphan(h, c);
	left_forget(c);
	dialog_memory_free(c->memory);
	free(c->page);
	free(c->name);
	free(c->watchers);
	free(c);
}

void conv_let_go(struct hub *h, struct conv *c)
{
	if (!c->is_dirty && !c->links && c->watcher_count == 0 && c->pins == 0 && !c->actions &&
	    !c->op && !c->errand && !c->ask && !c->later)
		conv_free(h, c);
}

void conv_attach(struct conv *c, struct link *l)
{
	l->conv = c;
	l->next = c->links;
	c->links = l;
	c->link_count++;
}

void conv_detach(struct hub *h, struct link *l)
{
	struct conv *c = l->conv;

	if (!c)
		return;
	for (struct link **p = &c->links; *p; p = &(*p)->next) {
		if (*p == l) {
			*p = l->next;
			c->link_count--;
			break;
		}
	}
	l->conv = NULL;
	conv_touch(h, c);
}

struct watcher *conv_watcher(struct conv *c, const struct agent_link *w)
{
	for (size_t i = 0; i < c->watcher_count; i++) {
		if (c->watchers[i].link == w)
			return &c->watchers[i];
	}
	return NULL;
}

void conv_watch(struct conv *c, struct agent_link *w, uint64_t cursor, uint64_t notes, bool is_open)
{
	struct watcher *x = conv_watcher(c, w);

	if (!x) {
		if (c->watcher_count == c->watcher_room) {
			c->watcher_room = c->watcher_room ? c->watcher_room * 2 : 2;
			c->watchers = mem_resize(c->watchers, c->watcher_room, sizeof *c->watchers);
		}
		x = &c->watchers[c->watcher_count++];
	}
	*x = (struct watcher){.link = w, .cursor = cursor, .notes = notes, .is_open = is_open};
}

void conv_unwatch(struct hub *h, struct conv *c, const struct agent_link *w)
{
	for (size_t i = 0; i < c->watcher_count; i++) {
		if (c->watchers[i].link == w) {
			c->watchers[i] = c->watchers[--c->watcher_count];
			conv_touch(h, c);
			return;
		}
	}
}

void conv_unwatch_all(struct hub *h, struct conv *c)
{
	c->watcher_count = 0;
	conv_touch(h, c);
}

struct hub_case *conv_case(struct hub *h, const struct conv *c)
{
	return c->case_id[0] ? map_get_text(&h->cases, c->case_id) : NULL;
}

void conv_send_customers(struct conv *c, const struct buf *frame)
{
	for (struct link *l = c->links; l; l = l->next) {
		if (l->is_live)
			peer_send(l->peer, frame->bytes, frame->len);
	}
}

void conv_send_watchers(struct conv *c, const struct buf *frame)
{
	for (size_t i = 0; i < c->watcher_count; i++)
		peer_send(c->watchers[i].link->peer, frame->bytes, frame->len);
}
