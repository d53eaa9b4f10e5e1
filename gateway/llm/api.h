/*
 * The APIs that providers speak, one table of functions each; openai.c, anthropic.c. Pure: what is
 * sent is written to a buffer, what comes back is read event by event.
 */
#ifndef GATEWAY_LLM_API_H
#define GATEWAY_LLM_API_H

#include "gateway/llm/llm.h"
#include "gateway/llm/reply.h"

/* What a body depends on besides the request. */
struct llm_dialect {
	const char *model;
	const char *limit_key; /* "max_tokens" … */
	bool stream_usage, logprobs, tools;
};

struct llm_api {
	const char *path;       /* behind a base address */
	const char *key_header; /* "Authorization: Bearer " … */
	const char *header;     /* a further one, or NULL */
	void (*write)(struct buf *body, const struct llm_dialect *d, const struct llm_request *r);
	/* One event. False: it is over, well or badly (reply.is_over, reply.failure). */
	bool (*read)(struct reply *r, const char *event, const char *data, size_t len);
};

extern const struct llm_api llm_openai, llm_anthropic;

#endif
