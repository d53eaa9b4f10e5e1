/*
 * escalation.yaml by field tables, then what tables cannot say: hours, the shop's cues, and names
 * that must exist. All mistakes of a file are reported, none stops the reading.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "config/load/yaml_tree.h"
#include "escalation/policy_impl.h"
#include "escalation/zone.h"

#define REASON_WORDS                                                                      \
	"any", "request", "complaint", "sensitive", "low_confidence", "repeated_failure", \
		"negative_feedback", "action_failed", "intent_policy", "llm_request",     \
		"llm_unavailable"

static const char *const reason_words[] = {REASON_WORDS, NULL};
static const char *const locale_words[] = {"en", "de", "fr", "zh-Hant", "zh-Hans"};

#define REAL(struct_name, key_name, fall, low, high, text)                                       \
	{                                                                                        \
		.key = #key_name, .type = FIELD_REAL, .offset = offsetof(struct_name, key_name), \
		.fallback = (fall), .min = (low), .max = (high), .doc = (text)                   \
	}
#define WEIGHT(key_name, fall, text) REAL(struct esc_weights, key_name, fall, 0, 10, text)
#define LEVEL(key_name, fall, low, high, text) \
	REAL(struct esc_weights, key_name, fall, low, high, text)

static const struct field weight_fields[] = {
	WEIGHT(same_answer, "2.0", "the bot gave the same answer again"),
	WEIGHT(no_answer, "1.5", "the bot found no answer"),
	WEIGHT(no_answer_again, "1.0", "on top, for the second in a row"),
	WEIGHT(out_of_scope, "0.5", "clearly not the shop's business, instead of no_answer"),
	WEIGHT(same_question, "0.7", "the customer asks the same for the third time"),
	WEIGHT(same_question_again, "1.5", "and for the fourth"),
	WEIGHT(rejected, "1.5", "the customer says that the answer does not help"),
	WEIGHT(anger, "1.0", "anger, profanity, capitals, several exclamation marks"),
	WEIGHT(thumb_down, "1.0", "thumb down on a reply"),
	WEIGHT(action_failed, "1.5", "a business action failed"),
	WEIGHT(llm_unavailable, "1.5", "an answer needed an LLM and none answered"),
	REAL(struct esc_weights, thanks, "-1.5", -10, 0,
	     "thanks, or solved; counters go to zero too"),
	WEIGHT(complaint_least, "0.8", "a complaint at score.complaint_scores_at"),
	WEIGHT(complaint_most, "1.5", "a complaint just under score.complaint_transfers_at"),
	WEIGHT(bare_support, "2.0", "nothing but \"support\" or \"help\""),
	{.key = NULL},
};

static const struct field score_fields[] = {
	LEVEL(offer_at, "2.0", 0.1, 100, "score that offers a person"),
	LEVEL(transfer_at, "3.0", 0.1, 100, "score that hands over"),
	LEVEL(decay, "0.7", 0, 1, "what is left of the score after a turn without a signal"),
	{.key = "offer_again_after",
	 .type = FIELD_INT,
	 .offset = offsetof(struct esc_weights, offer_again_after),
	 .fallback = "3",
	 .min = 1,
	 .max = 1000,
	 .doc = "customer turns after a refused offer before the next one"},
	LEVEL(same_answer_at, "0.9", 0.1, 1, "similarity from which an answer is the same"),
	LEVEL(same_question_at, "0.5", 0.1, 1, "similarity from which a question is the same"),
	LEVEL(complaint_scores_at, "0.5", 0.01, 1, "probability from which a complaint scores"),
	LEVEL(complaint_transfers_at, "0.8", 0.01, 1, "… and hands over at once"),
	LEVEL(request_transfers_at, "0.65", 0.01, 1, "classifier's share for a request"),
	LEVEL(sensitive_transfers_at, "0.8", 0.01, 1, "… for a sensitive topic"),
	LEVEL(examples_weigh, "1", 0, 10,
	      "what the catalog's examples say of these three is multiplied by this"),
	{.key = NULL},
};

static const struct field route_fields[] = {
	{.key = "reason",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct policy_route, reason),
	 .fallback = "any",
	 .words = reason_words,
	 .doc = "only chats that escalated for this reason"},
	{.key = "locale",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_route, locale),
	 .doc = "only chats in this language"},
	{.key = "team",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_route, team),
	 .required = true,
	 .doc = "where they go"},
	{.key = NULL},
};

#define PRIORITY(word, reason_id, fall)                                                    \
	{                                                                                  \
		.key = (word), .type = FIELD_INT, .offset = sizeof(int64_t) * (reason_id), \
		.fallback = (fall), .min = 1, .max = 9, .doc = "1 (first) to 9"            \
	}

static const struct field priority_fields[] = {
	PRIORITY("sensitive", ESC_SENSITIVE, "1"),
	PRIORITY("complaint", ESC_COMPLAINT, "3"),
	PRIORITY("request", ESC_REQUEST, "4"),
	PRIORITY("action_failed", ESC_ACTION_FAILED, "4"),
	PRIORITY("intent_policy", ESC_INTENT_POLICY, "5"),
	PRIORITY("low_confidence", ESC_LOW_CONFIDENCE, "5"),
	PRIORITY("repeated_failure", ESC_REPEATED_FAILURE, "5"),
	PRIORITY("negative_feedback", ESC_NEGATIVE_FEEDBACK, "5"),
	PRIORITY("llm_request", ESC_LLM_REQUEST, "5"),
	PRIORITY("llm_unavailable", ESC_LLM_UNAVAILABLE, "5"),
	{.key = NULL},
};

static const struct field queue_fields[] = {
	{.key = "cap",
	 .type = FIELD_INT,
	 .offset = offsetof(struct policy_queue, cap),
	 .fallback = "1000",
	 .min = 1,
	 .max = 100000,
	 .doc = "customers who may wait; who comes later is asked for a contact"},
	{.key = "max_wait",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_queue, max_wait_ms),
	 .fallback = "0s",
	 .doc = "longest wait before a contact is asked for; 0s for none"},
	{.key = "aging",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_queue, aging_ms),
	 .fallback = "10m",
	 .min = 0,
	 .max = 86400000,
	 .doc = "waiting that a step of priority is worth; 0s: who came first is first"},
	{.key = "agent_capacity",
	 .type = FIELD_INT,
	 .offset = offsetof(struct policy_queue, agent_capacity),
	 .fallback = "10",
	 .min = 1,
	 .max = 1000,
	 .doc = "chats that one agent may have at once"},
	{.key = NULL},
};

struct span_file {
	char *days, *from, *to;
};

#define SPAN_TEXT(key_name, text)                                                               \
	{                                                                                       \
		.key = #key_name, .type = FIELD_TEXT,                                           \
		.offset = offsetof(struct span_file, key_name), .required = true, .doc = (text) \
	}

static const struct field span_fields[] = {
	SPAN_TEXT(days, "such as mon-fri, or sat, sun"),
	SPAN_TEXT(from, "such as 09:00"),
	SPAN_TEXT(to, "such as 18:00; at or before `from`: of the next day"),
	{.key = NULL},
};

static const struct shape span_shape = {.kind = SHAPE_FIELDS, .fields = span_fields};
static const struct shape spans_shape = {.kind = SHAPE_LIST, .of = &span_shape};
static const struct shape date_shape = {.kind = SHAPE_TEXT,
					.pattern = "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$"};
static const struct shape dates_shape = {.kind = SHAPE_LIST, .of = &date_shape};

struct cue_file {
	char *regex, *locale;
	double p;
};

static const struct field cue_fields[] = {
	{.key = "regex",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct cue_file, regex),
	 .min = 1,
	 .max = 2000,
	 .required = true,
	 .doc = "PCRE2, on the normalised text"},
	{.key = "locale",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct cue_file, locale),
	 .doc = "only chats in this language"},
	{.key = "p",
	 .type = FIELD_REAL,
	 .offset = offsetof(struct cue_file, p),
	 .fallback = "1",
	 .min = 0.01,
	 .max = 1,
	 .doc = "how sure a match is"},
	{.key = NULL},
};

static const struct shape regex_shape = {.kind = SHAPE_TEXT};
static const struct shape cue_map_shape = {.kind = SHAPE_FIELDS, .fields = cue_fields};
static const struct shape cue_shape = {
	.kind = SHAPE_EITHER, .of = &regex_shape, .other = &cue_map_shape};
static const struct shape cue_list_shape = {.kind = SHAPE_LIST, .of = &cue_shape};
static const struct shape cues_shape = {
	.kind = SHAPE_MAP,
	.of = &cue_list_shape,
	.pattern = "^(request|complaint|sensitive|rejected|thanks|anger)$"};

static const struct field hours_fields[] = {
	{.key = "zone",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_hours, zone),
	 .fallback = "UTC",
	 .doc = "IANA time zone, such as Europe/Berlin"},
	{.key = "open",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct policy_hours, open),
	 .shape = &spans_shape,
	 .doc = "spans {days, from, to}; none means around the clock"},
	{.key = "holidays",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct policy_hours, holidays),
	 .shape = &dates_shape,
	 .doc = "dates such as 2026-12-26, or 12-25 for every year"},
	{.key = NULL},
};

const struct field esc_policy_fields[] = {
	{.key = "version",
	 .type = FIELD_INT,
	 .offset = offsetof(struct policy_file, version),
	 .fallback = "1",
	 .min = 1,
	 .max = 1,
	 .doc = "of this file's format"},
	{.key = "score",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, weights),
	 .fields = score_fields,
	 .doc = "when a score offers a person and when it hands over"},
	{.key = "weights",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, weights),
	 .fields = weight_fields,
	 .doc = "what each signal adds to the score"},
	{.key = "teams",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct policy_file, teams),
	 .fields = policy_team_fields,
	 .item_size = sizeof(struct policy_team),
	 .doc = "who answers; the first one gets what no route names"},
	{.key = "agents",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct policy_file, agents),
	 .fields = policy_agent_fields,
	 .item_size = sizeof(struct policy_agent),
	 .doc = "what agents can; who is not listed can everything"},
	{.key = "routes",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct policy_file, routes),
	 .fields = route_fields,
	 .item_size = sizeof(struct policy_route),
	 .doc = "which team gets what; the first that fits counts"},
	{.key = "priorities",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, priorities),
	 .fields = priority_fields,
	 .doc = "who comes first in the line, by reason"},
	{.key = "queue",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, queue),
	 .fields = queue_fields,
	 .doc = "limits of the line"},
	{.key = "assignment",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, assignment),
	 .fields = policy_assignment_fields,
	 .doc = "how chats come to agents"},
	{.key = "dispositions",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct policy_file, dispositions),
	 .fields = policy_disposition_fields,
	 .item_size = sizeof(struct policy_disposition),
	 .doc = "how agents may say that a chat ended"},
	{.key = "reopen_within",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_file, reopen_within_ms),
	 .fallback = "0s",
	 .doc = "so long after an agent closed a chat a message goes back to people; 0s for never"},
	{.key = "hours",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, hours),
	 .fields = hours_fields,
	 .doc = "when somebody is there"},
	{.key = "sla",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_file, sla),
	 .fields = policy_sla_fields,
	 .doc = "service levels"},
	{.key = "cues",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct policy_file, cues),
	 .shape = &cues_shape,
	 .doc = "more words for request, complaint, sensitive, rejected, thanks, anger"},
	{.key = NULL},
};

void policy_file_dispose(struct policy_file *file)
{
	schema_dispose(esc_policy_fields, file);
}

/* ---- hours ---- */

