/*
 * The parts of `frontdesk replay`: a stored turn, decided again from exactly what it read, and how
 * the two decisions differ.
 */
#ifndef GATEWAY_CLI_REPLAY_H
#define GATEWAY_CLI_REPLAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "gateway/dialog/dialog.h"
#include "gateway/store/store.h"

/* What a decision came to. The texts are borrowed. */
enum replay_end {
	REPLAY_ANSWERED,   /* an intent was answered, or asked for what it needs */
	REPLAY_UNANSWERED, /* "I am not sure what you mean" */
	REPLAY_OFFERED,    /* a person was offered */
	REPLAY_HANDED_OVER,
	REPLAY_WOULD_ASK /* the shop's system would be asked something that no stored answer tells
			  */
};
struct replay_decision {
	enum replay_end end;
	const char *intent, *reason; /* NULL = none */
	const char *by;              /* "pattern", "examples", NULL */
	double confidence, threshold;
	const char *file; /* of the pattern; NULL = none */
	unsigned line;
	const char *reply; /* NULL = none; of REPLAY_WOULD_ASK the request's address */
};

/* A turn as it was stored. */
struct replay_turn {
	const char *conversation, *locale;
	uint64_t seq; /* of its last message */
	int64_t at_ms;
	const char *text;
	size_t len;
	const char *dialog;       /* the memory before it, NULL = none */
	const char *dialog_after; /* and after it */
	const json_t *decision;   /* what was stored with the answer */
	const char *reply;        /* what was said; NULL = handed over */
	/* earlier messages with a thumb down; the memory after the turn tells which of them were
	 * known to it */
	const uint64_t *thumbs;
	size_t thumb_count;
};

/* What was decided then. Borrows from the turn. */
struct replay_decision replay_before(const struct replay_turn *t);
/* What is decided now. Borrows from *step, which dialog_step_dispose() releases, and from the
 * catalog. */
struct replay_decision replay_now(const struct dialog_env *env, const struct replay_turn *t,
				  struct dialog_step *step);

/* In one phrase how `now` differs, e.g. "answered -> handed over", "another intent"; NULL when it
 * does not. Static text. */
const char *replay_change(const struct replay_decision *before, const struct replay_decision *now);
const char *replay_end_name(enum replay_end end);

/* Calls `each` for every turn at or after `since_ms` in the order of conversations. Returns 0, or
 * -1 when the store failed. */
typedef void replay_each(void *ctx, const struct replay_turn *t);
int replay_walk(struct store *s, const struct store_ops *ops, int64_t since_ms, replay_each *each,
		void *ctx, size_t *ret_conversations);

/* A changed turn: for people as lines of a diff, for programs as one JSON object on one line. */
void replay_print_text(FILE *out, const struct replay_turn *t, const struct replay_decision *before,
		       const struct replay_decision *now);
void replay_print_json(FILE *out, const struct replay_turn *t, const char *change,
		       const struct replay_decision *before, const struct replay_decision *now);

#endif
