/*
 * One intent: its keys, its patterns and examples, and what must be there. The other parts have a
 * file each (read.h).
 */
#include "intents/catalog/intent_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/calendar.h"
#include "intents/catalog/read.h"

static const char *const handoff_words[] = {"never", "offer", "always", NULL};
static const char *const signal_words[] = {"request", "complaint", "sensitive", NULL};

struct raw_intent {
	char *id, *owner, *review_by;
	int handoff, signal;
	bool legal;
	const struct yaml_node *title, *when, *follows, *patterns, *examples;
	const struct yaml_node *slots, *action, *reply, *reply_if, *reply_failed, *choices, *tests;
};

#define AT(member) offsetof(struct raw_intent, member)

struct raw_pattern {
	const struct yaml_node *regex, *locale;
};

static const struct field pattern_fields[] = {
	{.key = "regex",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_pattern, regex),
	 .shape = &read_shape_text,
	 .required = true,
	 .doc = "The regular expression (PCRE2)."},
	{.key = "locale",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_pattern, locale),
	 .shape = &read_shape_locale,
	 .doc = "Only for messages of this language; without it for all."},
	{.key = NULL},
};

struct raw_reply_if {
	const struct yaml_node *when, *follows, *reply;
};

static const struct shape id_shape = {.kind = SHAPE_TEXT, .pattern = "^[a-z0-9_]{1,64}$"};
static const struct shape ids_shape = {.kind = SHAPE_LIST, .of = &id_shape};
static const struct shape when_shape = {
	.kind = SHAPE_FIELDS, .name = "when", .fields = read_when_fields};

static const struct field reply_if_fields[] = {
	{.key = "when",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_reply_if, when),
	 .shape = &when_shape,
	 .doc = "What must hold, as in `when:` of an intent; also slots and results of the "
		"action."},
	{.key = "follows",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_reply_if, follows),
	 .shape = &ids_shape,
	 .doc = "Ids of intents: said when the answer just before was one of them."},
	{.key = "reply",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_reply_if, reply),
	 .shape = &read_shape_variants,
	 .required = true,
	 .doc = "Per locale the text of the answer, or a list of variants."},
	{.key = NULL},
};

static const struct shape title_shape = {
	.kind = SHAPE_EITHER, .of = &read_shape_text, .other = &read_shape_localized};
static const struct shape pattern_map = {.kind = SHAPE_FIELDS, .fields = pattern_fields};
static const struct shape pattern_shape = {
	.kind = SHAPE_EITHER, .of = &read_shape_text, .other = &pattern_map};
static const struct shape patterns_shape = {.kind = SHAPE_LIST, .of = &pattern_shape};
static const char *const kinds_of_slot[] = {"pattern", "type", "values", NULL};
static const struct shape_need slot_needs[] = {{kinds_of_slot, true}, {NULL, false}};
static const struct shape slot_shape = {
	.kind = SHAPE_FIELDS, .name = "slot", .fields = read_slot_fields, .needs = slot_needs};
static const struct shape slots_shape = {
	.kind = SHAPE_MAP, .of = &slot_shape, .pattern = "^[a-z][a-z0-9_]{0,63}$"};
static const char *const methods[] = {"get", "post", NULL};
static const struct shape_need action_needs[] = {{methods, true}, {NULL, false}};
static const struct shape action_shape = {.kind = SHAPE_FIELDS,
					  .name = "action",
					  .fields = read_action_fields,
					  .needs = action_needs};
static const char *const conditions[] = {"when", "follows", NULL};
static const struct shape_need reply_if_needs[] = {{conditions, false}, {NULL, false}};
static const struct shape reply_if_item = {
	.kind = SHAPE_FIELDS, .fields = reply_if_fields, .needs = reply_if_needs};
static const struct shape reply_if_shape = {.kind = SHAPE_LIST, .of = &reply_if_item};
static const char *const kinds_of_test[] = {"say", "turns", NULL};
static const struct shape_need test_needs[] = {{kinds_of_test, true}, {NULL, false}};
static const struct shape test_item = {
	.kind = SHAPE_FIELDS, .name = "test", .fields = read_test_fields, .needs = test_needs};
