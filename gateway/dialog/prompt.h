/*
 * What is sent to a language model: our instructions, the passages, and the last turns of the
 * conversation. Everything that a person wrote is masked, and everything that is not ours is marked
 * as data.
 */
#ifndef GATEWAY_DIALOG_PROMPT_H
#define GATEWAY_DIALOG_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/locale.h"
#include "gateway/dialog/model.h"
#include "gateway/guard/mask.h"
#include "gateway/store/store.h"

#define PROMPT_MESSAGES_MAX 64
#define PROMPT_HASH_LEN 71 /* "sha256:" and 64 digits */

struct prompt_message {
	bool by_model; /* or anybody else at the shop */
	char *text;    /* owned */
};

struct prompt {
	char *system; /* owned */
	char *rules;  /* owned: its part that is ours */
	struct prompt_message messages[PROMPT_MESSAGES_MAX];
	size_t count;
	char hash[PROMPT_HASH_LEN + 1]; /* of all of it */
};

/* The tool by which a model asks for a person. */
extern const char prompt_tool_name[], prompt_tool_description[], prompt_tool_schema[];

/* Both: `boundary` is random (guard/data_block.h). `rows` are the last messages, oldest first. */
struct prompt_answer {
	const char *boundary;
	const char *shop, *tone; /* tone: a sentence of the shop's own, or NULL */
	enum locale locale;      /* of the answer */
	const struct dialog_passage *passages;
	size_t passage_count;
};
/* For a reply to the customer. */
void prompt_answer(struct prompt *p, const struct prompt_answer *a, struct mask *mask,
		   const struct store_message *rows, size_t count);

struct prompt_help {
	const char *boundary;
	const char *shop, *tone;
	enum locale locale;
	bool summary; /* of the conversation, for the agent; else a reply for the agent to send */
	const struct dialog_passage *passages;
	size_t passage_count;
};
/* For an agent who has the case. */
void prompt_help(struct prompt *p, const struct prompt_help *h, struct mask *mask,
		 const struct store_message *rows, size_t count);
void prompt_dispose(struct prompt *p);

#endif
