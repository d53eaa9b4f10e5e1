/*
 * The store: what must survive. An interface (const table of functions); SQLite is the backend for
 * one machine. Nothing above this header knows which backend it has.
 *
 * Asynchronous: submit copies the operation; the completion runs later on the loop thread. One
 * writer commits what arrived during the last commit (group commit), operations of one conversation
 * in order. Reads have their own connections and threads.
 *
 * The one rule for writes to a conversation: messages of the customer are always taken (unless the
 * conversation is closed); everything else in the operation - the bot's reply, the patch, the case
 * step - happens only if version and state are still what the operation expects. All of it is one
 * transaction.
 */
#ifndef GATEWAY_STORE_STORE_H
#define GATEWAY_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "gateway/base/ids.h"
#include "gateway/loop/loop.h"

struct store;

enum store_status {
	STORE_OK,
	STORE_DUPLICATE, /* every message was there already with the same text; nothing new happened
			  */
	STORE_ID_CONFLICT, /* a message's id is there with another text; nothing at all was applied
			    */
	STORE_CONFLICT, /* version, state or case moved: the customer's messages are in, the rest is
			   not (see version/state) */
	STORE_GONE,     /* no such conversation / case / agent */
	STORE_CLOSED,   /* the conversation is closed: nothing applied */
	STORE_UNAVAILABLE, /* certainly not applied: disk full, backlog at its limit … */
	STORE_UNKNOWN      /* in doubt: ask again with the same ids */
};

enum store_origin {
	STORE_CUSTOMER,
	STORE_RULE,
	STORE_LLM,
	STORE_AGENT,
	STORE_AGENT_AI_DRAFT,
	STORE_SYSTEM
};
enum store_conv_state { STORE_BOT, STORE_QUEUED, STORE_HUMAN, STORE_ENDED };
const char *store_origin_name(enum store_origin o);
const char *store_conv_state_name(enum store_conv_state s); /* "bot" "queued" "human" "closed" */

/* ---- conversations ---- */

/* What a message of the assistant was to the turn, for the figures. */
enum store_answer {
	STORE_NO_TURN,      /* it answers none */
	STORE_ANSWERED,     /* by a rule, or by the shop's own texts */
	STORE_ANSWERED_LLM, /* by a language model */
	STORE_ASKED,        /* for what is missing, or which one was meant */
	STORE_NOT_ANSWERED, /* nothing fits */
	STORE_OFFERED,      /* a person */
	STORE_HANDED_OVER,  /* to a person */
	STORE_CUT           /* a model's reply was overtaken */
};

struct store_message {
	uint64_t seq;          /* in results; ignored in operations */
	const char *client_id; /* sender's id, NULL for bot and system (then the store keeps the id
				  "m-SEQ") */
	const char *sender;    /* agent id for agents, NULL else */
	enum store_origin origin;
	int64_t at_ms;
	const char *text; /* sealed at rest */
	const char *meta; /* JSON object: label, from, choices, why, provenance, reply, locale …;
			     sealed; NULL = {} */
	const char *decision;     /* JSON object: the evidence that decided it, or NULL; sealed */
	enum store_answer answer; /* of operations only, as the next */
	const char *intent;       /* what it is about; NULL = nothing known */
};

/* How a closed conversation ended, when an agent closed it. */
struct store_last {
	char case_id[ID_LEN + 1], agent[ID_LEN + 1], team[65],
		reason[32]; /* case_id "": it did not */
	int64_t closed_ms;
};

struct store_conv {
	char id[ID_LEN + 1];
	enum store_conv_state state;
	uint64_t version, seq;
	char locale[12];
	char owner[ID_LEN + 1]; /* agent id in state human, else "" */
	char owner_name[129];
	char case_id[ID_LEN + 1];    /* open case or "" */
	char consent[65];            /* version given, "" = not, "-" = refused */
	int64_t created_ms, last_ms; /* last: of the last message */
	int64_t token_issued_ms;     /* of the token it was found by */
	char last_agent[ID_LEN + 1]; /* of its last case that had one; "" = none */
	struct store_last last;
	const char
		*dialog; /* JSON: the dialog's memory, sealed; NULL = none. Borrowed for the call */
	const char *page;  /* sealed; NULL = none */
	const char *shown; /* sealed JSON: what shown_keep() kept of a gateway that is gone */
};