static const struct shape date_shape = {.kind = SHAPE_TEXT,
					.pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"};
static const struct shape tests_shape = {.kind = SHAPE_LIST, .of = &test_item};

#define NODE(name, shape_of, text)                                                          \
	{                                                                                   \
		.key = #name, .type = FIELD_NODE, .offset = AT(name), .shape = &(shape_of), \
		.doc = (text)                                                               \
	}

static const struct field intent_fields[] = {
	{.key = "id",
	 .type = FIELD_TEXT,
	 .offset = AT(id),
	 .shape = &id_shape,
	 .required = true,
	 .doc = "Name of the intent: lower-case letters, digits and _, at most 64, unique in all "
		"files."},
	NODE(title, title_shape,
	     "A text, or one per locale, as on a button: customers see it when two intents are "
	     "close, agents always. The id if missing."),
	NODE(when, when_shape, "Conditions: unless all hold, the intent is not considered at all."),
	NODE(follows, ids_shape,
	     "Ids of intents: considered only when the answer just before was one of them."),
	NODE(patterns, patterns_shape,
	     "Regular expressions (PCRE2) on the normalised text: 'regex' or {regex, locale}. They "
	     "win over examples."),
	NODE(examples, read_shape_localized_lists,
	     "Per locale a list of messages as customers write them; similar messages match too."),
	NODE(slots, slots_shape,
	     "What must be known before the answer, asked for in this order unless it was said."),
	NODE(action, action_shape, "The HTTP request that the answer needs."),
	NODE(reply, read_shape_variants,
	     "Per locale the text of the answer, or a list of variants; {slot}, {action.name}, "
	     "{shop.name}, {customer.name} and {page} are filled in."),
	NODE(reply_if, reply_if_shape,
	     "Other answers: the first one whose `when` holds, else `reply`."),
	NODE(reply_failed, read_shape_localized, "Per locale the answer when the action failed."),
	NODE(choices, read_shape_localized_lists,
	     "Per locale a list of buttons; a button sends its text as a message."),
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
	{.key = "legal",
	 .type = FIELD_BOOL,
	 .offset = AT(legal),
	 .fallback = "false",
	 .doc = "Of legal weight, such as a refund that is denied: a message that comes near it is "
		"never answered by a language model."},
	NODE(tests, tests_shape,
	     "Messages and conversations with what must come of them; run by `frontdesk test`."),
	{.key = "owner",
	 .type = FIELD_TEXT,
	 .offset = AT(owner),
	 .doc = "Who looks after this answer."},
	{.key = "review_by",
	 .type = FIELD_TEXT,
	 .offset = AT(review_by),
	 .shape = &date_shape,
	 .doc = "Date (YYYY-MM-DD) to look at it again."},
	{.key = NULL},
};

static const char *const what_it_hears[] = {"patterns", "examples", NULL};
static const struct shape_need intent_needs[] = {{what_it_hears, false}, {NULL, false}};
const struct shape intent_shape = {
	.kind = SHAPE_FIELDS, .name = "intent", .fields = intent_fields, .needs = intent_needs};

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
	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || !is_digits(s, 4) ||
	    !is_digits(s + 5, 2) || !is_digits(s + 8, 2))
		return false;
	int year = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0');
	int month = (s[5] - '0') * 10 + (s[6] - '0');
	return calendar_is_day(year, month, (s[8] - '0') * 10 + (s[9] - '0'));
}

static bool is_intent_id(const char *id)
{
	size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return id[len] == '\0' && len >= 1 && len <= INTENT_ID_MAX;
}

/* ---- examples and choices ---- */

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
		const char *text = read_text(list->items[i], "example", r->d);
		if (text == NULL)
			continue;
		*vec_push(&r->c->examples) = (struct catalog_example){.intent = r->intent,
								      .locale = locale,
								      .nth = (uint32_t)i,
								      .text = text,
								      .at = list->items[i]->at};
	}
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
	made.places = mem_new(list->count, sizeof(*made.places));
	for (size_t i = 0; i < list->count; i++) {
		const char *text = read_text(list->items[i], "choice", r->d);
		if (text == NULL)
			continue;
		made.places[made.count] = list->items[i]->at;
		made.texts[made.count++] = text;
	}
	*vec_push(&r->c->intents.items[r->intent].choices) = made;
}

/* ---- patterns ---- */

