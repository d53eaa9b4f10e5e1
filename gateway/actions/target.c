#include "gateway/actions/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"

/* ---- the host of a URL ---- */

static void make_lower(char *text)
{
	for (; *text; text++) {
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
	}
}

/* Writes the host, and its port where that is not the scheme's own. 0, or -1 for another scheme
 * than http and https. */
static int host_of(CURLU *url, char out[TARGET_HOST_MAX])
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	int status = -1, len = 0;

	if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    (!strcasecmp(scheme, "http") || !strcasecmp(scheme, "https")) &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		if (curl_url_get(url, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) != CURLUE_OK)
			port = NULL;
		len = snprintf(out, TARGET_HOST_MAX, "%s%s%s", host, port ? ":" : "",
			       port ? port : "");
		status = len > 0 && len < TARGET_HOST_MAX ? 0 : -1;
		make_lower(out);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return status;
}

/* ---- rules ---- */

/* Once each: most intents of a catalog call the same few. */
static void add_host(struct target_rules *r, const char *host)
{
	for (size_t i = 0; i < r->host_count; i++) {
		if (!strcasecmp(r->hosts[i], host))
			return;
	}
	r->hosts = mem_resize(r->hosts, r->host_count + 1, sizeof(*r->hosts));
	r->hosts[r->host_count++] = mem_string(host);
}

/* What stands below the base may be called, whatever the list says. */
static void add_base_host(struct target_rules *r)
{
	CURLU *url = curl_url();
	char host[TARGET_HOST_MAX];

	if (url && curl_url_set(url, CURLUPART_URL, r->base, 0) == CURLUE_OK &&
	    host_of(url, host) == 0)
		add_host(r, host);
	curl_url_cleanup(url);
}

void target_rules_init(struct target_rules *r, const struct actions_config *c)
{
	const struct field_texts *own = &c->settings->hosts;

	*r = (struct target_rules){.base = mem_string(c->settings->base_url)};
	if (!r->base && c->self) {
		r->base = mem_string(c->self);
		r->is_self = true;
	}
	for (size_t i = 0; i < own->count; i++)
		add_host(r, own->items[i]);
	for (size_t i = 0; !own->count && i < c->host_count; i++)
		add_host(r, c->hosts[i]);
	if (r->base)
		add_base_host(r);
}

void target_rules_dispose(struct target_rules *r)
{
	for (size_t i = 0; i < r->host_count; i++)
		free(r->hosts[i]);
	free(r->hosts);
	free(r->base);
	*r = (struct target_rules){0};
}

/* "host:443" in a list means the same as "host" for https, "host:80" for http; which of both a bare
 * "host" is about is the template's business. */
static bool is_allowed(const struct target_rules *r, CURLU *url, const char *host)
{
	char with_port[TARGET_HOST_MAX + 8], *port = NULL;
	bool found = false;

	with_port[0] = '\0';
	if (curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
		snprintf(with_port, sizeof(with_port), "%s:%s", host, port);
	curl_free(port);
	for (size_t i = 0; i < r->host_count && !found; i++)
		found = !strcasecmp(r->hosts[i], host) || !strcasecmp(r->hosts[i], with_port);
	return found;
}

/* ---- a request's URL ---- */

/* Length of a dot at `p`, plain or percent-encoded; 0 when there is none. */
static size_t dot_at(const char *p)
{
	return *p == '.' ? 1 : !strncasecmp(p, "%2e", 3) ? 3 : 0;
}

/* Whether a segment of the path is "." or "..": a value of a slot must not climb out of where the
 * template puts it. */
static bool has_dot_segment(const char *path)
{
	for (const char *p = path; p; p = strchr(p, '/')) {
		size_t one, two;

		p += *p == '/';
		one = dot_at(p);
		two = one ? dot_at(p + one) : 0;
		if (one && strchr("/;", p[one + two])) /* the NUL too */
			return true;
	}
	return false;
}

static bool is_plain(const char *url)
{
	size_t len = 0;

	for (; url[len]; len++) {
		if (url[len] <= ' ' || url[len] > '~' || url[len] == '\\')
			return false;
	}
	return len > 0 && len <= TARGET_URL_MAX;
}

/* The parsed URL (owned), or NULL. */
static CURLU *parse(const struct target_rules *r, const char *url)
{
	CURLU *parsed = curl_url();
	char *path = NULL, *whole = NULL;
	bool fine = false;

	if (url[0] == '/' && r->base) {
		size_t size = strlen(r->base) + strlen(url) + 1;

		whole = mem_new(size, 1);
		snprintf(whole, size, "%s%s", r->base, url);
	}
	if (parsed &&
	    curl_url_set(parsed, CURLUPART_URL, whole ? whole : url,
			 CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_PATH, &path, 0) == CURLUE_OK)
		fine = !has_dot_segment(path);
	curl_free(path);
	free(whole);
	if (!fine) {
		curl_url_cleanup(parsed);
		return NULL;
	}
	return parsed;
}

enum actions_error target_find(const struct target_rules *r, const char *url,
			       struct target *ret_target)
{
	struct target t = {.is_self = r->is_self && url[0] == '/'};

	if (is_plain(url))
		t.url = parse(r, url);
	if (!t.url || host_of(t.url, t.host) != 0) {
		target_dispose(&t);
		return ACTIONS_BAD_REQUEST;
	}
	if (!is_allowed(r, t.url, t.host)) {
		memcpy(ret_target->host, t.host, sizeof(t.host));
		target_dispose(&t);
		return ACTIONS_HOST_NOT_ALLOWED;
	}
	*ret_target = t;
	return ACTIONS_OK;
}

void target_dispose(struct target *t)
{
	curl_url_cleanup(t->url);
	t->url = NULL;
}
