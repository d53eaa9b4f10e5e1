/*
 * frontdesk.yaml: the table does the reading; here stands what a table cannot say: forms of texts
 * (origins, colours, addresses), and what one value demands of another. A check that fails points
 * at the value it is about.
 */
#include "config/load/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "config/load/units.h"
#include "config/load/yaml_tree.h"

#define PROVIDER_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* What the checks need: the settings, the file (for places; root NULL without a file) and where to
 * report. */
struct check {
	struct settings *settings;
	const struct yaml_node *root;
	struct diag *diag;
};

/* The node at section.key[index] (index < 0: the value itself), or the nearest thing around it that
 * the file has. */
static struct diag_place place_of(const struct check *c, const char *section, const char *key,
				  long index)
{
	const struct yaml_node *node = c->root, *inner;

	if (node == NULL)
		return (struct diag_place){NULL, 0, 0};
	if (section != NULL && (inner = yaml_get(node, section)) != NULL)
		node = inner;
	if ((inner = yaml_get(node, key)) != NULL)
		node = inner;
	if (index >= 0 && node->kind == YAML_SEQUENCE && (size_t)index < node->count)
		node = node->items[index];
	return node->at;
}

/* ---- forms of texts ---- */

int settings_parse_address(const char *text, struct settings_address *ret_address)
{
	struct settings_address a = {.port = 0};
	const char *colon = strrchr(text, ':'), *host = text;
	uint8_t bytes[CIDR_BYTES];
	size_t len;
	int64_t port;

	if (colon == NULL || units_integer(colon + 1, &port) != 0 || port < 0 || port > 65535 ||
	    colon[1] == '+')
		return -1;
	len = (size_t)(colon - text);
	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		host = text + 1;
		len -= 2;
		a.is_ipv6 = true;
	} else if (len == 1 && text[0] == '*') {
		host = "0.0.0.0";
		len = strlen(host);
	} else if (len == 9 && strncasecmp(text, "localhost", len) == 0) {
		host = "127.0.0.1";
		len = strlen(host);
	}
	if (len == 0 || len >= sizeof(a.host))
		return -1;
	memcpy(a.host, host, len);
	a.host[len] = '\0';
	a.port = (unsigned)port;
	if (cidr_parse_address(a.host, bytes) != 0 || (strchr(a.host, ':') != NULL) != a.is_ipv6)
		return -1;
	*ret_address = a;
	return 0;
}

/* Whether `text` is scheme://host[:port] and nothing more; makes it lower case, as browsers send
 * it, without a default port. */
