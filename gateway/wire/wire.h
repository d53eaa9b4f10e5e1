/*
 * The wire protocol frontdesk.v1: JSON text frames to structs and back. No I/O, no state; the only
 * room that includes jansson.
 *
 * Parsing is strict about what is known (type, range, length, alphabet: bad_message, nothing
 * half-read) and blind to what is not (unknown fields are ignored). Writing appends one whole frame
 * to a buf; a buf that overflowed is seen at its end by buf_check(). Texts given to writers are
 * valid UTF-8. `message` frames are written by dialog/message.h from what is stored.
 */
#ifndef GATEWAY_WIRE_WIRE_H
#define GATEWAY_WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"
#include "gateway/base/buf.h"

#define WIRE_SUBPROTOCOL "frontdesk.v1"
#define WIRE_ID_MAX 64     /* characters of [A-Za-z0-9_.:-] */
#define WIRE_TEXT_MAX 8000 /* characters of a message, ceiling of limits.message_chars */
#define WIRE_TOKEN_MAX 256 /* bytes; longer is bad_message, shorter and wrong session_expired */
#define WIRE_PAGE_MAX 4096 /* bytes */
#define WIRE_NAME_MAX 256  /* bytes */

/* Bits, so that a table row can name both. */
enum wire_role { WIRE_CUSTOMER = 1, WIRE_AGENT = 2 };

enum wire_type {
#define WIRE_IN(NAME, name, roles) WIRE_##NAME,
#include "gateway/wire/messages.def"
	WIRE_TYPE_COUNT
};

enum wire_presence { WIRE_AVAILABLE, WIRE_BUSY, WIRE_AWAY };
/* Which chats a supervisor's list shows; absent = none, the list is over. */
enum wire_show { WIRE_SHOW_NONE, WIRE_SHOW_ALL, WIRE_SHOW_BOT, WIRE_SHOW_QUEUED, WIRE_SHOW_HUMAN };

/* ---- to the gateway ---- */

/* One frame that passed every check. Texts are NUL-terminated UTF-8 without inner NUL, borrowed
 * from `tree`, NULL when absent. Fields that the type does not have are zero. */
struct wire_in {
	enum wire_type type;
	const char *id;      /* any frame may have one; never NULL in `message` */
	const char *case_id; /* agents: never NULL but in `viewing` and what is about no case */
	/* hello */
	const char *token, *locale, *page, *name, *identity; /* locale "" when absent */
	const char *joins; /* the token of another conversation of the same browser */
	uint64_t after;
	/* consent */
	const char *version;
	bool granted;
	/* message, note, callback (there it may be "" or blank; elsewhere it is neither) */
	const char *text;
	size_t text_len;   /* bytes */
	size_t text_chars; /* code points, 1 to WIRE_TEXT_MAX, of `comment` too: compare with
			      limits.message_chars */
	const char *draft; /* message of an agent */
	/* handoff */
	bool cancel;
	/* read, feedback: from 1 */
	uint64_t seq;
	bool up; /* feedback */
	/* rate: 1 to 5 */
	int score;
	const char *comment; /* NULL when blank, too */
	/* callback */
	const char *contact;
	/* presence */
	enum wire_presence presence;
	const char *agent; /* whose, when it is not the sender's */
	/* live */
	enum wire_show show;
	uint64_t list_page; /* from 0 */
	/* board */
	bool on;
	/* observe, take_over, look_back, merge */
	const char *conversation;
	/* close */
	const char *disposition;
	/* wrapup: also `disposition`, which may be NULL */
	bool done;
	/* hold: 0 = as the gateway thinks */
	uint64_t minutes;
	/* transfer: exactly one of the two */
	const char *to_team, *to_agent;
	const char *note;
	void *tree; /* wire_in_dispose() releases it */
};

/* Why a frame was refused. */
struct wire_error {
	const char *code; /* static: bad_json bad_message too_large (a text) unknown_type forbidden
			     (a type of the other role) */
	char detail[96]; /* for developers, in English: "seq: expected a whole number"; no text of a
			    person in it */
	char id[WIRE_ID_MAX + 1]; /* "" = none or not well-formed */
	char case_id[WIRE_ID_MAX + 1];
};

