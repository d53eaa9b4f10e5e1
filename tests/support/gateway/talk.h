/*
 * A conversation with the dialog step alone: what is said, what comes of it, what the shop's system
 * would have answered.
 */
#ifndef TESTS_SUPPORT_GATEWAY_TALK_H
#define TESTS_SUPPORT_GATEWAY_TALK_H

#include "gateway/dialog/dialog.h"
#include "tests/support/gateway/small_config.h"

/* Intents with slots, actions and texts; FORMS_POLICY hands over only for what is hard, and offers
 * a person for what weighs as much as that alone. */
extern const char FORMS_YAML[];
#define FORMS_POLICY                                           \
	"version: 1\nscore: {offer_at: 40, transfer_at: 50}\n" \
	"weights: {same_answer: 0, same_question: 0, same_question_again: 0}\n"

struct talk {
	struct config_set *config;
	struct dialog_env env;
	struct dialog_memory *memory;
	struct dialog_step step; /* of the last turn */
	const char *locale, *page;
	struct dialog_fact facts[4];
	size_t fact_count;
	uint64_t seq;
	/* What the shop answers; status 0: nothing comes back. */
	int status;
	const char *json;
	unsigned sent; /* requests so far */
	char url[256]; /* of the last one */
};

void talk_init(struct talk *t, const char *yaml);
void talk_dispose(struct talk *t);
/* One turn to its end, requests included. Memory goes through JSON each time, as in the store.
 * Returns the reply, "" when there is none. */
const char *talk_say(struct talk *t, const char *text);
/* The same up to a request: then step.act is DIALOG_ACTION and memory is what would be stored. */
const char *talk_say_once(struct talk *t, const char *text);
/* The last turn (the same `text`), decided again with what a model said. Returns the reply. */
const char *talk_hear(struct talk *t, const char *text, const struct dialog_said *said);
/* The value of a slot of the open form, or "". */
const char *talk_slot(const struct talk *t, const char *name);
/* The evidence of the last turn, owned. */
char *talk_evidence(const struct talk *t, const char *text);

#endif
