/*
 * Answers: not translated, too long to be read, past their date.
 */
#include <stdint.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/text/fold.h"
#include "config/text/utf8.h"
#include "intents/lint/lint_impl.h"

#define WORDS_LEAST 3       /* fewer are alike in several languages: a name, an address, "OK" */
#define CHARACTERS_MOST 900 /* two screens of the chat window */

/* ---- the same in two languages ---- */

static size_t count_words(const char *text)
{
	size_t words = 0;
	bool inside = false;
	for (const char *p = text; *p != '\0'; p++) {
		bool blank = *p == ' ' || *p == '\n';
		words += !blank && !inside ? 1 : 0;
		inside = !blank;
	}
	return words;
}

static bool is_chinese(const char *locale)
{
	enum locale l = locale_of_name(locale);
	return l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS;
}

/* Short Chinese texts may well be the same in both scripts. */
static bool may_be_alike(const char *a, const char *b, const char *text)
{
	if (is_chinese(a) && is_chinese(b))
		return !fold_has_traditional(text, strlen(text));
	return !is_chinese(a) && !is_chinese(b) && count_words(text) < WORDS_LEAST;
}

static void check_translated(const struct lint *l, const struct intent *intent,
			     const struct localized_list *list, const char *what)
{
	for (size_t i = 1; i < list->items.count; i++) {
		const struct localized *text = &list->items.items[i];
		for (size_t k = 0; k < i; k++) {
			const struct localized *other = &list->items.items[k];
			if (text->text == NULL || other->text == NULL ||
			    strcmp(text->text, other->text) != 0 ||
			    may_be_alike(text->locale, other->locale, text->text))
				continue;
			diag_finding(l->d, "text-untranslated", text->at, "translate it",
				     "the %s of intent '%s' is the same in %s and %s", what,
				     intent->id, other->locale, text->locale);
			break;
		}
	}
}

/* ---- length, date ---- */

/* Of the text itself; values come on top. */
static size_t count_characters(const struct template *t)
{
	size_t count = 0;
	for (size_t i = 0; i < t->parts.count; i++) {
		const struct template_part *part = &t->parts.items[i];
		count += part->text != NULL ? utf8_count(part->text, part->len) : 0;
	}
	return count;
}

static void check_length(const struct lint *l, const struct intent *intent,
			 const struct localized_list *list, const char *what)
{
	for (size_t i = 0; i < list->items.count; i++) {
		const struct localized *text = &list->items.items[i];
		for (size_t k = 0; k < text->variants.count; k++) {
			size_t count = count_characters(&text->variants.items[k]);
			if (count <= CHARACTERS_MOST)
				continue;
			diag_finding(l->d, "reply-long", text->at,
				     "say the first thing, and link to the rest",
				     "the %s of intent '%s' in %s has %zu characters", what,
				     intent->id, text->locale, count);
			break;
		}
	}
}

static void check_text(const struct lint *l, const struct intent *intent,
		       const struct localized_list *list, const char *what)
{
	check_translated(l, intent, list, what);
	check_length(l, intent, list, what);
}

static void check_date(const struct lint *l, const struct intent *intent)
{
	const char *due = intent->review_by;
	if (due == NULL || strlen(due) != 10 || l->options->today == NULL ||
	    strcmp(due, l->options->today) >= 0)
		return;
	diag_finding(l->d, "review-overdue", intent->at,
		     "look whether the answer is still right, and set a new date",
		     "the answer of intent '%s' was to be reviewed by %s%s%s", intent->id, due,
		     intent->owner != NULL && intent->owner[0] != '\0' ? ", owner: " : "",
		     intent->owner != NULL ? intent->owner : "");
}

void lint_replies(const struct lint *l)
{
	for (size_t i = 0; i < l->c->intents.count; i++) {
		const struct intent *intent = &l->c->intents.items[i];
		check_text(l, intent, &intent->reply, "reply");
		check_text(l, intent, &intent->reply_failed, "reply_failed");
		for (size_t k = 0; k < intent->reply_if.count; k++)
			check_text(l, intent, &intent->reply_if.items[k].reply, "reply_if");
		if (intent->action != NULL)
			check_text(l, intent, &intent->action->confirm, "confirm");
		for (size_t k = 0; k < intent->slots.count; k++)
			check_text(l, intent, &intent->slots.items[k].ask, "question");
		check_date(l, intent);
	}
}
