/*
 * The built-in cues of all languages. The tables are text for translators: cues/LANGUAGE.inc;
 * README.md explains the notation.
 */
#include <stdio.h>

#include "escalation/cue_set.h"

enum row_kind { ROW_CLASS, ROW_RULE, ROW_NOT };

struct row {
	enum row_kind kind;
	enum esc_cue cue;
	double p;
	const char *name, *text;
};

#define CLASS(name, text) {ROW_CLASS, CUE_COUNT, 0, name, text},
#define RULE(cue, p, text) {ROW_RULE, CUE_##cue, p, NULL, text},
#define NOT(cue, text) {ROW_NOT, CUE_##cue, 0, NULL, text},

static const struct row rows[] = {
#include "escalation/cues/de.inc"
#include "escalation/cues/en.inc"
#include "escalation/cues/fr.inc"
#include "escalation/cues/other.inc"
#include "escalation/cues/zh.inc"
};

int cue_set_builtin(struct cue_set *s, char reterr[120])
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		int rc = row->kind == ROW_CLASS ? cue_set_class(s, row->name, row->text, reterr)
						: cue_set_rule(s, row->cue, row->kind == ROW_NOT,
							       row->p, row->text, reterr);

		if (rc)
			return -1;
	}
	return 0;
}

size_t cue_set_row_count(void)
{
	return ARRAY_LEN(rows);
}

const char *cue_set_row_text(size_t index)
{
	return rows[index].text;
}
