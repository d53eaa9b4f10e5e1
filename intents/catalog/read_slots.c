/* `slots:` of an intent. */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "intents/catalog/read.h"

#define SLOTS_MAX 20
#define VALUES_MAX 50

static const char *const type_words[] = {"text", "number", "date", "phone", "email", NULL};

struct raw_slot {
	const struct yaml_node *pattern, *values, *ask, *retry;
	int type;
	int64_t attempts;
	bool optional;
};

static const struct shape values_shape = {.kind = SHAPE_MAP, .of = &read_shape_variants};

const struct field read_slot_fields[] = {
	{.key = "pattern",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_slot, pattern),
	 .shape = &read_shape_text,
	 .doc = "A regular expression (PCRE2, on the normalised text) that finds the value; group "
		"1 "
		"if there is one."},
	{.key = "type",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct raw_slot, type),
	 .words = type_words,
	 .doc = "What the value is: text (the whole answer), number, date (with a year), phone or "
		"email."},
	{.key = "values",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_slot, values),
	 .shape = &values_shape,
	 .doc = "The values there are, each with the words for it per locale; the first word is "
		"its button."},
	{.key = "ask",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_slot, ask),
	 .shape = &read_shape_localized,
	 .doc = "Per locale the question for it."},
	{.key = "retry",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_slot, retry),
	 .shape = &read_shape_localized,
	 .doc = "Per locale what to say to an answer that has no such value; the question if "
		"missing."},
	{.key = "attempts",
	 .type = FIELD_INT,
	 .offset = offsetof(struct raw_slot, attempts),
	 .fallback = "3",
	 .min = 1,
	 .max = 10,
	 .doc = "Wrong answers before a person is offered."},
	{.key = "optional",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct raw_slot, optional),
	 .fallback = "false",
	 .doc = "true: taken if it is said, never asked for."},
	{.key = NULL},
};

/* ---- values ---- */

static void add_word(struct reader *r, struct intent_slot *slot, const char *locale,
		     const char *text, struct diag_place at)
{
	char *buffer = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	long len = normalize_text(text, strlen(text), buffer, NORMALIZE_OUT_MAX + 1);
	size_t value = slot->values.count - 1;

	for (size_t i = 0; len > 0 && i < slot->words.count; i++) {
		const struct slot_word *other = &slot->words.items[i];

		if (other->len != (size_t)len ||
		    memcmp(other->normalized, buffer, other->len) != 0 || other->value == value)
			continue;
		diag_error(r->d, at, "a word can mean one value only",
			   "slot '%s': '%.60s' means '%.60s' already", slot->name, text,
			   slot->values.items[other->value]);
	}
	if (len > 0)
		*vec_push(&slot->words) =
			(struct slot_word){.value = value,
					   .locale = locale,
					   .text = text,
					   .normalized = mem_copy(buffer, (size_t)len),
					   .len = (size_t)len};
	else
		diag_error(r->d, at, "remove it", "slot '%s': a word without visible characters",
			   slot->name);
	free(buffer);
}

static void read_value(struct reader *r, struct intent_slot *slot, const struct yaml_node *words)
{
	if (words->kind != YAML_MAPPING || words->count == 0) {
		diag_error(r->d, words->at, "write {en: [small, s], de: [klein]}",
			   "slot '%s': the words of a value must be given per locale", slot->name);
		return;
	}
	for (size_t i = 0; i < words->count; i++) {
		struct texts list = {0};

		if (!read_is_tag(words->keys[i]->text))
			diag_error(r->d, words->keys[i]->at,
				   "a locale is written like en, de or zh-Hant",
				   "'%s' is not a locale", words->keys[i]->text);
		read_one_or_many(words->items[i], "word", &list, r->d);
		for (size_t k = 0; k < list.items.count; k++)
			add_word(r, slot, words->keys[i]->text, list.items.items[k],
				 words->items[i]->at);
		vec_dispose(&list.items);
	}
}

static void read_values(struct reader *r, struct intent_slot *slot, const struct yaml_node *node)
{
	slot->kind = SLOT_VALUES;
	if (node->kind != YAML_MAPPING || node->count == 0 || node->count > VALUES_MAX) {
		diag_error(r->d, node->at, "write {small: {en: [small, s]}, large: {en: [large]}}",
			   "slot '%s': values must be names with their words, %d at most",
			   slot->name, VALUES_MAX);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		*vec_push(&slot->values) = node->keys[i]->text;
		add_word(r, slot, NULL, node->keys[i]->text, node->keys[i]->at);
		read_value(r, slot, node->items[i]);
	}
	slot_make_buttons(slot);
}

