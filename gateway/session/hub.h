/*
 * The live part of the gateway: which conversations are in memory, who is connected to them, what
 * waits to be done.
 *
 * The store is the truth; a conversation in memory is what it last said plus the sockets. All
 * changes of one conversation go through its line of actions (action.h), one store operation at a
 * time, so that frames leave in the order of commits.
 *
 *   hub       owns everything here, finds things by id
 *   conv      one conversation in memory
 *   link      a customer's socket on a conversation
 *   agent     a person of the console; agent_link: one of their sockets
 *   hub_case  an open handoff
 */
#ifndef GATEWAY_SESSION_HUB_H
#define GATEWAY_SESSION_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "escalation/escalation.h"
#include "gateway/actions/actions.h"
#include "gateway/base/ids.h"
#include "gateway/base/map.h"
#include "gateway/bus/bus.h"
#include "gateway/dialog/config_set.h"
#include "gateway/dialog/memory.h"
#include "gateway/guard/output.h"
#include "gateway/llm/llm.h"
#include "gateway/loop/loop.h"
#include "gateway/session/board_day.h"
#include "gateway/session/peer.h"
#include "gateway/store/store.h"
#include "gateway/wire/wire.h"

struct action;
struct ask;
struct errand;
struct later;
struct merge;
struct op;
struct conv;
struct agent;
struct handlers;

enum conv_consent { CONSENT_NEEDED, CONSENT_GIVEN, CONSENT_REFUSED };

/* A customer's socket. Owned by its peer (peer->session), freed when the peer closes. */
struct link {
	struct peer *peer;
	struct conv *conv; /* NULL until hello has found it */
	struct link *next; /* on the same conversation */
	uint64_t cursor;   /* highest seq this socket has */
	enum locale locale;
	bool is_live;    /* has caught up: gets frames as they come */
	bool is_opening; /* hello is being looked up */
	bool is_resumed;
	char *page, *name;         /* owned; of the hello */
	char *hello_id;            /* owned or NULL; for errors */
	char token[TOKEN_LEN + 1]; /* of the hello, until welcome is sent */
	char joins[TOKEN_LEN + 1]; /* of the hello: another one of the same browser, or "" */
	uint64_t after;            /* of the hello */
	struct pending *pending, **pending_end; /* frames that came before hello was done; owned */
	unsigned pending_count;
	int64_t catchup_since_ms; /* 0 = not waiting for a slow reader */
};

struct pending {
	struct pending *next;
	size_t len;
	char json[];
};

/* An agent who looks at a conversation. */
struct watcher {
	struct agent_link *link; /* borrowed */
	uint64_t cursor;         /* highest seq this socket has */
	uint64_t notes;          /* highest note this socket has */
	bool is_open;            /* looks without having claimed */
	bool is_observer;        /* looks at a chat without a case; see observe.h */
	bool is_refreshing;      /* fell behind: the case is on its way again */
};

/* The case that an agent closed last; case_id "" = none. */
struct conv_last {
	char case_id[ID_LEN + 1], agent[ID_LEN + 1], team[65];
	enum esc_reason reason;
	int64_t closed_ms;
};

struct conv {
	struct hub *hub;       /* borrowed */
	uint64_t subscription; /* on the bus */
	uint64_t event_turn;   /* last turn in which something was published */
	char id[ID_LEN + 1];
	uint8_t token_hash[TOKEN_HASH_LEN];
	int64_t token_issued_ms;
	enum store_conv_state state;
	enum conv_consent consent;
	enum locale locale;
	uint64_t version, seq;
	uint64_t notes; /* highest note of agents that is known here */
	char owner[ID_LEN + 1], owner_name[129];
	char last_agent[ID_LEN + 1]; /* of the last case; stays when a closed chat begins anew */
	char case_id[ID_LEN + 1];    /* "" = none open */
	int64_t last_ms;
	struct conv_last last;
	bool is_stored, is_locale_new, is_page_new;
	bool is_dirty;                /* in hub->dirty */
	struct dialog_memory *memory; /* owned; NULL = fresh */
	struct errand *errand;        /* owned: what the answer waits for; NULL = nothing */
	struct ask *ask;              /* owned: a model writes the answer; NULL = none */
	struct ground_said *left; /* owned: what a gateway that is gone had shown; NULL = nothing */
	struct later *later;      /* owned: what was said meanwhile, stored and not answered yet */
	char *page;               /* owned or NULL */
	char *name; /* owned or NULL: what the shop's page calls the customer; never stored */
	struct link *links;
	unsigned link_count;
	struct watcher *watchers; /* owned array */
	size_t watcher_count, watcher_room;
	struct action *actions, **actions_end;
	unsigned action_count;
	struct op *op;          /* in flight; NULL = idle */
	struct merge *merge;    /* it is being made one with another (merge.h); NULL = no */
	unsigned position_told; /* last position the customer was told */
	bool is_wait_told;      /* … with an estimate */
	unsigned pins;          /* reads under way that need it in memory */
	struct conv *next_dirty;
};