/* The value of `key` in `map`, or `map` itself when it is missing. */
struct diag_place policy_place_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);

	return node ? node->at : map->at;
}

static void read_span(struct hours *h, const struct yaml_node *node, struct diag *d)
{
	struct hours_span *span = &h->spans[h->span_count];
	struct span_file text = {0};

	if (h->span_count == HOURS_SPANS_MAX) {
		diag_error(d, node->at, NULL, "open: more than %d spans", HOURS_SPANS_MAX);
		return;
	}
	if (!schema_read(span_fields, node, &text, d)) {
		if (hours_parse_days(text.days, &span->days))
			diag_error(d, policy_place_of(node, "days"), "such as mon-fri, or sat, sun",
				   "days: '%.100s' names no days", text.days);
		if (hours_parse_time(text.from, &span->from))
			diag_error(d, policy_place_of(node, "from"), "such as 09:00",
				   "from: '%.100s' is no time", text.from);
		if (hours_parse_time(text.to, &span->to))
			diag_error(d, policy_place_of(node, "to"), "such as 18:00",
				   "to: '%.100s' is no time", text.to);
		h->span_count++;
	}
	schema_dispose(span_fields, &text);
}

static void read_holiday(struct hours *h, const struct yaml_node *node, struct diag *d)
{
	const char *text = schema_text(node, "holidays", d);

	if (!text)
		return;
	if (h->holiday_count == HOURS_HOLIDAYS_MAX)
		diag_error(d, node->at, NULL, "holidays: more than %d", HOURS_HOLIDAYS_MAX);
	else if (hours_parse_date(text, &h->holidays[h->holiday_count]))
		diag_error(d, node->at, "such as 2026-12-26, or 12-25 for every year",
			   "holidays: '%.100s' is no date", text);
	else
		h->holiday_count++;
}

