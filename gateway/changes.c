#include "gateway/changes.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"

struct report {
	size_t logged;
	uint64_t *counts;
};

static void log_change(void *ctx, enum intent_change change, const char *id, struct diag_place at,
		       const char *what)
{
	static const char *const words[] = {"added", "removed", "changed"};
	struct report *r = ctx;
	char place[512];

	r->counts[change]++;
	if (r->logged++ >= CHANGES_LOGGED)
		return;
	snprintf(place, sizeof place, "%s:%u", at.file, at.line);
	if (what[0])
		log_info("intent_changed", "intent", id, "change", words[change], "parts", what,
			 "at", place, NULL);
	else
		log_info("intent_changed", "intent", id, "change", words[change], "at", place,
			 NULL);
}

void changes_log(const struct config_set *before, const struct config_set *after,
		 uint64_t counts[INTENT_CHANGES])
{
	struct report r = {.counts = counts};
	char keys[1024];

	size_t count = intent_catalog_diff(before->catalog, after->catalog, log_change, &r);
	if (count > CHANGES_LOGGED)
		log_info("intents_changed_more", "count",
			 log_num((int64_t)(count - CHANGES_LOGGED)), NULL);
	if (settings_changed_keys(before->settings, after->settings, keys, sizeof keys) > 0)
		log_info("settings_changed", "keys", keys, NULL);
	if (settings_restart_keys(before->settings, after->settings, keys, sizeof keys) > 0)
		log_warn("restart_needed", "keys", keys, NULL);
	size_t len_before, len_after;
	const char *old = replies_json(before->replies, &len_before);
	const char *new = replies_json(after->replies, &len_after);
	if (len_before != len_after || memcmp(old, new, len_after) != 0)
		log_info("replies_changed", "count",
			 log_num((int64_t)replies_count(after->replies)), NULL);
	if (strcmp(knowledge_hash(before->knowledge), knowledge_hash(after->knowledge)) != 0)
		log_info("knowledge_changed", "knowledge", knowledge_hash(after->knowledge),
			 "before", knowledge_hash(before->knowledge), "files",
			 log_num((int64_t)knowledge_file_count(after->knowledge)), "passages",
			 log_num((int64_t)knowledge_passage_count(after->knowledge)), NULL);
	if (strcmp(esc_policy_hash(before->policy), esc_policy_hash(after->policy)) != 0)
		log_info("escalation_changed", "policy", esc_policy_hash(after->policy), "before",
			 esc_policy_hash(before->policy), NULL);
}
