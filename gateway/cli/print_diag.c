#include "gateway/cli/print_diag.h"

#include "gateway/base/buf.h"

#define CODE_OF_FILES "invalid" /* what is said while files are read has no code of its own */

static void print_number(struct buf *b, const char *key, unsigned n)
{
	if (n)
		buf_printf(b, ",\"%s\":%u", key, n);
	else
		buf_printf(b, ",\"%s\":null", key);
}

/* Without `code` the key is not there. */
static void print_item(const struct diag_item *item, const char *code, FILE *out)
{
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	buf_text(&b, "{\"file\":");
	buf_json(&b, item->file);
	print_number(&b, "line", item->line);
	print_number(&b, "col", item->col);
	buf_printf(&b, ",\"severity\":\"%s\"", item->severity == DIAG_ERROR ? "error" : "warning");
	if (code) {
		buf_text(&b, ",\"code\":");
		buf_json(&b, code);
	}
	buf_text(&b, ",\"text\":");
	buf_json(&b, item->text);
	buf_text(&b, ",\"hint\":");
	buf_json(&b, item->hint);
	buf_text(&b, "}");
	fwrite(b.bytes, 1, b.len, out);
	buf_dispose(&b);
}

void print_diag_json(const struct diag *d, FILE *out)
{
	for (size_t i = 0; i < d->count; i++) {
		print_item(&d->items[i], NULL, out);
		fputc('\n', out);
	}
}

void print_diag_json_report(const struct diag *d, FILE *out)
{
	fputs("{\"findings\":[", out);
	for (size_t i = 0; i < d->count; i++) {
		const struct diag_item *item = &d->items[i];
		fputs(i > 0 ? ",\n" : "\n", out);
		print_item(item, item->code ? item->code : CODE_OF_FILES, out);
	}
	fprintf(out, "],\n\"errors\":%zu,\"warnings\":%zu}\n", d->error_count, d->warning_count);
}
