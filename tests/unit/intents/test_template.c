/* Templates and JSON paths of any text: parsed or refused, and nothing of a value gets out of its
 * place. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "intents/action/json_path.h"
#include "intents/reply/template.h"
#include "tests/unit/intents/facts.h"

static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

static size_t random_text(unsigned *state, const char *const *pieces, size_t piece_count, char *out)
{
	size_t count = next_random(state) % 12;

	out[0] = '\0';
	while (count-- > 0) {
		const char *piece = pieces[next_random(state) % piece_count];

		memcpy(out + strlen(out), piece, strlen(piece) + 1);
	}
	return strlen(out);
}

Test(template, any_text_is_parsed_or_refused)
{
	static const char *const pieces[] = {
		"{",       "}",     "{{",     "}}",   "{x}",      "{x|date}",   "|",
		"x",       "{y|up", "${",     "$",    "${env:K}", "${file:/p}", "{ x }",
		"action.", "ä",     "${env:", "{.x}", "\n"};
	static const struct fact facts[] = {{"x", "\"\\\n"}, {NULL, NULL}};
	struct intent_facts f = facts_of(facts);
	unsigned state = 7, parsed = 0;

	for (int round = 0; round < 20000; round++) {
		struct template t = {0};
		struct diag d;
		char text[256];
		size_t len = random_text(&state, pieces, ARRAY_LEN(pieces), text), at = 0;

		diag_init(&d);
		int result = template_parse(&t, text, len, round % 2 == 0, "text",
					    (struct diag_place){"a", 1, 1}, &d);
		cr_assert_eq(result != 0, d.error_count > 0, "\"%s\"", text);
		char *out = template_render(&t, TEMPLATE_HEADER, "en", &f, &at);
		cr_assert(out == NULL || at <= strlen(out));
		cr_assert(out == NULL || strchr(text, '\n') != NULL || strchr(out, '\n') == NULL,
			  "a value made a second line: \"%s\"", text);
		parsed += result == 0 && out != NULL;
		free(out);
		template_dispose(&t);
		diag_dispose(&d);
	}
	cr_expect_gt(parsed, 1000, "too few of the texts are templates: %u", parsed);
}

Test(template, a_value_stays_inside_its_json_string)
{
	static const char *const pieces[] = {"\"", "\\", "\n", "\x01", "}",    "{",
					     ",",  ":",  "ä",  "a",    "\x7f", "/"};
	unsigned state = 11;

	for (int round = 0; round < 5000; round++) {
		struct template t = {0};
		char value[64];
		struct fact facts[] = {{"x", value}, {NULL, NULL}};
		struct intent_facts f = facts_of(facts);
		struct diag d;

		diag_init(&d);
		if (random_text(&state, pieces, ARRAY_LEN(pieces), value) == 0)
			continue;
		template_add_text(&t, "{\"k\":\"", 6);
		cr_assert_eq(template_parse(&t, "{x}", 3, false, "text",
					    (struct diag_place){"a", 1, 1}, &d),
			     0);
		template_add_text(&t, "\"}", 2);
		char *out = template_render(&t, TEMPLATE_JSON, "en", &f, NULL);
		json_t *root = json_loads(out, 0, NULL);
		cr_assert_not_null(root, "not JSON: %s", out);
		cr_assert_eq(json_object_size(root), 1);
		cr_assert_str_eq(json_string_value(json_object_get(root, "k")), value);
		json_decref(root);
		free(out);
		template_dispose(&t);
		diag_dispose(&d);
	}
}

Test(template, paths)
{
	static const char *const good[] = {"$.a",        "$.a.b[0].c", "$[0]",          "$['a b']",
					   "$[\"x\"].y", "$.größe",    "$.a-b_1[99999]"};
	static const char *const bad[] = {"",      "$",     "a",     "$a",        "$.",    "$..a",
					  "$.a.",  "$[",    "$[]",   "$[x]",      "$[-1]", "$[0",
					  "$['a]", "$['']", "$.a b", "$[100001]", "$.a[*]"};

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct json_path p = {0};

		cr_expect_eq(json_path_parse(&p, good[i]), 0, "%s", good[i]);
		cr_expect_gt(p.steps.count, 0);
		json_path_dispose(&p);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json_path p = {0};
		size_t wrong = json_path_parse(&p, bad[i]);

		cr_expect(wrong > 0 && wrong <= strlen(bad[i]) + 1, "%s: %zu", bad[i], wrong);
		json_path_dispose(&p);
	}
}
