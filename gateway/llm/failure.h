/*
 * Why a try failed, and what follows from it: whether the same provider may be asked again for this
 * reply, whether it counts against the provider, for how long the provider is spared. One table.
 */
#ifndef GATEWAY_LLM_FAILURE_H
#define GATEWAY_LLM_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum llm_failure {
	FAIL_NONE,
	FAIL_CONNECT,      /* name, refused, unreachable, too slow */
	FAIL_TLS,          /* certificate or handshake */
	FAIL_SILENT,       /* connected, and no first part in time */
	FAIL_IDLE,         /* stopped in the middle */
	FAIL_SLOW,         /* the time of a try was over */
	FAIL_DEADLINE,     /* that of the reply was: says nothing about the provider */
	FAIL_REDIRECT,     /* 3xx: never followed */
	FAIL_CONTENT_TYPE, /* 200, but no event stream */
	FAIL_MALFORMED,    /* an event that is not what the API says */
	FAIL_TOO_LARGE,    /* a line, an event, a text or a stream over its bound */
	FAIL_TRUNCATED,    /* ended in order, but without the end of the reply */
	FAIL_BROKEN,       /* the connection ended, or it was no HTTP */
	FAIL_AUTH,         /* 401, 403 */
	FAIL_KEY,          /* the key is not where the settings say */
	FAIL_BUDGET,       /* 402, or a quota that is used up */
	FAIL_RATE,         /* 429 */
	FAIL_OVERLOADED,   /* 5xx, 529, and what streams say of that kind */
	FAIL_NOT_FOUND,    /* 404 */
	FAIL_REQUEST,      /* other 4xx: this request is not liked */
	FAIL_REFUSED,      /* the model or a filter would not answer */
	FAIL_TOOL,         /* a tool call that is no JSON object */
	FAIL_LOCAL,        /* the library could not begin */
	FAIL_COUNT
};

struct llm_failure_rule {
	const char *word; /* for logs, metrics, evidence, `llm ping` */
	const char *text; /* one line for people */
	bool again;       /* the same provider may be tried once more for this reply */
	bool counts;      /* towards its circuit breaker */
	int64_t spare_ms; /* at least so long nobody asks it; 0: the breaker decides */
};
const struct llm_failure_rule *llm_failure_rule(enum llm_failure f);

/* Of an answer that is no 200. `body` is the start of what it said: only words of budgets are
 * looked for. */
enum llm_failure llm_failure_of_status(int status, const char *body, size_t len);
/* Of the type word of an error that came inside a stream, or in a body; NULL is fine. */
enum llm_failure llm_failure_of_type(const char *type);

#endif