/* The items of a list; an empty value is an empty list. */
static size_t list_of(const struct yaml_node *node, const char *what, struct diag *d)
{
	if (!node || (node->kind == YAML_SCALAR && !node->len && !node->quoted))
		return 0;
	if (node->kind == YAML_SEQUENCE)
		return node->count;
	diag_error(d, node->at, NULL, "%s: expected a list", what);
	return 0;
}

static void read_hours(struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct policy_hours *file = &p->file.hours;
	const struct yaml_node *map = yaml_get(root, "hours");
	struct hours *h = &p->hours;
	size_t count;

	if (!map || map->kind != YAML_MAPPING)
		return;
	count = list_of(file->open, "open", d);
	for (size_t i = 0; i < count; i++)
		read_span(h, file->open->items[i], d);
	count = list_of(file->holidays, "holidays", d);
	for (size_t i = 0; i < count; i++)
		read_holiday(h, file->holidays->items[i], d);
	if (!file->zone || !strcmp(file->zone, "UTC"))
		return;
	h->zone = zone_load(file->zone);
	if (!h->zone) {
		diag_error(
			d, policy_place_of(map, "zone"),
			"an IANA name such as Europe/Berlin; the package tzdata must be installed",
			"zone: '%.100s' is no time zone of this machine", file->zone);
		return;
	}
	memcpy(h->zone_name, file->zone, strlen(file->zone) + 1); /* zone_load() bounds it */
}

