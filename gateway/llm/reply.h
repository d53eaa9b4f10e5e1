/*
 * A reply as it grows, whichever API it comes through. Pure.
 */
#ifndef GATEWAY_LLM_REPLY_H
#define GATEWAY_LLM_REPLY_H

#include <jansson.h>

#include "gateway/base/buf.h"
#include "gateway/llm/chars.h"
#include "gateway/llm/failure.h"

#define REPLY_WORD_SIZE 65

struct reply {
	struct buf text; /* whole characters; of this the first `given` bytes were given out */
	size_t given;
	struct chars half;
	struct buf tool_json;
	struct chars tool_half;
	char tool_name[REPLY_WORD_SIZE]; /* "": no tool is called */
	int64_t tool_index;              /* of the first call; others are not looked at */
	char finish[REPLY_WORD_SIZE];    /* in our words (reply_finish()); "": not yet */
	bool is_over;                    /* the API's own last event came */
	unsigned parts;                  /* text, tool calls, thoughts: that something goes on */
	uint32_t tokens_in, tokens_out;
	bool has_usage;
	double logprob_sum;
	uint32_t logprob_count;
	enum llm_failure failure; /* what a reader found */
	struct buf scratch;
};

void reply_init(struct reply *r);
void reply_dispose(struct reply *r);
/* Forgets it, for the next try. */
void reply_clear(struct reply *r);

/* ---- for the readers of the APIs ---- */

/* The JSON object of an event; NULL, with the failure set, when it is none. Owned by the caller. */
json_t *reply_json(struct reply *r, const char *data, size_t len) MUSTCHECK;
/* NULL and what is no string is no text. */
void reply_text(struct reply *r, const json_t *text);
void reply_tool(struct reply *r, int64_t index, const json_t *name, const json_t *arguments);
void reply_finish(struct reply *r, const json_t *word);
/* Counts that are no numbers, or none of ours, are left out. */
void reply_usage(struct reply *r, const json_t *in, const json_t *out);
/* An error object, `{"type","code","message"}`. */
void reply_error(struct reply *r, const json_t *error);

/* ---- at its end ---- */

/* FAIL_NONE: it is whole. */
enum llm_failure reply_end(struct reply *r);

#endif