/* Reads one frame. 0: *ret is filled, dispose of it. -1: *reterr says why, with the frame's id and
 * case even if other fields are bad; *ret is untouched. `json` need be neither UTF-8 nor
 * terminated. */
int wire_parse(enum wire_role role, const char *json, size_t len, struct wire_in *ret,
	       struct wire_error *reterr) MUSTCHECK;
void wire_in_dispose(struct wire_in *in);
/* Finds id and case of a frame that is refused unread (too large, rate limited), also when `json`
 * is only its beginning. Fills reterr->id and ->case_id, clears the rest. `json` may be NULL. */
void wire_peek(const char *json, size_t len, struct wire_error *reterr);
const char *wire_type_name(enum wire_type t);
/* Whether that role may send it. */
bool wire_type_allowed(enum wire_type t, enum wire_role role);
/* [A-Za-z0-9_.:-]{1,64} */
bool wire_id_is_valid(const char *id);

/* ---- from the gateway ---- */

void wire_write_ack(struct buf *b, const char *id, uint64_t seq);
/* id and case_id: NULL or "" leaves the field out. */
void wire_write_error(struct buf *b, const char *code, const char *text, const char *id,
		      const char *case_id);
/* The same about what the frame named: "team" "agent" "disposition"; `known` are the names that
 * would have done, none for agents. */
struct wire_named {
	const char *about;
	const char *const *known;
	size_t known_count;
};
void wire_write_error_named(struct buf *b, const char *code, const char *text, const char *id,
			    const char *case_id, const struct wire_named *n);
/* A piece of an llm reply that is being written. `label` is set in the first one of a reply, else
 * NULL; `cancelled` ends a reply that was overtaken. */
struct wire_delta {
	const char *reply; /* id of the customer's message */
	const char *label;
	const char *text;
	size_t len;
	bool cancelled;
};
void wire_write_delta(struct buf *b, const struct wire_delta *d);
/* A text that something stands on. */
struct wire_source {
	const char *title;
	const char *url; /* or NULL */
};
/* A piece of a draft or summary that a model writes for an agent. */
struct wire_help {
	bool summary;
	const char *case_id, *draft; /* draft: its number */
	const char *label;           /* in the first piece, else NULL */
	const char *text;
	size_t len;
	bool done;
	const char *failed;                /* of the last one: why it is not whole; NULL = it is */
	const struct wire_source *sources; /* of the last one: what it stands on */
	size_t source_count;
};
void wire_write_help(struct buf *b, const struct wire_help *h);
/* from: "ai" | "agent" | "customer"; case_id for agents, else NULL; for those who read a chat
 * without a case, its conversation. */
void wire_write_typing(struct buf *b, const char *from, const char *case_id,
		       const char *conversation);
/* To agents: a customer's thumb. */
void wire_write_feedback(struct buf *b, const char *case_id, uint64_t seq, bool up);
/* How a customer rated a chat, for agents. */
struct wire_rating {
	int score;           /* 1 to 5; 0 = not rated */
	const char *comment; /* or NULL */
	const char *at;      /* ISO time */
};
/* The field `rating` behind another one; nothing where there is none. */
void wire_rating(struct buf *b, const struct wire_rating *r);
void wire_write_rating(struct buf *b, const char *case_id, const struct wire_rating *r);
/* To agents: the names of those who look at a case. */
void wire_write_viewers(struct buf *b, const char *case_id, const char *const *names, size_t count);
/* status: "available" | "busy" | "away"; agent is the name. */
void wire_write_presence(struct buf *b, const char *agent, const char *status);
const char *wire_presence_name(enum wire_presence p);
const char *wire_show_name(enum wire_show s);

/* What agents tell each other about a case; at most one of the two targets is set (a transfer). */
struct wire_note {
	const char *case_id;
	const char *id; /* the sender's id for it, or NULL */
	uint64_t number, after;
	const char *at; /* ISO time */
	const char *from, *text;
	const char *to_team, *to_agent; /* NULL or "" = none */
};
void wire_write_note(struct buf *b, const struct wire_note *n);