static bool make_origin(char *text)
{
	const char *host;
	size_t len;
	char *port;

	for (char *p = text; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	len = strlen(text);
	if (len > 0 && text[len - 1] == '/')
		text[--len] = '\0';
	if (strncmp(text, "https://", 8) == 0)
		host = text + 8;
	else if (strncmp(text, "http://", 7) == 0)
		host = text + 7;
	else
		return false;
	len = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-_[]:");
	if (len == 0 || host[len] != '\0' || host[0] == ':')
		return false;
	port = strrchr(text, ':');
	if (port > host && strchr(port, ']') == NULL) {
		int64_t number;

		if (units_integer(port + 1, &number) != 0 || number < 1 || number > 65535)
			return false;
		if (number == (text[4] == 's' ? 443 : 80))
			*port = '\0';
	}
	return true;
}

static bool is_url(const char *text)
{
	size_t skip = strncmp(text, "https://", 8) == 0  ? 8
		      : strncmp(text, "http://", 7) == 0 ? 7
							 : 0;

	return skip > 0 && text[skip] != '\0' && text[skip] != '/' &&
	       strpbrk(text, " \t\n\"<>\\") == NULL;
}

static bool is_colour(const char *text)
{
	return strlen(text) == 7 && text[0] == '#' &&
	       strspn(text + 1, "0123456789abcdefABCDEF") == 6;
}

/* ---- checks ---- */

static void check_languages(const struct check *c)
{
	static const char *const names[] = {"en", "de", "fr", "zh-Hant", "zh-Hans"};
	struct settings_shop *shop = &c->settings->shop;

	for (size_t i = 0; i < shop->language_names.count; i++) {
		const char *name = shop->language_names.items[i];
		enum locale l = locale_of_name(name);
		struct diag_place at = place_of(c, "shop", "languages", (long)i);
		bool is_repeated = false;

		if (l == LOCALE_NONE) {
			const char *near = diag_nearest(name, names, ARRAY_LEN(names));
			char hint[64];

			if (near != NULL)
				snprintf(hint, sizeof(hint), "did you mean '%s'?", near);
			diag_error(c->diag, at,
				   near != NULL ? hint : "one of en, de, fr, zh-Hant, zh-Hans",
				   "languages: unknown language '%.100s'", name);
			continue;
		}
		for (size_t j = 0; j < shop->language_count; j++)
			is_repeated |= shop->languages[j] == l;
		if (is_repeated)
			diag_error(c->diag, at, NULL, "languages: '%s' is there twice", name);
		else
			shop->languages[shop->language_count++] = l;
	}
}

static void check_origins(const struct check *c, const char *section, const char *key,
			  struct field_texts *origins)
{
	for (size_t i = 0; i < origins->count; i++) {
		if (!make_origin(origins->items[i]))
			diag_error(c->diag, place_of(c, section, key, (long)i),
				   "scheme and host only, such as https://shop.example",
				   "%s: '%.200s' is not an origin", key, origins->items[i]);
	}
}

static struct cidr *check_networks(const struct check *c, const char *section, const char *key,
				   const struct field_texts *texts)
{
	struct cidr *nets = mem_new(texts->count, sizeof(*nets));

	for (size_t i = 0; i < texts->count; i++) {
		if (cidr_parse(texts->items[i], &nets[i]) != 0)
			diag_error(c->diag, place_of(c, section, key, (long)i),
				   "such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32",
				   "%s: '%.100s' is not an address or network", key,
				   texts->items[i]);
	}
	return nets;
}

static void check_forms(const struct check *c)
{
	struct settings *s = c->settings;

	if (s->shop.accent != NULL && !is_colour(s->shop.accent))
		diag_error(c->diag, place_of(c, "shop", "accent", -1),
			   "such as '#0f766e'; # needs quotes", "accent: '%.100s' is not a colour",
			   s->shop.accent);
	if (s->shop.privacy_url != NULL && !is_url(s->shop.privacy_url))
		diag_error(c->diag, place_of(c, "shop", "privacy_url", -1), "http:// or https://",
			   "privacy_url: '%.200s' is not an address", s->shop.privacy_url);
	if (s->listen.text != NULL &&
	    settings_parse_address(s->listen.text, &s->listen.address) != 0)
		diag_error(c->diag, place_of(c, "listen", "address", -1),
			   "such as 127.0.0.1:8080, '*:8080' or '[::1]:8080'",
			   "address: '%.100s' is not a numeric address with a port",
			   s->listen.text);
	check_languages(c);
	check_origins(c, "shop", "sites", &s->shop.sites);
	check_origins(c, NULL, "origins", &s->origins);
	s->trusted_proxies = check_networks(c, NULL, "trusted_proxies", &s->trusted_texts);
	s->trusted_proxy_count = s->trusted_texts.count;
	s->metrics.allow = check_networks(c, "metrics", "allow", &s->metrics.allow_texts);
	s->metrics.allow_count = s->metrics.allow_texts.count;
}

/* Whether `text` is a host with or without a port; makes it lower case. */
static bool make_host(char *text)
{
	size_t len = 0;
	int64_t port;

	for (char *p = text; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	if (text[0] == '[')
		len = strcspn(text, "]") + 1;
	else
		len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
	if (len == 0 || len > strlen(text) || text[0] == '.')
		return false;
	return text[len] == '\0' ||
	       (text[len] == ':' && text[len + 1] != '+' &&
		units_integer(text + len + 1, &port) == 0 && port > 0 && port <= 65535);
}

static void check_actions(const struct check *c)
{
	struct settings_actions *a = &c->settings->actions;

	if (a->base_url != NULL) {
		size_t len = strlen(a->base_url);

		if (!is_url(a->base_url) || strpbrk(a->base_url, "?#@") != NULL)
			diag_error(c->diag, place_of(c, "actions", "base_url", -1),
				   "such as https://shop.example/api",
				   "base_url: '%.200s' is not an address without query",
				   a->base_url);
		while (len > 0 && a->base_url[len - 1] == '/')
			a->base_url[--len] = '\0';
	}
	/* Not printed: it may hold a password by mistake. */
	if (a->proxy != NULL && (!is_url(a->proxy) || strchr(a->proxy, '@') != NULL))
		diag_error(c->diag, place_of(c, "actions", "proxy", -1),
			   "such as http://proxy.internal:3128",
			   "proxy: not an address without name and password");
	for (size_t i = 0; i < a->hosts.count; i++) {
		if (!make_host(a->hosts.items[i]))
			diag_error(c->diag, place_of(c, "actions", "hosts", (long)i),
				   "such as shop.example or shop.example:8443, without https://",
				   "hosts: '%.200s' is not a host", a->hosts.items[i]);
	}
}

static void check_values(const struct check *c)
{
	const struct settings_limits *l = &c->settings->limits;

	if (c->settings->shop.language_names.count == 0)
		diag_error(c->diag, place_of(c, "shop", "languages", -1), NULL,
			   "languages: at least one is needed");
	if (l->message_burst < l->messages_per_second)
		diag_error(c->diag, place_of(c, "limits", "message_burst", -1), NULL,
			   "message_burst: must not be below messages_per_second (%lld)",
			   (long long)l->messages_per_second);
	if (l->send_buffer < 2 * l->frame_bytes)
		diag_error(c->diag, place_of(c, "limits", "send_buffer", -1), NULL,
			   "send_buffer: must hold at least two frames of frame_bytes");
	if (l->login_delay_max < l->login_delay)
		diag_error(c->diag, place_of(c, "limits", "login_delay_max", -1), NULL,
			   "login_delay_max: must not be below login_delay");
}

static bool is_local(const char *host)
{
	static const char *const names[] = {"localhost", "127.", "[::1]"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strncasecmp(host, names[i], strlen(names[i])) == 0)
			return true;
	}
	return false;
}

static void check_provider(const struct check *c, const struct settings_provider *all, size_t i)
{
	const struct settings_provider *p = &all[i];
	struct diag_place at = place_of(c, "llm", "providers", (long)i);

	/* A part that names somebody would go into the log. */
	if (p->url != NULL && (!is_url(p->url) || strpbrk(p->url, "#@") != NULL))
		diag_error(c->diag, at, "http:// or https://, without name and password",
			   "url: '%.200s' is not an address",
			   strchr(p->url, '@') != NULL ? "…" : p->url);
	if (p->url != NULL && p->key != NULL && strncmp(p->url, "http://", 7) == 0 &&
	    !is_local(p->url + 7))
		diag_warning(c->diag, at, "use https://, or leave the key out",
			     "url: the key would leave this machine without TLS");
	for (size_t j = 0; j < i; j++) {
		if (p->name != NULL && all[j].name != NULL && strcmp(p->name, all[j].name) == 0)
			diag_error(c->diag, at, NULL, "name: '%s' is there twice", p->name);
	}
	if (p->name != NULL && p->name[strspn(p->name, PROVIDER_CHARS)] != '\0')
		diag_error(c->diag, at, "letters, digits, '.', '_' and '-'",
			   "name: '%.64s' is no name", p->name);
}

static void check_llm(const struct check *c)
{
	const struct settings_llm *llm = &c->settings->llm;

	if (llm->enabled && llm->providers.count == 0)
		diag_error(c->diag, place_of(c, "llm", "enabled", -1),
			   "name one below providers, or set it to false",
			   "enabled: there is no provider to ask");
	if (llm->providers.count > SETTINGS_PROVIDERS_MAX)
		diag_error(c->diag, place_of(c, "llm", "providers", -1), NULL,
			   "providers: %zu, allowed are %d", llm->providers.count,
			   SETTINGS_PROVIDERS_MAX);
	/* Not printed: it may hold a password by mistake. */
	if (llm->proxy != NULL && (!is_url(llm->proxy) || strchr(llm->proxy, '@') != NULL))
		diag_error(c->diag, place_of(c, "llm", "proxy", -1),
			   "such as http://proxy.internal:3128",
			   "proxy: not an address without name and password");
	for (size_t i = 0; i < llm->providers.count; i++)
		check_provider(c, llm->providers.items, i);
}

/* ---- load ---- */

static bool is_missing(const char *path)
{
	return path == NULL || (access(path, F_OK) != 0 && errno == ENOENT);
}

struct settings *settings_load(const char *path, struct diag *d)
{
	struct settings *s;
	struct yaml_tree *tree = NULL;
	size_t errors_before = d->error_count;
	struct check c = {.diag = d};

	if (!is_missing(path)) {
		tree = yaml_tree_load(path, d);
		if (tree == NULL)
			return NULL;
		c.root = yaml_tree_root(tree);
	}
	c.settings = s = mem_new(1, sizeof(*s));
	/* Forms are checked in any case, so that one run shows everything. Comparing values only
	 * makes sense when all could be read. */
	if (schema_read(settings_fields, c.root, s, d) == 0)
		check_values(&c);
	check_forms(&c);
	check_actions(&c);
	check_llm(&c);
	yaml_tree_destroy(tree);
	if (d->error_count > errors_before) {
		settings_destroy(s);
		return NULL;
	}
	return s;
}

void settings_destroy(struct settings *s)
{
	if (s == NULL)
		return;
	schema_dispose(settings_fields, s);
	free(s->trusted_proxies);
	free(s->metrics.allow);
	free(s);
}

size_t settings_changed_keys(const struct settings *running, const struct settings *loaded,
			     char *out, size_t size)
{
	return schema_changed_keys(settings_fields, running, loaded, out, size);
}

size_t settings_restart_keys(const struct settings *running, const struct settings *loaded,
			     char *out, size_t size)
{
	return schema_restart_keys(settings_fields, running, loaded, out, size);
}
