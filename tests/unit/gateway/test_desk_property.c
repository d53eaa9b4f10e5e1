/*
 * The desk under random sequences: customers who come, ask, write, leave and
 * come back, and tabs that turn out to be one browser; agents who
 * claim, decline, transfer, close, drop off, are disabled and sit at two browsers at once; timers,
 * clocks that jump, reloads that take teams away or close the desk, gateways that end without a
 * word. After every step each customer who asked for a person has exactly one of the four outcomes,
 * and line, cases, store and agents say the same. At the end the desk is opened wide, and everybody
 * who waits gets somebody.
 *
 * A failing sequence names its seed and step: it is the same one next time.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/handlers/handlers.h"
#include "gateway/people/people.h"
#include "gateway/session/conv.h"
#include "gateway/session/hub.h"
#include "tests/support/gateway/fake_peer.h"
#include "tests/support/gateway/small_config.h"
#include "tests/support/gateway/turns.h"
#include "tests/unit/gateway/test_store_help.h"

#define CUSTOMERS 8
#define AGENTS 5
#define STEPS 400

static const char *const policies[] = {
	"version: 1\nteams: [{name: support, cap: 3, max_wait: 2m, overflow: sales}, {name: "
	"sales}]\n"
	"routes: [{locale: de, team: sales}]\nagents: [{name: a0, teams: [support]}]\n"
	"queue: {cap: 5, agent_capacity: 2, max_wait: 10m}\n"
	"assignment: {mode: auto, away_after: 30s, wrapup: 10s}\nreopen_within: 10m\n"
	"sla: {targets: [{first_response: 1m, resolution: 10m}]}\n",
	/* The team of half the cases is gone. */
	"version: 1\nteams: [{name: support}]\nqueue: {agent_capacity: 2, max_wait: 5m}\n"
	"assignment: {mode: offer, offer_timeout: 20s, away_after: 30s}\nreopen_within: 1h\n",
	"version: 1\nteams: [{name: sales, cap: 1}, {name: support}]\nqueue: {agent_capacity: 3}\n"
	"hours: {open: [{days: mon-sun, from: '09:00', to: '15:00'}]}\n",
	/* The last one: everybody gets somebody. */
	"version: 1\nteams: [{name: support}, {name: sales}]\nqueue: {agent_capacity: 100}\n"
	"assignment: {mode: auto, language_wait: 0s}\n",
};
#define POLICIES (sizeof policies / sizeof policies[0])

struct person {
	struct fake_peer peer;
	bool is_there, asked;
	char token[TOKEN_LEN + 1], conversation[ID_LEN + 1];
};

#define WINDOWS 2

/* At none, one or two browsers. */
struct colleague {
	struct fake_peer peers[WINDOWS];
	bool is_open[WINDOWS], is_disabled;
	char id[ID_LEN + 1], name[8], token[TOKEN_LEN + 1];
};

struct desk_room {
	struct fixture files;
	struct config_set *config[POLICIES];
	struct loop *loop;
	struct people *people;
	struct hub *hub;
	struct handlers handlers;
	struct person customers[CUSTOMERS];
	struct colleague agents[AGENTS];
	unsigned policy, seed, step;
	uint64_t peers, frames;
};

static int64_t now_ms;
static unsigned holds_seen, overs_seen, calls_seen, pairs_seen, pauses_seen;
static const struct token_key token_key = {{7}};

static int64_t jumping_clock(const struct loop *l)
{
	(void)l;
	return now_ms;
}

static unsigned chance_state;
static unsigned below(unsigned n)
{
	chance_state = chance_state * 1664525u + 1013904223u;
	return (chance_state >> 8) % n;
}

/* ---- the gateway: begins, ends ---- */

static void is_ready(void *arg, bool ok)
{
	*(bool *)arg = ok;
}

