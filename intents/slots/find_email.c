/*
 * E-mail addresses of the usual kind: ASCII, one @, a domain with a point. The text is in lower
 * case already, and an address stands out from Chinese around it by its letters.
 */
#include <string.h>

#include "intents/slots/find.h"

static bool is_one_of(char c, const char *others)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr(others, c) != NULL);
}

/* Labels of letters, digits and inner hyphens; the last one has two letters or more. */
static bool is_domain(const char *s, size_t len)
{
	size_t label = 0, points = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && s[i] != '.') {
			label++;
			continue;
		}
		if (label == 0 || s[i - 1] == '-' || s[i - label] == '-')
			return false;
		if (i == len)
			return points > 0 && label >= 2 && s[len - 1] >= 'a';
		points++;
		label = 0;
	}
	return false;
}

bool find_email(const struct finder_input *in, size_t from, struct found *ret)
{
	for (size_t at = from; at < in->len; at++) {
		const char *t = in->text;
		size_t start = at, end = at + 1;

		if (t[at] != '@')
			continue;
		while (start > from && is_one_of(t[start - 1], "._%+-"))
			start--;
		while (start < at && t[start] == '.')
			start++;
		while (is_one_of(t[end], ".-"))
			end++;
		while (end > at + 1 && !is_one_of(t[end - 1], ""))
			end--;
		if (start == at || t[at - 1] == '.' || at - start > 64 ||
		    end - start >= sizeof(ret->value) || !is_domain(t + at + 1, end - at - 1))
			continue;
		ret->start = start;
		ret->len = end - start;
		memcpy(ret->value, t + start, ret->len);
		ret->value[ret->len] = '\0';
		return true;
	}
	return false;
}
