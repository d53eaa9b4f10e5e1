/* frontdesk.yaml: defaults, the shipped file, bad files, what a reload cannot change. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "config/load/settings.h"
#include "tests/unit/config/golden.h"

static struct settings *load(const char *path)
{
	struct settings *s;
	struct diag d;

	diag_init(&d);
	s = settings_load(path, &d);
	if (s == NULL)
		diag_print(&d, stderr);
	cr_assert_not_null(s, "%s has errors", path != NULL ? path : "no file");
	cr_assert_eq(d.count, 0);
	diag_dispose(&d);
	return s;
}

static void expect_promised_limits(const struct settings *s)
{
	cr_expect_eq(s->limits.sockets_per_address, 256);
	cr_expect_eq(s->limits.connects_per_second, 50);
	cr_expect_eq(s->limits.messages_per_second, 20);
	cr_expect_eq(s->limits.message_burst, 40);
	cr_expect_eq(s->limits.frame_bytes, 65536);
	cr_expect_eq(s->limits.message_chars, 8000);
	cr_expect_eq(s->limits.sockets_per_conversation, 8);
	cr_expect_eq(s->limits.login_failures, 5);
	cr_expect_eq(s->limits.session, 12 * 3600 * 1000);
	cr_expect(s->consent.required);
	cr_expect_not(s->llm.enabled);
	cr_expect_eq(s->shop.language_count, LOCALE_COUNT);
	cr_expect_eq(s->shop.languages[0], LOCALE_EN);
	cr_expect_eq(s->shop.languages[4], LOCALE_ZH_HANS);
	cr_expect_str_eq(s->listen.address.host, "127.0.0.1");
	cr_expect_eq(s->listen.address.port, 8080);
	cr_expect_str_eq(s->store.path, "data");
}

Test(settings, defaults_without_a_file)
{
	struct settings *none = load(NULL), *missing = load("tests/golden/no-such-file.yaml");

	expect_promised_limits(none);
	expect_promised_limits(missing);
	cr_assert_null(none->shop.privacy_url);
	cr_assert_null(none->consent.text[LOCALE_EN]);
	cr_assert_eq(none->trusted_proxy_count, 0);
	settings_destroy(none);
	settings_destroy(missing);
	settings_destroy(NULL);
}

Test(settings, shipped_file_says_the_defaults)
{
	struct settings *s = load("config/frontdesk.yaml"), *none = load(NULL);
	char keys[256];

	expect_promised_limits(s);
	cr_assert_str_eq(s->shop.name, "Northwind Garden");
	cr_assert_eq(settings_restart_keys(none, s, keys, sizeof(keys)), 0, "%s", keys);
	cr_assert_eq(memcmp(&s->limits, &none->limits, sizeof(s->limits)), 0,
		     "limits differ from the defaults");
	settings_destroy(s);
	settings_destroy(none);
}

static void expect_documented(const struct field *fields, const char *text)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		char key[128];

		snprintf(key, sizeof(key), "%s:", f->key);
		cr_expect_not_null(strstr(text, key),
				   "config/frontdesk.yaml does not show the key %s", f->key);
		if (f->type == FIELD_MAP && strcmp(f->key, "text") != 0)
			expect_documented(f->fields, text);
	}
}

Test(settings, shipped_file_shows_every_key)
{
	char *text = golden_read("config/frontdesk.yaml");

	cr_assert_not_null(text, "run the tests in the root of the tree");
	expect_documented(settings_fields, text);
	free(text);
}

static struct settings *load_text(const char *text, struct diag *d)
{
	char path[] = "/tmp/frontdesk-settings-XXXXXX";
	int fd = mkstemp(path);
	struct settings *s;

	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	s = settings_load(path, d);
	unlink(path);
	return s;
}

Test(settings, values_are_read)
{
	struct diag d;
	struct settings *s;

	diag_init(&d);
	s = load_text(
		"shop: {name: no, languages: [zh-Hant, de], sites: ['HTTPS://Shop.Example:443/']}\n"
		"listen: {address: '[::1]:0'}\n"
		"trusted_proxies: [10.0.0.0/8, '::1']\n"
		"consent: {version: 3, text: {de: 'Hallo {shop}'}}\n"
		"limits: {frame_bytes: 4096, drain: 1500ms}\n"
		"log: {level: debug, format: json}\n"
		"llm: {providers: [{name: local, url: 'http://127.0.0.1:8000/v1', model: 7, key: "
		"'${env:NOT_SET}'}]}\n",
		&d);
	diag_print(&d, stderr);
	cr_assert_not_null(s);
	cr_assert_str_eq(s->shop.name, "no", "a plain no is text");
	cr_assert_eq(s->shop.language_count, 2);
	cr_assert_eq(s->shop.languages[0], LOCALE_ZH_HANT);
	cr_assert_str_eq(s->shop.sites.items[0], "https://shop.example");
	cr_assert(s->listen.address.is_ipv6);
	cr_assert_str_eq(s->listen.address.host, "::1");
	cr_assert_eq(s->trusted_proxy_count, 2);
	cr_assert_str_eq(s->consent.version, "3");
	cr_assert_str_eq(s->consent.text[LOCALE_DE], "Hallo {shop}");
	cr_assert_null(s->consent.text[LOCALE_EN]);
	cr_assert_eq(s->limits.frame_bytes, 4096);
	cr_assert_eq(s->limits.drain, 1500);
	cr_assert_eq(s->log.level, SETTINGS_LOG_DEBUG);
	cr_assert_eq(s->log.format, SETTINGS_LOG_JSON);
	cr_assert_eq(s->llm.providers.count, 1);
	cr_assert_str_eq(((struct settings_provider *)s->llm.providers.items)[0].key,
			 "${env:NOT_SET}", "secrets of a disabled section are not resolved");
	settings_destroy(s);
	diag_dispose(&d);
}

Test(settings, restart_keys)
{
	struct diag d;
	struct settings *s, *none = load(NULL);
	char keys[256];

	diag_init(&d);
	s = load_text("listen: {address: '127.0.0.1:9'}\nstore: {path: other}\nlimits: "
		      "{message_burst: 90}\n",
		      &d);
	cr_assert_not_null(s);
	cr_assert_eq(settings_restart_keys(none, s, keys, sizeof(keys)), 2);
	cr_assert_str_eq(keys, "listen.address, store.path");
	cr_assert_eq(settings_restart_keys(none, s, keys, 8), 2);
	cr_assert_str_eq(keys, "listen.");
	settings_destroy(s);
	settings_destroy(none);
	diag_dispose(&d);
}

Test(settings, addresses)
{
	static const char *const bad[] = {"",
					  "8080",
					  ":8080",
					  "127.0.0.1",
					  "127.0.0.1:",
					  "127.0.0.1:x",
					  "1:2:3",
					  "::1:80",
					  "[127.0.0.1]:80",
					  "127.0.0.1:65536",
					  "a.b:80",
					  "127.0.0.1:-1",
					  "[::1",
					  "[]:80",
					  "127.0.0.1:+80"};
	struct settings_address a;

	cr_assert_eq(settings_parse_address("*:80", &a), 0);
	cr_assert_str_eq(a.host, "0.0.0.0");
	cr_assert_eq(settings_parse_address("localhost:0", &a), 0);
	cr_assert_str_eq(a.host, "127.0.0.1");
	cr_assert_eq(settings_parse_address("[2001:db8::1]:443", &a), 0);
	cr_assert_str_eq(a.host, "2001:db8::1");
	cr_assert_eq(a.port, 443);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_eq(settings_parse_address(bad[i], &a), -1, "'%s' was accepted", bad[i]);
}

/* Everything that is wrong with one file. */
static char *diagnose(const char *path)
{
	struct diag d;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	diag_init(&d);
	cr_assert_null(settings_load(path, &d), "%s was accepted", path);
	diag_sort(&d);
	diag_print(&d, out);
	diag_dispose(&d);
	fclose(out);
	return text;
}