static void begin(struct desk_room *r)
{
	bool ready = false;

	r->loop = loop_create();
	r->hub = hub_create(r->loop, &store_sqlite, r->files.store, &token_key,
			    r->config[r->policy]);
	r->hub->now = jumping_clock;
	r->people = people_create(r->loop, &store_sqlite, r->files.store, &token_key,
				  &(struct people_config){0}, agent_login_ended, &r->handlers);
	r->handlers = (struct handlers){.hub = r->hub, .people = r->people};
	hub_start(r->hub, is_ready, &ready);
	turns_spin(r->loop);
	cr_assert(ready);
}

static void close_customer(struct desk_room *r, struct person *p)
{
	struct peer_events e = customer_events(&r->handlers);

	if (!p->is_there)
		return;
	e.on_closed(e.ctx, &p->peer.peer);
	fake_peer_dispose(&p->peer);
	p->is_there = false;
}

static bool is_there(const struct colleague *a)
{
	return a->is_open[0] || a->is_open[1];
}

static void close_window(struct desk_room *r, struct colleague *a, unsigned w)
{
	struct peer_events e = agent_events(&r->handlers);

	if (!a->is_open[w])
		return;
	e.on_closed(e.ctx, &a->peers[w].peer);
	fake_peer_dispose(&a->peers[w]);
	a->is_open[w] = false;
}

static void close_agent(struct desk_room *r, struct colleague *a)
{
	for (unsigned w = 0; w < WINDOWS; w++)
		close_window(r, a, w);
}

static void end(struct desk_room *r)
{
	for (unsigned i = 0; i < CUSTOMERS; i++)
		close_customer(r, &r->customers[i]);
	for (unsigned i = 0; i < AGENTS; i++)
		close_agent(r, &r->agents[i]);
	turns_spin(r->loop);
	hub_destroy(r->hub);
	people_destroy(r->people);
	cr_assert_eq(loop_destroy(r->loop), 0);
}

/* ---- what people do ---- */

static void customer_says(struct desk_room *r, struct person *p, const char *json)
{
	struct peer_events e = customer_events(&r->handlers);

	if (p->is_there)
		e.on_message(e.ctx, &p->peer.peer, json, strlen(json));
}

static void agent_says(struct desk_room *r, struct colleague *a, const char *json)
{
	struct peer_events e = agent_events(&r->handlers);
	unsigned w = below(WINDOWS);

	if (!a->is_open[w])
		w = !w;
	if (a->is_open[w])
		e.on_message(e.ctx, &a->peers[w].peer, json, strlen(json));
}

static void copy_field(const char *frame, const char *lead, char *out, size_t len)
{
	const char *at = strstr(frame, lead);

	if (at && strlen(at) > strlen(lead) + len) {
		memcpy(out, at + strlen(lead), len);
		out[len] = '\0';
	}
}

/* Tabs of one browser keep it in one place. */
static void share_token(struct desk_room *r, const struct person *p)
{
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		struct person *tab = &r->customers[i];
		if (tab != p && strcmp(tab->conversation, p->conversation) == 0)
			memcpy(tab->token, p->token, sizeof tab->token);
	}
}

/* Newest conversation and token; frames are not needed any more. */
static void read_frames(struct desk_room *r)
{
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		struct person *p = &r->customers[i];
		for (unsigned k = 0; p->is_there && k < p->peer.count; k++) {
			if (strncmp(p->peer.frames[k], "{\"type\":\"welcome\"", 17) != 0)
				continue;
			copy_field(p->peer.frames[k], "\"conversation\":\"", p->conversation,
				   ID_LEN);
			copy_field(p->peer.frames[k], "\"token\":\"", p->token, TOKEN_LEN);
			share_token(r, p);
		}
		if (p->is_there)
			fake_peer_clear(&p->peer);
	}
	for (unsigned i = 0; i < AGENTS; i++) {
		struct colleague *a = &r->agents[i];
		for (unsigned w = 0; w < WINDOWS; w++) {
			if (a->is_open[w])
				fake_peer_clear(&a->peers[w]);
			if (a->is_open[w] && a->peers[w].closed)
				close_window(r, a, w);
		}
	}
}

