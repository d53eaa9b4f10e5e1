/*
 * The messages of a conversation, built. Promise 1 lives here: message_bot() is the only function
 * that makes a message of origin rule or llm, and it always labels; message_agent() can make
 * nothing else than an agent's.
 */
#ifndef GATEWAY_DIALOG_MESSAGE_H
#define GATEWAY_DIALOG_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/locale.h"
#include "gateway/base/buf.h"
#include "gateway/store/store.h"
#include "intents/intent.h"

/* A message together with the memory behind it. */
struct message {
	struct store_message row;                 /* borrows from the rest */
	char *text, *meta, *decision, *client_id; /* owned */
	char sender[ID_LEN + 1];
	char intent[INTENT_ID_MAX + 1];
};

/* A text that an answer stands on; `url` may be NULL. */
struct message_source {
	const char *title, *url;
};

struct message_bot {
	bool llm;
	enum locale locale;
	const char *shop;
	const char *text;
	const char *reply_to; /* id of the customer's message, or NULL */
	const char *const *choices;
	size_t choice_count;
	const struct message_source *sources; /* in the order of their numbers in the text */
	size_t source_count;
	const char *why;
	const char *catalog; /* hash */
	char *decision;      /* takes: evidence JSON, or NULL */
};

/* What a message was to its turn, for the figures; `intent` NULL or "" = none. */
struct message_figure {
	enum store_answer answer;
	const char *intent;
};

struct message_person {
	const char *id, *name;
	const char *client_id; /* or NULL */
	const char *text;
	bool ai_draft; /* sent as a model has drafted it */
};

/* All return owned; message_dispose() releases the inside. `at_ms` is wall time. */
void message_bot(const struct message_bot *m, int64_t at_ms, struct message *ret);
void message_agent(const struct message_person *m, int64_t at_ms, struct message *ret);
void message_system(const char *shop, enum locale l, const char *text, int64_t at_ms,
		    struct message *ret);
void message_customer(const char *client_id, const char *text, int64_t at_ms, struct message *ret);
/* Says so of a message that was built. */
void message_count(struct message *m, const struct message_figure *f);
void message_dispose(struct message *m);

/* Appends the `message` frame of a stored message. For agents `case_id` is set: the frame then
 * names the case (unless it is "") and carries the evidence. */
void message_write_frame(struct buf *b, const struct store_message *m, const char *case_id);

#endif
