/* `when:` of an intent or of an entry of `reply_if:`. */
#include <string.h>

#include "config/load/locale.h"
#include "intents/catalog/read.h"

static const char *const hours_words[] = {"open", "closed", NULL};
static const char *const channel_words[] = {"widget", "try", NULL};

struct raw_when {
	const struct yaml_node *page, *locale, *channel, *facts;
	int hours;
};

static const struct shape channel = {.kind = SHAPE_WORD, .words = channel_words};
static const struct shape channels = {.kind = SHAPE_LIST, .of = &channel};
static const struct shape one_or_many_channels = {
	.kind = SHAPE_EITHER, .of = &channel, .other = &channels};
static const struct shape facts = {.kind = SHAPE_MAP, .of = &read_shape_one_or_many};

const struct field read_when_fields[] = {
	{.key = "page",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_when, page),
	 .shape = &read_shape_text,
	 .doc = "A pattern that must be found in the address of the page, such as '/checkout'."},
	{.key = "locale",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_when, locale),
	 .shape = &read_shape_locales,
	 .doc = "Only in chats of these languages."},
	{.key = "hours",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct raw_when, hours),
	 .words = hours_words,
	 .doc = "Only while the desk is open, or only while it is closed."},
	{.key = "channel",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_when, channel),
	 .shape = &one_or_many_channels,
	 .doc = "Only in the widget, or only in `frontdesk try`."},
	{.key = "facts",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_when, facts),
	 .shape = &facts,
	 .doc = "What must be so: a name such as size (a slot) or action.status, and the value or "
		"the list of values that it may have."},
	{.key = NULL},
};

static void read_page(struct reader *r, const struct yaml_node *node, struct when *ret)
{
	const char *regex = node != NULL ? read_text(node, "page", r->d) : NULL;

	if (regex != NULL)
		ret->page = pattern_create(regex, node->len, node->at, r->d);
}

static void read_when_locales(struct reader *r, const struct yaml_node *node, struct when *ret)
{
	if (node == NULL)
		return;
	read_one_or_many(node, "locale", &ret->locales, r->d);
	for (size_t i = 0; i < ret->locales.items.count; i++) {
		const char *locale = ret->locales.items.items[i];

		if (!read_is_tag(locale))
			diag_error(r->d, node->at, "a locale is written like en, de or zh-Hant",
				   "'%s' is not a locale", locale);
		else if (locale_lookup(locale) == LOCALE_NONE)
			diag_finding(r->d, "locale-unknown", node->at,
				     "the languages are en, de, fr, zh-Hant and zh-Hans",
				     "no chat is held in the locale '%s'", locale);
	}
}

static void read_channels(struct reader *r, const struct yaml_node *node, struct when *ret)
{
	char hint[80];

	if (node == NULL)
		return;
	read_one_or_many(node, "channel", &ret->channels, r->d);
	for (size_t i = 0; i < ret->channels.items.count; i++) {
		const char *word = ret->channels.items.items[i];

		if (strcmp(word, channel_words[0]) != 0 && strcmp(word, channel_words[1]) != 0)
			diag_error(r->d, node->at,
				   read_hint(word, channel_words, 2, "one of widget, try", hint,
					     sizeof(hint)),
				   "channel: unknown value '%.60s'", word);
	}
}

static void read_facts(struct reader *r, const struct yaml_node *node, unsigned scope,
		       struct when *ret)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_MAPPING || node->count == 0) {
		diag_error(r->d, node->at, "write {action.status: shipped}",
			   "facts must be names and values");
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		struct when_fact *fact;

		if (!read_check_name(r, node->keys[i]->text, scope, "facts", node->keys[i]->at))
			continue;
		fact = vec_push(&ret->facts);
		fact->name = node->keys[i]->text;
		read_one_or_many(node->items[i], "facts", &fact->values, r->d);
	}
}

void read_when(struct reader *r, const struct yaml_node *node, unsigned scope, struct when *ret)
{
	struct raw_when raw = {0};

	if (node == NULL)
		return;
	if (node->kind != YAML_MAPPING || node->count == 0) {
		diag_error(r->d, node->at, "write {page: '/checkout'}, or remove the key",
			   "when must be conditions");
		return;
	}
	if (schema_read(read_when_fields, node, &raw, r->d) != 0)
		return;
	read_page(r, raw.page, ret);
	read_when_locales(r, raw.locale, ret);
	if (yaml_get(node, "hours") != NULL)
		ret->hours = raw.hours == 0 ? WHEN_OPEN : WHEN_CLOSED;
	read_channels(r, raw.channel, ret);
	read_facts(r, raw.facts, scope, ret);
}