static void open_customer(struct desk_room *r, struct person *p)
{
	struct peer_events e = customer_events(&r->handlers);
	char hello[256];

	fake_peer_init(&p->peer, ++r->peers, PEER_CUSTOMER);
	p->is_there = true;
	e.on_open(e.ctx, &p->peer.peer);
	snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":%s%s%s,\"locale\":\"%s\"}",
		 p->token[0] ? "\"" : "", p->token[0] ? p->token : "null", p->token[0] ? "\"" : "",
		 below(3) ? "en" : "de");
	customer_says(r, p, hello);
	turns_spin(r->loop);
	read_frames(r);
	customer_says(r, p, "{\"type\":\"consent\",\"version\":\"1\",\"granted\":true}");
}

static void open_window(struct desk_room *r, struct colleague *a, unsigned w)
{
	struct peer_events e = agent_events(&r->handlers);

	fake_peer_init(&a->peers[w], ++r->peers, PEER_AGENT);
	memcpy(a->peers[w].peer.cookie, a->token, sizeof a->token);
	a->is_open[w] = true;
	e.on_open(e.ctx, &a->peers[w].peer);
}

/* The second browser, or one of two less. */
static void change_windows(struct desk_room *r, struct colleague *a)
{
	unsigned w = below(WINDOWS);

	if (a->is_open[w])
		close_window(r, a, w);
	else
		open_window(r, a, w);
}

static void settle(struct desk_room *r)
{
	turns_spin(r->loop);
	read_frames(r); /* sockets that the gateway closed are gone */
	hub_sweep(r->hub);
	turns_spin(r->loop);
	read_frames(r);
	turns_spin(r->loop);
}

/* Tabs that have become one have one wish, as far as they are there. */
static void set_asked(struct desk_room *r, const struct person *p, bool asked)
{
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		struct person *tab = &r->customers[i];
		if (strcmp(tab->conversation, p->conversation) == 0)
			tab->asked = asked && tab->is_there;
	}
}

static bool has_case(struct desk_room *r, const char *conversation)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&r->hub->cases, &i));) {
		if (strcmp(k->conversation, conversation) == 0)
			return true;
	}
	return false;
}

struct seen {
	struct store_conv conv;
	enum store_status status;
};

static void keep_seen(struct store_call c, enum store_status st, const struct store_conv *conv)
{
	struct seen *s = c.ctx;

	s->status = st;
	if (conv)
		s->conv = *conv;
}

/* Where the token leads, when two were made one while this tab was not there. */
static void follow(struct desk_room *r, struct person *p)
{
	struct seen s = {.status = STORE_GONE};
	uint8_t hash[TOKEN_HASH_LEN];

	token_hash(&token_key, p->token, hash);
	store_sqlite.conv_by_token(r->files.store, hash, now_ms, (struct store_call){.ctx = &s},
				   keep_seen);
	if (s.status == STORE_OK && s.conv.state != STORE_ENDED)
		memcpy(p->conversation, s.conv.id, sizeof p->conversation);
}

/* A tab finds out about the conversation of another one: they are one browser. With two agents in
 * the middle of both, it leaves its own to them. */
static void join(struct desk_room *r, struct person *p, struct person *other)
{
	struct peer_events e = customer_events(&r->handlers);
	char hello[256], before[ID_LEN + 1];

	if (p == other || !p->token[0] || !other->token[0])
		return;
	close_customer(r, p);
	memcpy(before, p->conversation, sizeof before);
	fake_peer_init(&p->peer, ++r->peers, PEER_CUSTOMER);
	p->is_there = true;
	e.on_open(e.ctx, &p->peer.peer);
	snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\",\"joins\":\"%s\"}",
		 other->token, p->token);
	customer_says(r, p, hello);
	settle(r);
	if (p->peer.closed) {
		close_customer(r, p);
		return;
	}
	bool stays_behind = strcmp(before, p->conversation) != 0 && has_case(r, before);
	bool asked = other->asked || (p->asked && !stays_behind);
	follow(r, other);
	set_asked(r, p, asked);
}