enum store_patch_bits {
	STORE_SET_STATE = 1,
	STORE_SET_OWNER = 2,
	STORE_SET_DIALOG = 4,
	STORE_SET_LOCALE = 8,
	STORE_SET_PAGE = 16,
	STORE_SET_CONSENT = 32,
	STORE_SET_CASE = 64
};

/* What the wait estimate is measured from. */
enum store_time_kind {
	STORE_HANDLED,  /* a chat of the team took its agent so long */
	STORE_PICKED_UP /* a case for which somebody was free was taken after so long */
};
struct store_time {
	enum store_time_kind kind;
	char team[65];
	int64_t ms;
};

/* An agent looks into something while the customer waits. */
struct store_hold {
	int64_t since_ms; /* 0 = no hold */
	int64_t until_ms; /* what the customer was told */
	bool is_over;     /* that time is over, and the agent has not written since */
};

/* Opening or stepping a case, inside an append. */
struct store_case_change {
	char id[ID_LEN + 1];
	bool open;                     /* a new row; else `expect` must be its state */
	char expect[16];               /* esc_case_state_name; "" = any open one */
	char expect_agent[ID_LEN + 1]; /* when not "": must be assigned to that agent */
	char state[16];
	char agent[ID_LEN + 1]; /* assigned agent from now on ("" = nobody) */
	char outcome[16];       /* "assigned" "queued" "callback" "closed_until" or "" */
	char team[65];          /* whose line; of a step: "" = unchanged */
	/* for open: */
	char reference[REFERENCE_LEN + 1];
	char reason[32];
	char reopens[ID_LEN + 1]; /* the closed case that it goes on with, or "" */
	int priority;
	const char *evidence;    /* JSON, sealed; NULL = unchanged */
	const char *summary;     /* sealed; NULL = unchanged */
	const char *contact;     /* sealed; NULL = unchanged, and so is the next */
	int64_t contact_due_ms;  /* when the team opens, as the customer was told; 0 = open */
	const char *disposition; /* NULL = unchanged */
	int64_t expires_ms;      /* maximum wait as a timer row; 0 = none; any step removes it */
	int64_t place_ms; /* the place in the line from now on; 0 = unchanged, or by created_ms */
	bool has_time;    /* keeps `time`, too */
	struct store_time time;
	/* A hold begins, goes on or ends, and nothing else of the case changes, not its timer
	 * either. */
	bool is_hold;
	struct store_hold hold;  /* from now on, after every other step too: none ends it */
	int64_t expect_until_ms; /* when > 0: it must be on hold until then and not over */
	bool has_wait;           /* taken from the line: of the first time, the next two are kept */
	int64_t waited_ms;
	int64_t promised_ms; /* -1 = nothing was */
	bool has_paused;     /* a hold has begun or ended: keeps `paused_ms` and solve_due_ms */
	int64_t paused_ms;   /* for how long the resolution stood still in holds that have ended */
	bool has_due;        /* keeps when its service levels are due; 0 = no such target */
	int64_t first_due_ms, solve_due_ms;
};

/* What agents tell each other about a case: a note, or a transfer with or without words. Customers
 * never see it and it takes no seq. */
struct store_note {
	uint64_t number; /* in results: from 1, without gaps in a conversation */
	char case_id[ID_LEN + 1];
	char agent[ID_LEN + 1], agent_name[129]; /* the name in results */
	const char *client_id;                   /* the agent's id for it, or NULL */
	int64_t at_ms;
	uint64_t after;   /* in results: seq of the message before it */
	const char *text; /* sealed at rest */
	char to_team[65]; /* a transfer's, else "" */
	char to_agent[ID_LEN + 1], to_agent_name[129]; /* a transfer's, else ""; name in results */
};

