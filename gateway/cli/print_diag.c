#include "gateway/cli/print_diag.h"

#include "gateway/base/buf.h"

static void print_number(struct buf *b, const char *key, unsigned n)
{
	if (n)
		buf_printf(b, ",\"%s\":%u", key, n);
	else
		buf_printf(b, ",\"%s\":null", key);
}

void print_diag_json(const struct diag *d, FILE *out)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct diag_item *item = &d->items[i];
		struct buf b;

		buf_init(&b, BUF_MAX_TRANSCRIPT);
		buf_text(&b, "{\"file\":");
		buf_json(&b, item->file);
		print_number(&b, "line", item->line);
		print_number(&b, "col", item->col);
		buf_printf(&b, ",\"severity\":\"%s\",\"text\":",
			   item->severity == DIAG_ERROR ? "error" : "warning");
		buf_json(&b, item->text);
		buf_text(&b, ",\"hint\":");
		buf_json(&b, item->hint);
		buf_text(&b, "}\n");
		fwrite(b.bytes, 1, b.len, out);
		buf_dispose(&b);
	}
}