static void customer_step(struct desk_room *r, struct person *p)
{
	char json[256];

	if (!p->is_there) {
		open_customer(r, p);
		return;
	}
	switch (below(10)) {
	case 9: join(r, p, &r->customers[below(CUSTOMERS)]); break;
	case 0:
	case 1:
	case 2:
		set_asked(r, p, true);
		customer_says(r, p, "{\"type\":\"handoff\"}");
		break;
	case 3:
		set_asked(r, p, false);
		customer_says(r, p, "{\"type\":\"handoff\",\"cancel\":true}");
		break;
	case 4:
		customer_says(r, p, "{\"type\":\"callback\",\"contact\":\"1\",\"text\":\"x\"}");
		break;
	case 5:
		set_asked(r, p, false);
		customer_says(r, p, "{\"type\":\"end\"}");
		break;
	case 6: close_customer(r, p); break;
	default:
		snprintf(json, sizeof json,
			 "{\"type\":\"message\",\"id\":\"c%llu\",\"text\":\"%s\"}",
			 (unsigned long long)++r->frames,
			 below(2) ? "where is my order" : "gift card");
		customer_says(r, p, json);
	}
}

/* Whoever had the case is not promised a person any more. */
static void let_go(struct desk_room *r, const struct hub_case *k)
{
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		if (strcmp(r->customers[i].conversation, k->conversation) == 0)
			r->customers[i].asked = false;
	}
}

/* Of somebody; by customer, since ids are not the same in every run. */
static const struct hub_case *any_case(struct desk_room *r)
{
	unsigned first = below(CUSTOMERS);
	struct hub_case *k;

	for (unsigned n = 0; n < CUSTOMERS; n++) {
		const struct person *p = &r->customers[(first + n) % CUSTOMERS];

		for (size_t i = 0; (k = map_next(&r->hub->cases, &i));) {
			if (strcmp(k->conversation, p->conversation) == 0)
				return k;
		}
	}
	return NULL;
}

static void work(struct desk_room *r, struct colleague *a, const struct hub_case *k)
{
	static const struct {
		const char *type, *rest;
	} forms[] = {
		{"claim", ""},
		{"claim", ""},
		{"decline", ""},
		{"note", ",\"text\":\"n\""},
		{"transfer", ",\"to\":{\"team\":\"sales\"}"},
		{"transfer", ",\"to\":{\"team\":\"nobody\"}"},
		{"transfer", ",\"to\":{\"agent\":\"a1\"}"},
		{"open", ""},
		{"return_to_bot", ""},
		{"close", ",\"disposition\":\"resolved\""},
		{"close", ",\"disposition\":\"nonsense\""},
		{"hold", ",\"minutes\":1"},
		{"hold", ""},
		{"resume", ""},
		{"wrapup", ",\"disposition\":\"spam\""},
		{"wrapup", ",\"done\":true"},
		{"merge", ""},
	};
	unsigned which = below(sizeof forms / sizeof forms[0] + 1);
	char json[256];

	if (which == sizeof forms / sizeof forms[0])
		snprintf(json, sizeof json,
			 "{\"type\":\"message\",\"case\":\"%s\",\"id\":\"a%llu\",\"text\":\"hm\"}",
			 k->id, (unsigned long long)++r->frames);
	else if (strcmp(forms[which].type, "merge") == 0)
		snprintf(json, sizeof json,
			 "{\"type\":\"merge\",\"case\":\"%s\",\"conversation\":\"%s\"}", k->id,
			 any_case(r)->conversation);
	else
		snprintf(json, sizeof json, "{\"type\":\"%s\",\"case\":\"%s\"%s}",
			 forms[which].type, k->id, forms[which].rest);
	if ((which == 8 || which == 9) && k->state == ESC_CASE_ASSIGNED &&
	    strcmp(k->agent, a->id) == 0 && is_there(a))
		let_go(r, k);
	agent_says(r, a, json);
}

static struct colleague *owner_of(struct desk_room *r, const struct hub_case *k,
				  struct colleague *other)
{
	for (unsigned i = 0; i < AGENTS; i++) {
		if (strcmp(r->agents[i].id, k->agent) == 0)
			return &r->agents[i];
	}
	return other;
}

