/*
 * The inside of an action. Texts are borrowed from the YAML unless it is said here.
 */
#ifndef INTENTS_ACTION_IMPL_H
#define INTENTS_ACTION_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/vec.h"
#include "intents/action/json_path.h"
#include "intents/reply/localized.h"

struct action_header {
	const char *name;
	struct template value;
};

struct action_result {
	const char *name;
	struct json_path path;
};

struct intent_action {
	bool is_post, changes, has_body;
	char *host; /* owned; NULL: relative */
	struct template url, body;
	VEC(char *) body_texts; /* owned: what the body's template borrows */
	VEC(struct action_header) headers;
	VEC(struct action_result) results; /* none: every scalar at the top */
	VEC(int) accept;
	struct localized_list confirm;
	int64_t timeout_ms, cache_ms;
	int retries;
};

void action_destroy(struct intent_action *a);

#endif
