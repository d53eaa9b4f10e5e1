/*
 * Replies of language models, streamed, from any of several providers. One client for the whole
 * gateway, on the loop; README.md of this folder says what it refuses and why.
 *
 * Who asks gets a number, then deltas, and one completion; always on the loop and never from inside
 * llm_start(). A reply is tried again, at the same or the next provider, only while nothing of it
 * was given out: what a customer may have seen is never changed.
 *
 * Texts are sent as they come: masking personal data is the asker's, checking what comes back too.
 */
#ifndef GATEWAY_LLM_LLM_H
#define GATEWAY_LLM_LLM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/settings.h"
#include "gateway/loop/loop.h"
#include "gateway/store/store.h"

/* Hard ceilings; what is configured may be lower. */
#define LLM_SENT_MAX ((size_t)256 * 1024) /* of a request; more is LLM_BAD_REQUEST */
#define LLM_TEXT_MAX ((size_t)64 * 1024)  /* of a reply's text, and of a tool call */
#define LLM_TOOLS_MAX 8
#define LLM_MESSAGES_MAX 128

struct llm;

enum llm_role { LLM_USER, LLM_ASSISTANT };

struct llm_message {
	enum llm_role role;
	const char *text; /* UTF-8 */
};

struct llm_tool {
	const char *name, *description;
	const char *schema_json; /* JSON Schema of its parameters */
};

/* All borrowed for the time of the call. */
struct llm_request {
	const char *conversation; /* its id, for the budget; NULL or "": counts for none */
	uint64_t seq;             /* the message that is answered, for the log */
	const char *intent;       /* for cost and log; NULL: none */
	const char *system;       /* NULL: none */
	const struct llm_message *messages;
	size_t message_count;
	const struct llm_tool *tools;
	size_t tool_count;
	int max_tokens;      /* 0: llm.max_tokens, which is the most as well */
	double temperature;  /* below 0: llm.temperature */
	int64_t deadline_ms; /* from now; 0: llm.deadline */
};

enum llm_outcome {
	LLM_OK,
	LLM_OFF,         /* not enabled, or switched off, also while it ran */
	LLM_BUDGET,      /* a limit of llm.budget is reached */
	LLM_BUSY,        /* all places are taken, and llm.queue too */
	LLM_UNAVAILABLE, /* every provider failed, or is being spared */
	LLM_TIMEOUT,     /* the deadline, with nothing given out */
	LLM_BROKEN,      /* the stream ended in the middle: `text` is what was given out */
	LLM_REFUSED,     /* the provider or the model would not answer this */
	LLM_BAD_TOOL,    /* a tool call that is no JSON object */
	LLM_BAD_REQUEST, /* too large to be sent */
	LLM_SHUTTING_DOWN,
	LLM_OUTCOME_COUNT
};
/* "ok", "off", "budget" …: the word for logs, metrics and stored evidence. */
const char *llm_outcome_word(enum llm_outcome o);

/* Borrowed for the time of the callback; no text is NULL but where it is said. */
struct llm_result {
	enum llm_outcome outcome;
	const char *text; /* whole UTF-8; without LLM_OK only what was given out as deltas */
	size_t len;
	const char *provider, *model;   /* of the last try; "" without one */
	const char *finish;             /* "stop", "length", "tool" …; "" when it did not end */
	const char *failure;            /* why the last try failed: "connect", "silent" …; "ok" */
	int status;                     /* of HTTP, of the last try; 0: none came */
	uint32_t tokens_in, tokens_out; /* of all tries */
	bool estimated;                 /* a provider did not count them */
	double cost;
	const char *tool_name, *tool_json; /* the first tool call, an object; NULL: none */
	double mean_logprob;               /* of the text's tokens */
	bool has_logprob;
	int64_t first_ms; /* from llm_start() to the first part; -1: none came */
	int64_t total_ms;
	unsigned tries;
};

/* Whole UTF-8 characters, in order. It may cancel. */
typedef void llm_delta(void *ctx, uint64_t id, const char *text, size_t len);
/* Exactly once, unless it is cancelled before. */
typedef void llm_done(void *ctx, uint64_t id, const struct llm_result *r);

/* Borrows the loop. NULL when the library does not start. Nothing is asked before the first
 * llm_configure(). */
struct llm *llm_create(struct loop *l) MUSTCHECK;
/* At start and after a reload; copied. What is under way goes on as it began. */
void llm_configure(struct llm *l, const struct settings_llm *s);
/* Where spending and the switch are kept; borrowed. Nothing is asked until it was read. Without one
 * both live as long as the process. */
void llm_set_store(struct llm *l, const struct store_ops *ops, struct store *s);
/* Returns its number, never 0. `delta` may be NULL: then nothing is given out before the end. */
uint64_t llm_start(struct llm *l, const struct llm_request *r, llm_delta *delta, llm_done *done,
		   void *ctx) MUSTCHECK;
/* Forgets it and ends its connection: neither runs any more. A number that is over is ignored. */
void llm_cancel(struct llm *l, uint64_t id);
/* Shutdown: what is under way and what is started from now on ends with LLM_SHUTTING_DOWN. The
 * store is not used any more. */
void llm_stop(struct llm *l);
/* Cancels what is still there. After loop_run() has returned, before loop_destroy(). NULL is
 * fine. */
void llm_destroy(struct llm *l);

/* Whether a request has a chance: enabled in the settings, and not switched off. */
bool llm_is_on(const struct llm *l);
/* Off ends all that is under way with LLM_OFF, in this turn of the loop; on counts from the next
 * request on. Stored, with time and `who` (a person's name), as its audit. */
void llm_switch(struct llm *l, bool on, const char *who);
/* The same; `done` is told whether it was stored. It counts also when not. */
void llm_switch_then(struct llm *l, bool on, const char *who, struct store_call c,
		     store_status_done *done);

#endif
