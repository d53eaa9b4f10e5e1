/*
 * Reading one intent. Plain keys go through the field table; what depends on locales is walked
 * here, because the locales of a catalog are whatever its authors write.
 */
#include "intents/catalog/intent_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/schema.h"

static const char *const handoff_words[] = {"never", "offer", "always", NULL};
static const char *const signal_words[] = {"request", "complaint", "sensitive", NULL};

struct raw_intent {
	char *id, *title, *owner, *review_by;
	int handoff, signal;
	const struct yaml_node *patterns, *examples, *reply, *choices, *tests;
	const struct yaml_node *slots, *action, *reply_failed;
};

#define AT(member) offsetof(struct raw_intent, member)

static const struct field intent_fields[] = {
	{.key = "id",
	 .type = FIELD_TEXT,
	 .offset = AT(id),
	 .required = true,
	 .doc = "Name of the intent: lower-case letters, digits and _, at most 64, unique in all "
		"files."},
	{.key = "title",
	 .type = FIELD_TEXT,
	 .offset = AT(title),
	 .doc = "Name shown to agents; the id if missing."},
	{.key = "patterns",
	 .type = FIELD_NODE,
	 .offset = AT(patterns),
	 .doc = "Regular expressions (PCRE2) on the normalised text: 'regex' or {regex, locale}. "
		"They win over examples."},
	{.key = "examples",
	 .type = FIELD_NODE,
	 .offset = AT(examples),
	 .doc = "Per locale a list of messages as customers write them; similar messages match "
		"too."},
	{.key = "slots",
	 .type = FIELD_NODE,
	 .offset = AT(slots),
	 .doc = "Values to ask for (not available yet)."},
	{.key = "action",
	 .type = FIELD_NODE,
	 .offset = AT(action),
	 .doc = "HTTP request for the reply (not available yet)."},
	{.key = "reply",
	 .type = FIELD_NODE,
	 .offset = AT(reply),
	 .doc = "Per locale the text of the answer."},
	{.key = "reply_failed",
	 .type = FIELD_NODE,
	 .offset = AT(reply_failed),
	 .doc = "Per locale the answer when the action failed (not available yet)."},
	{.key = "choices",
	 .type = FIELD_NODE,
	 .offset = AT(choices),
	 .doc = "Per locale a list of buttons; a button sends its text as a message."},
	{.key = "handoff",
	 .type = FIELD_WORD,
	 .offset = AT(handoff),
	 .fallback = "never",
	 .words = handoff_words,
	 .doc = "Whether a person takes over: never, offer (ask first) or always."},
	{.key = "signal",
	 .type = FIELD_WORD,
	 .offset = AT(signal),
	 .words = signal_words,
	 .doc = "What the intent tells the escalation: request, complaint or sensitive."},
	{.key = "tests",
	 .type = FIELD_NODE,
	 .offset = AT(tests),
	 .doc = "Messages that must (or with `not: true` must not) be this intent; run by "
		"`frontdesk test`."},
	{.key = "owner",
	 .type = FIELD_TEXT,
	 .offset = AT(owner),
	 .doc = "Who looks after this answer."},
	{.key = "review_by",
	 .type = FIELD_TEXT,
	 .offset = AT(review_by),
	 .doc = "Date (YYYY-MM-DD) to look at it again."},
	{.key = NULL},
};

/* ---- small checks ---- */

static bool is_digits(const char *s, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return true;
}

static bool is_date(const char *s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || !is_digits(s, 4) ||
	    !is_digits(s + 5, 2) || !is_digits(s + 8, 2))
		return false;
	int year = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0');
	int month = (s[5] - '0') * 10 + (s[6] - '0');
	int day = (s[8] - '0') * 10 + (s[9] - '0');
	if (month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (leap && month == 2 ? 1 : 0);
}

static bool is_intent_id(const char *id)
{
	size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return id[len] == '\0' && len >= 1 && len <= INTENT_ID_MAX;
}

