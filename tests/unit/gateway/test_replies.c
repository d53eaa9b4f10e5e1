/*
 * replies.yaml: what agents are offered, and every mistake with its place.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/replies/replies.h"

/* Reads `yaml` as a file; diagnostics name it by a path that ends with it. */
static struct replies *load(const char *yaml, struct diag *d)
{
	char path[] = "/tmp/fd-replies-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	cr_assert_not_null(f);
	cr_assert_eq(fwrite(yaml, 1, strlen(yaml), f), strlen(yaml));
	cr_assert_eq(fclose(f), 0);
	diag_init(d);
	struct replies *r = replies_load(path, d);
	unlink(path);
	return r;
}

static void expect(const char *yaml, const char *want)
{
	struct diag d;
	struct replies *r = load(yaml, &d);
	char line[400] = "";

	cr_assert_gt(d.error_count, 0, "must not load: %s", yaml);
	diag_sort(&d);
	diag_format(&d.items[0], line, sizeof line);
	cr_assert_not_null(strstr(line, want), "for\n%s\nexpected \"%s\", got \"%s\"", yaml, want,
			   line);
	replies_destroy(r);
	diag_dispose(&d);
}

#define ONE(rest) "replies:\n  - id: a\n" rest
#define TITLE "    title: A\n"

Test(replies, no_file_means_none)
{
	struct diag d;
	size_t len;

	diag_init(&d);
	struct replies *r = replies_load(NULL, &d);
	cr_assert_eq(replies_count(r), 0);
	cr_assert_str_eq(replies_json(r, &len), "{\"replies\":[]}");
	cr_assert_eq(len, strlen("{\"replies\":[]}"));
	cr_assert_eq(d.count, 0);
	replies_destroy(r);
	diag_dispose(&d);
}

Test(replies, are_served_in_their_order_and_languages)
{
	struct diag d;
	size_t len;
	struct replies *r =
		load("replies:\n"
		     "  - id: hi\n"
		     "    title: {de: Gruß}\n"
		     "    text: {en: 'Hi {customer.name}, {agent.name}', zh-Hant: 您好}\n"
		     "  - id: braces\n"
		     "    title: {en: '{not.checked}'}\n"
		     "    text: {en: \"a {{b}}\\n\\\"{reference}\\\" {shop.name}\"}\n",
		     &d);

	cr_assert_eq(d.count, 0, "%s", d.count ? d.items[0].text : "");
	cr_assert_eq(replies_count(r), 2);
	cr_assert_str_eq(replies_json(r, &len),
			 "{\"replies\":[{\"id\":\"hi\",\"title\":{\"de\":\"Gruß\"},\"text\":{"
			 "\"en\":\"Hi {customer.name}, {agent.name}\",\"zh-Hant\":\"您好\"}},"
			 "{\"id\":\"braces\",\"title\":{\"en\":\"{not.checked}\"},\"text\":{"
			 "\"en\":\"a {{b}}\\n\\\"{reference}\\\" {shop.name}\"}}]}");
	replies_destroy(r);
	diag_dispose(&d);
}

Test(replies, a_plain_text_serves_every_language)
{
	static const enum locale all[] = {LOCALE_EN, LOCALE_DE, LOCALE_FR, LOCALE_ZH_HANT,
					  LOCALE_ZH_HANS};
	struct diag d;
	size_t len;
	struct replies *r = load(ONE(TITLE "    text: B\n"), &d);

	replies_lint(r, all, ARRAY_LEN(all), &d);
	cr_assert_eq(d.count, 0);
	cr_assert_not_null(strstr(replies_json(r, &len), "\"zh-Hans\":\"B\""));
	replies_destroy(r);
	diag_dispose(&d);
}

Test(replies, mistakes_have_a_place_and_a_hint)
{
	expect(ONE(TITLE "    text: 'Hi {agent.nam}'\n"),
	       ":4:11: error: text: there is no variable '{agent.nam}' (did you mean "
	       "'{agent.name}'?)");
	expect(ONE(TITLE "    text: 'Hi {x}'\n"), "(one of {customer.name}, {agent.name}");
	expect(ONE(TITLE "    text: 'Hi {'\n"), "a '{' without its other half (write {{");
	expect(ONE(TITLE "    text: 'Hi {a {reference}'\n"), "a '{' without its other half");
	expect(ONE(TITLE "    text: 'Hi }'\n"), "a '}' without its other half");
	expect(ONE(TITLE "    text: {eng: Hi}\n"), "unknown language 'eng' (did you mean 'en'?)");
	expect(ONE(TITLE "    text: {}\n"), "text: is empty");
	expect(ONE(TITLE "    text: ' '\n"), "text: is empty");
	expect(ONE(TITLE "    text: [a]\n"), ":4:11: error: text");
	expect(ONE(TITLE), "text");
	expect(ONE("    titel: A\n    text: B\n"), "missing key 'title'");
	expect("replies:\n  - {id: A b, title: A, text: B}\n", "is no name of a reply");
	expect("replies:\n  - {id: a, title: A, text: B}\n  - {id: a, title: A, text: B}\n",
	       ":3:10: error: id: 'a' is there twice, first in line 2");
	expect("version: 2\n", "version");
	expect("replies: {a: b}\n", ":1:");
}

Test(replies, limits_hold)
{
	struct diag d;
	char *yaml = NULL, word[REPLIES_TEXT_MAX + 2];
	size_t size;

	memset(word, 'x', sizeof word);
	word[sizeof word - 1] = '\0';
	FILE *f = open_memstream(&yaml, &size);
	fprintf(f, ONE(TITLE "    text: %s\n"), word);
	fclose(f);
	expect(yaml, "text: longer than 4000 bytes");
	free(yaml);

	word[sizeof word - 2] = '\0';
	f = open_memstream(&yaml, &size);
	fputs("replies:\n", f);
	for (int i = 0; i < REPLIES_MAX; i++)
		fprintf(f, "  - {id: a%d, title: A, text: B}\n", i);
	fclose(f);
	struct replies *r = load(yaml, &d);
	cr_assert_eq(d.count, 0);
	cr_assert_eq(replies_count(r), REPLIES_MAX);
	replies_destroy(r);
	diag_dispose(&d);
	free(yaml);
	f = open_memstream(&yaml, &size);
	fputs("replies:\n", f);
	for (int i = 0; i <= REPLIES_MAX; i++)
		fprintf(f, "  - {id: a%d, title: A, text: B}\n", i);
	fclose(f);
	expect(yaml, "replies: more than 500");
	free(yaml);

	f = open_memstream(&yaml, &size);
	fputs("replies:\n", f);
	for (int i = 0; i < 60; i++)
		fprintf(f, "  - {id: a%d, title: A, text: %s}\n", i, word);
	fclose(f);
	expect(yaml, "more than 1048576 bytes in all");
	free(yaml);
}

Test(replies, a_missing_language_of_the_shop_is_a_warning)
{
	static const enum locale spoken[] = {LOCALE_EN, LOCALE_DE};
	struct diag d;
	struct replies *r = load(ONE(TITLE "    text: {en: Hi}\n"), &d);
	char line[300];

	replies_lint(r, spoken, ARRAY_LEN(spoken), &d);
	cr_assert_eq(d.error_count, 0);
	cr_assert_eq(d.warning_count, 1);
	diag_format(&d.items[0], line, sizeof line);
	cr_assert_not_null(strstr(line, ":2:5: warning: reply 'a' has no text in de"), "%s", line);
	cr_assert_str_eq(d.items[0].code, "missing-locale");
	replies_destroy(r);
	diag_dispose(&d);
}
