/*
 * A Rasa project as one: files are read in any order, then each intent gets its response, by name
 * (`utter_x` answers `x`) or because a rule says so.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/import/rasa.h"

void rasa_count(struct rasa *r, const char *what, struct diag_place at)
{
	for (size_t i = 0; i < r->counts.count; i++) {
		if (strcmp(r->counts.items[i].what, what) == 0) {
			r->counts.items[i].count++;
			return;
		}
	}
	*vec_push(&r->counts) =
		(struct rasa_count){.what = mem_string(what), .first = at, .count = 1};
}

/* ---- bringing together ---- */

static struct rasa_response *response_of(struct rasa *r, const char *name)
{
	for (size_t i = 0; i < r->responses.count; i++) {
		if (strcmp(r->responses.items[i].name, name) == 0)
			return &r->responses.items[i];
	}
	return NULL;
}

static const char *linked_action(const struct rasa *r, const char *intent)
{
	for (size_t i = 0; i < r->links.count; i++) {
		if (strcmp(r->links.items[i].intent, intent) == 0)
			return r->links.items[i].action;
	}
	return NULL;
}

static struct rasa_response *answer_of(struct rasa *r, const char *intent)
{
	const char *action = linked_action(r, intent);
	struct rasa_response *found = action ? response_of(r, action) : NULL;

	if (found)
		return found;
	size_t size = strlen(intent) + sizeof "utter_";
	char *name = mem_new(size, 1);
	(void)snprintf(name, size, "utter_%s", intent);
	found = response_of(r, name);
	free(name);
	return found;
}

static bool is_known(const struct rasa *r, const char *intent)
{
	const struct import_intent *i = import_find(r->im, intent);

	return i && i->locales.count > 0;
}

static void give(struct rasa *r, struct import_locale *l, struct rasa_response *answer)
{
	answer->used = true;
	for (size_t i = 0; i < answer->texts.list.count; i++) {
		const char *text = answer->texts.list.items[i];
		import_text_add(&l->replies, text, strlen(text));
	}
	for (size_t i = 0; l->replies.list.count > 0 && i < answer->buttons.count; i++) {
		const struct rasa_button *b = &answer->buttons.items[i];
		if (b->intent && !is_known(r, b->intent))
			rasa_count(r, "buttons for intents without examples", answer->at);
		else
			import_text_add(&l->choices, b->title, strlen(b->title));
	}
}

/* A button's text has to mean what its payload said. */
static void teach_buttons(struct rasa *r)
{
	for (size_t i = 0; i < r->responses.count; i++) {
		const struct rasa_response *from = &r->responses.items[i];
		for (size_t k = 0; from->used && k < from->buttons.count; k++) {
			const struct rasa_button *b = &from->buttons.items[k];
			struct import_intent *to = b->intent ? import_find(r->im, b->intent) : NULL;
			if (!to)
				continue;
			struct import_locale *l = import_locale(to, r->locale);
			if (!import_text_has(&l->examples, b->title))
				import_text_add(&l->examples, b->title, strlen(b->title));
		}
	}
}

static void bring_together(struct rasa *r)
{
	for (size_t i = 0; i < import_intent_count(r->im); i++) {
		struct import_intent *intent = import_at(r->im, i);
		struct rasa_response *answer = answer_of(r, intent->source);
		const char *action = linked_action(r, intent->source);
		if (answer)
			give(r, import_locale(intent, r->locale), answer);
		else if (action && strncmp(action, "utter_", 6) != 0)
			diag_warning(r->diag, intent->at, "an action with a URL may do it",
				     "the code of '%.100s', which answers '%.100s', did not carry "
				     "over",
				     action, intent->source);
	}
	teach_buttons(r);
	for (size_t i = 0; i < r->responses.count; i++) {
		if (!r->responses.items[i].used)
			diag_warning(r->diag, r->responses.items[i].at, NULL,
				     "response '%.100s' answers no intent and was left out",
				     r->responses.items[i].name);
	}
	for (size_t i = 0; i < r->counts.count; i++)
		diag_warning(r->diag, r->counts.items[i].first, NULL,
			     "%s did not carry over: %zu, the first here", r->counts.items[i].what,
			     r->counts.items[i].count);
}