struct store_append {
	char conversation[ID_LEN + 1];
	bool create; /* make it first if it is not there, with the fields below */
	uint8_t token_hash[TOKEN_HASH_LEN];
	char locale[12];
	const char *page;

	const struct store_message *customer; /* taken always, deduplicated by client_id */
	size_t customer_count;

	uint64_t expect_version; /* the version before this operation; UINT64_MAX = any */
	bool expect_state;       /* also compare the state with: */
	enum store_conv_state state_now;
	const struct store_message *rest; /* bot, agent, system messages: conditional; agents' are
					     deduplicated by sender and client_id */
	size_t rest_count;
	unsigned patch; /* store_patch_bits; conditional */
	enum store_conv_state state;
	char owner[ID_LEN + 1], owner_name[129];
	char case_id[ID_LEN + 1]; /* STORE_SET_CASE */
	char consent[65];         /* STORE_SET_CONSENT: also a row in consents with its time */
	const char *dialog;
	const struct store_case_change *case_change; /* conditional; NULL = none */
	const struct store_note *note; /* conditional, on an open case of this conversation;
					  deduplicated by agent and client_id; NULL = none */
	/* Also ends another open conversation, whose messages follow behind `rest`, and its tokens
	 * lead here. Conditional: it must be open, and its case as the change says (NULL: it has
	 * none). "" = none. */
	char merge[ID_LEN + 1], merge_by[ID_LEN + 1]; /* by: an agent, or "" */
	const struct store_case_change *merge_case;
	int64_t turn_until_ms; /* when > 0 and the conditional part is refused or leaves the turn
				  unanswered: the turn is due then */
	bool turn_done;        /* the conditional part answers the turn: clears turn_until */
	bool shown_done;       /* the conditional part ends the reply that shown_keep() kept */
	bool expect_shown;     /* … which is still there */
	int64_t at_ms;
};

#define STORE_APPEND_MESSAGES 64 /* customer_count + rest_count at most */
struct store_append_result {
	enum store_status status;
	uint64_t version, seq;
	enum store_conv_state state;
	uint64_t customer_seq[STORE_APPEND_MESSAGES]; /* of each customer message, also of those
							 that were there already */
	bool customer_new[STORE_APPEND_MESSAGES];
	uint64_t rest_seq[STORE_APPEND_MESSAGES];
	uint64_t note_number;                        /* of the note */
	size_t conflict_index;                       /* STORE_ID_CONFLICT: which message */
	bool case_refused;                           /* STORE_CONFLICT because of the case */
	char case_state[16], case_agent[ID_LEN + 1]; /* then: what it is now */
};

/* ---- cases ---- */

/* What a customer said of a chat as a whole. */
struct store_rating {
	int score; /* 1 to 5; in results 0 = none */
	int64_t at_ms;
	const char *comment; /* sealed at rest; NULL = none. In results borrowed for the call */
};

/* A conversation of before: the closed case that another one goes on with (case_id "" = none), or
 * one of the same customer with its last case (case_id "" = it had none). */
struct store_past {
	char case_id[ID_LEN + 1], conversation[ID_LEN + 1], reference[REFERENCE_LEN + 1];
	char agent_name[129], disposition[65];
	char reason[32]; /* of conversations before only, like the next */
	int64_t started_ms;
	int64_t closed_ms; /* of the case; of a conversation: its last message */
	struct store_rating rating;
};