/* ---- the shop's cues ---- */

/* Writes "did you mean 'x'?" into `buf`; NULL when nothing is near. */
static const char *did_you_mean(const char *word, const char *const *words, size_t count,
				char buf[96])
{
	const char *nearest = diag_nearest(word, words, count);

	if (!nearest)
		return NULL;
	(void)snprintf(buf, 96, "did you mean '%.70s'?", nearest);
	return buf;
}

void policy_check_locale(const char *locale, struct diag_place at, struct diag *d)
{
	char hint[96];

	if (locale && locale_of_name(locale) == LOCALE_NONE)
		diag_error(d, at, did_you_mean(locale, locale_words, ARRAY_LEN(locale_words), hint),
			   "locale: '%.100s' is none of en, de, fr, zh-Hant, zh-Hans", locale);
}

static void read_cue(struct esc_cues *cues, enum esc_cue cue, const struct yaml_node *node,
		     struct diag *d)
{
	struct cue_file file = {.p = 1};

	if (node->kind == YAML_SCALAR) { /* `- 'regex'` is short for `- {regex: 'regex'}` */
		const char *regex = schema_text(node, cue_name(cue), d);

		if (regex)
			cues_add_pattern(cues, cue, regex, NULL, 1, node->at, d);
		return;
	}
	if (!schema_read(cue_fields, node, &file, d)) {
		policy_check_locale(file.locale, policy_place_of(node, "locale"), d);
		cues_add_pattern(cues, cue, file.regex, file.locale, file.p,
				 policy_place_of(node, "regex"), d);
	}
	schema_dispose(cue_fields, &file);
}

