/*
 * Forms and questions are rare, so they are separate pieces: a conversation without one costs a
 * copy of the score and nothing else.
 */
#include "gateway/dialog/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"

const char *dialog_phase_name(enum dialog_phase p)
{
	static const char *const names[] = {[DIALOG_ASKING] = "asking",
					    [DIALOG_CONFIRMING] = "confirming",
					    [DIALOG_COMMITTING] = "committing",
					    [DIALOG_DONE] = "done"};

	return names[p];
}

/* ---- forms ---- */

struct dialog_form *dialog_form_new(const char *intent, const char *catalog, enum locale l)
{
	struct dialog_form *f = mem_new(1, sizeof *f);

	f->locale = l;
	snprintf(f->intent, sizeof f->intent, "%s", intent);
	snprintf(f->catalog, sizeof f->catalog, "%s", catalog ? catalog : "");
	return f;
}

void dialog_form_free(struct dialog_form *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->value_count; i++)
		free(f->values[i].value);
	free(f->values);
	free(f);
}

static struct dialog_form *form_copy(const struct dialog_form *f)
{
	if (!f)
		return NULL;
	struct dialog_form *copy = mem_new(1, sizeof *copy);
	*copy = *f;
	copy->values = f->value_count ? mem_new(f->value_count, sizeof *copy->values) : NULL;
	for (size_t i = 0; i < f->value_count; i++) {
		copy->values[i] = f->values[i];
		copy->values[i].value = mem_string(f->values[i].value);
	}
	return copy;
}

static struct dialog_value *find(const struct dialog_form *f, const char *name)
{
	for (size_t i = 0; i < f->value_count; i++) {
		if (strcmp(f->values[i].name, name) == 0)
			return &f->values[i];
	}
	return NULL;
}

const char *dialog_form_get(const struct dialog_form *f, const char *name)
{
	const struct dialog_value *v = find(f, name);

	return v ? v->value : NULL;
}

void dialog_form_set(struct dialog_form *f, const char *name, const char *value)
{
	struct dialog_value *v = find(f, name);

	if (!v) {
		f->values = mem_resize(f->values, f->value_count + 1, sizeof *f->values);
		v = &f->values[f->value_count++];
		*v = (struct dialog_value){.value = NULL};
		snprintf(v->name, sizeof v->name, "%s", name);
	}
	free(v->value);
	v->value = mem_copy(value, utf8_cut(value, strlen(value), DIALOG_VALUE_MAX));
}

/* ---- the whole ---- */

struct dialog_memory *dialog_memory_new(void)
{
	struct dialog_memory *m = mem_new(1, sizeof *m);

	esc_score_init(&m->score);
	return m;
}

static struct dialog_clarify *clarify_copy(const struct dialog_clarify *c)
{
	if (!c)
		return NULL;
	struct dialog_clarify *copy = mem_new(1, sizeof *copy);
	*copy = *c;
	copy->text = mem_string(c->text);
	return copy;
}

static void clarify_free(struct dialog_clarify *c)
{
	if (!c)
		return;
	free(c->text);
	free(c);
}

struct dialog_memory *dialog_memory_copy(const struct dialog_memory *m)
{
	if (!m)
		return dialog_memory_new();
	struct dialog_memory *copy = mem_new(1, sizeof *copy);
	*copy = *m;
	copy->form = form_copy(m->form);
	copy->clarify = clarify_copy(m->clarify);
	copy->asked = mem_string(m->asked);
	for (unsigned i = 0; i < m->waiting_count; i++)
		copy->waiting[i] = form_copy(m->waiting[i]);
	return copy;
}

void dialog_memory_clarify(struct dialog_memory *m, const char *first, const char *second,
			   const char *text, size_t len)
{
	dialog_memory_unclarify(m);
	m->clarify = mem_new(1, sizeof *m->clarify);
	snprintf(m->clarify->first, sizeof m->clarify->first, "%s", first);
	snprintf(m->clarify->second, sizeof m->clarify->second, "%s", second);
	m->clarify->text = mem_copy(text, utf8_cut(text, len, DIALOG_TEXT_MAX));
}