/* Whether `tag` looks like a language tag: letters, then groups of letters and digits after
 * hyphens. */
static bool is_language_tag(const char *tag)
{
	size_t run = 0;
	bool first = true;
	for (const char *p = tag;; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
		bool digit = *p >= '0' && *p <= '9';
		if (letter || (digit && !first)) {
			run++;
			continue;
		}
		if ((*p != '-' && *p != '\0') || run < (first ? 2 : 1) || run > 8)
			return false;
		if (*p == '\0')
			return true;
		first = false;
		run = 0;
	}
}

static const char *text_of(const struct yaml_node *node, const char *what, struct diag *d)
{
	const char *text = schema_text(node, what, d);
	if (text != NULL && text[0] == '\0') {
		diag_error(d, node->at, "write a text, or remove the key", "%s is empty", what);
		return NULL;
	}
	return text;
}

/* ---- what depends on locales ---- */

/* Calls `each` for every `locale: value` of `map`. */
struct reader {
	struct intent_catalog *c;
	size_t intent;
	struct diag *d;
};
typedef void per_locale(struct reader *r, size_t locale, const struct yaml_node *value);

static size_t read_locale(struct reader *r, const struct yaml_node *key)
{
	if (!is_language_tag(key->text)) {
		diag_error(r->d, key->at, "a locale is written like en, de or zh-Hant",
			   "'%s' is not a locale", key->text);
		return NO_INDEX;
	}
	return catalog_add_locale(r->c, key->text, key->at);
}

static void read_locales(struct reader *r, const struct yaml_node *map, const char *what,
			 per_locale *each)
{
	if (map == NULL)
		return;
	if (map->kind != YAML_MAPPING) {
		diag_error(r->d, map->at, "write the locale first, as in 'en: …'",
			   "%s must be given per locale", what);
		return;
	}
	if (map->count == 0)
		diag_error(r->d, map->at, "add a locale, or remove the key", "%s is empty", what);
	for (size_t i = 0; i < map->count; i++) {
		size_t locale = read_locale(r, map->keys[i]);
		if (locale != NO_INDEX)
			each(r, locale, map->items[i]);
	}
}

static void read_examples(struct reader *r, size_t locale, const struct yaml_node *list)
{
	if (list->kind != YAML_SEQUENCE) {
		diag_error(r->d, list->at,
			   "write [first example, second example] or a line '- …' for each",
			   "examples of a locale must be a list");
		return;
	}
	if (list->count == 0)
		diag_error(r->d, list->at, "add an example, or remove the locale",
			   "the list of examples is empty");
	for (size_t i = 0; i < list->count; i++) {
		const char *text = text_of(list->items[i], "example", r->d);
		if (text == NULL)
			continue;
		*vec_push(&r->c->examples) = (struct catalog_example){.intent = r->intent,
								      .locale = locale,
								      .nth = (uint32_t)i,
								      .text = text,
								      .at = list->items[i]->at};
	}
}

static void read_reply(struct reader *r, size_t locale, const struct yaml_node *node)
{
	const char *text = text_of(node, "reply", r->d);
	struct intent *intent = &r->c->intents.items[r->intent];
	intent->has_reply = true;
	/* One that is wrong is not reported as missing too. */
	*vec_push(&intent->replies) = (struct intent_localized){
		.locale = r->c->locales.items[locale].name, .text = text != NULL ? text : ""};
}

static void read_choices(struct reader *r, size_t locale, const struct yaml_node *list)
{
	if (list->kind != YAML_SEQUENCE) {
		diag_error(r->d, list->at, "write [first choice, second choice]",
			   "choices of a locale must be a list");
		return;
	}
	struct intent_choices made = {.locale = r->c->locales.items[locale].name};
	made.texts = mem_new(list->count, sizeof(*made.texts));
	for (size_t i = 0; i < list->count; i++) {
		const char *text = text_of(list->items[i], "choice", r->d);
		if (text != NULL)
			made.texts[made.count++] = text;
	}
	*vec_push(&r->c->intents.items[r->intent].choices) = made;
}

