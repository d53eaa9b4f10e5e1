/*
 * A changed turn as a reviewer reads it: what was said, what was decided then (-) and now (+).
 */
#include <string.h>

#include "gateway/base/buf.h"
#include "gateway/base/clock.h"
#include "gateway/cli/replay.h"
#include "gateway/cli/terminal.h"

#define INDENT 4

static void print_quoted(FILE *out, const char *text, size_t len)
{
	fprintf(out, "%*s", INDENT, "");
	terminal_quote(out, text, len, TERMINAL_WIDTH - INDENT);
	fputc('\n', out);
}

static void print_decision(FILE *out, char sign, const struct replay_decision *d, bool words)
{
	fprintf(out, "%c %s", sign, replay_end_name(d->end));
	if (d->reason)
		fprintf(out, " (%s)", d->reason);
	if (d->intent)
		fprintf(out, ": %s", d->intent);
	if (d->by)
		fprintf(out, ", %.3f by %s", d->confidence, d->by);
	else if (d->end == REPLAY_UNANSWERED)
		fprintf(out, ", best guess %.3f, threshold %.3f", d->confidence, d->threshold);
	fputc('\n', out);
	if (d->file)
		fprintf(out, "%*s%s:%u\n", INDENT, "", d->file, d->line);
	if (words && d->reply)
		print_quoted(out, d->reply, strlen(d->reply));
}

void replay_print_text(FILE *out, const struct replay_turn *t, const struct replay_decision *before,
		       const struct replay_decision *now)
{
	char at[CLOCK_ISO_LEN + 1];
	bool words = !before->reply || !now->reply || strcmp(before->reply, now->reply) != 0;

	clock_iso(t->at_ms, at);
	fprintf(out, "%.10s %.5s %s %llu (%s)\n", at, at + 11, t->conversation,
		(unsigned long long)t->seq, t->locale);
	print_quoted(out, t->text, t->len);
	print_decision(out, '-', before, words);
	print_decision(out, '+', now, words);
	fputc('\n', out);
}

static void write_decision(struct buf *b, const char *key, const struct replay_decision *d)
{
	buf_printf(b, ",\"%s\":{\"end\":", key);
	buf_json(b, replay_end_name(d->end));
	buf_text(b, ",\"intent\":");
	buf_json(b, d->intent);
	buf_text(b, ",\"reason\":");
	buf_json(b, d->reason);
	buf_text(b, ",\"by\":");
	buf_json(b, d->by);
	buf_printf(b, ",\"confidence\":%.9f,\"threshold\":%.6f,\"reply\":", d->confidence,
		   d->threshold);
	buf_json(b, d->end == REPLAY_WOULD_ASK ? NULL : d->reply);
	buf_text(b, ",\"url\":");
	buf_json(b, d->end == REPLAY_WOULD_ASK ? d->reply : NULL);
	buf_text(b, ",\"file\":");
	buf_json(b, d->file);
	buf_printf(b, ",\"line\":%u}", d->line);
}

void replay_print_json(FILE *out, const struct replay_turn *t, const char *change,
		       const struct replay_decision *before, const struct replay_decision *now)
{
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	clock_iso(t->at_ms, at);
	buf_init(&b, BUF_MAX_TRANSCRIPT);
	buf_printf(&b, "{\"conversation\":\"%s\",\"seq\":%llu,\"at\":\"%s\",\"locale\":",
		   t->conversation, (unsigned long long)t->seq, at);
	buf_json(&b, t->locale);
	buf_text(&b, ",\"text\":");
	buf_json_n(&b, t->text, t->len);
	buf_text(&b, ",\"change\":");
	buf_json(&b, change);
	write_decision(&b, "from", before);
	write_decision(&b, "to", now);
	buf_text(&b, "}\n");
	fwrite(b.bytes, 1, b.len, out);
	buf_dispose(&b);
}
