/*
 * The plain form fits 80 columns where texts allow it: answer first, then why.
 */
#include "gateway/cli/try_print.h"

#include "config/text/normalize.h"
#include "gateway/dialog/evidence.h"

/* Text that may hold anything (a line of standard input): what is not UTF-8 is shown as the
 * replacement character. */
static void write_any_text(struct buf *b, const char *text, size_t len)
{
	static char scratch[NORMALIZE_OUT_MAX];

	if (normalize_text(text, len < NORMALIZE_IN_MAX ? len : NORMALIZE_IN_MAX, scratch,
			   sizeof scratch) >= 0) {
		buf_json_n(b, text, len);
		return;
	}
	struct buf clean;
	buf_init(&clean, BUF_MAX_TRANSCRIPT);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x80)
			buf_char(&clean, text[i]);
		else
			buf_text(&clean, "\xEF\xBF\xBD");
	}
	buf_json_n(b, clean.bytes ? clean.bytes : "", clean.len);
	buf_dispose(&clean);
}

static void write_escalation(struct buf *b, const struct dialog_step *step)
{
	buf_text(b, ",\"offer\":");
	if (step->act == DIALOG_OFFER)
		buf_printf(b, "{\"reason\":\"%s\"}", esc_reason_name(step->verdict.reason));
	else
		buf_text(b, "null");
	buf_text(b, ",\"escalate\":");
	if (step->act == DIALOG_HANDOFF) {
		buf_printf(b, "{\"reason\":\"%s\",\"evidence\":",
			   esc_reason_name(step->verdict.reason));
		evidence_write_signals(b, &step->verdict);
		buf_char(b, '}');
	} else {
		buf_text(b, "null");
	}
}

/* What would be asked of the shop's system; nothing where there is nothing. */
static void write_action(struct buf *b, const struct dialog_step *step)
{
	if (!step->acting)
		return;
	buf_text(b, step->request.is_post ? ",\"action\":{\"method\":\"POST\",\"url\":"
					  : ",\"action\":{\"method\":\"GET\",\"url\":");
	buf_json(b, step->request.url);
	buf_char(b, '}');
}

void try_print_json(FILE *out, const struct dialog_env *env, const struct dialog_turn *turn,
		    const struct dialog_step *step, const struct try_turn *in)
{
	const struct intent_decision *d = &step->decision;
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	buf_text(&b, "{\"text\":");
	write_any_text(&b, turn->text, turn->len);
	buf_text(&b, ",\"locale\":");
	buf_json(&b, turn->locale);
	buf_text(&b, ",\"intent\":");
	buf_json(&b, d->intent ? intent_id(d->intent) : NULL);
	buf_printf(&b, ",\"confidence\":%.9f,\"by\":%s,\"reply\":", d->confidence,
		   d->by == INTENT_BY_PATTERN    ? "\"pattern\""
		   : d->by == INTENT_BY_EXAMPLES ? "\"examples\""
						 : "null");
	buf_json(&b, step->reply);
	write_escalation(&b, step);
	write_action(&b, step);
	buf_text(&b, ",\"evidence\":");
	evidence_write_match(&b, d);
	if (b.len)
		b.len--; /* go on inside the object */
	evidence_write_dialog(&b, step);
	buf_char(&b, '}');
	buf_text(&b, ",\"catalog\":");
	buf_json(&b, intent_catalog_hash(env->catalog));
	if (in)
		buf_printf(&b, ",\"turn\":%u,\"state\":\"%s\"", in->number, in->state);
	buf_text(&b, "}\n");
	fwrite(b.bytes, 1, b.len, out);
	buf_dispose(&b);
}

static void print_form(FILE *out, const struct dialog_form *f)
{
	if (!f)
		return;
	fprintf(out, "   form %s, %s%s%s\n", f->intent, dialog_phase_name(f->phase),
		f->asked[0] ? " for " : "", f->asked);
	for (size_t i = 0; i < f->value_count; i++)
		fprintf(out, "   slot %s \"%s\"\n", f->values[i].name, f->values[i].value);
}

void try_print_plain(FILE *out, const struct dialog_turn *turn, const struct dialog_step *step)
{
	const struct intent_decision *d = &step->decision;

	(void)turn;
	if (step->act == DIALOG_HANDOFF)
		fprintf(out, "-> a person takes over (%s)\n",
			esc_reason_name(step->verdict.reason));
	else
		fprintf(out, "-> %s\n",
			step->reply ? step->reply : "(depends on what the shop's system says)");
	if (step->acting)
		fprintf(out, "   asks %s %s\n", step->request.is_post ? "POST" : "GET",
			step->request.url);
	fprintf(out, "   intent %s, confidence %.3f, threshold %.3f, language %s\n",
		d->intent ? intent_id(d->intent) : "none", d->confidence, d->threshold, d->locale);
	if (d->pattern.regex)
		fprintf(out, "   pattern %s:%u '%s'\n", d->pattern.at.file, d->pattern.at.line,
			d->pattern.regex);
	for (size_t i = 0; i < d->example_count; i++)
		fprintf(out, "   example %s:%u \"%s\" (%.2f)\n", d->examples[i].at.file,
			d->examples[i].at.line, d->examples[i].text, d->examples[i].similarity);
	for (size_t i = 0; i < d->candidate_count; i++)
		fprintf(out, "   candidate %s %.3f\n", intent_id(d->candidates[i].intent),
			d->candidates[i].confidence);
	print_form(out, step->memory ? step->memory->form : NULL);
	for (size_t i = 0; i < step->verdict.evidence_count; i++)
		fprintf(out, "   signal %s %+.1f \"%s\"\n", step->verdict.evidence[i].signal,
			step->verdict.evidence[i].weight, step->verdict.evidence[i].quote);
	if (step->act == DIALOG_OFFER)
		fprintf(out, "   offers a person (%s)\n", esc_reason_name(step->verdict.reason));
}