/* ---- patterns ---- */

struct raw_pattern {
	const struct yaml_node *regex, *locale;
};

static const struct field pattern_fields[] = {
	{.key = "regex",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_pattern, regex),
	 .required = true,
	 .doc = "The regular expression (PCRE2)."},
	{.key = "locale",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_pattern, locale),
	 .doc = "Only for messages of this language; without it for all."},
	{.key = NULL},
};

static void read_pattern(struct reader *r, const struct yaml_node *node)
{
	struct raw_pattern raw = {.regex = node};
	if (node->kind == YAML_MAPPING) {
		raw.regex = NULL;
		if (schema_read(pattern_fields, node, &raw, r->d) != 0)
			return;
	}
	const char *regex = text_of(raw.regex, "pattern", r->d);
	struct catalog_pattern made = {.intent = r->intent, .group = NO_INDEX, .regex = regex};
	if (raw.locale != NULL) {
		if (schema_text(raw.locale, "locale", r->d) == NULL)
			return;
		size_t locale = read_locale(r, raw.locale);
		if (locale == NO_INDEX)
			return;
		made.group = r->c->locales.items[locale].group;
	}
	if (regex == NULL)
		return;
	made.regex_len = raw.regex->len;
	made.at = raw.regex->at;
	*vec_push(&r->c->patterns) = made;
}

static void read_patterns(struct reader *r, const struct yaml_node *list)
{
	if (list == NULL)
		return;
	if (list->kind != YAML_SEQUENCE) {
		diag_error(r->d, list->at, "write a line '- …' for each pattern",
			   "patterns must be a list");
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		read_pattern(r, list->items[i]);
}

/* ---- tests ---- */

struct raw_test {
	const struct yaml_node *say, *locale;
	bool expect_not;
};

static const struct field test_fields[] = {
	{.key = "say",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_test, say),
	 .required = true,
	 .doc = "What the customer writes."},
	{.key = "locale",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_test, locale),
	 .doc = "The chat's locale; the catalog's first if missing."},
	{.key = "not",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct raw_test, expect_not),
	 .fallback = "false",
	 .doc = "true: it must not be this intent."},
	{.key = NULL},
};

static void read_test(struct reader *r, const struct yaml_node *node)
{
	struct raw_test raw = {0};
	if (node->kind != YAML_MAPPING) {
		diag_error(r->d, node->at, "write {say: a message, locale: en}",
			   "a test must have the key 'say'");
		return;
	}
	if (schema_read(test_fields, node, &raw, r->d) != 0)
		return;
	struct catalog_test made = {
		.intent = r->intent, .expect_not = raw.expect_not, .at = node->at};
	made.say = text_of(raw.say, "say", r->d);
	if (raw.locale != NULL) {
		made.locale = schema_text(raw.locale, "locale", r->d);
		made.locale_at = raw.locale->at;
		if (made.locale != NULL && !is_language_tag(made.locale)) {
			diag_error(r->d, raw.locale->at,
				   "a locale is written like en, de or zh-Hant",
				   "'%s' is not a locale", made.locale);
			return;
		}
	}
	if (made.say != NULL)
		*vec_push(&r->c->tests) = made;
}

static void read_tests(struct reader *r, const struct yaml_node *list)
{
	if (list == NULL)
		return;
	if (list->kind != YAML_SEQUENCE) {
		diag_error(r->d, list->at, "write a line '- {say: …}' for each test",
			   "tests must be a list");
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		read_test(r, list->items[i]);
}

/* ---- the whole ---- */

static const struct yaml_node *key_node(const struct yaml_node *map, const char *key)
{
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->keys[i];
	}
	return map;
}

static void check_unsupported(const struct yaml_node *node, struct diag *d)
{
	static const char *const keys[] = {"slots", "action", "reply_failed"};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (yaml_get(node, keys[i]) != NULL)
			diag_error(d, key_node(node, keys[i])->at,
				   "slots and actions are not available in this version: remove "
				   "the key",
				   "unsupported: '%s'", keys[i]);
	}
}