void dialog_memory_unclarify(struct dialog_memory *m)
{
	clarify_free(m->clarify);
	m->clarify = NULL;
}

void dialog_memory_ask(struct dialog_memory *m, const char *text, size_t len, bool leans)
{
	char *own = mem_copy(text, utf8_cut(text, len, DIALOG_ASKED_MAX));
	const char *last = leans && m->asked ? strrchr(m->asked, '\n') : NULL;
	struct buf b;

	for (char *p = own; *p; p++)
		*p = *p == '\n' ? ' ' : *p; /* a line feed parts two questions */
	buf_init(&b, BUF_MAX_JSON);
	if (leans && m->asked)
		buf_printf(&b, "%s\n", last ? last + 1 : m->asked);
	buf_text(&b, own);
	free(m->asked);
	m->asked = buf_take(&b, NULL);
	buf_dispose(&b);
	free(own);
}

static void close_waiting(struct dialog_memory *m)
{
	for (unsigned i = 0; i < m->waiting_count; i++)
		dialog_form_free(m->waiting[i]);
	m->waiting_count = 0;
	dialog_memory_unclarify(m);
	m->clarified = false;
}

void dialog_memory_close(struct dialog_memory *m)
{
	close_waiting(m);
	if (m->form && m->form->phase != DIALOG_COMMITTING) {
		dialog_form_free(m->form);
		m->form = NULL;
	}
}

void dialog_memory_reset(struct dialog_memory *m)
{
	close_waiting(m);
	dialog_form_free(m->form);
	m->form = NULL;
	m->last[0] = m->topic[0] = '\0';
	free(m->asked);
	m->asked = NULL;
	esc_score_reset(&m->score);
}

void dialog_memory_free(struct dialog_memory *m)
{
	if (!m)
		return;
	close_waiting(m);
	dialog_form_free(m->form);
	free(m->asked);
	free(m);
}

void dialog_memory_wait(struct dialog_memory *m, struct dialog_form *f, bool first)
{
	if (m->waiting_count == DIALOG_WAITING_MAX)
		dialog_form_free(m->waiting[--m->waiting_count]);
	unsigned at = first ? 0 : m->waiting_count;
	memmove(&m->waiting[at + 1], &m->waiting[at],
		(m->waiting_count - at) * sizeof m->waiting[0]);
	m->waiting[at] = f;
	m->waiting_count++;
}

struct dialog_form *dialog_memory_next(struct dialog_memory *m)
{
	if (m->waiting_count == 0)
		return NULL;
	struct dialog_form *f = m->waiting[0];
	m->waiting_count--;
	memmove(&m->waiting[0], &m->waiting[1], m->waiting_count * sizeof m->waiting[0]);
	return f;
}

size_t dialog_memory_variant(const struct dialog_memory *m, const char *intent)
{
	for (unsigned i = 0; i < m->variant_count; i++) {
		if (strcmp(m->variants[i].intent, intent) == 0)
			return m->variants[i].variant;
	}
	return SIZE_MAX;
}

void dialog_memory_set_variant(struct dialog_memory *m, const char *intent, size_t variant)
{
	unsigned at = 0;

	while (at < m->variant_count && strcmp(m->variants[at].intent, intent) != 0)
		at++;
	if (at == m->variant_count) {
		if (m->variant_count < DIALOG_VARIANTS_MAX)
			m->variant_count++;
		else
			at--;
	}
	memmove(&m->variants[1], &m->variants[0], at * sizeof m->variants[0]);
	snprintf(m->variants[0].intent, sizeof m->variants[0].intent, "%s", intent);
	m->variants[0].variant = (unsigned)variant;
}
