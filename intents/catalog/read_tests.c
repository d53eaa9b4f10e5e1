/* `tests:` of an intent: single messages and conversations. */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/catalog/read.h"

static const char *const reason_words[] = {"request",
					   "complaint",
					   "sensitive",
					   "low_confidence",
					   "repeated_failure",
					   "negative_feedback",
					   "action_failed",
					   "intent_policy",
					   "llm_request",
					   "llm_unavailable",
					   NULL};
static const char *const state_words[] = {"bot", "queued", "human", "closed", NULL};
static const char *const failed_words[] = {"failed", NULL};

struct raw_turn {
	const struct yaml_node *say, *intent, *reply, *not_reply, *slots, *action, *team;
	int escalate, state;
	bool label;
};

#define TURN(member) offsetof(struct raw_turn, member)

static const struct shape failed = {.kind = SHAPE_WORD, .words = failed_words};
static const struct shape results_or_failed = {
	.kind = SHAPE_EITHER, .of = &read_shape_text_map, .other = &failed};

static const struct field turn_fields[] = {
	{.key = "say",
	 .type = FIELD_NODE,
	 .offset = TURN(say),
	 .shape = &read_shape_text,
	 .required = true,
	 .doc = "What the customer writes."},
	{.key = "intent",
	 .type = FIELD_NODE,
	 .offset = TURN(intent),
	 .shape = &read_shape_text,
	 .doc = "The id of the intent that must answer."},
	{.key = "reply",
	 .type = FIELD_NODE,
	 .offset = TURN(reply),
	 .shape = &read_shape_text,
	 .doc = "A part of the reply that must be there."},
	{.key = "not_reply",
	 .type = FIELD_NODE,
	 .offset = TURN(not_reply),
	 .shape = &read_shape_text,
	 .doc = "A text that must not be in the reply."},
	{.key = "label",
	 .type = FIELD_BOOL,
	 .offset = TURN(label),
	 .doc = "Whether the reply must carry the label AI-generated."},
	{.key = "slots",
	 .type = FIELD_NODE,
	 .offset = TURN(slots),
	 .shape = &read_shape_text_map,
	 .doc = "Values that must be known after the message."},
	{.key = "action",
	 .type = FIELD_NODE,
	 .offset = TURN(action),
	 .shape = &results_or_failed,
	 .doc = "What the action answers in this turn, such as {status: open}, or failed; tests "
		"call nothing."},
	{.key = "escalate",
	 .type = FIELD_WORD,
	 .offset = TURN(escalate),
	 .words = reason_words,
	 .doc = "The reason for which the chat must go to a person with this message."},
	{.key = "team",
	 .type = FIELD_NODE,
	 .offset = TURN(team),
	 .shape = &read_shape_text,
	 .doc = "The team that it must go to."},
	{.key = "state",
	 .type = FIELD_WORD,
	 .offset = TURN(state),
	 .words = state_words,
	 .doc = "The state of the chat after the message."},
	{.key = NULL},
};

struct raw_test {
	const struct yaml_node *say, *locale, *page, *turns;
	bool expect_not;
};

#define TEST(member) offsetof(struct raw_test, member)

static const struct shape turn = {.kind = SHAPE_FIELDS, .fields = turn_fields};
static const struct shape turns = {.kind = SHAPE_LIST, .of = &turn};

const struct field read_test_fields[] = {
	{.key = "say",
	 .type = FIELD_NODE,
	 .offset = TEST(say),
	 .shape = &read_shape_text,
	 .doc = "One message as a customer writes it."},
	{.key = "locale",
	 .type = FIELD_NODE,
	 .offset = TEST(locale),
	 .shape = &read_shape_locale,
	 .doc = "The chat's locale; the catalog's first if missing."},
	{.key = "not",
	 .type = FIELD_BOOL,
	 .offset = TEST(expect_not),
	 .fallback = "false",
	 .doc = "true: it must not be this intent."},
	{.key = "page",
	 .type = FIELD_NODE,
	 .offset = TEST(page),
	 .shape = &read_shape_text,
	 .doc = "With turns: the address of the page that the chat is on."},
	{.key = "turns",
	 .type = FIELD_NODE,
	 .offset = TEST(turns),
	 .shape = &turns,
	 .doc = "Instead of say: the messages of a conversation, each with what must come of it."},
	{.key = NULL},
};

/* ---- turns ---- */

static const char *optional_text(struct reader *r, const struct yaml_node *node, const char *what)
{
	return node != NULL ? read_text(node, what, r->d) : NULL;
}

static void read_pair(struct reader *r, const struct yaml_node *map, size_t i, const char *what,
		      struct intent_pair *ret)
{
	ret->name = map->keys[i]->text;
	ret->at = map->keys[i]->at;
	ret->value = schema_text(map->items[i], what, r->d);
}

static bool is_pairs(struct reader *r, const struct yaml_node *node, const char *what,
		     const char *hint)
{
	if (node->kind == YAML_MAPPING)
		return true;
	diag_error(r->d, node->at, hint, "%s must be names and values", what);
	return false;
}

