/*
 * Any bytes as a message and as a pattern. The first line is the pattern, the rest the text: normal
 * forms are UTF-8, trimmed and within their bounds; tokens lie inside the text in order; matching
 * ends.
 */
#include <string.h>

#include "config/text/normalize.h"
#include "config/text/pattern.h"
#include "config/text/tokens.h"
#include "config/text/utf8.h"
#include "tests/fuzz/replay.h"

static void check_tokens(const char *text, size_t len)
{
	struct token tokens[64];
	size_t count = tokens_split(text, len, tokens, ARRAY_LEN(tokens)), end = 0;

	for (size_t i = 0; i < count; i++) {
		FUZZ_CHECK(tokens[i].start >= end && tokens[i].len > 0);
		end = tokens[i].start + tokens[i].len;
		FUZZ_CHECK(end <= len);
	}
}

static void check_pattern(const char *regex, size_t regex_len, const char *text, size_t len)
{
	struct diag_place at = {"fuzz.yaml", 1, 1};
	struct pattern_scratch *s;
	struct pattern *p;
	struct diag d;
	size_t start, found;

	if (utf8_valid(regex, regex_len) != regex_len)
		return;
	diag_init(&d);
	p = pattern_create(regex, regex_len, at, &d);
	FUZZ_CHECK((p == NULL) == (d.error_count > 0));
	if (p != NULL) {
		s = pattern_scratch_create();
		if (pattern_find(p, s, text, len, &start, &found) == PATTERN_YES)
			FUZZ_CHECK(start <= len && found <= len - start);
		pattern_scratch_destroy(s);
	} else {
		FUZZ_CHECK(d.items[0].col >= 1 &&
			   d.items[0].col <= utf8_count(regex, regex_len) + 1);
	}
	pattern_destroy(p);
	diag_dispose(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char out[NORMALIZE_OUT_MAX];
	const char *bytes = (const char *)data, *line = memchr(bytes, '\n', size);
	size_t regex_len = line != NULL ? (size_t)(line - bytes) : 0,
	       skip = line != NULL ? regex_len + 1 : 0;
	long len = normalize_text(bytes + skip, size - skip, out, sizeof(out));

	FUZZ_CHECK((len < 0) == (utf8_valid(bytes + skip, size - skip) != size - skip));
	if (len < 0)
		return 0;
	FUZZ_CHECK(strlen(out) == (size_t)len && utf8_valid(out, (size_t)len) == (size_t)len);
	FUZZ_CHECK(len == 0 || (out[0] != ' ' && out[len - 1] != ' '));
	check_tokens(out, (size_t)len);
	if (regex_len > 0 && regex_len < 200)
		check_pattern(bytes, regex_len, out, (size_t)len);
	return 0;
}
