/*
 * A link is what a browser or a customer would follow. Hosts are compared as browsers read them:
 * what stands before an @ is no host, a backslash is a slash, names of other alphabets are foreign
 * unless they are listed as they stand. Bare domains count when their ending is a usual one, so
 * that a forgotten blank ("gut.Wir") is no link.
 */
#include "gateway/guard/links.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/view.h"

#define HOST_ROOM 256
#define PATH_ROOM 512

static const char *const endings[] = {
	"com",    "net",  "org",     "info",    "biz",   "io",   "app",  "dev",   "shop", "store",
	"online", "site", "xyz",     "top",     "club",  "link", "live", "ly",    "gl",   "gg",
	"ai",     "eu",   "uk",      "de",      "ch",    "at",   "fr",   "be",    "lu",   "nl",
	"it",     "es",   "pt",      "pl",      "cz",    "ru",   "su",   "cn",    "tw",   "hk",
	"mo",     "sg",   "jp",      "kr",      "us",    "ca",   "au",   "nz",    "in",   "br",
	"mx",     "tk",   "ml",      "ga",      "cf",    "gq",   "me",   "tv",    "cc",   "to",
	"co",     "ws",   "example", "test",    "email", "page", "web",  "cloud", "pro",  "vip",
	"win",    "bid",  "click",   "support", "help",  "zip",  "mov",  "edu",   "gov"};
/* Words that follow a forgotten blank as well; as an ending of a bare domain only in small letters.
 */
static const char *const words[] = {"in", "at",   "to",   "me",   "it",   "us",  "be",  "so", "es",
				    "co", "help", "live", "link", "page", "web", "top", "win"};

struct link {
	size_t from, to; /* cells */
	char host[HOST_ROOM];
	char path[PATH_ROOM]; /* from its first slash */
};

static bool is_point(const struct view *v, size_t at)
{
	uint32_t c = view_code(v, at);

	return c == '.' || c == 0x3002; /* 。 */
}

/* The length of a point in a domain, also "[.]" and "(.)". */
static size_t point_len(const struct view *v, size_t at)
{
	uint32_t c = view_code(v, at);

	if (is_point(v, at))
		return 1;
	return (c == '[' || c == '(') && is_point(v, at + 1) &&
			       (view_code(v, at + 2) == ']' || view_code(v, at + 2) == ')')
		       ? 3
		       : 0;
}

static bool is_host_char(uint32_t c)
{
	return view_is_word(c) || c == '-' || c == '_';
}

/* Copies a host of labels and points; returns the cell behind it. */
static size_t read_host(const struct view *v, size_t at, char *host, size_t *ret_labels)
{
	size_t used = 0, point;

	*ret_labels = 0;
	for (;;) {
		size_t from = at;
		while ((is_host_char(view_code(v, at)) ||
			(*ret_labels > 0 && view_is_han(view_code(v, at)) && at == from &&
			 view_code(v, at - 1) == '.')) &&
		       used + 8 < HOST_ROOM) {
			used += view_copy(v, at, at + 1, host + used, HOST_ROOM - used);
			at++;
		}
		if (at == from)
			break;
		++*ret_labels;
		point = point_len(v, at);
		if (!point || !is_host_char(view_code(v, at + point)) || used + 8 >= HOST_ROOM)
			break;
		host[used++] = '.';
		at += point;
	}
	host[used] = '\0';
	return at;
}

static bool ends_url(uint32_t c)
{
	return c == 0 || view_is_blank(c) || c == ')' || c == '>' || c == '"' || c == '\'' ||
	       c == ']' || c == 0xFF09 || c == 0x300B || c == 0x300D || view_is_han(c) ||
	       c == 0xFF0C || c == 0x3002;
}

static size_t read_path(const struct view *v, size_t at, char *path)
{
	size_t from = at;

	while (!ends_url(view_code(v, at)))
		at++;
	while (at > from && strchr(".,;:!?*", (int)view_code(v, at - 1)) &&
	       view_code(v, at - 1) < 0x80)
		at--;
	view_copy(v, from, at, path, PATH_ROOM);
	for (char *p = path; *p; p++)
		*p = *p == '\\' ? '/' : *p;
	return at;
}

/* What stands behind "://" or "//": [user@]host[:port][/path]. */
static void read_authority(const struct view *v, size_t at, struct link *l)
{
	size_t host = at, labels;

	for (size_t i = at; !ends_url(view_code(v, i)) && view_code(v, i) != '/' &&
			    view_code(v, i) != '\\' && view_code(v, i) != '?';
	     i++) {
		if (view_code(v, i) == '@')
			host = i + 1;
	}
	at = read_host(v, host, l->host, &labels);
	l->to = read_path(v, at, l->path);
}

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], word) == 0)
			return true;
	}
	return false;
}

static bool is_address_of_network(const char *host)
{
	unsigned parts = 1;

	for (const char *p = host; *p; p++) {
		if (*p == '.')
			parts++;
		else if (*p < '0' || *p > '9')
			return false;
	}
	return parts == 4;
}