static bool has_items(const struct yaml_node *node)
{
	return node != NULL && (node->kind == YAML_SCALAR || node->count > 0);
}

static void check_required(const struct yaml_node *node, const struct raw_intent *raw,
			   struct diag *d)
{
	const char *id = raw->id != NULL ? raw->id : "?";
	if (!has_items(raw->patterns) && !has_items(raw->examples))
		diag_error(d, node->at, "add 'examples:' or 'patterns:'",
			   "intent '%s' has neither patterns nor examples", id);
	bool counter_class = raw->id != NULL && strcmp(raw->id, OUT_OF_SCOPE_ID) == 0;
	if (!counter_class && raw->reply == NULL && raw->action == NULL &&
	    yaml_get(node, "handoff") == NULL)
		diag_error(d, node->at, "add 'reply:', or 'handoff:' when a person should answer",
			   "intent '%s' has neither reply nor handoff", id);
}

static void check_id(const struct intent_catalog *c, const struct yaml_node *node, const char *id,
		     struct diag *d)
{
	const struct yaml_node *value = yaml_get(node, "id");
	if (id == NULL || value == NULL || value->kind != YAML_SCALAR)
		return;
	if (!is_intent_id(id)) {
		diag_error(d, value->at, "use a to z, 0 to 9 and _, at most 64 of them",
			   "'%s' is not a valid id", id);
		return;
	}
	size_t other = catalog_find(c, id);
	if (other != NO_INDEX) {
		struct diag_place at = c->intents.items[other].at;
		diag_error(d, value->at,
			   "ids are unique in all files: rename one, or put both into one",
			   "duplicate intent '%s', first defined at %s:%u:%u", id, at.file, at.line,
			   at.col);
	}
}

static void intent_take(struct intent *intent, const struct yaml_node *node, struct raw_intent *raw)
{
	const struct yaml_node *id = yaml_get(node, "id");
	intent->id = raw->id != NULL ? raw->id : mem_string("");
	intent->title = raw->title;
	intent->owner = raw->owner;
	intent->review_by = raw->review_by;
	intent->at = id != NULL ? id->at : node->at;
	intent->reply_at = raw->reply != NULL ? key_node(node, "reply")->at : intent->at;
	intent->handoff = (enum intent_handoff)raw->handoff;
	bool has_signal = yaml_get(node, "signal") != NULL;
	intent->signal = has_signal ? (enum intent_signal)(raw->signal + 1) : INTENT_SIGNAL_NONE;
}

void intent_read(struct intent_catalog *c, const struct yaml_node *node, struct diag *d)
{
	if (node->kind != YAML_MAPPING) {
		diag_error(d, node->at, "an intent starts with '- id: …'",
			   "an intent must be a mapping");
		return;
	}
	struct raw_intent raw = {0};
	int failed = schema_read(intent_fields, node, &raw, d);
	check_unsupported(node, d);
	check_required(node, &raw, d);
	check_id(c, node, raw.id, d);
	if (raw.review_by != NULL && raw.review_by[0] != '\0' && !is_date(raw.review_by))
		diag_error(d, yaml_get(node, "review_by")->at, "write a date like 2027-03-31",
			   "'%s' is not a date", raw.review_by);
	if (failed != 0 && raw.id == NULL)
		raw.id = mem_string("");
	size_t index = c->intents.count;
	struct intent *intent = vec_push(&c->intents);
	intent->index = index;
	intent_take(intent, node, &raw);
	if (catalog_find(c, intent->id) == NO_INDEX)
		catalog_index_intent(c, index);
	struct reader r = {.c = c, .intent = index, .d = d};
	read_patterns(&r, raw.patterns);
	read_locales(&r, raw.examples, "examples", read_examples);
	read_locales(&r, raw.reply, "reply", read_reply);
	read_locales(&r, raw.choices, "choices", read_choices);
	read_tests(&r, raw.tests);
}
