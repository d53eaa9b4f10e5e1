/*
 * Where a request goes: from the URL of a rendered template to a parsed one whose host is allowed.
 * The parsed form is what the library sends, so that no second reader of the URL can understand it
 * differently. Pure.
 */
#ifndef GATEWAY_ACTIONS_TARGET_H
#define GATEWAY_ACTIONS_TARGET_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "gateway/actions/actions.h"

#define TARGET_URL_MAX 8000
#define TARGET_HOST_MAX 272 /* a name, its port, and what is between */

/* What may be called; made from the configuration. */
struct target_rules {
	char *base;   /* owned; what "/…" stands below, or NULL */
	bool is_self; /* `base` is the gateway's own demo shop */
	char **hosts; /* owned: "host" (default port) or "host:port" */
	size_t host_count;
};

struct target {
	CURLU *url;                 /* owned */
	char host[TARGET_HOST_MAX]; /* "shop.example" or "shop.example:8443", for the log */
	bool is_self;
};

void target_rules_init(struct target_rules *r, const struct actions_config *c);
void target_rules_dispose(struct target_rules *r);
/* ACTIONS_OK, ACTIONS_BAD_REQUEST or ACTIONS_HOST_NOT_ALLOWED; the target is filled only when OK,
 * its host also when that is not allowed. */
enum actions_error target_find(const struct target_rules *r, const char *url,
			       struct target *ret_target);
void target_dispose(struct target *t);

#endif