Test(settings, bad_files_say_everything_at_once)
{
	glob_t files;

	cr_assert_eq(glob("tests/golden/config_bad/frontdesk-*.yaml", 0, NULL, &files), 0,
		     "no golden files: run the tests in the root of the tree");
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *path = files.gl_pathv[i];
		char *text = diagnose(path), golden[512];

		snprintf(golden, sizeof(golden), "%.*s.err", (int)strlen(path) - 5, path);
		golden_compare(golden, text);
		free(text);
	}
	globfree(&files);
}

static const struct {
	const char *yaml, *says; /* NULL: nothing */
	bool is_error;
} llm_cases[] = {
	{"llm: {enabled: true}", "enabled: there is no provider to ask", true},
	{"llm: {providers: [{name: a, url: 'http://u:secret@h/v1', model: m}]}",
	 "url: '…' is not an address", true},
	{"llm: {providers: [{name: a b, url: 'http://h/v1', model: m}]}", "name: 'a b' is no name",
	 true},
	{"llm: {proxy: 'http://u:secret@h'}", "proxy: not an address without name and password",
	 true},
	{"llm: {providers: [{name: a, url: 'http://h/v1', model: m, key: '${env:K}'}]}",
	 "url: the key would leave this machine without TLS", false},
	{"llm: {providers: [{name: a, url: 'http://127.0.0.1/v1', model: m, key: '${env:K}'}]}",
	 NULL, false},
	{"llm: {enabled: true, providers: [{name: a, api: anthropic, url: 'https://h', model: m}]}",
	 NULL, false},
};

Test(settings, language_models_are_checked)
{
	for (size_t i = 0; i < ARRAY_LEN(llm_cases); i++) {
		struct diag d;
		struct settings *s;

		diag_init(&d);
		s = load_text(llm_cases[i].yaml, &d);
		cr_expect_eq(s == NULL, llm_cases[i].is_error, "%s", llm_cases[i].yaml);
		cr_expect_eq(d.count, llm_cases[i].says ? 1 : 0, "%s", llm_cases[i].yaml);
		for (size_t k = 0; k < d.count; k++) {
			cr_expect_str_eq(d.items[k].text, llm_cases[i].says);
			cr_expect_null(strstr(d.items[k].text, "secret"));
		}
		settings_destroy(s);
		diag_dispose(&d);
	}
}