struct store_case {
	char id[ID_LEN + 1], conversation[ID_LEN + 1];
	char reference[REFERENCE_LEN + 1], reason[32], team[65], state[16], outcome[16],
		agent[ID_LEN + 1], agent_name[129], locale[12];
	int priority;
	int64_t created_ms, changed_ms, expires_ms;
	int64_t place_ms;            /* in the line; 0 = created_ms */
	char last_agent[ID_LEN + 1]; /* of the conversation's last case that had one; "" = none */
	struct store_past reopens;
	int64_t answered_ms;  /* an agent's first message in it; 0 = none */
	unsigned sla_raised;  /* bits of case_sla */
	char disposition[65]; /* how it ended, or "" */
	struct store_hold hold;
	struct store_rating rating; /* of its conversation */
	int64_t paused_ms;          /* as in store_case_change */
	int64_t contact_ms;         /* when the contact was left; 0 = none, or before it was kept */
	int64_t contact_due_ms;     /* as in store_case_change */
	const char *evidence, *summary, *contact; /* borrowed for the call */
};

/* How many cases were opened in an hour for a reason in a language. */
struct store_handoffs {
	int64_t hour; /* since 1970 */
	char reason[32], locale[12];
	uint64_t count;
};

/* The line in five minutes of a day. */
struct store_board_step {
	int64_t number; /* steps since 1970 */
	uint32_t waiting, longest_s, available;
};

/* ---- figures ---- */

/* What was counted. In this order of texts and numbers: */
enum store_figure_kind {
	STORE_FIGURE_CHATS,    /* locale: began, handed over, going on, answered to their end, cost
				  (nano), thumbs up, thumbs down */
	STORE_FIGURE_TURNS,    /* locale: kind (enum store_answer), count */
	STORE_FIGURE_INTENTS,  /* intent: answered, asked, offered, thumbs up, thumbs down */
	STORE_FIGURE_HANDED,   /* intent: cases that were opened on or after it */
	STORE_FIGURE_CASES,    /* locale, reason, outcome: opened, open, left the line, with a
				  contact, of those still open */
	STORE_FIGURE_WAITS,    /* locale: waited (s), count, of those promised, sum of errors (ms),
				  sum of their sizes (ms) */
	STORE_FIGURE_SLA,      /* team: priority, first answer met, breached, open, end met,
				  breached, open */
	STORE_FIGURE_LLM,      /* provider, model, intent: tries, tokens in, tokens out, cost
				  (nano) */
	STORE_FIGURE_LLM_ENDS, /* provider, outcome: tries */
	STORE_FIGURE_LLM_BUDGET, /* tokens of the day, cost of the day, tokens of the month, cost of
				    the month */
	STORE_FIGURE_RATINGS,    /* locale: whether a person had it, chats that are over, of those
				    rated, sum of scores, of those 4 or 5 */
	STORE_FIGURE_KINDS
};
struct store_figure {
	enum store_figure_kind kind;
	const char *a, *b, *c; /* borrowed for the call; "" = none */
	int64_t n[8];
};
/* Conversations and cases that began at or after `since_ms` and before `until_ms`. */
struct store_period {
	int64_t since_ms, until_ms, now_ms;
	int64_t idle_ms;   /* who was silent for so long is gone */
	int64_t month_day; /* the first day of this month, since 1970 */
};

/* ---- replay ---- */

/* A message with what the dialog remembered after it. */
struct store_replay_row {
	struct store_message message;
	const char *dialog; /* JSON; NULL = as before */
	bool thumb_down;
	uint64_t shift; /* seqs in its evidence are lower by that: it came from another conversation
			 */
};

/* ---- people ---- */

struct store_agent {
	char id[ID_LEN + 1], name[129], role[16]; /* role: agent supervisor admin */
	char password[129];                       /* libsodium's string; only in agent_find */
	bool disabled;
	int64_t created_ms;
};
struct store_login {
	uint8_t hash[TOKEN_HASH_LEN]; /* of the cookie's token */
	char csrf[TOKEN_LEN + 1];
	int64_t created_ms, expires_ms;
	struct store_agent agent; /* in results; in login_add only id is read */
};

/* ---- language models ---- */