/* A name with what people read instead. */
struct wire_titled {
	const char *name;
	const char *title[LOCALE_COUNT];
};
struct wire_colleague {
	const char *name, *presence;
	unsigned chats;
};
/* Who works here: teams, agents who are there, how chats may end. */
struct wire_desk {
	const struct wire_titled *teams, *dispositions;
	const struct wire_colleague *agents;
	size_t team_count, disposition_count, agent_count;
	size_t capacity; /* chats that one agent may have */
	bool copilot;    /* drafts and summaries may be asked for */
};
void wire_write_desk(struct buf *b, const struct wire_desk *d);

/* An agent looks into something. */
struct wire_hold {
	const char *since; /* ISO time, for agents; NULL leaves it and `over` out */
	const char *until; /* ISO time */
	bool is_over;
};
/* The field `hold` behind another one; NULL writes nothing. */
void wire_write_hold(struct buf *b, const struct wire_hold *h);

/* One chat of a supervisor's list. Texts that may be NULL are null on the wire. */
struct wire_live_chat {
	const char *conversation, *state, *locale;
	const char *case_id, *case_state, *reference, *reason, *team; /* NULL without a case */
	const char *agent;            /* who has it, or is offered it */
	const char *since;            /* ISO time: when the case was opened */
	const char *last;             /* ISO time of the last message */
	bool connected;               /* the customer is there */
	const struct wire_hold *hold; /* NULL leaves it out */
	uint64_t seq;                 /* messages so far */
};
struct wire_live_agent {
	const char *name;
	const char *presence; /* available busy away gone */
	unsigned chats;
};
struct wire_live {
	const char *show;
	size_t page, pages; /* page from 0 */
	size_t bot, queued, human;
	const struct wire_live_chat *chats;
	size_t chat_count;
	const struct wire_live_agent *agents;
	size_t agent_count;
};
void wire_write_live(struct buf *b, const struct wire_live *l);

/* The figures of the desk: now, escalations of 24 hours by the hour, the line of 24 hours by steps
 * (-1: unknown). */
#define WIRE_BOARD_HOURS 24
#define WIRE_BOARD_STEPS 288
#define WIRE_BOARD_REASONS 16
struct wire_board {
	size_t waiting, callbacks;
	const char *oldest; /* ISO time, or NULL when nobody waits */
	size_t available, busy, away;
	size_t sla_ok, sla_warning, sla_breached; /* open cases with a target */
	size_t bot, human;                        /* chats whose customer is connected */
	const char *hours_from, *steps_from;      /* ISO times */
	int64_t step_seconds;
	const char *reason_names[WIRE_BOARD_REASONS]; /* NULL: none */
	uint32_t reasons[WIRE_BOARD_REASONS][WIRE_BOARD_HOURS];
	uint32_t locales[LOCALE_COUNT][WIRE_BOARD_HOURS];
	int64_t line[WIRE_BOARD_STEPS], longest[WIRE_BOARD_STEPS];
};
void wire_write_board(struct buf *b, const struct wire_board *f);

/* One of the conversations before, for agents: empty texts are null. */
struct wire_past {
	const char *conversation, *started, *ended; /* ISO times */
	const char *case_id, *reference, *reason, *agent, *disposition;
	int score; /* how its customer rated it; 0 = not: left out */
};
void wire_write_past(struct buf *b, const struct wire_past *p);
/* One of them whole; `chat` is a JSON object. */
void wire_write_earlier(struct buf *b, const char *case_id, const char *chat);

/* A chat without a case, for a supervisor who looks: _start writes everything up to the transcript,
 * then come the frames of its messages above `after` with commas between, then _end. */
struct wire_conversation {
	const char *conversation, *state, *locale;
	const char *page, *name, *since; /* or NULL */
	const char *consent;             /* needed given refused */
	uint64_t after;                  /* 0: the whole of it */
};
void wire_conversation_start(struct buf *b, const struct wire_conversation *c);
void wire_conversation_end(struct buf *b);

