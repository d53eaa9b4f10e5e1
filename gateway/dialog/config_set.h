/*
 * Everything that ops staff write, loaded together: settings, escalation policy, catalog, canned
 * replies, knowledge. Immutable once loaded; a reload builds a new set beside the old one and swaps
 * the pointer, or keeps the old one.
 */
#ifndef GATEWAY_DIALOG_CONFIG_SET_H
#define GATEWAY_DIALOG_CONFIG_SET_H

#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/settings.h"
#include "escalation/policy.h"
#include "gateway/dialog/model.h"
#include "gateway/knowledge/knowledge.h"
#include "gateway/replies/replies.h"
#include "intents/intent.h"

/* Where a data folder keeps trained models. */
#define CONFIG_MODELS_FOLDER "models"

struct config_set {
	struct settings *settings;
	struct esc_policy *policy;
	struct intent_catalog *catalog;
	struct replies *replies;
	struct knowledge *knowledge;
	struct dialog_ground ground; /* use config_set_ground() */
	struct config_set *base;     /* held: whose all but the catalog is; NULL: its own */
	unsigned holders;            /* on the loop thread only */
	int64_t form_left_ms; /* when a conversation with an open form of it was last let go */
};

/* Reads DIR/frontdesk.yaml, DIR/escalation.yaml, DIR/replies.yaml (each optional: the shipped
 * defaults then, or no replies), DIR/intents/ and DIR/knowledge/ (optional). Adds everything that
 * is wrong, sorted. Returns owned, or NULL when there is an error. Blocking: seconds for large
 * catalogs. */
struct config_set *config_set_load(const char *dir, struct diag *d) MUSTCHECK;
/* The same for `check`: what could be read comes back also with errors (a part that could not is
 * NULL), the catalog has learned nothing, and `d` is not sorted. NULL: there is no such folder. */
struct config_set *config_set_read(const char *dir, struct diag *d) MUSTCHECK;
/* The same with another catalog of the same files, which is taken. `base` gets a holder. */
struct config_set *config_set_refined(struct config_set *base, struct intent_catalog *catalog);
/* Where answers come from that no rule has; NULL when language models are not enabled or there are
 * no texts. */
const struct dialog_ground *config_set_ground(const struct config_set *c);
/* One more holder: each calls config_set_destroy() once. */
struct config_set *config_set_hold(struct config_set *c);
/* Frees it when its last holder lets go. */
void config_set_destroy(struct config_set *c);

#endif