static void agent_step(struct desk_room *r, struct colleague *a)
{
	static const char *const presences[] = {
		"{\"type\":\"presence\",\"status\":\"available\"}",
		"{\"type\":\"presence\",\"status\":\"available\"}",
		"{\"type\":\"presence\",\"status\":\"busy\"}",
		"{\"type\":\"presence\",\"status\":\"away\"}",
	};
	const struct hub_case *k = any_case(r);

	if (k && below(2)) /* rather who has it */
		a = owner_of(r, k, a);
	if (a->is_disabled)
		return;
	if (!is_there(a))
		open_window(r, a, below(WINDOWS));
	else if (below(8) == 0)
		change_windows(r, a);
	else if (below(12) == 0)
		close_agent(r, a);
	else if (below(5) == 0)
		agent_says(r, a, presences[below(4)]);
	else if (k)
		work(r, a, k);
}

static void ignore_agent(struct store_call c, enum store_status st, const struct store_agent *a)
{
	(void)c, (void)st, (void)a;
}

/* Never the first two, so that somebody is left. */
static void disable_one(struct desk_room *r)
{
	struct colleague *a = &r->agents[2 + below(AGENTS - 2)];

	if (a->is_disabled || below(4))
		return;
	a->is_disabled = true;
	store_sqlite.agent_disable(r->files.store, a->name, now_ms, (struct store_call){0},
				   ignore_agent);
	agent_login_ended(&r->handlers, a->id, NULL);
}

static void reload(struct desk_room *r, unsigned policy)
{
	r->policy = policy;
	hub_set_config(r->hub, r->config[policy]);
}

static void one_step(struct desk_room *r)
{
	static const int64_t jumps[] = {1000, 5000, 25000, 61000, 600000, 7200000, -300000};

	switch (below(20)) {
	case 0: reload(r, below(POLICIES - 1)); break;
	case 1: disable_one(r); break;
	case 2:
		if (below(3))
			break;
		end(r);
		begin(r);
		break;
	case 3:
	case 4:
	case 5: now_ms += jumps[below(7)]; break;
	case 6:
	case 7:
	case 8:
	case 9:
	case 10:
	case 11: agent_step(r, &r->agents[below(AGENTS)]); break;
	default: customer_step(r, &r->customers[below(CUSTOMERS)]);
	}
}

/* ---- what must hold ---- */

#define HOLDS(what, ...)                                                               \
	do {                                                                           \
		if (!(what)) {                                                         \
			char why[200];                                                 \
			snprintf(why, sizeof why, __VA_ARGS__);                        \
			cr_assert_fail("seed %u, step %u: %s", r->seed, r->step, why); \
		}                                                                      \
	} while (0)

/* Its texts are gone. */
static void keep_case(struct store_call c, enum store_status st, const struct store_case *k)
{
	if (st == STORE_OK)
		*(struct store_case *)c.ctx = *k;
}

static struct store_case stored_case(struct desk_room *r, const struct hub_case *k)
{
	struct store_case stored = {.created_ms = -1};

	store_sqlite.case_by_id(r->files.store, k->id, (struct store_call){.ctx = &stored},
				keep_case);
	HOLDS(stored.created_ms == k->created_ms, "the store does not have %s", k->reference);
	return stored;
}

/* The contact stays with its case, whoever has it, and the store knows when it was left. */
static void check_contact(struct desk_room *r, const struct hub_case *k,
			  const struct store_case *stored)
{
	HOLDS(stored->contact_ms == k->contact_ms && stored->contact_due_ms == k->contact_due_ms,
	      "the store has the contact of %s otherwise", k->reference);
	HOLDS(k->has_contact == (k->contact_ms > 0), "the contact of %s has no time", k->reference);
	calls_seen += k->has_contact && k->state == ESC_CASE_ASSIGNED;
}

