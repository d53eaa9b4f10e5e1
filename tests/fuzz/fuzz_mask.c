/*
 * Any bytes as what a customer writes: what was masked comes back to the byte (unless a value came
 * in two spellings), in one piece or as a stream; no card, IBAN, address of mail, long number in
 * digits or words, or name that was given is left in what would be sent, whatever touches it; what
 * a model might send back never breaks anything.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/guard/mask.h"
#include "tests/fuzz/replay.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool luhn(const char *d, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned x = (unsigned)(d[len - 1 - i] - '0');
		sum += i % 2 == 0 ? x : x < 5 ? 2 * x : 2 * x - 9;
	}
	return sum % 10 == 0;
}

/* A whole run of digits, with single blanks or dashes, that is a Visa card. */
static bool has_card(const char *text)
{
	for (const char *p = text; *p; p++) {
		char digits[17];
		size_t len = 0;
		const char *q = p;
		if (*p != '4' || (p > text && is_digit(p[-1])))
			continue;
		while (len < 17 && is_digit(*q)) {
			digits[len++] = *q++;
			if ((*q == ' ' || *q == '-') && is_digit(q[1]))
				q++;
		}
		if (len == 16 && luhn(digits, 16))
			return true;
	}
	return false;
}

static bool has_iban(const char *text)
{
	for (const char *p = text; (p = strstr(p, "DE")); p++) {
		unsigned rest = 0;
		size_t len = 2;
		while (len < 22 && is_digit(p[len]))
			len++;
		if (len < 22)
			continue;
		for (size_t i = 4; i < 22; i++)
			rest = (rest * 10 + (unsigned)(p[i] - '0')) % 97;
		rest = (rest * 10000 + 1314) % 97;
		rest = (rest * 100 + (unsigned)(p[2] - '0') * 10 + (unsigned)(p[3] - '0')) % 97;
		if (rest == 1)
			return true;
	}
	return false;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool has_mail(const char *text)
{
	for (const char *p = strchr(text, '@'); p; p = strchr(p + 1, '@')) {
		const char *q = p + 1;
		while (is_small(*q))
			q++;
		if (p > text && is_small(p[-1]) && q > p + 1 && *q == '.' && is_small(q[1]) &&
		    is_small(q[2]))
			return true;
	}
	return false;
}

/* Ten digits in a row: no price and no date has as many. */
static bool has_long_number(const char *text)
{
	size_t run = 0;

	for (; *text && run < 10; text++)
		run = is_digit(*text) ? run + 1 : 0;
	return run >= 10;
}

static bool is_plain_edge(char c)
{
	return c == '\0' || c == ' ' || c == ',' || c == '.' || c == '!';
}

/* Eight digits in words with single blanks between them. */
static bool has_spelled_number(const char *text)
{
	static const char *const words[] = {"zero", "one", "two",   "three", "four",
					    "five", "six", "seven", "eight", "nine"};
	size_t run = 0;

	for (const char *p = text; *p && run < 8;) {
		size_t len = strcspn(p, " "), k = 0;
		while (k < 10 && (strlen(words[k]) != len || strncmp(p, words[k], len) != 0))
			k++;
		run = k < 10 ? run + 1 : 0;
		p += len + (p[len] == ' ');
	}
	return run >= 8;
}

static bool has_word(const char *text, const char *word)
{
	for (const char *p = text; (p = strstr(p, word)); p++) {
		if ((p == text || is_plain_edge(p[-1])) && is_plain_edge(p[strlen(word)]))
			return true;
	}
	return false;
}

static void check_sent(const char *said, const char *sent, bool has_name)
{
	FUZZ_CHECK(!has_card(sent) && !has_iban(sent) && !has_mail(sent));
	FUZZ_CHECK(!has_long_number(sent) && !has_spelled_number(sent));
	FUZZ_CHECK(!has_name || (!has_word(sent, "Anna") && !has_word(sent, "Weber")));
	FUZZ_CHECK(utf8_valid(said, strlen(said)) != strlen(said) ||
		   utf8_valid(sent, strlen(sent)) == strlen(sent));
}

static void check_stream(const struct mask *m, const char *sent, size_t len, size_t cut,
			 const char *back)
{
	struct mask_stream *s = mask_stream_create(m);
	char *parts[3], *all = NULL;
	size_t size;
	FILE *out = open_memstream(&all, &size);

	cut = utf8_cut(sent, len, cut < len ? cut : len);
	parts[0] = mask_stream_add(s, sent, cut);
	parts[1] = mask_stream_add(s, sent + cut, len - cut);
	parts[2] = mask_stream_end(s);
	for (int i = 0; i < 3; i++) {
		fputs(parts[i], out);
		free(parts[i]);
	}
	fclose(out);
	FUZZ_CHECK(strcmp(all, back) == 0);
	free(all);
	mask_stream_destroy(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mask *m = mask_create();
	char *said, *sent, *back, *answer;
	size_t start, len, cut = size ? data[0] : 0;

	if (size > 4096)
		size = 4096;
	said = strndup((const char *)data, size); /* to the first NUL */
	if (size % 3 == 0)
		mask_add_name(m, "Anna Weber", NULL);
	sent = mask_text(m, said, strlen(said));
	back = mask_restore(m, sent, strlen(sent));
	if (mask_respelled(m) == 0)
		FUZZ_CHECK(strcmp(back, said) == 0);
	check_sent(said, sent, size % 3 == 0);
	if (mask_unknown(m, sent, strlen(sent), &start, &len))
		FUZZ_CHECK(mask_count(m) == MASK_VALUES_MAX && start + len <= strlen(sent));
	if (utf8_valid(sent, strlen(sent)) == strlen(sent))
		check_stream(m, sent, strlen(sent), cut, back);
	answer = mask_restore(m, said, strlen(said)); /* the text as if a model had written it */
	FUZZ_CHECK(utf8_valid(said, strlen(said)) != strlen(said) ||
		   utf8_valid(answer, strlen(answer)) == strlen(answer));
	free(answer);
	free(back);
	free(sent);
	free(said);
	mask_destroy(m);
	return 0;
}