static void read_turn_pairs(struct reader *r, const struct raw_turn *raw, struct catalog_turn *t)
{
	if (raw->slots != NULL &&
	    is_pairs(r, raw->slots, "slots", "write {order_number: '4711'}")) {
		for (size_t i = 0; i < raw->slots->count; i++)
			read_pair(r, raw->slots, i, "slots", vec_push(&t->slots));
	}
	if (raw->action == NULL)
		return;
	t->turn.has_action = true;
	if (raw->action->kind == YAML_SCALAR && strcmp(raw->action->text, "failed") == 0)
		t->turn.action_failed = true;
	else if (is_pairs(r, raw->action, "action",
			  "write what it answers, as in {status: open}, or 'failed'")) {
		for (size_t i = 0; i < raw->action->count; i++)
			read_pair(r, raw->action, i, "action", vec_push(&t->results));
	}
}

static void read_turn(struct reader *r, const struct yaml_node *node, struct catalog_turn *t)
{
	struct raw_turn raw = {0};

	t->turn.at = node->at;
	if (schema_read(turn_fields, node, &raw, r->d) != 0)
		return;
	t->turn.say = read_text(raw.say, "say", r->d);
	t->turn.intent = optional_text(r, raw.intent, "intent");
	if (raw.intent != NULL)
		t->intent_at = raw.intent->at;
	t->turn.reply = optional_text(r, raw.reply, "reply");
	t->turn.not_reply = optional_text(r, raw.not_reply, "not_reply");
	t->turn.team = optional_text(r, raw.team, "team");
	t->turn.has_label = yaml_get(node, "label") != NULL;
	t->turn.label = raw.label;
	if (yaml_get(node, "escalate") != NULL)
		t->turn.escalate = reason_words[raw.escalate];
	if (yaml_get(node, "state") != NULL)
		t->turn.state = state_words[raw.state];
	read_turn_pairs(r, &raw, t);
}

static void read_turns(struct reader *r, const struct yaml_node *list,
		       struct catalog_dialog_test *test)
{
	if (list->kind != YAML_SEQUENCE || list->count == 0) {
		diag_error(r->d, list->at, "write a line '- {say: …, intent: …}' for each message",
			   "turns must be a list of messages");
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		read_turn(r, list->items[i], vec_push(&test->turns));
	test->turns_out = mem_new(test->turns.count, sizeof(*test->turns_out));
	for (size_t i = 0; i < test->turns.count; i++) {
		struct catalog_turn *t = &test->turns.items[i];

		t->turn.slots = t->slots.items;
		t->turn.slot_count = t->slots.count;
		t->turn.results = t->results.items;
		t->turn.result_count = t->results.count;
		test->turns_out[i] = t->turn;
	}
}

/* ---- tests ---- */

static const char *test_locale(struct reader *r, const struct yaml_node *node,
			       struct diag_place *ret_at)
{
	const char *locale = node != NULL ? schema_text(node, "locale", r->d) : NULL;

	if (locale == NULL)
		return NULL;
	*ret_at = node->at;
	if (read_is_tag(locale))
		return locale;
	diag_error(r->d, node->at, "a locale is written like en, de or zh-Hant",
		   "'%s' is not a locale", locale);
	return NULL;
}

static void read_dialog_test(struct reader *r, const struct yaml_node *node,
			     const struct raw_test *raw)
{
	struct catalog_dialog_test *t = vec_push(&r->c->dialog_tests);

	t->intent = r->intent;
	t->at = node->at;
	t->locale = test_locale(r, raw->locale, &t->locale_at);
	t->page = optional_text(r, raw->page, "page");
	read_turns(r, raw->turns, t);
	if (raw->expect_not)
		diag_error(r->d, read_key(node, "not")->at,
			   "say in the turn which intent it is, or use not_reply",
			   "'not' is for tests of one message");
}

static void read_test(struct reader *r, const struct yaml_node *node)
{
	struct raw_test raw = {0};
	struct catalog_test made = {.intent = r->intent, .at = node->at};

	if (node->kind != YAML_MAPPING) {
		diag_error(r->d, node->at, "write {say: a message, locale: en}",
			   "a test must have the key 'say' or 'turns'");
		return;
	}
	if (schema_read(read_test_fields, node, &raw, r->d) != 0)
		return;
	if ((raw.say != NULL) == (raw.turns != NULL)) {
		diag_error(r->d, node->at, "write {say: a message}, or turns: [{say: …}, {say: …}]",
			   "a test must have one of 'say' and 'turns'");
		return;
	}
	if (raw.turns != NULL) {
		read_dialog_test(r, node, &raw);
		return;
	}
	if (raw.page != NULL)
		diag_error(r->d, read_key(node, "page")->at, "write it with turns: [{say: …}]",
			   "'page' is for tests of a conversation");
	made.expect_not = raw.expect_not;
	made.locale = test_locale(r, raw.locale, &made.locale_at);
	made.say = read_text(raw.say, "say", r->d);
	if (made.say != NULL && (made.locale != NULL || raw.locale == NULL))
		*vec_push(&r->c->tests) = made;
}

void read_tests(struct reader *r, const struct yaml_node *list)
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