struct agent_link {
	struct peer *peer;
	struct handlers *handlers; /* borrowed */
	struct agent *agent;       /* NULL until the login was checked */
	struct agent_link *next;
	uint8_t login[TOKEN_HASH_LEN];
	int64_t login_ends_ms;
	bool is_ready;            /* welcome, own cases and queue were sent */
	char viewing[ID_LEN + 1]; /* the case that this socket shows now, or ""; see viewers.h */
	enum wire_show live_show; /* the list of all chats that it shows, or none; see live.h */
	uint64_t live_page, live_print;
	bool board; /* shows the figures of the desk; see board.h */
	uint64_t board_print;
	char observes[ID_LEN + 1]; /* the chat without a case that it reads, or "" */
	unsigned boot_count;       /* own cases whose frame is still due before the queue */
	struct pending *pending, **pending_end;
	unsigned pending_count;
};

struct agent {
	char id[ID_LEN + 1], name[129], role[16];
	enum esc_presence presence;
	struct agent_link *links;
	unsigned chats;   /* assigned and offered cases, claims and transfers under way included */
	bool is_disabled; /* gets nothing any more, whatever is under way */
	bool has_offer;   /* one is open or under way */
	int64_t idle_ms;  /* since when without a new chat */
};

struct hub_case {
	char id[ID_LEN + 1], conversation[ID_LEN + 1];
	char reference[REFERENCE_LEN + 1], team[65];
	enum locale locale;
	enum esc_reason reason;
	enum esc_case_state state;
	enum esc_outcome outcome;
	char agent[ID_LEN + 1]; /* who has it, or is offered it */
	int priority;
	int64_t created_ms;
	int64_t last_ms;    /* of the last message, or of the case's last change before a restart */
	int64_t expires_ms; /* its timer: maximum wait, or how long its agent may be away; 0 = none
			     */
	int64_t place_ms;   /* in the line; 0 = by created_ms */
	int64_t leaves_line_ms; /* while it is offered: when the maximum wait is over; 0 = never */
	char last_agent[ID_LEN + 1]; /* who knew this customer before; "" = nobody */
	char *summary;               /* owned or NULL */
	bool has_contact;            /* the customer left one for a callback */
	int64_t contact_ms;          /* when; 0 = none, or in a folder that did not keep it */
	int64_t contact_due_ms; /* when the team opens, as the customer was told then; 0 = open */
	char draft[ID_LEN + 1], *draft_text; /* the last draft of a model; text owned or NULL */
	int64_t assigned_ms;                 /* since when its agent has it */
	int64_t in_line_ms;     /* since when it waits this time; 0 = since before a restart */
	int64_t promise_ms;     /* the wait that was told first then; -1 = unknown */
	bool is_promise_due;    /* just came into the line */
	bool is_direct;         /* somebody was free for it when it came */
	int64_t answered_ms;    /* an agent's first message; 0 = none yet */
	struct esc_sla sla;     /* what is due when */
	unsigned sla_raised;    /* esc_sla_bit() of what was raised */
	struct store_hold hold; /* see hold.h */
	int64_t paused_ms;      /* of holds that have ended: see sla.h */
	char disposition[65];   /* while it is worked on after the chat: how that ended */
};

/* Promised minus real waits; the ends of the buckets stand in waits.c, the last one has none. */
#define WAIT_ERROR_BUCKETS 14
extern const int64_t hub_wait_error_ends[WAIT_ERROR_BUCKETS - 1];
struct hub_wait_error {
	uint64_t buckets[WAIT_ERROR_BUCKETS];
	int64_t sum_ms, absolute_ms;
};

/* How often chats were closed in one way. Ids come from the configuration: past DISPOSITIONS_MAX
 * different ones (after many reloads) they are counted together as "other". */
#define DISPOSITIONS_MAX 64
struct hub_ending {
	char id[65];
	uint64_t count;
};

struct hub_counters {
	uint64_t messages_customer, messages_agent, replies_rule, replies_refused, offers,
		handoffs[ESC_REASON_COUNT], claims, claims_lost, closed, returned, store_errors,
		duplicates, resumed, opened, broken_patterns, actions_unreported, released, offered,
		declined, overflowed, expired;
	uint64_t replies_llm, replies_cut;
	uint64_t holds, holds_over;
	uint64_t unanswered, notes, transfers_team, transfers_agent, transfers_refused;
	int64_t claim_wait_ms_total;
	struct hub_wait_error wait_error;
	uint64_t sla_warned[ESC_TARGET_COUNT], sla_breached[ESC_TARGET_COUNT],
		sla_met[ESC_TARGET_COUNT];
	uint64_t ratings[2][5]; /* of the assistant, of agents; by score, from 1 */
	struct hub_ending endings[DISPOSITIONS_MAX];
	size_t ending_count;
};