static void read_pattern(struct reader *r, const struct yaml_node *node)
{
	struct raw_pattern raw = {.regex = node};
	if (node->kind == YAML_MAPPING) {
		raw.regex = NULL;
		if (schema_read(pattern_fields, node, &raw, r->d) != 0)
			return;
	}
	const char *regex = read_text(raw.regex, "pattern", r->d);
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

/* ---- replies and conditions ---- */

static void read_follows(struct reader *r, const struct yaml_node *list, struct follows *ret)
{
	if (list == NULL)
		return;
	if (list->kind != YAML_SEQUENCE || list->count == 0) {
		diag_error(r->d, list->at, "write [track_order]",
			   "follows must be a list of intents");
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		const char *id = read_text(list->items[i], "follows", r->d);

		if (id != NULL)
			*vec_push(&ret->items) =
				(struct follows_item){.id = id, .at = list->items[i]->at};
	}
}

static void read_reply_if(struct reader *r, const struct yaml_node *list)
{
	if (list == NULL)
		return;
	if (list->kind != YAML_SEQUENCE || list->count == 0) {
		diag_error(r->d, list->at, "write a line '- {when: …, reply: …}' for each answer",
			   "reply_if must be a list");
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct raw_reply_if raw = {0};
		struct intent_reply_if made = {0};

		if (schema_read(reply_if_fields, list->items[i], &raw, r->d) != 0)
			continue;
		if (raw.when == NULL && raw.follows == NULL) {
			diag_error(r->d, list->items[i]->at,
				   "write {when: …, reply: …} or {follows: […], reply: …}",
				   "an answer in reply_if needs a condition");
			continue;
		}
		read_follows(r, raw.follows, &made.follows);
		read_when(r, raw.when, READ_SLOTS | READ_ACTION, &made.when);
		read_localized(r, raw.reply, "reply", READ_SLOTS | READ_ACTION,
			       READ_VARIANTS | READ_SPOKEN, &made.reply);
		*vec_push(&reader_intent(r)->reply_if) = made;
	}
}

/* Slots come first, then the action, because what follows names them. */
static void read_answer(struct reader *r, const struct raw_intent *raw)
{
	struct intent *i = reader_intent(r);

	read_localized(r, raw->title, "title", 0, READ_PLAIN | READ_BARE, &i->title);
	read_when(r, raw->when, READ_ANY_ACTION, &i->when);
	read_follows(r, raw->follows, &reader_intent(r)->follows);
	read_slots(r, raw->slots);
	read_action(r, raw->action);
	read_localized(r, raw->reply, "reply", READ_SLOTS | READ_ACTION,
		       READ_VARIANTS | READ_SPOKEN, &i->reply);
	read_reply_if(r, raw->reply_if);
	read_localized(r, raw->reply_failed, "reply_failed", READ_SLOTS, READ_SPOKEN,
		       &i->reply_failed);
}

/* ---- the whole ---- */

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
	if (raw->action != NULL && raw->reply == NULL)
		diag_warning(d, read_key(node, "action")->at, "add 'reply:'",
			     "intent '%s' says nothing when its action worked", id);
	if (raw->action != NULL && raw->reply_failed == NULL)
		diag_warning(d, read_key(node, "action")->at, "add 'reply_failed:'",
			     "intent '%s' does not say what to answer when its action fails", id);
	if (raw->action == NULL && raw->reply_failed != NULL)
		diag_error(d, read_key(node, "reply_failed")->at, "add 'action:', or remove it",
			   "intent '%s' has a reply_failed without an action", id);
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
		diag_name(d, "duplicate-intent");
	}
}

static void intent_take(struct intent *intent, const struct yaml_node *node, struct raw_intent *raw)
{
	const struct yaml_node *id = yaml_get(node, "id");
	intent->id = raw->id != NULL ? raw->id : mem_string("");
	intent->owner = raw->owner;
	intent->review_by = raw->review_by;
	intent->at = id != NULL ? id->at : node->at;
	intent->reply_at = raw->reply != NULL ? read_key(node, "reply")->at : intent->at;
	intent->handoff = (enum intent_handoff)raw->handoff;
	intent->is_legal = raw->legal;
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
	read_answer(&r, &raw);
	read_locales(&r, raw.choices, "choices", read_choices);
	read_tests(&r, raw.tests);
}
