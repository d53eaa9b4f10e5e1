/*
 * The list of diagnostics. Kept as found and sorted on demand: readers of one file find things in
 * passes (structure first, then meaning), a person wants them by line.
 */
#include "config/load/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define TEXT_MAX 1024
#define WORD_MAX 64

void diag_init(struct diag *d)
{
	memset(d, 0, sizeof(*d));
}

void diag_dispose(struct diag *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->items[i].file);
		free(d->items[i].text);
		free(d->items[i].hint);
	}
	free(d->items);
	diag_init(d);
}

/* A cut, at the end or by the precision of a %s, may fall inside a UTF-8 sequence; such pieces are
 * taken out. Returns what is left of `len`. */
static size_t drop_cut_characters(char *text, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)text[i];
		size_t need = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4, have = 1;

		while (have < need && i + have < len && (text[i + have] & 0xC0) == 0x80)
			have++;
		if (have == need) {
			memmove(text + kept, text + i, need);
			kept += need;
		}
		i += have;
	}
	text[kept] = '\0';
	return kept;
}

PRINTF_LIKE(6, 0)
static void add(struct diag *d, enum diag_severity severity, const char *code, struct diag_place at,
		const char *hint, const char *fmt, va_list args)
{
	struct diag_item *item;
	char text[TEXT_MAX];
	int len;

	if (severity == DIAG_ERROR)
		d->error_count++;
	else
		d->warning_count++;
	if (d->count == DIAG_MAX)
		return;
	if (d->count == d->room) {
		d->room = d->room == 0 ? 16 : d->room * 2;
		d->items = mem_resize(d->items, d->room, sizeof(*d->items));
	}
	len = vsnprintf(text, sizeof(text), fmt, args);
	if (len < 0)
		text[0] = '\0';
	else
		drop_cut_characters(text, strlen(text));
	item = &d->items[d->count++];
	item->severity = severity;
	item->file = mem_string(at.file);
	item->line = at.line;
	item->col = at.col;
	item->text = mem_string(text);
	item->hint = mem_string(hint);
	item->code = code;
}

void diag_error(struct diag *d, struct diag_place at, const char *hint, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(d, DIAG_ERROR, NULL, at, hint, fmt, args);
	va_end(args);
}

void diag_warning(struct diag *d, struct diag_place at, const char *hint, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(d, DIAG_WARNING, NULL, at, hint, fmt, args);
	va_end(args);
}

void diag_finding(struct diag *d, const char *code, struct diag_place at, const char *hint,
		  const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(d, DIAG_WARNING, code, at, hint, fmt, args);
	va_end(args);
}

void diag_name(struct diag *d, const char *code)
{
	/* The last one may have been counted only. */
	if (d->count > 0 && d->error_count + d->warning_count == d->count)
		d->items[d->count - 1].code = code;
}

static int compare_items(const struct diag_item *a, const struct diag_item *b)
{
	int order = strcmp(a->file != NULL ? a->file : "", b->file != NULL ? b->file : "");

	if (order != 0)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	return 0;
}

/* Merge sort, because equal places keep their order and qsort() promises nothing about that. */
static void sort_range(struct diag_item *items, struct diag_item *spare, size_t count)
{
	size_t half = count / 2, left = 0, right = half, out = 0;

	if (count < 2)
		return;
	sort_range(items, spare, half);
	sort_range(items + half, spare, count - half);
	memcpy(spare, items, count * sizeof(*items));
	while (left < half || right < count) {
		if (right == count ||
		    (left < half && compare_items(&spare[left], &spare[right]) <= 0))
			items[out++] = spare[left++];
		else
			items[out++] = spare[right++];
	}
}

void diag_sort(struct diag *d)
{
	struct diag_item *spare = mem_new(d->count, sizeof(*spare));

	sort_range(d->items, spare, d->count);
	free(spare);
}

static const char *severity_name(enum diag_severity severity)
{
	return severity == DIAG_ERROR ? "error" : "warning";
}

size_t diag_format(const struct diag_item *item, char *buf, size_t size)
{
	char place[32] = "";
	int len;

	if (size == 0)
		return 0;
	if (item->line != 0 && item->col != 0)
		snprintf(place, sizeof(place), "%u:%u:", item->line, item->col);
	else if (item->line != 0)
		snprintf(place, sizeof(place), "%u:", item->line);
	len = snprintf(buf, size, "%s%s%s%s%s: %s%s%s%s", item->file != NULL ? item->file : "",
		       item->file != NULL ? ":" : "", place,
		       item->file != NULL || place[0] != '\0' ? " " : "",
		       severity_name(item->severity), item->text, item->hint != NULL ? " (" : "",
		       item->hint != NULL ? item->hint : "", item->hint != NULL ? ")" : "");
	if (len < 0)
		len = 0;
	if ((size_t)len < size)
		return (size_t)len;
	return drop_cut_characters(buf, size - 1);
}

void diag_print(const struct diag *d, FILE *out)
{
	for (size_t i = 0; i < d->count; i++) {
		char line[4096];

		diag_format(&d->items[i], line, sizeof(line));
		fprintf(out, "%s\n", line);
	}
	if (d->error_count + d->warning_count > d->count)
		fprintf(out, "... and %zu more\n", d->error_count + d->warning_count - d->count);
}

/* Optimal string alignment distance (a swap of neighbours is one edit), bytes; both at most
 * WORD_MAX long. */
static size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned char rows[3][WORD_MAX + 1];
	unsigned char *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		last[j] = (unsigned char)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned char *swap = before;

		row[0] = (unsigned char)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned best = (unsigned)last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1U < best)
				best = last[j] + 1U;
			if (row[j - 1] + 1U < best)
				best = row[j - 1] + 1U;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1U < best)
				best = before[j - 2] + 1U;
			row[j] = (unsigned char)best;
		}
		before = last;
		last = row;
		row = swap;
	}
	return last[b_len];
}

const char *diag_nearest(const char *word, const char *const *words, size_t count)
{
	const char *best = NULL;
	size_t len = strlen(word), best_distance;

	if (len > WORD_MAX)
		return NULL;
	best_distance = (len / 3 > 0 ? len / 3 : 1) + 1;
	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(words[i]);

		if (other <= WORD_MAX) {
			size_t distance = edit_distance(word, len, words[i], other);

			if (distance < best_distance) {
				best_distance = distance;
				best = words[i];
			}
		}
	}
	return best;
}
