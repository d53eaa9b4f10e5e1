/*
 * Each of these walks its header once, left to right, without copying it. Where a header can be
 * read two ways the stricter reading counts: two session cookies of one name are none, an Origin
 * that is not quite ours is not ours.
 */
#include "gateway/ws/request.h"

#include <string.h>
#include <strings.h>

static size_t skip_blank(const char *s)
{
	return strspn(s, " \t");
}

/* The length of `s` up to one of `ends`, without trailing blanks. */
static size_t trimmed(const char *s, const char *ends)
{
	size_t len = strcspn(s, ends);

	while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return len;
}

void request_cookie(const char *header, const char *name, char *out, size_t size)
{
	size_t name_len = strlen(name);
	bool found = false;

	out[0] = '\0';
	for (const char *p = header; *p; p += *p == ';') {
		size_t len;

		p += skip_blank(p);
		len = trimmed(p, ";");
		if (len > name_len && !strncmp(p, name, name_len) && p[name_len] == '=') {
			const char *value = p + name_len + 1;
			size_t value_len = len - name_len - 1;
			bool same = found && strlen(out) == value_len &&
				    !strncmp(out, value, value_len);

			if (value_len >= size || (found && !same)) {
				out[0] = '\0';
				return;
			}
			memcpy(out, value, value_len);
			out[value_len] = '\0';
			found = true;
		}
		p += strcspn(p, ";");
	}
}

/* Splits "scheme://host[:port]"; the host keeps its brackets. A default port is dropped. */
static bool split_origin(const char *origin, bool *ret_secure, const char **ret_host,
			 size_t *ret_len)
{
	const char *port;
	size_t len;

	if (!strncasecmp(origin, "https://", 8)) {
		*ret_secure = true;
		*ret_host = origin + 8;
	} else if (!strncasecmp(origin, "http://", 7)) {
		*ret_secure = false;
		*ret_host = origin + 7;
	} else {
		return false;
	}
	len = strlen(*ret_host);
	if (!len || strpbrk(*ret_host, "/?#@ \t"))
		return false;
	port = *ret_secure ? ":443" : ":80";
	if (len > strlen(port) && !strcmp(*ret_host + len - strlen(port), port))
		len -= strlen(port);
	*ret_len = len;
	return true;
}

static bool same_host(const char *a, size_t a_len, const char *b, bool secure)
{
	const char *port = secure ? ":443" : ":80";
	size_t b_len = strlen(b);

	if (b_len > strlen(port) && !strcmp(b + b_len - strlen(port), port))
		b_len -= strlen(port);
	return a_len == b_len && !strncasecmp(a, b, a_len);
}

bool request_origin_allowed(const char *origin, bool secure, const char *host,
			    const struct field_texts *listed)
{
	bool its_secure, other_secure;
	const char *its_host, *other;
	size_t len, other_len;

	if (!split_origin(origin, &its_secure, &its_host, &len))
		return false;
	if (its_secure == secure && same_host(its_host, len, host, secure))
		return true;
	for (size_t i = 0; i < listed->count; i++) {
		if (!split_origin(listed->items[i], &other_secure, &other, &other_len))
			continue;
		if (other_secure == its_secure && other_len == len &&
		    !strncasecmp(other, its_host, len))
			return true;
	}
	return false;
}

bool request_tag_matches(const char *header, const char *tag)
{
	for (const char *p = header; *p; p += *p == ',') {
		size_t len;

		p += skip_blank(p);
		len = trimmed(p, ",");
		if (len == 1 && *p == '*')
			return true;
		if (len > 2 && !strncmp(p, "W/", 2)) {
			p += 2;
			len -= 2;
		}
		if (len == strlen(tag) && !strncmp(p, tag, len))
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

/* Whether the parameters after a coding say q=0, q=0.0 and so on. */
static bool is_refused(const char *params, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		if ((params[i] != 'q' && params[i] != 'Q') || params[i + 1] != '=')
			continue;
		return strspn(params + i + 2, "0.") >= trimmed(params + i + 2, ",;");
	}
	return false;
}

bool request_accepts_gzip(const char *header)
{
	bool any = false;

	for (const char *p = header; *p; p += *p == ',') {
		size_t len, word;
		bool wanted;

		p += skip_blank(p);
		len = trimmed(p, ",");
		word = trimmed(p, ",;");
		wanted = !is_refused(p + word, len - word);
		if (word == 4 && !strncasecmp(p, "gzip", 4))
			return wanted;
		if (word == 1 && *p == '*')
			any = wanted;
		p += strcspn(p, ",");
	}
	return any;
}

bool request_list_has(const char *header, const char *word)
{
	for (const char *p = header; *p; p += *p == ',') {
		size_t len;

		p += skip_blank(p);
		len = trimmed(p, ",");
		if (len == strlen(word) && !strncasecmp(p, word, len))
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

bool request_path_matches(const char *route, const char *path, char *part, size_t size)
{
	size_t before = strcspn(route, "*"), len;

	if (!route[before]) {
		if (strcmp(route, path) != 0)
			return false;
		part[0] = '\0';
		return true;
	}
	if (strncmp(route, path, before) != 0)
		return false;
	len = strcspn(path + before, "/");
	if (!len || len >= size || strcmp(route + before + 1, path + before + len) != 0)
		return false;
	memcpy(part, path + before, len);
	part[len] = '\0';
	return true;
}
