/*
 * Any bytes as a file of knowledge: front matter and passages are sound, each passage is text
 * within its bound and its line lies in the file; and as a question to what came of it.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/knowledge/knowledge.h"
#include "gateway/knowledge/passages.h"
#include "gateway/knowledge/terms.h"
#include "tests/fuzz/replay.h"

static void check_sentences(const char *text)
{
	while (*text) {
		size_t n = passage_sentence(text);
		FUZZ_CHECK(n > 0 && n <= strlen(text) && utf8_valid(text, n) == n);
		text += n;
	}
}

static void check_passages(const struct passages *p, const char *text)
{
	unsigned lines = 1;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	for (size_t i = 0; i < p->items.count; i++) {
		const struct passage *x = &p->items.items[i];
		size_t len = strlen(x->text);
		FUZZ_CHECK(len > 0 && len <= KNOWLEDGE_PASSAGE_MAX);
		FUZZ_CHECK(utf8_valid(x->text, len) == len);
		FUZZ_CHECK(utf8_valid(x->heading, strlen(x->heading)) == strlen(x->heading));
		FUZZ_CHECK(x->line >= 1 && x->line <= lines);
		check_sentences(x->text);
	}
}

static void check_terms(const char *text, size_t len)
{
	struct asks_finder *asks = asks_create();
	struct term_maker m = {.stemmers = stemmers_create(), .asks = asks};

	for (int l = 0; l < LOCALE_COUNT; l++) {
		struct terms t = {0};
		m.vocabularies[l] = vocabulary_create();
		m.learns = true;
		terms_add(&t, &m, (enum locale)l, text, len / 2);
		vocabulary_finish(m.vocabularies[l]);
		m.learns = false;
		terms_add(&t, &m, (enum locale)l, text, len);
		for (size_t i = 0; i < t.items.count; i++) {
			const struct term *x = &t.items.items[i];
			FUZZ_CHECK(x->text[0] && memchr(x->text, '\0', sizeof x->text));
			FUZZ_CHECK(!strpbrk(x->text, " \"*():"));
			FUZZ_CHECK(x->unit < t.units + 1 && x->credit > 0 && x->credit <= 1);
		}
		terms_dispose(&t);
		vocabulary_destroy(m.vocabularies[l]);
	}
	asks_destroy(asks);
	stemmers_destroy(m.stemmers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct knowledge_file f = {.path = "fuzz.md", .locale = LOCALE_NONE};
	struct passages p = {0};
	struct diag d;
	char *text;

	if (size > 65536)
		size = 65536;
	text = strndup((const char *)data, size);
	size = strlen(text);
	if (utf8_valid(text, size) == size) { /* the loader lets nothing else through */
		diag_init(&d);
		size_t at = front_read(text, &f, &d);
		FUZZ_CHECK(at <= size && (at == 0) == (d.error_count > 0));
		if (at > 0)
			passages_add(&p, 0, f.path, f.title, text, at, &d);
		check_passages(&p, text);
		passages_dispose(&p);
		diag_dispose(&d);
		free(f.title);
		free(f.url);
	}
	check_terms(text, size);
	free(text);
	return 0;
}