/* ---- files ---- */

/* What a file may hold at its top besides what is read. */
static void report_rest(struct rasa *r, const struct yaml_node *root)
{
	static const struct {
		const char *key, *hint;
	} rest[] = {
		{"entities", "a slot takes a value out of a message"},
		{"slots", "'slots:' of an intent ask for values"},
		{"forms", "'slots:' of an intent ask for values"},
		{"actions", "'action:' of an intent asks a system of the shop"},
		{"e2e_actions", NULL},
		{"policies", NULL},
		{"pipeline", NULL},
		{"session_config", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rest); i++) {
		const struct yaml_node *node = yaml_get(root, rest[i].key);
		if (node && node->count > 0)
			diag_warning(r->diag, node->at, rest[i].hint,
				     "'%s:' did not carry over (%zu entries)", rest[i].key,
				     node->count);
	}
}

static void read_tree(struct rasa *r, const struct yaml_node *root)
{
	static const char *const known[] = {"nlu",      "responses", "rules",
					    "stories",  "intents",   "pipeline",
					    "policies", "entities",  "slots"};
	const struct yaml_node *node;
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		any = any || yaml_get(root, known[i]) != NULL;
	if (!any)
		diag_warning(r->diag, root->at,
			     "nlu.yml, domain.yml, rules.yml and stories.yml are",
			     "is no file of a Rasa project");
	if ((node = yaml_get(root, "nlu")))
		rasa_nlu(r, node);
	if ((node = yaml_get(root, "responses")))
		rasa_responses(r, node);
	if ((node = yaml_get(root, "rules")))
		rasa_stories(r, node, "rule");
	if ((node = yaml_get(root, "stories")))
		rasa_stories(r, node, "story");
	report_rest(r, root);
}

static const char *language_of(struct yaml_tree *const *trees, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *node = yaml_get(yaml_tree_root(trees[i]), "language");
		enum locale l =
			node && node->kind == YAML_SCALAR ? locale_lookup(node->text) : LOCALE_NONE;
		if (l != LOCALE_NONE)
			return locale_name(l);
	}
	return locale_name(LOCALE_EN);
}

static void dispose(struct rasa *r)
{
	for (size_t i = 0; i < r->counts.count; i++)
		free(r->counts.items[i].what);
	for (size_t i = 0; i < r->links.count; i++) {
		free(r->links.items[i].intent);
		free(r->links.items[i].action);
	}
	for (size_t i = 0; i < r->responses.count; i++) {
		struct rasa_response *a = &r->responses.items[i];
		for (size_t k = 0; k < a->buttons.count; k++) {
			free(a->buttons.items[k].title);
			free(a->buttons.items[k].intent);
		}
		vec_dispose(&a->buttons);
		import_texts_dispose(&a->texts);
		free(a->name);
	}
	vec_dispose(&r->counts);
	vec_dispose(&r->links);
	vec_dispose(&r->responses);
}

int import_rasa(struct import *im, const char *const *paths, size_t count, const char *locale,
		struct diag *d)
{
	struct rasa r = {.im = im, .diag = d};
	struct yaml_tree **trees = mem_new(count, sizeof(*trees));
	size_t before = d->error_count, got = 0;

	for (size_t i = 0; i < count; i++) {
		struct yaml_tree *tree = yaml_tree_load(paths[i], d);
		if (tree)
			trees[got++] = tree;
	}
	r.locale = locale ? locale : language_of(trees, got);
	if (d->error_count == before) {
		for (size_t i = 0; i < got; i++)
			read_tree(&r, yaml_tree_root(trees[i]));
		bring_together(&r);
	}
	dispose(&r);
	for (size_t i = 0; i < got; i++)
		yaml_tree_destroy(trees[i]);
	free(trees);
	return d->error_count == before ? 0 : -1;
}