/* Only who has an agent is on hold, not past its time without a word, and the store knows it. */
static void check_hold(struct desk_room *r, const struct hub_case *k,
		       const struct store_case *stored)
{
	HOLDS(stored->hold.since_ms == k->hold.since_ms &&
		      stored->hold.until_ms == k->hold.until_ms &&
		      stored->hold.is_over == k->hold.is_over,
	      "the store has the hold of %s otherwise", k->reference);
	HOLDS(stored->paused_ms == k->paused_ms && k->paused_ms >= 0,
	      "the store has the pauses of %s otherwise", k->reference);
	pauses_seen += k->paused_ms > 0;
	HOLDS(!k->hold.since_ms || k->state == ESC_CASE_ASSIGNED, "%s case %s is on hold",
	      esc_case_state_name(k->state), k->reference);
	HOLDS(!k->hold.since_ms || k->hold.is_over || k->hold.until_ms > now_ms,
	      "the hold of %s should be over", k->reference);
	holds_seen += k->hold.since_ms > 0;
	overs_seen += k->hold.is_over;
}

static void check_case(struct desk_room *r, const struct hub_case *k)
{
	static const enum store_conv_state states[ESC_CASE_STATE_COUNT] = {
		[ESC_CASE_QUEUED] = STORE_QUEUED,  [ESC_CASE_OFFERED] = STORE_QUEUED,
		[ESC_CASE_ASSIGNED] = STORE_HUMAN, [ESC_CASE_CALLBACK] = STORE_BOT,
		[ESC_CASE_WRAPUP] = STORE_ENDED,
	};
	const struct esc_waiting *w = esc_desk_find(r->hub->desk, k->id);
	bool waits = k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED;
	struct seen s = {.status = STORE_GONE};

	store_sqlite.conv_by_id(r->files.store, k->conversation, (struct store_call){.ctx = &s},
				keep_seen);
	HOLDS(s.status == STORE_OK, "case %s has no conversation", k->reference);
	struct store_case stored = stored_case(r, k);
	check_hold(r, k, &stored);
	check_contact(r, k, &stored);
	HOLDS(s.conv.state == states[k->state], "case %s is %s, its conversation %s", k->reference,
	      esc_case_state_name(k->state), store_conv_state_name(s.conv.state));
	if (k->state == ESC_CASE_WRAPUP)
		return;
	HOLDS(strcmp(s.conv.case_id, k->id) == 0, "case %s is not its conversation's",
	      k->reference);
	HOLDS((w != NULL) == (waits || k->state == ESC_CASE_CALLBACK), "%s case %s and the line",
	      esc_case_state_name(k->state), k->reference);
	HOLDS(!waits || esc_desk_position(r->hub->desk, k->id) > 0, "%s has no place",
	      k->reference);
	HOLDS(!w || (w->state == k->state && strcmp(w->team, k->team) == 0),
	      "the line has %s otherwise", k->reference);
	HOLDS(k->state == ESC_CASE_ASSIGNED ? k->outcome == ESC_ASSIGNED
	      : k->state == ESC_CASE_CALLBACK
		      ? k->outcome == ESC_CALLBACK || k->outcome == ESC_CLOSED_UNTIL
		      : k->outcome == ESC_QUEUED,
	      "case %s is %s with outcome %s", k->reference, esc_case_state_name(k->state),
	      esc_outcome_name(k->outcome));
	HOLDS(k->state != ESC_CASE_ASSIGNED || strcmp(s.conv.owner, k->agent) == 0,
	      "%s belongs to two agents", k->reference);
}

static void check_agents(struct desk_room *r)
{
	for (unsigned i = 0; i < AGENTS; i++) {
		const struct colleague *x = &r->agents[i];
		const struct agent *a = map_get_text(&r->hub->agents, x->id);
		struct hub_case *k;
		unsigned chats = 0, after = 0;

		for (size_t n = 0; (k = map_next(&r->hub->cases, &n));) {
			if (strcmp(k->agent, x->id) != 0)
				continue;
			chats += k->state == ESC_CASE_ASSIGNED || k->state == ESC_CASE_OFFERED;
			after += k->state == ESC_CASE_WRAPUP;
		}
		HOLDS(!a || a->chats == chats + after, "%s has %u chats and counts %u", x->name,
		      chats + after, a ? a->chats : 0);
		HOLDS(!x->is_disabled || chats == 0, "%s is disabled and has chats", x->name);
		HOLDS(!x->is_disabled || !is_there(x), "%s is disabled and has a browser", x->name);
		pairs_seen += x->is_open[0] && x->is_open[1];
	}
}