static void read_cues(struct esc_policy *p, struct diag *d)
{
	static const enum esc_cue open_to_shops[] = {CUE_REQUEST,  CUE_COMPLAINT, CUE_SENSITIVE,
						     CUE_REJECTED, CUE_THANKS,    CUE_ANGER};
	const struct yaml_node *map = p->file.cues;
	const char *names[ARRAY_LEN(open_to_shops)];
	char hint[96];

	if (!map || (map->kind == YAML_SCALAR && !map->len))
		return;
	if (map->kind != YAML_MAPPING) {
		diag_error(d, map->at, NULL, "cues: expected a mapping");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		names[i] = cue_name(open_to_shops[i]);
	for (size_t k = 0; k < map->count; k++) {
		size_t i = 0, count;

		while (i < ARRAY_LEN(names) && strcmp(names[i], map->keys[k]->text) != 0)
			i++;
		if (i == ARRAY_LEN(names)) {
			diag_error(d, map->keys[k]->at,
				   did_you_mean(map->keys[k]->text, names, ARRAY_LEN(names), hint),
				   "unknown key '%.100s'", map->keys[k]->text);
			continue;
		}
		count = list_of(map->items[k], names[i], d);
		for (size_t n = 0; n < count; n++)
			read_cue(p->cues, open_to_shops[i], map->items[k]->items[n], d);
	}
}

/* ---- what must fit together ---- */

static void check_routes(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(root, "routes");
	const struct policy_route *routes = p->file.routes.items;
	const char *names[64];
	char hint[96];
	size_t count = 0;

	for (size_t i = 0; i < esc_policy_team_count(p) && count < ARRAY_LEN(names); i++) {
		const char *name = esc_policy_team_at(p, i);

		if (name) /* one without a name was reported */
			names[count++] = name;
	}
	for (size_t i = 0; i < p->file.routes.count; i++) {
		size_t n = 0;

		policy_check_locale(routes[i].locale, policy_place_of(nodes->items[i], "locale"),
				    d);
		while (routes[i].team && n < count && strcmp(names[n], routes[i].team) != 0)
			n++;
		if (routes[i].team && n == count)
			diag_error(d, policy_place_of(nodes->items[i], "team"),
				   did_you_mean(routes[i].team, names, count, hint),
				   "team: there is no team '%.100s'", routes[i].team);
	}
}

static void check_teams(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(root, "teams");

	for (size_t i = 0; i < p->file.teams.count; i++) {
		const char *name = esc_policy_team_at(p, i);

		for (size_t k = 0; name && k < i; k++) {
			const char *other = esc_policy_team_at(p, k);

			if (other && !strcmp(name, other))
				diag_error(d, policy_place_of(nodes->items[i], "name"), NULL,
					   "name: team '%.64s' stands here twice", name);
		}
	}
}

static void check_levels(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct esc_weights *w = &p->file.weights;
	const struct yaml_node *score = yaml_get(root, "score");

	if (!score || score->kind != YAML_MAPPING)
		return;
	if (w->offer_at > w->transfer_at)
		diag_error(
			d, policy_place_of(score, "offer_at"), "an offer comes before a transfer",
			"offer_at: %g is more than transfer_at: %g", w->offer_at, w->transfer_at);
	if (w->complaint_scores_at > w->complaint_transfers_at)
		diag_error(d, policy_place_of(score, "complaint_scores_at"), NULL,
			   "complaint_scores_at: %g is more than complaint_transfers_at: %g",
			   w->complaint_scores_at, w->complaint_transfers_at);
}

/* ---- loading ---- */

static struct esc_policy *read_policy(const struct yaml_tree *tree, struct diag *d)
{
	const struct yaml_node *root = tree ? yaml_tree_root(tree) : NULL;
	struct esc_policy *p = mem_new(1, sizeof(*p));
	size_t errors = d->error_count, len = 0;
	const char *bytes = tree ? yaml_tree_bytes(tree, &len) : "";
	int rc = schema_read(esc_policy_fields, root, &p->file, d);

	p->cues = cues_create();
	read_hours(p, root, d);
	read_cues(p, d);
	if (!rc) {
		check_teams(p, root, d);
		policy_check_overflow(p, root, d);
		policy_check_sla(p, root, d);
		check_routes(p, root, d);
		policy_check_dispositions(p, root, d);
		policy_check_agents(p, root, d);
		check_levels(p, root, d);
		policy_find_pools(p);
	}
	policy_hash(bytes, len, p->hash);
	/* These belong to the tree, which goes. */
	p->file.hours.open = p->file.hours.holidays = p->file.cues = NULL;
	if (!rc && d->error_count == errors)
		return p;
	esc_policy_destroy(p);
	return NULL;
}

static struct esc_policy *read_and_drop(struct yaml_tree *tree, size_t errors, struct diag *d)
{
	struct esc_policy *p = tree ? read_policy(tree, d) : NULL;

	yaml_tree_destroy(tree);
	if (p && d->error_count > errors) { /* duplicate keys: a tree, but no policy */
		esc_policy_destroy(p);
		return NULL;
	}
	return p;
}

struct esc_policy *esc_policy_load(const char *path, struct diag *d)
{
	size_t errors = d->error_count;

	/* A shop need not have the file; one that is there must be readable. */
	if (!path || (access(path, F_OK) != 0 && errno == ENOENT))
		return read_policy(NULL, d);
	return read_and_drop(yaml_tree_load(path, d), errors, d);
}

struct esc_policy *esc_policy_parse(const char *name, const char *text, size_t len, struct diag *d)
{
	size_t errors = d->error_count;

	return read_and_drop(yaml_tree_parse(name, text, len, d), errors, d);
}