/* What one try cost, or the sum of many. */
struct store_llm_use {
	char conversation[ID_LEN + 1]; /* "" = none; not in results */
	char provider[65], intent[65]; /* intent "" = none */
	char model[201], outcome[33];  /* how the try ended; not in results */
	int64_t day;                   /* since 1970, UTC */
	int64_t requests, tokens_in, tokens_out;
	int64_t cost_nano; /* billionths of the currency that prices are in */
};
struct store_llm_sum {
	int64_t tokens, cost_nano;
};
struct store_llm_switch {
	bool is_on;
	int64_t at_ms; /* 0 = never switched */
	char who[129]; /* a person's name */
};
struct store_llm_state {
	struct store_llm_switch flip;
	struct store_llm_sum day, month;
};

/* ---- completions: all run on the loop; `ctx` and `id` are the caller's, results are borrowed for
 * the call ---- */

struct store_call {
	void *ctx;
	uint64_t id; /* e.g. a session's id: look it up again, never carry a pointer */
};
typedef void store_append_done(struct store_call c, const struct store_append_result *r);
typedef void store_conv_done(struct store_call c, enum store_status st,
			     const struct store_conv *conv);
/* A page of messages in order; `more` says that there is at least one after them. */
typedef void store_messages_done(struct store_call c, enum store_status st,
				 const struct store_message *m, size_t count, bool more);
typedef void store_replay_done(struct store_call c, enum store_status st,
			       const struct store_replay_row *rows, size_t count, bool more);
/* A page of notes in order; `more` as above. */
typedef void store_notes_done(struct store_call c, enum store_status st, const struct store_note *n,
			      size_t count, bool more);
typedef void store_case_done(struct store_call c, enum store_status st, const struct store_case *k);
typedef void store_cases_done(struct store_call c, enum store_status st, const struct store_case *k,
			      size_t count);
/* The newest times, oldest first. */
typedef void store_times_done(struct store_call c, enum store_status st, const struct store_time *t,
			      size_t count);
typedef void store_past_done(struct store_call c, enum store_status st,
			     const struct store_past *rows, size_t count);
typedef void store_handoffs_done(struct store_call c, enum store_status st,
				 const struct store_handoffs *rows, size_t count);
typedef void store_board_done(struct store_call c, enum store_status st,
			      const struct store_board_step *steps, size_t count);
typedef void store_figures_done(struct store_call c, enum store_status st,
				const struct store_figure *rows, size_t count);
/* Whom the rating is about, when the status is OK or DUPLICATE. */
typedef void store_rated_done(struct store_call c, enum store_status st, bool is_agents);
typedef void store_status_done(struct store_call c, enum store_status st);
typedef void store_agent_done(struct store_call c, enum store_status st,
			      const struct store_agent *a);
typedef void store_agents_done(struct store_call c, enum store_status st,
			       const struct store_agent *a, size_t count);
typedef void store_login_done(struct store_call c, enum store_status st,
			      const struct store_login *l);
typedef void store_ids_done(struct store_call c, enum store_status st, const char *const *ids,
			    size_t count);

typedef void store_llm_state_done(struct store_call c, enum store_status st,
				  const struct store_llm_state *state); /* NULL unless OK */
typedef void store_llm_sum_done(struct store_call c, enum store_status st,
				const struct store_llm_sum *sum);
typedef void store_llm_costs_done(struct store_call c, enum store_status st,
				  const struct store_llm_use *rows, size_t count);

struct store_config {
	const char *dir;  /* data folder; made if it is missing (mode 0700) */
	size_t queue_max; /* operations waiting at most, writes and reads each; past it calls return
			     -1. 0 = 65,536 */
	size_t batch_max; /* operations in one commit; 0 = 2,048 */
	bool exclusive;   /* take DIR/lock (flock); a second one is refused */
	bool read_only;   /* writes nothing, also beside a running gateway; without a loop only. A
			     missing store is made all the same, and is empty */
};

