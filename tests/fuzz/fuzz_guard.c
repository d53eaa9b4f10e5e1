/*
 * Any bytes as what a model writes and as data in a prompt: sentences end at characters and only
 * ever further on, each gets a verdict with a place inside it, and nothing in a data block ends it.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/guard/data_block.h"
#include "gateway/guard/output.h"
#include "tests/fuzz/replay.h"

#define BOUNDARY "5f2c91ab77e0d364"

static void check_sentences(struct guard *g, const char *text, size_t len)
{
	bool is_text = utf8_valid(text, len) == len;

	for (size_t at = 0; at < len;) {
		size_t end = guard_sentence_end(text + at, len - at);
		struct guard_found found;
		FUZZ_CHECK(end <= len - at);
		if (end == 0)
			end = len - at; /* the rest is a sentence too */
		enum guard_verdict v = guard_check(g, text + at, end, &found);
		FUZZ_CHECK(v < GUARD_VERDICT_COUNT && found.start + found.len <= end);
		FUZZ_CHECK(strlen(found.what) < sizeof found.what);
		FUZZ_CHECK(!is_text ||
			   utf8_valid(found.what, strlen(found.what)) == strlen(found.what));
		at += end;
		FUZZ_CHECK(!is_text || at == len || ((unsigned char)text[at] & 0xC0) != 0x80);
	}
}

/* What is in the block: no fence, no boundary, however it is written. */
static void check_block(const char *text, size_t len)
{
	char *block = data_block(BOUNDARY, "customer", text, len);
	char *inside = strchr(block, '\n') + 1;
	char *end = strstr(inside, "\n<<<end customer " BOUNDARY ">>>\n");

	FUZZ_CHECK(end && end[strlen("\n<<<end customer " BOUNDARY ">>>\n")] == '\0');
	end[0] = '\0';
	FUZZ_CHECK(!strstr(inside, "<<") && !strstr(inside, ">>") && !strstr(inside, BOUNDARY));
	free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const allowed[] = {"shop.example", "https://docs.example.org/help"};
	static const char *const facts[] = {"You may return it within 30 days. It costs 4,90 €.",
					    "退货后14天内退款。"};
	static struct guard_rules *rules; /* made once: the patterns take longer than the rest */
	struct guard_policy policy = {.locale = size % 2 ? "en" : "zh-Hans",
				      .system = "Answer only from the passages, in their language.",
				      .boundary = BOUNDARY,
				      .links = {allowed, 2},
				      .facts = {facts, 2}};
	char *text;
	struct guard *g;

	if (!rules)
		rules = guard_rules_create();
	if (size > 4096)
		size = 4096;
	text = strndup((const char *)data, size); /* to the first NUL */
	g = guard_create(rules, &policy);
	check_sentences(g, text, strlen(text));
	check_block(text, strlen(text));
	guard_destroy(g);
	free(text);
	return 0;
}