struct wire_welcome {
	const char *conversation, *token;
	bool resumed;
	const char *state; /* bot queued human closed */
	uint64_t seq;
	const char *consent; /* needed given refused */
	const char *notice_text, *notice_version;
	const char *privacy_url; /* or NULL */
	const char *shop;
};
void wire_write_welcome(struct buf *b, const struct wire_welcome *w);
/* To agents; cases are ids. */
void wire_write_agent_welcome(struct buf *b, const char *agent, const char *presence,
			      const char *const *cases, size_t count);

/* A service level, for agents. */
struct wire_sla {
	const char *target; /* first_response resolution */
	const char *due_at; /* ISO time */
	const char *state;  /* ok warning breached */
};

/* A contact that a customer left, for agents. */
struct wire_callback {
	const char *left_at; /* ISO time */
	const char *due_at;  /* when the team opens, as the customer was told; NULL leaves it out */
};

/* The work after a closed chat, for its agent. */
struct wire_wrapup {
	const char *until;       /* ISO time */
	const char *disposition; /* how the chat ended */
};

struct wire_state {
	const char *state;
	const char *outcome;          /* NULL = none */
	int64_t position;             /* from 1; 0 = none */
	int64_t wait_seconds;         /* -1 = unknown */
	const char *until;            /* ISO time or NULL */
	const char *hours;            /* text or NULL */
	const char *agent;            /* name or NULL */
	const char *reference;        /* NULL leaves it out */
	const char *reason;           /* NULL leaves it out */
	const char *case_id;          /* for agents; NULL leaves it out */
	const struct wire_sla *sla;   /* with case_id: NULL writes null */
	const struct wire_hold *hold; /* NULL leaves it out, like the next */
	const struct wire_wrapup *wrapup;
};
void wire_write_state(struct buf *b, const struct wire_state *s);

struct wire_queue_entry {
	const char *case_id, *reason;
	const char *team; /* or NULL */
	int64_t priority;
	const char *locale;
	int64_t waiting_seconds;
	int64_t position;    /* from 1; 0 = none (callbacks) */
	const char *summary; /* or NULL */
	const char *reference;
	const char *state;          /* queued offered callback */
	const char *since;          /* ISO time */
	const char *offered_to;     /* an agent's name; NULL leaves it out */
	int64_t wait_seconds;       /* -1 = unknown */
	const char *until;          /* a callback's: when the team opens; NULL leaves it out */
	const struct wire_sla *sla; /* NULL writes null */
	const struct wire_callback *callback; /* NULL leaves it out */
};
void wire_write_queue(struct buf *b, const struct wire_queue_entry *entries, size_t count);

/* To the agent who is asked. */
struct wire_offer {
	const char *case_id;
	int64_t seconds; /* for an answer; 0 = the offer is over */
	const char *reason, *team, *locale, *reference;
	int64_t priority, waiting_seconds;
	const char *summary; /* or NULL */
};
void wire_write_offer(struct buf *b, const struct wire_offer *o);

struct wire_case {
	const char *case_id, *conversation, *state;
	bool open; /* answers `open`: looking, not claimed */
	const char *locale, *reference;
	const char
		*escalation; /* JSON object
				{"reason","outcome","score","at","reference","evidence"}, or NULL */
	/* customer */
	const char *page;     /* or NULL */
	const char *name;     /* as the shop's page has it, or NULL: left out */
	const char *since;    /* ISO time of the conversation's start, or NULL */
	const char *consent;  /* needed given refused */
	const char *contact;  /* left for a callback, or NULL */
	const char *reopened; /* JSON object of the chat before, or NULL leaves it out */
	const char *past;     /* JSON array of the conversations before, or NULL leaves it out */
	const char *twin;     /* JSON object of another open one of the same customer, or NULL */
	struct wire_rating rating;    /* left out when there is none */
	const struct wire_sla *sla;   /* NULL writes null */
	const struct wire_hold *hold; /* NULL leaves it out, like the next two */
	const struct wire_wrapup *wrapup;
	const struct wire_callback *callback;
};
/* A case with its transcript can be large: _start writes everything up to the transcript, then come
 * the frames of its messages with commas between, then _notes, the frames of its notes in the same
 * way, then _end. */
void wire_case_start(struct buf *b, const struct wire_case *c);
void wire_case_notes(struct buf *b);
void wire_case_end(struct buf *b);

#endif