struct store_ops {
	const char *name; /* "sqlite" */
	/* Opens, migrates forward. Loop NULL: synchronous use by the command line (completions run
	 * before the call returns). On error adds a diagnostic (folder not writable, locked by
	 * another gateway, newer schema, damaged) and returns NULL. */
	struct store *(*open)(struct loop *l, const struct store_config *c, struct diag *d);
	/* Commits what is queued, delivers no more completions, closes. */
	void (*close)(struct store *s);
	/* Operations accepted and not yet completed. */
	size_t (*backlog)(const struct store *s);
	/* Whether the last commit worked; *ret_ms: how long the last one took. */
	bool (*healthy)(const struct store *s, int64_t *ret_ms);

	/* Writes. Return 0, or -1 when the queue is full (no completion follows). */
	int (*append)(struct store *s, const struct store_append *op, struct store_call c,
		      store_append_done *done);
	int (*token_add)(
		struct store *s, const char *conversation, const uint8_t hash[TOKEN_HASH_LEN],
		int64_t now_ms, int64_t old_ends_ms, struct store_call c,
		store_status_done *done); /* the conversation's other tokens end at old_ends_ms */
	/* One thumb a message; the same one again is STORE_DUPLICATE, the other one replaces it. */
	int (*feedback)(struct store *s, const char *conversation, uint64_t seq, bool up,
			int64_t now_ms, struct store_call c, store_status_done *done);
	/* The rating of a conversation that has an answer or is closed, else STORE_CONFLICT. One a
	 * conversation: the same one again is STORE_DUPLICATE, another one replaces it. The store
	 * notes what it is about: the agent and team of the last case that somebody had, or the
	 * assistant when it has answered since; and the last intent. */
	int (*rate)(struct store *s, const char *conversation, const struct store_rating *r,
		    struct store_call c, store_rated_done *done);
	/* The timer of a case that `agent` has: the agent is away until then at most; 0: is here.
	 * STORE_GONE when the case is not assigned to that agent (any more). */
	int (*case_timer)(struct store *s, const char *case_id, const char *agent, int64_t due_ms,
			  struct store_call c, store_status_done *done);
	/* What was raised about the case's service levels: adds bits. */
	int (*case_sla)(struct store *s, const char *case_id, unsigned bits, struct store_call c,
			store_status_done *done);
	/* The work after a closed chat is done: its case, in state wrapup, is closed too and its
	 * timer dropped. STORE_GONE when it is in another state. */
	int (*case_wrapped_up)(struct store *s, const char *case_id, struct store_call c,
			       store_status_done *done);
	/* In that state: how the chat ended, said anew. STORE_GONE like it. */
	int (*case_disposition)(struct store *s, const char *case_id, const char *disposition,
				struct store_call c, store_status_done *done);
	/* Two open conversations that are proven to be of one customer; from then on each is the
	 * other's twin. */
	int (*twins)(struct store *s, const char *one, const char *other, struct store_call c,
		     store_status_done *done);
	int (*agent_add)(struct store *s, const struct store_agent *a, struct store_call c,
			 store_status_done *done); /* STORE_DUPLICATE: name taken */
	int (*agent_disable)(struct store *s, const char *name, int64_t now_ms, struct store_call c,
			     store_agent_done *done); /* ends the logins too */
	int (*login_add)(struct store *s, const struct store_login *l, struct store_call c,
			 store_status_done *done);
	int (*login_end)(struct store *s, const uint8_t hash[TOKEN_HASH_LEN], struct store_call c,
			 store_status_done *done);

	/* Adds to the day's, and to the conversation's if there is one. `done` may be NULL. */
	int (*llm_spent)(struct store *s, const struct store_llm_use *u, struct store_call c,
			 store_status_done *done);
	/* `said`: JSON, the evidence of a reply as if it ended with what is about to be shown of
	 * it. Replaces what was kept before. */
	int (*shown_keep)(struct store *s, const char *conversation, const char *said,
			  struct store_call c, store_status_done *done);
	int (*llm_switch)(struct store *s, const struct store_llm_switch *f, struct store_call c,
			  store_status_done *done);

