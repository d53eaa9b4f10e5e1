/*
 * Cues on many messages, data/broad/LOCALE.tsv: how many are found, and how many harmless ones are
 * mistaken. Shares, not single lines: who changes a cue tunes on the odd lines of each file only
 * (and on harmless. and stories.LOCALE.tsv) and looks at the even ones as totals. The classifier
 * that helps the cues in the gateway is not asked here.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/normalize.h"
#include "escalation/cues.h"

struct tally {
	unsigned hits, of;
};

struct tallies {
	struct tally found[CUE_COUNT], mistaken;
};

static bool is_sure(const struct cue_found found[CUE_COUNT], enum esc_cue cue)
{
	return found[cue].p >= (cue == CUE_REQUEST ? 0.5 : 0.8);
}

static void count(const struct cue_found found[CUE_COUNT], const char *label, struct tallies *t)
{
	static const enum esc_cue kinds[] = {CUE_COMPLAINT, CUE_REQUEST, CUE_SENSITIVE};
	bool any = is_sure(found, CUE_ABUSE);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		bool sure = is_sure(found, kinds[i]);

		any |= sure;
		if (strcmp(label, cue_name(kinds[i])) == 0) {
			t->found[kinds[i]].of++;
			t->found[kinds[i]].hits += sure;
		}
	}
	if (strcmp(label, "none") == 0) {
		t->mistaken.of++;
		t->mistaken.hits += any;
	}
}

/* The lines of a file go to `ret` in turn. */
static void read_file(const struct esc_cues *c, const char *prefix, const char *locale,
		      struct tallies ret[2])
{
	static char line[1000], normalized[NORMALIZE_OUT_MAX];
	char path[100];
	unsigned number = 0;
	FILE *in;

	(void)snprintf(path, sizeof(path), "tests/unit/escalation/data/broad/%s%s.tsv", prefix,
		       locale);
	in = fopen(path, "r");
	cr_assert_not_null(in, "%s: run from the project's folder", path);
	while (fgets(line, sizeof(line), in)) {
		struct cue_found found[CUE_COUNT];
		char *tab = strchr(line, '\t');
		long len;

		line[strcspn(line, "\n")] = '\0';
		cr_assert_not_null(tab, "%s:%u: no tab", path, number + 1);
		*tab = '\0';
		len = normalize_text(tab + 1, strlen(tab + 1), normalized, sizeof(normalized));
		cr_assert_geq(len, 0);
		cues_find(c, normalized, (size_t)len, locale, found);
		count(found, line, &ret[number++ % 2]);
	}
	(void)fclose(in);
	cr_assert_gt(number, 50, "%s: %u lines", path, number);
}

static const char *const locales[] = {"en", "de", "fr", "zh-Hant", "zh-Hans"};

static void at_least(const char *locale, const char *half, const char *what, struct tally t,
		     unsigned percent)
{
	cr_expect_geq(t.hits * 100, t.of * percent, "%s, %s lines: %u of %u %s", locale, half,
		      t.hits, t.of, what);
}

Test(cues_broad, most_signals_are_found_and_few_harmless_messages_are_mistaken)
{
	static const char *const halves[] = {"odd", "even"};
	struct esc_cues *c = cues_create();

	for (size_t l = 0; l < ARRAY_LEN(locales); l++) {
		struct tallies t[2] = {0};

		read_file(c, "", locales[l], t);
		for (int half = 0; half < 2; half++) {
			at_least(locales[l], halves[half], "complaints",
				 t[half].found[CUE_COMPLAINT], 87);
			at_least(locales[l], halves[half], "requests", t[half].found[CUE_REQUEST],
				 78);
			at_least(locales[l], halves[half], "sensitive messages",
				 t[half].found[CUE_SENSITIVE], 93);
			cr_expect_leq(t[half].mistaken.hits * 100, t[half].mistaken.of * 7,
				      "%s, %s lines: %u of %u harmless messages mistaken",
				      locales[l], halves[half], t[half].mistaken.hits,
				      t[half].mistaken.of);
		}
	}
	cues_destroy(c);
}

Test(cues_broad, words_in_harmless_senses_are_let_pass)
{
	struct esc_cues *c = cues_create();

	for (size_t l = 0; l < ARRAY_LEN(locales); l++) {
		struct tallies t[2] = {0};
		unsigned hits, of;

		read_file(c, "harmless.", locales[l], t);
		hits = t[0].mistaken.hits + t[1].mistaken.hits;
		of = t[0].mistaken.of + t[1].mistaken.of;
		cr_expect_leq(hits * 100, of * 5, "%s: %u of %u", locales[l], hits, of);
	}
	cues_destroy(c);
}

/* What happened, told without the words that name it. */
Test(cues_broad, stories_are_understood)
{
	struct esc_cues *c = cues_create();

	for (size_t l = 0; l < ARRAY_LEN(locales); l++) {
		struct tallies t[2] = {0}, both;

		read_file(c, "stories.", locales[l], t);
		both = t[0];
		for (size_t k = 0; k < CUE_COUNT; k++) {
			both.found[k].hits += t[1].found[k].hits;
			both.found[k].of += t[1].found[k].of;
		}
		both.mistaken.hits += t[1].mistaken.hits;
		both.mistaken.of += t[1].mistaken.of;
		at_least(locales[l], "all", "complaints", both.found[CUE_COMPLAINT], 65);
		at_least(locales[l], "all", "requests", both.found[CUE_REQUEST], 85);
		at_least(locales[l], "all", "sensitive messages", both.found[CUE_SENSITIVE], 90);
		cr_expect_leq(both.mistaken.hits * 100, both.mistaken.of * 4,
			      "%s: %u of %u harmless messages mistaken", locales[l],
			      both.mistaken.hits, both.mistaken.of);
	}
	cues_destroy(c);
}
