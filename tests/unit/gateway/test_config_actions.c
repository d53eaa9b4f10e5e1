/* Actions that frontdesk.yaml cuts off are told when the configuration is checked, not when a
 * customer asks. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/dialog/config_actions.h"

#define INTENT(id, url)                                                                        \
	"  - id: " id "\n    title: " id "\n    patterns: ['" id "']\n    action: {get: '" url \
	"'}\n    reply_failed: {en: no}\n    reply: {en: yes}\n"

static const char intents[] = "version: 1\nintents:\n" INTENT("relative", "/orders/1")
	INTENT("absolute", "https://Shop.example/a") INTENT("port", "https://shop.example:8443/a")
		INTENT("other", "http://other.example/a") "  - id: plain\n    title: plain\n    "
							  "patterns: ['plain']\n    reply: {en: "
							  "Hi}\n";

static void put(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs(text, f);
	cr_assert_eq(fclose(f), 0);
}

static void discard(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	cr_assert_eq(remove(path), 0);
}

/* The ids of the intents that are warned about, in their order, each with a blank behind it. */
static void warned(const char *settings, char *out, size_t size)
{
	char dir[] = "/tmp/fd-actions-XXXXXX", path[256];
	struct intent_catalog *catalog;
	struct settings *s;
	struct diag d;

	diag_init(&d);
	cr_assert_not_null(mkdtemp(dir));
	put(dir, "frontdesk.yaml", settings);
	put(dir, "a.yaml", intents);
	snprintf(path, sizeof(path), "%s/frontdesk.yaml", dir);
	s = settings_load(path, &d);
	discard(dir, "frontdesk.yaml");
	catalog = intent_catalog_load(dir, &d);
	cr_assert(s && catalog, "%s", d.count ? d.items[0].text : "?");
	discard(dir, "a.yaml");
	discard(dir, "");
	diag_dispose(&d);
	diag_init(&d);
	config_actions_check(s, catalog, &d);
	cr_expect_eq(d.error_count, 0);
	out[0] = '\0';
	for (size_t i = 0; i < d.count; i++) {
		const char *colon = strchr(d.items[i].text, ':');
		size_t len = strlen(out);

		cr_assert(colon && d.items[i].line > 0);
		snprintf(out + len, size - len, "%.*s ", (int)(colon - d.items[i].text),
			 d.items[i].text);
	}
	diag_dispose(&d);
	intent_catalog_destroy(catalog);
	settings_destroy(s);
}

Test(config_actions, what_is_cut_off_is_told)
{
	static const struct {
		const char *settings, *warned;
	} cases[] = {
		{"version: 1\n", ""},
		{"listen: {demo: false}\n", "relative "},
		{"listen: {demo: false}\nactions: {base_url: 'https://api.example/v1'}\n", ""},
		{"actions: {hosts: [other.example]}\n", "absolute port "},
		{"actions: {hosts: ['shop.example:8443']}\n", "other "},
		{"actions: {hosts: ['shop.example:8444', other.example]}\n", "port "},
		{"actions: {hosts: [x.example], base_url: 'https://shop.example/api'}\n",
		 "port other "},
		{"actions: {hosts: [x.example], base_url: 'https://shop.example.evil'}\n",
		 "absolute port other "},
	};
	char ids[256];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		warned(cases[i].settings, ids, sizeof(ids));
		cr_expect_str_eq(ids, cases[i].warned, "%s: %s", cases[i].settings, ids);
	}
}
