/*
 * The frame is built from what is true when it is sent. It changes with every claim, so it is sent
 * at most once a second: nobody chooses a colleague faster than that, and two hundred consoles get
 * it.
 */
#include "gateway/session/roster.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"

#define ROSTER_EVERY_MS 1000

static const char *presence_word(enum esc_presence p)
{
	return wire_presence_name(p == ESC_AVAILABLE ? WIRE_AVAILABLE
				  : p == ESC_BUSY    ? WIRE_BUSY
						     : WIRE_AWAY);
}

/* All owned by the caller: plain arrays of borrowed texts. */
static struct wire_titled *teams_of(const struct esc_policy *p, size_t *ret_count)
{
	size_t count = esc_policy_team_count(p);
	struct wire_titled *list = mem_new(count, sizeof *list);

	for (size_t i = 0; i < count; i++) {
		list[i].name = esc_policy_team_at(p, i);
		for (int l = 0; l < LOCALE_COUNT; l++)
			list[i].title[l] = esc_policy_team_title(p, list[i].name, (enum locale)l);
	}
	*ret_count = count;
	return list;
}

static struct wire_titled *endings_of(const struct esc_policy *p, size_t *ret_count)
{
	size_t count = esc_policy_disposition_count(p);
	struct wire_titled *list = mem_new(count, sizeof *list);

	for (size_t i = 0; i < count; i++) {
		list[i].name = esc_policy_disposition_at(p, i);
		for (int l = 0; l < LOCALE_COUNT; l++)
			list[i].title[l] = esc_policy_disposition_title(p, i, (enum locale)l);
	}
	*ret_count = count;
	return list;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct wire_colleague *)a)->name,
		      ((const struct wire_colleague *)b)->name);
}

static struct wire_colleague *agents_of(struct hub *h, size_t *ret_count)
{
	struct wire_colleague *list = mem_new(h->agents.count + 1, sizeof *list);
	struct agent *a;
	size_t count = 0;

	for (size_t i = 0; (a = map_next(&h->agents, &i));) {
		if (a->links)
			list[count++] =
				(struct wire_colleague){.name = a->name,
							.presence = presence_word(a->presence),
							.chats = a->chats};
	}
	qsort(list, count, sizeof *list, by_name);
	*ret_count = count;
	return list;
}

static void write_frame(struct hub *h, struct buf *b)
{
	const struct esc_policy *p = h->config->policy;
	struct wire_desk d = {.capacity = esc_policy_agent_capacity(p),
			      .copilot = h->llm && h->config->settings->llm.enabled};
	struct wire_titled *teams = teams_of(p, &d.team_count);
	struct wire_titled *endings = endings_of(p, &d.disposition_count);
	struct wire_colleague *agents = agents_of(h, &d.agent_count);

	d.teams = teams;
	d.dispositions = endings;
	d.agents = agents;
	wire_write_desk(b, &d);
	free(teams);
	free(endings);
	free(agents);
}

void roster_to(struct hub *h, struct agent_link *w)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	write_frame(h, &b);
	if (buf_check(&b) == 0)
		peer_send(w->peer, b.bytes, b.len);
	buf_dispose(&b);
}

void roster_tick(struct hub *h)
{
	struct agent_link *w;
	struct buf b;

	if (!h->is_roster_dirty || hub_now(h) - h->roster_sent_ms < ROSTER_EVERY_MS)
		return;
	h->is_roster_dirty = false;
	h->roster_sent_ms = hub_now(h);
	buf_init(&b, BUF_MAX_FRAME);
	for (size_t i = 0; (w = map_next(&h->agent_links, &i));) {
		if (!w->is_ready)
			continue;
		if (b.len == 0)
			write_frame(h, &b);
		if (buf_check(&b) == 0)
			peer_send(w->peer, b.bytes, b.len);
	}
	buf_dispose(&b);
}

struct agent *roster_find(struct hub *h, const char *name)
{
	struct agent *a;

	for (size_t i = 0; (a = map_next(&h->agents, &i));) {
		if (a->links && !a->is_disabled && strcmp(a->name, name) == 0)
			return a;
	}
	return NULL;
}

/* ---- errors ---- */

static void refuse(struct hub *h, const struct action *a, const char *code, const char *about,
		   const struct wire_titled *list, size_t count)
{
	const char **known = mem_new(count + 1, sizeof *known);

	for (size_t i = 0; i < count; i++)
		known[i] = list[i].name;
	tell_error_named(
		h, a->peer, code, a->id, a->case_id,
		&(struct wire_named){.about = about, .known = known, .known_count = count});
	free(known);
}

void roster_refuse_team(struct hub *h, const struct action *a)
{
	size_t count;
	struct wire_titled *list = teams_of(h->config->policy, &count);

	refuse(h, a, "not_found", "team", list, count);
	free(list);
}

void roster_refuse_agent(struct hub *h, const struct action *a, const char *code)
{
	refuse(h, a, code, "agent", NULL, 0);
}

void roster_refuse_disposition(struct hub *h, const struct action *a)
{
	size_t count;
	struct wire_titled *list = endings_of(h->config->policy, &count);

	refuse(h, a, "bad_message", "disposition", list, count);
	free(list);
}

/* ---- counting ---- */

void roster_ended(struct hub *h, const char *disposition)
{
	struct hub_counters *n = &h->counters;
	size_t i = 0;

	while (i < n->ending_count && strcmp(n->endings[i].id, disposition) != 0)
		i++;
	if (i == DISPOSITIONS_MAX) {
		i--; /* the last place is everybody's then */
		memcpy(n->endings[i].id, "other", sizeof "other");
	} else if (i == n->ending_count) {
		memcpy(n->endings[i].id, disposition, strlen(disposition) + 1);
		n->ending_count++;
	}
	n->endings[i].count++;
}