	/* Keeps a step of the wallboard's day, over what was kept of it before. */
	int (*board_step)(struct store *s, const struct store_board_step *b, struct store_call c,
			  store_status_done *done);

	/* Reads. Return like writes. */
	int (*conv_by_token)(struct store *s, const uint8_t hash[TOKEN_HASH_LEN], int64_t now_ms,
			     struct store_call c, store_conv_done *done);
	int (*conv_by_id)(struct store *s, const char *id, struct store_call c,
			  store_conv_done *done);
	int (*read_after)(struct store *s, const char *conversation, uint64_t after, size_t limit,
			  struct store_call c, store_messages_done *done);
	int (*notes_after)(struct store *s, const char *conversation, uint64_t after, size_t limit,
			   struct store_call c, store_notes_done *done);
	int (*case_by_id)(struct store *s, const char *id, struct store_call c,
			  store_case_done *done);
	int (*cases_open)(struct store *s, struct store_call c,
			  store_cases_done *done); /* every case that is not closed */
	/* The conversations before this one, under the same token; the newest first. */
	int (*past)(struct store *s, const char *conversation, size_t limit, struct store_call c,
		    store_past_done *done);
	/* The twin of this conversation as long as both are open, with its case; none or one row.
	 */
	int (*twin)(struct store *s, const char *conversation, struct store_call c,
		    store_past_done *done);
	/* Cases that were opened since then, in the order of hours. */
	int (*handoffs)(struct store *s, int64_t since_ms, struct store_call c,
			store_handoffs_done *done);
	/* Steps of the last day from that one on, oldest first. */
	int (*board_steps)(struct store *s, int64_t first, struct store_call c,
			   store_board_done *done);
	/* What the report is made of, by kind. Takes its time on a reader's thread: seconds where
	 * hundreds of thousands of conversations began. */
	int (*figures)(struct store *s, const struct store_period *p, struct store_call c,
		       store_figures_done *done);
	int (*timers_due)(struct store *s, int64_t now_ms, size_t limit, struct store_call c,
			  store_ids_done *done); /* ids of cases whose timer is over */
	int (*turns_due)(struct store *s, int64_t now_ms, size_t limit, struct store_call c,
			 store_ids_done *done); /* ids of conversations */
	int (*agent_find)(struct store *s, const char *name, struct store_call c,
			  store_agent_done *done);
	int (*agents)(struct store *s, struct store_call c, store_agents_done *done);
	int (*login_find)(struct store *s, const uint8_t hash[TOKEN_HASH_LEN], int64_t now_ms,
			  struct store_call c, store_login_done *done);
	int (*times)(struct store *s, struct store_call c, store_times_done *done);
	/* The switch, and what was spent on `day` and since `month`, its first day. */
	int (*llm_state)(struct store *s, int64_t day, int64_t month, struct store_call c,
			 store_llm_state_done *done);
	int (*llm_conversation)(struct store *s, const char *conversation, struct store_call c,
				store_llm_sum_done *done);
	/* By provider and intent, the dearest first. */
	int (*llm_costs)(struct store *s, int64_t since_day, struct store_call c,
			 store_llm_costs_done *done);
	/* Conversations with a message at or after `since_ms`, in the order they were made, behind
	 * the conversation `after` ("" = from the first). */
	int (*replay_conversations)(struct store *s, int64_t since_ms, const char *after,
				    size_t limit, struct store_call c, store_ids_done *done);
	/* Their messages after seq `after`, in order. */
	int (*replay_rows)(struct store *s, const char *conversation, uint64_t after, size_t limit,
			   struct store_call c, store_replay_done *done);
	/* Conversations with a message that contains `words` (ASCII in either case), newest
	 * conversation first. */
	int (*search)(struct store *s, const char *words, size_t limit, struct store_call c,
		      store_ids_done *done);
};

extern const struct store_ops store_sqlite;

#endif