/* ---- a slot ---- */

static void read_kind(struct reader *r, struct intent_slot *slot, const struct yaml_node *node,
		      const struct raw_slot *raw)
{
	bool has_type = yaml_get(node, "type") != NULL;
	int kinds = (raw->pattern != NULL) + (raw->values != NULL) + has_type;

	if (kinds != 1) {
		diag_error(r->d, slot->at,
			   "give one of pattern: '\\d{6,10}', type: email, values: {…}",
			   kinds == 0 ? "slot '%s' does not say what it looks for"
				      : "slot '%s' says more than once what it looks for",
			   slot->name);
		return;
	}
	if (has_type) {
		slot->kind = (enum slot_kind)raw->type;
	} else if (raw->values != NULL) {
		read_values(r, slot, raw->values);
	} else {
		const char *regex = read_text(raw->pattern, "pattern", r->d);

		slot->kind = SLOT_PATTERN;
		if (regex == NULL)
			return;
		slot->regex = regex;
		slot->regex_len = raw->pattern->len;
		slot->regex_at = raw->pattern->at;
		slot->pattern = pattern_create(regex, slot->regex_len, slot->regex_at, r->d);
	}
}

static void check_ask(struct reader *r, const struct intent_slot *slot, const struct raw_slot *raw,
		      const struct yaml_node *node)
{
	if (raw->ask == NULL && !slot->optional)
		diag_error(r->d, slot->at,
			   "add ask: {en: What is …?}, or optional: true when it is never asked",
			   "slot '%s' has no question", slot->name);
	if (slot->optional && raw->ask != NULL)
		diag_warning(r->d, read_key(node, "ask")->at,
			     "remove 'ask:', or remove 'optional: true'",
			     "slot '%s' is optional: its question is never asked", slot->name);
	if (slot->optional && slot->kind == SLOT_TEXT && yaml_get(node, "type") != NULL)
		diag_error(r->d, read_key(node, "optional")->at,
			   "use pattern:, values: or another type, or ask for it",
			   "slot '%s': text that is not asked for cannot be told from the rest",
			   slot->name);
}

static bool check_slot_name(struct reader *r, const struct yaml_node *key)
{
	static const char *const taken[] = {"page", "action", "shop", "customer"};

	for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
		if (strcmp(taken[i], key->text) == 0) {
			diag_error(r->d, key->at, "choose another name",
				   "'%s' means something else in texts already", key->text);
			return false;
		}
	}
	if (!read_is_name(key->text))
		diag_error(r->d, key->at, "use a to z, 0 to 9 and _, a letter first",
			   "'%s' is not a name for a slot", key->text);
	return true;
}

static void read_slot(struct reader *r, const struct yaml_node *key, const struct yaml_node *node)
{
	struct raw_slot raw = {0};
	struct intent_slot slot = {.name = key->text, .at = key->at};

	if (!check_slot_name(r, key))
		return;
	if (node->kind != YAML_MAPPING) {
		diag_error(r->d, node->at, "write {pattern: '\\d{6,10}', ask: {en: …}}",
			   "slot '%s' must be a mapping", key->text);
	} else if (schema_read(read_slot_fields, node, &raw, r->d) == 0) {
		slot.optional = raw.optional;
		slot.attempts = (int)raw.attempts;
		read_kind(r, &slot, node, &raw);
		read_localized(r, raw.ask, "ask", 0, READ_PLAIN, &slot.ask);
		read_localized(r, raw.retry, "retry", 0, READ_PLAIN, &slot.retry);
		check_ask(r, &slot, &raw, node);
	}
	*vec_push(&reader_intent(r)->slots) = slot;
}

void read_slots(struct reader *r, const struct yaml_node *node)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_MAPPING || node->count == 0 || node->count > SLOTS_MAX) {
		diag_error(r->d, node->at, "write a line 'order_number: {…}' for each slot",
			   "slots must be names with what they look for, %d at most", SLOTS_MAX);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_slot(r, node->keys[i], node->items[i]);
}
