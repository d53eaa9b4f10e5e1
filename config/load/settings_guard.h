/*
 * The settings of llm.guard: what a model may link to and say besides what the shop's own texts
 * say.
 */
#ifndef CONFIG_LOAD_SETTINGS_GUARD_H
#define CONFIG_LOAD_SETTINGS_GUARD_H

#include "config/load/schema.h"

struct settings_guard {
	struct field_texts links;    /* hosts, or addresses with a path */
	struct field_texts approved; /* phrases that may always be said */
};

extern const struct field settings_guard_fields[];

#endif