/* Catalogs that are kept for forms that began with them; past it the oldest goes, and its forms go
 * on with the present one. */
#define GENERATIONS_MAX 8

struct hub {
	char node[ID_LEN + 1]; /* this gateway, among those on the bus */
	struct loop *loop;
	const struct store_ops *ops;
	struct store *store;
	const struct token_key *token_key;
	struct config_set *config; /* held; swapped by hub_set_config() */
	struct config_set
		*old[GENERATIONS_MAX]; /* held: what open forms began with, newest first */
	unsigned old_count;
	struct actions *actions; /* borrowed; NULL = nothing can be asked */
	/* actions_start(), or what a test puts in its place. */
	uint64_t (*start_action)(struct actions *a, const struct actions_request *r,
				 actions_done *done, void *ctx);
	/* loop_now_wall_ms(), or what a test puts in its place. */
	int64_t (*now)(const struct loop *l);
	struct map errands; /* number of the request -> errand */
	unsigned errands_open;
	struct llm *llm; /* borrowed; NULL = no model can be asked */
	/* llm_start() and llm_cancel(), or what a test puts in their place. */
	uint64_t (*start_llm)(struct llm *l, const struct llm_request *r, llm_delta *delta,
			      llm_done *done, void *ctx);
	void (*cancel_llm)(struct llm *l, uint64_t id);
	struct guard_rules *guard_rules; /* owned */
	struct map asks;                 /* number -> ask */
	struct map helps;                /* number -> help (copilot.h) */
	uint64_t asks_made;
	unsigned asks_open;
	int64_t ask_away_ms; /* who has no page open for so long does not wait for a reply */
	struct intent_scratch *scratch;
	const struct bus_ops *bus_ops;
	struct bus *bus; /* owned */
	uint64_t desk_subscription;
	uint64_t turns,
		event_turn; /* turns so far; the last one in which something was published */
	struct esc_desk *desk;
	struct map convs;       /* id -> conv */
	struct map tokens;      /* token hash -> conv */
	struct map cases;       /* id -> hub_case */
	struct map agents;      /* id -> agent, those with a socket or an open chat */
	struct map links;       /* peer id -> link */
	struct map agent_links; /* peer id -> agent_link */
	struct conv *dirty;
	struct loop_timer *tick, *slow_timer; /* slow_timer runs while a socket reads slowly */
	unsigned ops_in_flight, slow_links;
	bool is_roster_dirty; /* who is there, or what the policy names */
	int64_t roster_sent_ms, live_sent_ms, board_sent_ms, board_kept_ms;
	struct board_day day;
	struct board_step board_kept; /* as the store has it */
	bool is_queue_dirty, is_draining, is_asking_timers, is_asking_turns;
	bool is_assign_due; /* agents or line changed: assign_run() looks */
	bool is_timer_lost; /* the store did not take a timer: away_sweep() writes them again */
	int64_t queue_sent_ms;
	uint64_t ticks;
	struct hub_counters counters;
	void (*on_idle)(void *arg); /* set while draining */
	void *on_idle_arg;
};

/* Borrows all of them, which outlive it; the configuration is held. */
struct hub *hub_create(struct loop *l, const struct store_ops *ops, struct store *s,
		       const struct token_key *key, struct config_set *c) MUSTCHECK;
/* Sockets must be gone. */
void hub_destroy(struct hub *h);
/* Loads open cases and due turns; done(arg, ok) when the desk stands. */
void hub_start(struct hub *h, void (*done)(void *arg, bool ok), void *arg);
/* The next turn of every conversation uses this one, but for open forms, which end with the catalog
 * that they began with. Holds it. */
void hub_set_config(struct hub *h, struct config_set *c);
/* Who sends requests to the shop's systems; borrowed, outlives the hub. */
void hub_set_actions(struct hub *h, struct actions *a);
/* The client of language models; borrowed, outlives the hub. */
void hub_set_llm(struct hub *h, struct llm *l);
/* No new turns; done(arg) when nothing is in flight any more. Messages get `shutting_down`. */
void hub_drain(struct hub *h, void (*done)(void *arg), void *arg);
int64_t hub_now(const struct hub *h);
/* What is looked at once a second: timers, who is there, what is late. */
void hub_sweep(struct hub *h);
const char *hub_shop(const struct hub *h);
/* End of a loop turn: forms turns, sends what changed. */
void hub_turn_end(void *hub);

/* The nearest of the shop's languages for a tag, its first when none fits. */
enum locale hub_locale(const struct hub *h, const char *tag);

#endif
