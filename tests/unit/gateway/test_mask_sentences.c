/*
 * Whole sentences of customers in all languages: tests/golden/mask/sentences.txt has what is
 * personal in [[ ]]. Nothing of that may be left in what is sent, a sentence without it goes out as
 * it is, and every one comes back to the byte.
 */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/guard/mask.h"

#define SENTENCES "tests/golden/mask/sentences.txt"
#define SENTENCE_MAX 512

struct sentence {
	char said[SENTENCE_MAX];
	bool personal[SENTENCE_MAX]; /* of its bytes */
	size_t len;
	bool has_personal;
};

/* A line without its marks; \n is a new line. */
static void read_sentence(const char *line, struct sentence *s)
{
	bool inside = false;

	memset(s, 0, sizeof *s);
	while (*line && *line != '\n' && s->len + 1 < SENTENCE_MAX) {
		if (strncmp(line, "[[", 2) == 0 || strncmp(line, "]]", 2) == 0) {
			inside = *line == '[';
			s->has_personal = true;
			line += 2;
			continue;
		}
		s->personal[s->len] = inside;
		if (strncmp(line, "\\n", 2) == 0) {
			s->said[s->len++] = '\n';
			line += 2;
		} else {
			s->said[s->len++] = *line++;
		}
	}
}

static bool is_letter_or_digit(char c)
{
	return (unsigned char)c >= 0x80 || isalnum((unsigned char)c);
}

/* Whether a personal letter or digit stands in `sent` as it was said. */
static bool leaks(const struct mask *m, const struct sentence *s, const char *sent)
{
	size_t at = 0;

	while (*sent && at < s->len) {
		const char *close = strncmp(sent, "«", 2) == 0 ? strstr(sent, "»") : NULL;
		if (close) {
			char *value = mask_restore(m, sent, (size_t)(close + 2 - sent));
			at += strlen(value);
			free(value);
			sent = close + 2;
			continue;
		}
		if (s->personal[at] && is_letter_or_digit(*sent))
			return true;
		at++;
		sent++;
	}
	return false;
}

struct tally {
	unsigned personal, missed, plain, touched;
};

static void try_sentence(const char *locale, const struct sentence *s, struct tally *t)
{
	struct mask *m = mask_create();
	char *sent = mask_text(m, s->said, s->len), *back = mask_restore(m, sent, strlen(sent));
	bool is_bad = s->has_personal ? leaks(m, s, sent) : strcmp(sent, s->said) != 0;

	*(s->has_personal ? &t->personal : &t->plain) += 1;
	*(s->has_personal ? &t->missed : &t->touched) += is_bad;
	cr_expect_not(is_bad, "%s: '%s' became '%s'", locale, s->said, sent);
	if (mask_respelled(m) == 0)
		cr_expect_str_eq(back, s->said);
	free(sent);
	free(back);
	mask_destroy(m);
}

Test(mask_sentences, lose_what_is_personal_and_keep_the_rest)
{
	FILE *f = fopen(SENTENCES, "r");
	char line[SENTENCE_MAX], locale[16] = "";
	struct tally t = {0};
	unsigned locales = 0;

	cr_assert(f, "cannot read %s", SENTENCES);
	for (;;) {
		struct sentence s;
		bool more = fgets(line, sizeof line, f);
		if ((!more || line[0] == '#') && t.plain)
			cr_log_info("%s: %u of %u missed, %u of %u touched", locale, t.missed,
				    t.personal, t.touched, t.plain);
		if (!more)
			break;
		if (line[0] == '#') {
			locales += t.plain > 0;
			t = (struct tally){0};
			snprintf(locale, sizeof locale, "%.*s", (int)strcspn(line + 2, "\n"),
				 line + 2);
			continue;
		}
		read_sentence(line, &s);
		try_sentence(locale, &s, &t);
	}
	fclose(f);
	cr_expect_eq(locales, 4, "four languages came before the last one");
}
