/*
 * The HTTP request behind an answer: rendered here, sent by somebody else, and its answer turned
 * into facts here again.
 */
#ifndef INTENTS_ACTION_H
#define INTENTS_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intents/facts.h"
#include "intents/intent.h"

/* A secret is never in a request: `secret` names where it is found, and whoever sends the header
 * puts the resolved text at byte `secret_at` of `value`. Values come from customers, so `value`
 * must never be searched for references. */
struct intent_action_header {
	char *name, *value; /* owned */
	const char
		*secret; /* "${env:NAME}" or "${file:PATH}", borrowed from the catalog; or NULL */
	size_t secret_at;
};

struct intent_action_request {
	bool is_post;
	bool changes; /* needs the customer's yes, and must not be repeated unasked */
	char *url;    /* owned; one that starts with '/' is relative to actions.base_url */
	char *body;   /* owned JSON text, or NULL */
	struct intent_action_header *headers; /* owned */
	size_t header_count;
	int64_t timeout_ms, cache_ms;
	int retries;
};

bool intent_has_action(const struct intent *i);
/* Whether its action changes something; false without one. */
bool intent_action_changes(const struct intent *i);
/* The "host" or "host:port" that its address names, borrowed; NULL when it is relative. */
const char *intent_action_host(const struct intent *i);
/* Fills *ret, to be released with intent_action_dispose(). -1: a variable has no value, or one that
 * cannot stand in an address; then *ret is untouched. */
int intent_action_render(const struct intent *i, const struct intent_facts *f,
			 struct intent_action_request *ret) MUSTCHECK;
void intent_action_dispose(struct intent_action_request *r);

/* Reads an answer and calls `put` for each result ("status") and for "http_status"; nothing is put
 * when it failed. 0; or -1: a status that is neither 2xx nor in `accept`, broken JSON, or a path
 * that is not there or is no scalar (for a status of `accept`, what is missing is left out). A null
 * is no value and no failure. */
typedef void intent_put(void *ctx, const char *name, const char *value);
int intent_action_results(const struct intent *i, int http_status, const char *json, size_t len,
			  intent_put *put, void *ctx) MUSTCHECK;

#endif
