/*
 * What a conversation remembers between turns: the escalation score, the open form, an open "did
 * you mean", what was answered last. Plain data; stored as JSON with the last message of the turn,
 * because slot values and questions are words of a person.
 */
#ifndef GATEWAY_DIALOG_MEMORY_H
#define GATEWAY_DIALOG_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"
#include "escalation/score.h"
#include "gateway/base/buf.h"
#include "intents/intent.h"

#define DIALOG_NAME_MAX 64    /* bytes of a slot's name */
#define DIALOG_VALUE_MAX 1000 /* bytes of a slot's value; longer ones are cut at a character */
#define DIALOG_TEXT_MAX 1000  /* bytes of the question behind a "did you mean" */
#define DIALOG_ASKED_MAX 300  /* bytes of a question that the next one may lean on */
#define DIALOG_WAITING_MAX 3  /* forms that wait for the open one to end */
#define DIALOG_VARIANTS_MAX 4 /* intents whose last variant is known */

struct dialog_value {
	char name[DIALOG_NAME_MAX + 1];
	char *value; /* owned */
};

/*
 * What an intent needs to know, as far as it is known:
 *
 *   ASKING      `asked` was asked for
 *   CONFIRMING  all is there; the customer was asked whether to do it
 *   COMMITTING  the customer said yes; whether the shop has done it is not known
 *   DONE        answered; kept so that "no, 4711" can correct it
 */
enum dialog_phase { DIALOG_ASKING, DIALOG_CONFIRMING, DIALOG_COMMITTING, DIALOG_DONE };
const char *dialog_phase_name(enum dialog_phase p);

struct dialog_form {
	char intent[INTENT_ID_MAX + 1];
	char catalog[INTENT_HASH_LEN + 1]; /* the one it began with */
	char asked[DIALOG_NAME_MAX + 1];
	enum locale locale; /* that it is asked in: an answer is no change of language */
	enum dialog_phase phase;
	unsigned wrong;              /* answers in a row that were none to what was asked */
	unsigned returns;            /* other questions in a row that came in between */
	uint64_t seq;                /* COMMITTING: of the turn that said yes */
	struct dialog_value *values; /* owned */
	size_t value_count;
};

struct dialog_clarify {
	char first[INTENT_ID_MAX + 1], second[INTENT_ID_MAX + 1];
	char *text; /* owned: what was asked */
	bool again; /* asked a second time, as "yes" named neither */
};

struct dialog_variant {
	char intent[INTENT_ID_MAX + 1];
	unsigned variant;
};

struct dialog_memory {
	struct esc_score score;
	struct dialog_form *form;       /* owned; NULL = none */
	struct dialog_clarify *clarify; /* owned; NULL = none open */
	bool clarified;                 /* the turn before was a "did you mean": not again now */
	char last[INTENT_ID_MAX + 1];   /* intent that was answered last, "" = none */
	char topic[INTENT_ID_MAX + 1];  /* the last one that was no follow-up, "" = none */
	char *asked; /* owned: the last question, behind the one that it leant on; NULL = none */
	struct dialog_variant variants[DIALOG_VARIANTS_MAX]; /* newest first */
	unsigned variant_count;
	struct dialog_form *waiting[DIALOG_WAITING_MAX]; /* owned; next first */
	unsigned waiting_count;
};

/* A fresh one, owned. Never NULL. */
struct dialog_memory *dialog_memory_new(void);
/* An owned copy; of NULL a fresh one. */
struct dialog_memory *dialog_memory_copy(const struct dialog_memory *m);
void dialog_memory_free(struct dialog_memory *m);
/* After a person had the chat: nothing is open any more, the score begins again. */
void dialog_memory_reset(struct dialog_memory *m);
/* Closes form, question and what waits; a form that is COMMITTING stays until its end is known. */
void dialog_memory_close(struct dialog_memory *m);

/* Opens a "did you mean"; the text is copied, cut to DIALOG_TEXT_MAX. */
void dialog_memory_clarify(struct dialog_memory *m, const char *first, const char *second,
			   const char *text, size_t len);
void dialog_memory_unclarify(struct dialog_memory *m);

/* Remembers a question, cut to DIALOG_ASKED_MAX; `leans`: together with the last one before it. */
void dialog_memory_ask(struct dialog_memory *m, const char *text, size_t len, bool leans);

/* A form of `intent`, owned, nothing filled. */
struct dialog_form *dialog_form_new(const char *intent, const char *catalog, enum locale l);
void dialog_form_free(struct dialog_form *f);
/* The value of a slot, borrowed, or NULL. */
const char *dialog_form_get(const struct dialog_form *f, const char *name);
/* Copies the value, cut to DIALOG_VALUE_MAX. */
void dialog_form_set(struct dialog_form *f, const char *name, const char *value);
/* Appends {"name":"value",…}. */
void dialog_form_write_values(struct buf *b, const struct dialog_form *f);
/* Puts a form in line, in front or at the end. A full line drops the last one. Takes it. */
void dialog_memory_wait(struct dialog_memory *m, struct dialog_form *f, bool first);
/* The next in line, owned, or NULL. */
struct dialog_form *dialog_memory_next(struct dialog_memory *m);
/* Which variant an intent gave last; SIZE_MAX when that is not known. */
size_t dialog_memory_variant(const struct dialog_memory *m, const char *intent);
void dialog_memory_set_variant(struct dialog_memory *m, const char *intent, size_t variant);

/* Appends all of it as one JSON object. Exact: what memory_read() gives back decides the same. */
void memory_write(const struct dialog_memory *m, struct buf *b);
/* Reads it, owned; NULL or unreadable text gives NULL. */
struct dialog_memory *memory_read(const char *json) MUSTCHECK;

#endif
