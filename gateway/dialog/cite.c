/* [1], [1, 2], [^1] and the brackets of Chinese texts, 【1】 and ［1］. */
#include "gateway/dialog/cite.h"

#include <string.h>

#include "config/load/attrs.h"

#define NUMBERS_MAX 8 /* of one pair of brackets */

static const struct bracket {
	const char *open, *close;
} brackets[] = {{"[", "]"}, {"【", "】"}, {"［", "］"}};

static bool skip(const char **at, const char *end, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(end - *at) < len || memcmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

static bool read_number(const char **at, const char *end, unsigned *ret)
{
	const char *start = *at;

	for (*ret = 0; *at < end && **at >= '0' && **at <= '9' && *at - start < 6; ++*at)
		*ret = *ret * 10 + (unsigned)(**at - '0');
	return *at > start;
}

/* Reads the numbers between brackets that begin at `text`. Returns the length of all of it, 0 when
 * it is no citation. */
static size_t read_citation(const char *text, const char *end, unsigned *numbers, size_t *ret_count)
{
	const char *at = text;
	const struct bracket *b = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < ARRAY_LEN(brackets) && !b; i++)
		b = skip(&at, end, brackets[i].open) ? &brackets[i] : NULL;
	if (!b)
		return 0;
	for (;;) {
		while (skip(&at, end, " ") || skip(&at, end, "^"))
			;
		if (*ret_count == NUMBERS_MAX || !read_number(&at, end, &numbers[*ret_count]))
			return 0;
		++*ret_count;
		while (skip(&at, end, " "))
			;
		if (skip(&at, end, b->close))
			return (size_t)(at - text);
		if (!skip(&at, end, ",") && !skip(&at, end, "、") && !skip(&at, end, "，"))
			return 0;
	}
}

/* The number that customers see for a passage's, 0 when there is none such. */
static size_t place_of(struct cites *c, unsigned number)
{
	if (number == 0 || number > c->given || number > DIALOG_PASSAGES_MAX)
		return 0;
	for (size_t i = 0; i < c->count; i++) {
		if (c->passages[i] == number - 1)
			return i + 1;
	}
	c->passages[c->count++] = number - 1;
	return c->count;
}

void cite_resolve(struct cites *c, const char *text, size_t len, struct buf *out)
{
	const char *end = text + len;
	unsigned numbers[NUMBERS_MAX];

	while (text < end) {
		size_t count = 0, used = 0, shown = 0;
		if (*text == '[' || (unsigned char)*text >= 0x80)
			used = read_citation(text, end, numbers, &count);
		if (used == 0) {
			buf_char(out, *text++);
			continue;
		}
		for (size_t i = 0; i < count; i++) {
			size_t place = place_of(c, numbers[i]);
			if (place == 0 || c->is_hidden)
				continue;
			buf_printf(out, "[%zu]", place);
			shown++;
		}
		text += used;
		if (shown == 0 && out->len > 0 && out->bytes[out->len - 1] == ' ')
			out->len--; /* the blank in front of it goes too */
	}
}
