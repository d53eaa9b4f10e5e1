/* Regular expressions as trees: what is made from them must match the real thing; and the findings
 * that rest on them. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/text/pattern.h"
#include "intents/lint/regex.h"
#include "tests/unit/intents/lint_help.h"

static enum pattern_result match(const char *regex, const char *text, size_t len)
{
	struct diag d;
	size_t start, match_len;
	diag_init(&d);
	struct pattern *p = pattern_create(regex, strlen(regex), (struct diag_place){0}, &d);
	struct pattern_scratch *s = pattern_scratch_create();
	cr_assert_not_null(p, "%s", regex);
	enum pattern_result result = pattern_find(p, s, text, len, &start, &match_len);
	pattern_scratch_destroy(s);
	pattern_destroy(p);
	diag_dispose(&d);
	return result;
}

Test(regex, texts_made_from_a_tree_match)
{
	static const char *const regexes[] = {
		"abc",
		"^wo (?:ist|bleibt) mein\\w* (?<what>paket|bestellung)$",
		"a{3}b{2,}c{0,2}d{,}",
		"a{,x",
		"[^a-z ]+[[:digit:]][]x][\\w-][\\]\\d]",
		"\\d+\\s\\S\\W?\\x41\\x{4E2D}\\p{Han}\\p{N}.\\.\\\\",
		"(?i)x(?#a comment)(?i:y)(?>zz|z)(?|1|2)(?P<n>3)(?'m'4)",
		"é|ü|[à-ö]",
		"\\b(?:(?:(?:a)?b)?c)?d\\b",
		"x*?y+?z??w*+",
	};
	for (size_t i = 0; i < sizeof(regexes) / sizeof(regexes[0]); i++) {
		struct regex r;
		cr_assert(regex_parse(regexes[i], strlen(regexes[i]), &r), "%s", regexes[i]);
		for (size_t v = 0; v < 2 * regex_branches(&r); v++) {
			const struct regex_wish wish = {.variant = v, .target = REGEX_NONE};
			char text[REGEX_TEXT_MAX + 8];
			size_t start, end, len = regex_example(&r, &wish, text, &start, &end);
			cr_expect_eq(match(regexes[i], text, len), PATTERN_YES, "%s: '%.*s'",
				     regexes[i], (int)len, text);
		}
		regex_dispose(&r);
	}
}

Test(regex, what_it_does_not_know_has_no_tree)
{
	static const char *const regexes[] = {"a(?R)?b",   "(?(1)a|b)",   "(*ACCEPT)a",
					      "\\Qa.b\\E", "(?x) a b",    "a(b",
					      "[a",        "\\x{110000}", "a)"};
	for (size_t i = 0; i < sizeof(regexes) / sizeof(regexes[0]); i++) {
		struct regex r;
		cr_expect_not(regex_parse(regexes[i], strlen(regexes[i]), &r), "%s", regexes[i]);
		regex_dispose(&r);
	}
}

Test(regex, a_tree_can_be_deep_only_so_far)
{
	char deep[4001];
	struct regex r;
	memset(deep, '(', 2000);
	memset(deep + 2000, ')', 2000);
	deep[4000] = '\0';
	cr_expect_not(regex_parse(deep, 4000, &r));
	regex_dispose(&r);
}

/* Whatever stands there: an answer, in bounded time and room. */
Test(regex, nonsense_is_read_or_refused)
{
	static const char *const parts[] = {
		"a", "(",  ")",   "|",   "*",   "+",  "?",    "{2,}", "{9999}", "[",     "]", "^",
		"-", "\\", "\\w", "(?:", "(?=", "中", "\\x{", "}",    "1",      "(?<n>", ".", "$"};
	uint64_t seed = 88172645463325252ULL;
	size_t read = 0;
	for (int i = 0; i < 20000; i++) {
		char regex[256] = "";
		struct regex r;
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		for (uint64_t x = seed; x > 24; x /= 24)
			strcat(regex, parts[x % 24]);
		bool is_read = regex_parse(regex, strlen(regex), &r);
		read += is_read ? 1 : 0;
		for (size_t v = 0; is_read && v < r.nodes.count; v++) {
			const struct regex_wish wish = {.variant = v, .target = v, .inner = 1};
			char text[REGEX_TEXT_MAX + 8];
			size_t start, end, len = regex_example(&r, &wish, text, &start, &end);
			cr_expect(start <= end && len <= REGEX_TEXT_MAX && (len == 0 || end <= len),
				  "%s", regex);
		}
		regex_dispose(&r);
	}
	cr_expect_gt(read, 100, "hardly any of the nonsense was read");
}

