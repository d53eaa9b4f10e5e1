/*
 * Responses, and what rules and stories tell about which intent they answer.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/import/rasa.h"

static const char *text_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);

	return node && node->kind == YAML_SCALAR ? node->text : NULL;
}

/* ---- responses ---- */

/* What a variant has beside its text. */
static void count_extras(struct rasa *r, const struct yaml_node *variant)
{
	static const char *const keys[] = {"image",     "attachment",    "custom",
					   "elements",  "quick_replies", "channel",
					   "condition", "metadata",      "button_type"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char what[64];
		const struct yaml_node *node = yaml_get(variant, keys[i]);
		(void)snprintf(what, sizeof what, "'%s:' of responses", keys[i]);
		if (node)
			rasa_count(r, what, node->at);
	}
}

/* A payload "/intent" or "/intent{"slot":"x"}" names the intent. Owned or NULL. */
static char *payload_intent(const char *payload)
{
	if (!payload || *payload != '/')
		return NULL;
	size_t len = strcspn(payload + 1, "{ ");
	return len > 0 ? mem_copy(payload + 1, len) : NULL;
}

static void read_buttons(struct rasa *r, struct rasa_response *to, const struct yaml_node *list)
{
	for (size_t i = 0; list->kind == YAML_SEQUENCE && i < list->count; i++) {
		const struct yaml_node *button = list->items[i];
		const char *title = text_of(button, "title"), *payload = text_of(button, "payload");
		if (!title || !*title) {
			rasa_count(r, "buttons without a title", button->at);
			continue;
		}
		char *intent = payload_intent(payload);
		if (payload && !intent && strcmp(payload, title) != 0)
			rasa_count(r, "payloads of buttons (a choice sends its own text)",
				   button->at);
		else if (intent && strchr(payload, '{'))
			rasa_count(r, "entities in payloads of buttons", button->at);
		*vec_push(&to->buttons) =
			(struct rasa_button){.title = mem_string(title), .intent = intent};
	}
}

static void read_variant(struct rasa *r, struct rasa_response *to, const struct yaml_node *variant)
{
	const char *text = text_of(variant, "text");
	const struct yaml_node *buttons = yaml_get(variant, "buttons");

	count_extras(r, variant);
	if (yaml_get(variant, "condition") || yaml_get(variant, "channel"))
		return; /* meant for some only */
	if (text && strpbrk(text, "{}"))
		diag_warning(r->diag, variant->at, "write the reply by hand",
			     "a text of '%.100s' with slots in it did not carry over", to->name);
	else if (text)
		import_text_add(&to->texts, text, strlen(text));
	else
		rasa_count(r, "variants of responses without a text", variant->at);
	if (buttons && to->buttons.count == 0)
		read_buttons(r, to, buttons);
}

void rasa_responses(struct rasa *r, const struct yaml_node *map)
{
	for (size_t i = 0; map->kind == YAML_MAPPING && i < map->count; i++) {
		const struct yaml_node *list = map->items[i];
		struct rasa_response *to = vec_push(&r->responses);
		to->name = mem_string(map->keys[i]->text);
		to->at = map->keys[i]->at;
		for (size_t k = 0; list->kind == YAML_SEQUENCE && k < list->count; k++)
			read_variant(r, to, list->items[k]);
	}
}

/* ---- rules and stories ---- */

static void link(struct rasa *r, const char *intent, const char *action)
{
	for (size_t i = 0; i < r->links.count; i++) {
		if (strcmp(r->links.items[i].intent, intent) == 0)
			return;
	}
	*vec_push(&r->links) =
		(struct rasa_link){.intent = mem_string(intent), .action = mem_string(action)};
}

/* Links every intent of a step (an `or:` has several) to the action. */
static void link_step(struct rasa *r, const struct yaml_node *step, const char *action)
{
	const char *intent = text_of(step, "intent");
	const struct yaml_node *either = yaml_get(step, "or");

	if (intent)
		link(r, intent, action);
	for (size_t i = 0; either && either->kind == YAML_SEQUENCE && i < either->count; i++) {
		intent = text_of(either->items[i], "intent");
		if (intent)
			link(r, intent, action);
	}
}

static bool is_turn(const struct yaml_node *step)
{
	return yaml_get(step, "intent") || yaml_get(step, "or") || yaml_get(step, "user");
}

static size_t read_steps(struct rasa *r, const struct yaml_node *steps)
{
	size_t turns = 0;

	for (size_t i = 0; i < steps->count; i++) {
		const struct yaml_node *next = i + 1 < steps->count ? steps->items[i + 1] : NULL;
		const char *action = next ? text_of(next, "action") : NULL;
		if (!is_turn(steps->items[i]))
			continue;
		turns++;
		if (action)
			link_step(r, steps->items[i], action);
	}
	return turns;
}

void rasa_stories(struct rasa *r, const struct yaml_node *list, const char *kind)
{
	for (size_t i = 0; list->kind == YAML_SEQUENCE && i < list->count; i++) {
		const struct yaml_node *steps = yaml_get(list->items[i], "steps");
		const char *name = text_of(list->items[i], kind);
		size_t turns = steps && steps->kind == YAML_SEQUENCE ? read_steps(r, steps) : 0;
		if (turns > 1)
			diag_warning(r->diag, list->items[i]->at,
				     "each intent answers for itself; 'follows:' tells an order",
				     "the order of %s '%.100s' (%zu turns) did not carry over",
				     kind, name ? name : "?", turns);
	}
}