static void check(struct desk_room *r)
{
	size_t in_line = 0;
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&r->hub->cases, &i));) {
		check_case(r, k);
		in_line += k->state != ESC_CASE_ASSIGNED && k->state != ESC_CASE_WRAPUP;
	}
	HOLDS(esc_desk_length(r->hub->desk) == in_line, "%zu in line, %zu cases wait",
	      esc_desk_length(r->hub->desk), in_line);
	check_agents(r);
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		struct person *p = &r->customers[i];
		bool has_outcome = false;

		follow(r, p);

		for (size_t n = 0; (k = map_next(&r->hub->cases, &n));)
			has_outcome |= strcmp(k->conversation, p->conversation) == 0 &&
				       k->outcome != ESC_OUTCOME_NONE;
		HOLDS(!p->asked || has_outcome, "customer %u asked for a person and has no outcome",
		      i);
	}
}

/* ---- the sequences ---- */

static void hire(struct desk_room *r)
{
	for (unsigned i = 0; i < AGENTS; i++) {
		struct colleague *a = &r->agents[i];
		struct store_agent row = {.created_ms = T0, .role = "agent", .password = "none"};
		struct store_login login = {.created_ms = T0, .expires_ms = INT64_MAX};

		id_new(T0, a->id);
		snprintf(a->name, sizeof a->name, "a%u", i);
		memcpy(row.id, a->id, sizeof row.id);
		snprintf(row.name, sizeof row.name, "%s", a->name);
		cr_assert_eq(
			store_sqlite.agent_add(r->files.store, &row, (struct store_call){0}, NULL),
			0);
		token_new(a->token);
		token_new(login.csrf);
		token_hash(&token_key, a->token, login.hash);
		memcpy(login.agent.id, a->id, sizeof login.agent.id);
		cr_assert_eq(store_sqlite.login_add(r->files.store, &login, (struct store_call){0},
						    NULL),
			     0);
	}
}

/* Nobody is left waiting where there is room. */
static void serve_all(struct desk_room *r)
{
	struct hub_case *k;

	reload(r, POLICIES - 1);
	for (unsigned i = 0; i < 2; i++) {
		if (!is_there(&r->agents[i]))
			open_window(r, &r->agents[i], 0);
		settle(r);
		agent_says(r, &r->agents[i], "{\"type\":\"presence\",\"status\":\"available\"}");
	}
	for (unsigned i = 0; i < 4; i++) { /* declines are over, also those of before a jump back */
		now_ms += 7200000;
		settle(r);
	}
	check(r);
	for (size_t i = 0; (k = map_next(&r->hub->cases, &i));)
		HOLDS(k->state == ESC_CASE_ASSIGNED || k->state == ESC_CASE_CALLBACK,
		      "case %s still is %s", k->reference, esc_case_state_name(k->state));
}

static void run(unsigned seed)
{
	struct desk_room room = {.seed = seed}, *r = &room;

	chance_state = seed;
	now_ms = T0;
	fixture_init(&r->files);
	for (size_t i = 0; i < POLICIES; i++)
		r->config[i] = small_config(policies[i]);
	hire(r);
	begin(r);
	for (r->step = 0; r->step < STEPS; r->step++) {
		one_step(r);
		settle(r);
		check(r);
	}
	serve_all(r);
	end(r);
	for (size_t i = 0; i < POLICIES; i++)
		config_set_destroy(r->config[i]);
	fixture_dispose(&r->files);
}

Test(desk_property, nobody_is_left_without_an_outcome, .timeout = 300)
{
	for (unsigned seed = 1; seed <= 6; seed++)
		run(seed);
	cr_expect(holds_seen > 100 && overs_seen > 30 && pauses_seen > 30,
		  "%u on hold, %u over, %u with a pause", holds_seen, overs_seen, pauses_seen);
	cr_expect(calls_seen > 30 && pairs_seen > 100, "%u calls back, %u at two browsers",
		  calls_seen, pairs_seen);
}
