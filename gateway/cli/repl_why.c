/*
 * The evidence of a turn in sentences: what matched and where it stands, how sure that is, what
 * came close, what the dialog did, what speaks for a person.
 */
#include <string.h>

#include "gateway/cli/repl.h"
#include "gateway/cli/terminal.h"

static void say_pattern(FILE *out, const struct intent_decision *d)
{
	const struct intent_pattern_hit *p = &d->pattern;

	fprintf(out, "  The pattern at %s:%u\n    %s\n  fits ", p->at.file, p->at.line, p->regex);
	terminal_quote(out, d->normalized + p->start, p->len, TERMINAL_WIDTH - 7);
	fputs(".\n", out);
}

static void say_examples(FILE *out, const struct intent_decision *d)
{
	fputs("  It is like these examples:\n", out);
	for (size_t i = 0; i < d->example_count; i++) {
		fprintf(out, "    %.2f  ", d->examples[i].similarity);
		terminal_quote(out, d->examples[i].text, strlen(d->examples[i].text),
			       TERMINAL_WIDTH - 10);
		fprintf(out, "\n          %s:%u\n", d->examples[i].at.file, d->examples[i].at.line);
	}
}

static void say_nothing(FILE *out, const struct intent_decision *d)
{
	if (d->out_of_scope)
		fputs("  It is most like the sentences of out_of_scope, so nothing is answered.\n",
		      out);
	else if (d->negated)
		fprintf(out, "  It denies what %s would be, and asks for nothing else.\n",
			d->candidate_count ? intent_id(d->candidates[0].intent) : "the answer");
	else
		fputs("  No intent is known well enough.\n", out);
}

static void say_match(FILE *out, const struct dialog_step *s)
{
	const struct intent_decision *d = &s->decision;

	if (d->by == INTENT_BY_NONE && s->did_count > 0) {
		fputs("  Taken as part of the dialog, not as a question of its own.\n", out);
		return;
	}
	if (d->intent)
		fprintf(out, "  Intent %s (%s:%u).\n", intent_id(d->intent),
			intent_place(d->intent).file, intent_place(d->intent).line);
	if (d->pattern.regex)
		say_pattern(out, d);
	else if (d->by == INTENT_BY_EXAMPLES)
		say_examples(out, d);
	else
		say_nothing(out, d);
	fprintf(out, "  Confidence %.3f; answers need %.3f. Language %s.\n", d->confidence,
		d->threshold, d->locale);
	if (d->close)
		fputs("  The next best is so close that asking back is better.\n", out);
}

static void say_candidates(FILE *out, const struct intent_decision *d)
{
	size_t first = d->intent && d->candidate_count && d->candidates[0].intent == d->intent;

	if (d->candidate_count <= first)
		return;
	fputs(first ? "  Next best:" : "  Best guesses:", out);
	for (size_t i = first; i < d->candidate_count; i++)
		fprintf(out, "%s %s %.3f", i > first ? "," : "", intent_id(d->candidates[i].intent),
			d->candidates[i].confidence);
	fputs(".\n", out);
}

static void say_dialog(FILE *out, const struct dialog_step *s)
{
	for (size_t i = 0; i < s->did_count; i++) {
		const struct dialog_did *it = &s->did[i];
		fprintf(out, "  Dialog: %s %s%s%s.\n", dialog_event_name(it->what), it->intent,
			it->slot[0] ? ", slot " : "", it->slot);
	}
	const struct dialog_form *f = s->memory ? s->memory->form : NULL;
	if (!f)
		return;
	fprintf(out, "  Form: %s (%s%s%s)", f->intent, dialog_phase_name(f->phase),
		f->asked[0] ? " for " : "", f->asked);
	for (size_t i = 0; i < f->value_count; i++) {
		fprintf(out, "%s %s ", i ? "," : ":", f->values[i].name);
		terminal_quote(out, f->values[i].value, strlen(f->values[i].value), 30);
	}
	fputs(".\n", out);
}

static void say_texts(FILE *out, const struct dialog_step *s)
{
	if (s->passage_count == 0)
		return;
	fputs("  In the shop's texts:\n", out);
	for (size_t i = 0; i < s->passage_count; i++)
		fprintf(out, "    %.2f  %s\n          %s:%u\n", s->passages[i].score,
			s->passages[i].title, s->passages[i].file, s->passages[i].line);
	if (!s->asked_before)
		return;
	fputs("    looked up together with ", out);
	terminal_quote(out, s->asked_before, strlen(s->asked_before), TERMINAL_WIDTH - 30);
	fputc('\n', out);
}

static void say_escalation(FILE *out, const struct dialog_step *s)
{
	const struct esc_verdict *v = &s->verdict;

	if (s->act == DIALOG_HANDOFF || s->act == DIALOG_OFFER)
		fprintf(out, "  A person %s because of %s.\n",
			s->act == DIALOG_HANDOFF ? "takes over" : "is offered",
			esc_reason_name(v->reason));
	if (v->evidence_count == 0)
		return;
	if (v->hard)
		fputs("  For a person speak at once:\n", out);
	else
		fprintf(out, "  For a person speak, %.1f in all:\n", v->score);
	for (size_t i = 0; i < v->evidence_count; i++) {
		const struct esc_signal *g = &v->evidence[i];
		if (g->weight >= ESC_HARD)
			fprintf(out, "    always  %s", g->signal);
		else
			fprintf(out, "    %+6.1f  %s", g->weight, g->signal);
		if (g->quote[0]) {
			fprintf(out, "%*s", (int)(22 - strnlen(g->signal, 21)), "");
			terminal_quote(out, g->quote, strlen(g->quote), TERMINAL_WIDTH - 34);
		}
		fputc('\n', out);
	}
}

void repl_why(FILE *out, const struct dialog_step *s)
{
	say_match(out, s);
	say_candidates(out, &s->decision);
	say_texts(out, s);
	say_dialog(out, s);
	say_escalation(out, s);
}