/* "evil.com", "www.evil.zz", "mail@evil.com", "evil.zz/x"; not "gut.Wir", "z.b", "3.50". */
static bool read_bare(const struct view *v, size_t at, struct link *l)
{
	size_t labels, host = at, end;
	const char *ending;

	while (view_code(v, host) && (is_host_char(view_code(v, host)) ||
				      view_code(v, host) == '.' || view_code(v, host) == '+'))
		host++;
	host = view_code(v, host) == '@' ? host + 1 : at;
	end = read_host(v, host, l->host, &labels);
	if (labels < 2)
		return false;
	l->to = read_path(v, end, l->path);
	ending = strrchr(l->host, '.') + 1;
	if (host != at || strncmp(l->host, "www.", 4) == 0 || l->path[0] == '/' ||
	    strncmp(ending, "xn--", 4) == 0 || is_address_of_network(l->host))
		return strlen(ending) >= 2 || is_address_of_network(l->host);
	if (v->cells[end - strlen(ending)].upper && !v->cells[end - 1].upper &&
	    is_one_of(ending, words, ARRAY_LEN(words)))
		return false;
	return is_one_of(ending, endings, ARRAY_LEN(endings));
}

/* The scheme that ends before ":" at `at`: where it begins, `at` when there is none. */
static size_t scheme_start(const struct view *v, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < 12 &&
	       ((v->cells[from - 1].code >= 'a' && v->cells[from - 1].code <= 'z') ||
		v->cells[from - 1].code == '+'))
		from--;
	return from;
}

static const char *const schemes[] = {"mailto",   "tel",      "javascript", "data", "sms",
				      "whatsapp", "vbscript", "file",       "blob", "skype"};

/* A link whose ":" or "//" stands at `at`. */
static bool read_scheme(const struct view *v, size_t at, struct link *l)
{
	size_t from = scheme_start(v, at);
	char scheme[16];

	if (view_has(v, at, "://") || view_has(v, at, ":\\\\")) {
		l->from = from;
		read_authority(v, at + 3, l);
		return true;
	}
	view_copy(v, from, at, scheme, sizeof scheme);
	if (view_code(v, at) == ':' && is_one_of(scheme, schemes, ARRAY_LEN(schemes)) &&
	    !ends_url(view_code(v, at + 1))) {
		l->from = from;
		l->to = read_path(v, at + 1, l->path);
		l->host[0] = '\0';
		return true;
	}
	/* [text](//evil.com) */
	if (view_has(v, at, "//") && (view_code(v, at - 1) == '(' || view_code(v, at - 1) == '"')) {
		l->from = at;
		read_authority(v, at + 2, l);
		return true;
	}
	return false;
}

/* ---- the list ---- */

static bool host_is_below(const char *host, const char *allowed, size_t len)
{
	size_t n = strlen(host);

	return n >= len && strncmp(host + n - len, allowed, len) == 0 &&
	       (n == len || host[n - len - 1] == '.');
}

static bool is_allowed_by(const struct link *l, const char *entry)
{
	const char *scheme = strstr(entry, "://"), *host = scheme ? scheme + 3 : entry;
	size_t len = strcspn(host, ":/");
	const char *path = host + strcspn(host, "/");

	if (len == 0)
		return false;
	if (scheme ? strlen(l->host) != len || strncmp(l->host, host, len) != 0
		   : !host_is_below(l->host, host, len))
		return false;
	size_t n = strlen(path);
	while (n > 0 && path[n - 1] == '/')
		n--;
	const char *at = l->path[0] == ':' ? l->path + strcspn(l->path, "/?#") : l->path;
	return strncmp(at, path, n) == 0 && (n == 0 || !at[n] || strchr("/?#", at[n])) &&
	       !strstr(at, "/../");
}

static bool is_allowed(const struct link *l, const char *const *allowed, size_t count)
{
	for (size_t i = 0; i < count && l->host[0]; i++) {
		struct view v;
		char entry[PATH_ROOM + HOST_ROOM];
		view_init(&v, allowed[i], strlen(allowed[i]));
		view_copy(&v, 0, v.count, entry, sizeof entry);
		view_dispose(&v);
		if (is_allowed_by(l, entry))
			return true;
	}
	return false;
}

bool links_find_foreign(const char *text, size_t len, const char *const *allowed, size_t count,
			size_t *ret_start, size_t *ret_len)
{
	struct view v;
	bool foreign = false;

	view_init(&v, text, len);
	for (size_t i = 0; i < v.count && !foreign; i++) {
		struct link l = {.from = i};
		uint32_t c = v.cells[i].code;
		bool found = false;
		if (c == ':' || c == '/')
			found = read_scheme(&v, i, &l);
		else if (is_host_char(c) && !is_host_char(view_code(&v, i - 1)) &&
			 !(i > 0 && is_point(&v, i - 1) && is_host_char(view_code(&v, i - 2))))
			found = read_bare(&v, i, &l);
		if (!found)
			continue;
		foreign = !is_allowed(&l, allowed, count);
		*ret_start = v.cells[l.from].start;
		*ret_len = v.cells[l.to - 1].end - *ret_start;
		i = l.to - 1;
	}
	view_dispose(&v);
	return foreign;
}