Test(regex, repeats_of_nothing_take_no_time)
{
	static const char regex[] = "(?:(?:(?:){9999}){9999}){9999}a";
	const struct regex_wish wish = {.target = REGEX_NONE};
	char text[REGEX_TEXT_MAX + 8];
	struct regex r;
	size_t start, end;
	cr_assert(regex_parse(regex, strlen(regex), &r));
	cr_expect_eq(regex_example(&r, &wish, text, &start, &end), 1);
	regex_dispose(&r);
}

static void expect_of_pattern(const char *regex, const char *code, const char *expected)
{
	char *yaml = NULL;
	cr_assert_gt(asprintf(&yaml,
			      "intents:\n"
			      "  - id: a\n"
			      "    reply: {en: A}\n"
			      "    patterns:\n"
			      "      - %s\n",
			      regex),
		     0);
	expect_findings(yaml, code, expected);
	free(yaml);
}

Test(lint_regex, patterns_that_do_not_end)
{
	expect_of_pattern("'^(a+)+$'", "pattern",
			  "a.yaml:5:9: pattern-endless: the pattern tries without end and gives up "
			  "on a message of 14 characters: 'aaaaaaaaaaaaa!'\n");
	expect_of_pattern("'(x|x)*y$'", "pattern",
			  "a.yaml:5:9: pattern-endless: the pattern tries without end and gives up "
			  "on a message of 15 characters: 'xxxxxxxxxxxxx!y'\n");
	expect_of_pattern("'\\b(?:my|the) (?:\\w+ ?)+order$'", "pattern",
			  "a.yaml:5:9: pattern-endless: the pattern tries without end and gives up "
			  "on a message of 21 characters: 'my aaaaaaaaaaaa!order'\n");
	static const char *const fine[] = {"'(\\w+ )*order$'",
					   "'^(a++)+$'",
					   "'^(?>a+)+$'",
					   "'\\btrack\\w*\\b.*\\b(?:order|parcel)\\b'",
					   "'^(?:(?:hi|hello)[,.]? ){0,3}order$'",
					   "'^(?!.{0,200}\\bbill\\b).{0,80}\\bpay\\b.{0,20}card'"};
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		expect_of_pattern(fine[i], "pattern", "");
}

Test(lint_regex, patterns_of_slots_that_do_not_end)
{
	static const char yaml[] = "intents:\n"
				   "  - id: a\n"
				   "    reply: {en: 'A {n}'}\n"
				   "    examples: {en: [where is it]}\n"
				   "    slots:\n"
				   "      n:\n"
				   "        pattern: '%s'\n"
				   "        ask: {en: Which?}\n";
	char *endless = NULL, *fine = NULL;
	cr_assert_gt(asprintf(&endless, yaml, "^(?:[a-z]+-?)+\\d$"), 0);
	cr_assert_gt(asprintf(&fine, yaml, "\\b[A-Z]{2}-?\\d{6,10}\\b"), 0);
	expect_findings(endless, "pattern-endless",
			"a.yaml:7:18: pattern-endless: the pattern tries without end and gives up "
			"on a message of 14 characters: 'aaaaaaaaaaaa!0'\n");
	expect_findings(fine, "pattern-endless", "");
	free(fine);
	free(endless);
}

/* What the finding shows must be true of the pattern as it is matched. */
Test(lint_regex, the_message_that_is_shown_is_given_up)
{
	cr_expect_eq(match("^(a+)+$", "aaaaaaaaaaaaa!", 14), PATTERN_LIMIT);
	cr_expect_neq(match("^(a+)+$", "aaaaaaaaaa!", 11), PATTERN_LIMIT, "it is the shortest");
}

Test(lint_regex, patterns_that_no_message_can_match)
{
	expect_of_pattern("'where  is'", "pattern",
			  "a.yaml:5:9: pattern-unreachable: the pattern can match no message: "
			  "'where  is' arrives as 'where is'\n");
	expect_of_pattern("'^ order'", "pattern",
			  "a.yaml:5:9: pattern-unreachable: the pattern can match no message: "
			  "' order' arrives as 'order'\n");
	expect_of_pattern("'don\\x{2019}t|it\\x{2019}s'", "pattern",
			  "a.yaml:5:9: pattern-unreachable: the pattern can match no message: "
			  "'don’t' arrives as 'don't'\n");
	expect_of_pattern("'\\x{8a02}号'", "pattern",
			  "a.yaml:5:9: pattern-unreachable: the pattern can match no message: "
			  "'訂号' arrives as '订号'\n");
	static const char *const fine[] = {"'don’t'",       "'訂單'",
					   "'Order|PAKET'", "'where  is|order'",
					   "'\\s+order'",   "'(?=.*\\d{3})order'",
					   "'ＡＢＣ'"};
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		expect_of_pattern(fine[i], "pattern", "");
}
