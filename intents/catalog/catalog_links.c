/* See catalog_links.h. */
#include "intents/catalog/catalog_links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/catalog/read.h"
#include "intents/slots.h"

/* Nearest of all ids, as a hint. */
static void hint_id(const struct intent_catalog *c, const char *id, char *out, size_t size)
{
	const char **ids = mem_new(c->intents.count, sizeof(*ids));
	const char *near;

	for (size_t i = 0; i < c->intents.count; i++)
		ids[i] = c->intents.items[i].id;
	near = diag_nearest(id, ids, c->intents.count);
	if (near != NULL)
		(void)snprintf(out, size, "did you mean '%s'?", near);
	else
		(void)snprintf(out, size, "write the id of an intent");
	free(ids);
}

static void check_follows(const struct intent_catalog *c, const struct follows *list,
			  struct diag *d)
{
	char hint[160];

	for (size_t k = 0; k < list->items.count; k++) {
		const struct follows_item *f = &list->items.items[k];

		if (catalog_find(c, f->id) != NO_INDEX)
			continue;
		hint_id(c, f->id, hint, sizeof(hint));
		diag_error(d, f->at, hint, "follows: there is no intent '%.100s'", f->id);
		diag_name(d, "unknown-intent");
	}
}

static bool has_slot(const struct intent_catalog *c, const char *name)
{
	for (size_t i = 0; i < c->intents.count; i++) {
		if (intent_slot_named(&c->intents.items[i], name) != NULL)
			return true;
	}
	return false;
}

/* Whether some action may answer this; one without `results:` answers whatever it likes. */
static bool has_result(const struct intent_catalog *c, const char *name)
{
	for (size_t i = 0; i < c->intents.count; i++) {
		const struct intent_action *a = c->intents.items[i].action;

		if (a != NULL && (a->results.count == 0 || strcmp(name, "http_status") == 0))
			return true;
		for (size_t k = 0; a != NULL && k < a->results.count; k++) {
			if (strcmp(a->results.items[k].name, name) == 0)
				return true;
		}
	}
	return false;
}

static void check_results(const struct intent_catalog *c, const struct intent *own,
			  const struct catalog_turn *t, struct diag *d)
{
	for (size_t i = 0; i < t->results.count; i++) {
		const struct intent_pair *p = &t->results.items[i];
		const char *names[64];
		size_t count = 0;
		char hint[160];

		if (has_result(c, p->name))
			continue;
		for (; own->action != NULL && count < own->action->results.count &&
		       count < ARRAY_LEN(names);
		     count++)
			names[count] = own->action->results.items[count].name;
		diag_error(d, p->at,
			   read_hint(p->name, names, count, "write a name of 'results:'", hint,
				     sizeof(hint)),
			   "test: no action has a result '%.100s'", p->name);
	}
}

static void check_turn(const struct intent_catalog *c, const struct catalog_dialog_test *test,
		       const struct catalog_turn *t, struct diag *d)
{
	const struct intent *own = &c->intents.items[test->intent];
	char hint[160];

	if (t->turn.intent != NULL && catalog_find(c, t->turn.intent) == NO_INDEX) {
		hint_id(c, t->turn.intent, hint, sizeof(hint));
		diag_error(d, t->intent_at, hint, "test: there is no intent '%.100s'",
			   t->turn.intent);
		diag_name(d, "unknown-intent");
	}
	for (size_t i = 0; i < t->slots.count; i++) {
		const struct intent_pair *p = &t->slots.items[i];
		const char *names[32];
		size_t count = 0;

		if (has_slot(c, p->name))
			continue;
		for (; count < own->slots.count && count < ARRAY_LEN(names); count++)
			names[count] = own->slots.items[count].name;
		diag_error(d, p->at,
			   read_hint(p->name, names, count, "write the name of a slot", hint,
				     sizeof(hint)),
			   "test: there is no slot '%.100s'", p->name);
	}
	check_results(c, own, t, d);
}

void catalog_check_links(const struct intent_catalog *c, struct diag *d)
{
	for (size_t i = 0; i < c->intents.count; i++) {
		const struct intent *intent = &c->intents.items[i];

		check_follows(c, &intent->follows, d);
		for (size_t k = 0; k < intent->reply_if.count; k++)
			check_follows(c, &intent->reply_if.items[k].follows, d);
	}
	for (size_t i = 0; i < c->dialog_tests.count; i++) {
		const struct catalog_dialog_test *t = &c->dialog_tests.items[i];

		for (size_t k = 0; k < t->turns.count; k++)
			check_turn(c, t, &t->turns.items[k], d);
	}
}
