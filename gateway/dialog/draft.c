/*
 * Paragraphs are joined by an empty line, whoever says them: the answer, the way back to a form, an
 * offer.
 */
#include "gateway/dialog/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"

void draft_init(struct draft *d, const struct dialog_env *env, const struct dialog_memory *before,
		const struct dialog_turn *turn, struct dialog_step *step)
{
	*d = (struct draft){.env = env,
			    .turn = turn,
			    .step = step,
			    .memory = dialog_memory_copy(before),
			    .kind = ESC_ANSWERED};
	buf_init(&d->reply, BUF_MAX_FRAME);
	buf_init(&d->results, BUF_MAX_JSON);
	memcpy(d->after, d->memory->last, sizeof d->after);
	memcpy(d->topic, d->memory->topic, sizeof d->topic);
}

void draft_finish(struct draft *d)
{
	draft_clear_facts(d);
	d->step->reply = buf_take(&d->reply, NULL);
	if (d->results.len)
		buf_char(&d->results, ']');
	d->step->results = buf_take(&d->results, NULL);
	d->step->memory = d->memory;
	buf_dispose(&d->reply);
	buf_dispose(&d->results);
}

static const char *value_of(const struct dialog_fact *facts, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].value;
	}
	return NULL;
}

static const char *get(const void *ctx, const char *name)
{
	const struct draft *d = ctx;

	if (strncmp(name, "action.", 7) == 0)
		return value_of(d->facts, d->fact_count, name + 7);
	if (strcmp(name, "shop.name") == 0)
		return d->env->shop;
	if (strcmp(name, "page") == 0)
		return d->turn->page;
	if (strcmp(name, "customer.name") == 0)
		return d->turn->name;
	const char *slot = d->memory->form ? dialog_form_get(d->memory->form, name) : NULL;
	return slot ? slot : value_of(d->turn->facts, d->turn->fact_count, name);
}

struct intent_facts draft_facts(const struct draft *d)
{
	return (struct intent_facts){.get = get,
				     .ctx = d,
				     .locale = d->turn->locale,
				     .page = d->turn->page,
				     .channel = d->env->channel,
				     .open = !d->env->closed,
				     .after = d->after[0] ? d->after : NULL,
				     .topic = d->topic[0] ? d->topic : NULL};
}

void draft_put_fact(void *draft, const char *name, const char *value)
{
	struct draft *d = draft;

	if (d->fact_count < DRAFT_FACTS_MAX)
		d->facts[d->fact_count++] = (struct dialog_fact){
			.name = mem_string(name),
			.value = mem_copy(value, utf8_cut(value, strlen(value), DIALOG_VALUE_MAX))};
}

void draft_clear_facts(struct draft *d)
{
	for (size_t i = 0; i < d->fact_count; i++) {
		free((char *)d->facts[i].name);
		free((char *)d->facts[i].value);
	}
	d->fact_count = 0;
}

void draft_say(struct draft *d, const char *text)
{
	if (d->reply.len)
		buf_text(&d->reply, "\n\n");
	buf_text(&d->reply, text);
}

bool draft_say_owned(struct draft *d, char *text)
{
	if (!text)
		return false;
	draft_say(d, text);
	free(text);
	return true;
}

void draft_word(struct draft *d, enum word w, const char *title)
{
	char text[1024];

	word_write(w, d->step->locale, &(struct word_fill){.shop = d->env->shop, .title = title},
		   text, sizeof text);
	draft_say(d, text);
}

void draft_choices(struct draft *d, const char *const *choices, size_t count)
{
	struct dialog_step *s = d->step;

	s->choice_count = 0;
	for (size_t i = 0; i < count && i < DIALOG_CHOICES_MAX; i++)
		s->choices[s->choice_count++] = choices[i];
}

void draft_why(struct draft *d, enum word w, const char *title)
{
	struct dialog_step *s = d->step;

	if (!s->why[0])
		word_write(w, s->locale, &(struct word_fill){.shop = d->env->shop, .title = title},
			   s->why, sizeof s->why);
}

void draft_did(struct draft *d, enum dialog_event e, const char *intent, const char *slot)
{
	struct dialog_step *s = d->step;

	if (s->did_count == DIALOG_EVENTS_MAX)
		return;
	struct dialog_did *it = &s->did[s->did_count++];
	it->what = e;
	snprintf(it->intent, sizeof it->intent, "%s", intent);
	snprintf(it->slot, sizeof it->slot, "%s", slot ? slot : "");
}

const char *draft_locale(const struct draft *d)
{
	return locale_name(d->step->locale);
}
