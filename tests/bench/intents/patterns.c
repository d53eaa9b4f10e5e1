/* Patterns as staff write them: two words of the domain, with what may stand between or instead. */
#include "tests/bench/intents/patterns.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/pattern.h"
#include "intents/catalog/catalog.h"
#include "intents/patterns/rules.h"

#define MESSAGES 400

static const char *const shapes[] = {
	"\\\\b%s(?:s|ed)? (?:my|the|a) %s\\\\b",
	"\\\\b(?:%s|%s)(?: it)?\\\\b.{0,20}\\\\bplease\\\\b",
	"^(?:hi|hello)?.{0,30}\\\\b%s\\\\w* %s",
	"\\\\b%s\\\\b.{0,40}\\\\b%s\\\\b",
};

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A word of five letters or more from a message picked by chance. */
static void pick_word(const struct messages *m, uint64_t *seed, char out[32])
{
	for (;;) {
		const char *p = m->list.items[next_random(seed) % m->list.count].text;
		size_t len = 0;
		p += next_random(seed) % (strlen(p) + 1);
		while (*p != '\0' && *p != ' ')
			p++;
		while (*p == ' ')
			p++;
		for (; len < 31 && p[len] >= 'a' && p[len] <= 'z'; len++)
			out[len] = p[len];
		out[len] = '\0';
		if (len >= 5)
			return;
	}
}

static char *yaml_of_patterns(const struct messages *m, size_t count)
{
	char *yaml = NULL, first[32], second[32], regex[160];
	size_t size = 0;
	uint64_t seed = 88172645463325252ULL;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (size_t i = 0; i < count; i++) {
		if (i % 50 == 0)
			(void)fprintf(out, "  - id: i%zu\n    handoff: offer\n    patterns:\n", i);
		pick_word(m, &seed, first);
		pick_word(m, &seed, second);
		/* A shape is one of ours, not a stranger's. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(regex, sizeof(regex), shapes[i % 4], first, second);
#pragma GCC diagnostic pop
		(void)fprintf(out, "      - \"%s\"\n", regex);
	}
	(void)fclose(out);
	return yaml;
}

static double time_rules(const struct intent_catalog *c, const struct messages *m, size_t *hits)
{
	struct rules_scratch *s = rules_scratch_create();
	struct rules_result r;
	const struct rules_query all = {.group = NO_INDEX};
	size_t rounds = 5;
	double start = seconds();
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < MESSAGES; i++) {
			const char *text = m->list.items[i * 7919 % m->list.count].text;
			rules_scan(c->rules, s, text, strlen(text));
			rules_find(c->rules, s, c, &all, text, strlen(text), &r);
			*hits += r.count > 0 ? 1 : 0;
		}
	}
	double used = seconds() - start;
	*hits /= rounds;
	rules_scratch_destroy(s);
	return used * 1e6 / (double)(rounds * MESSAGES);
}

static double time_each(const struct intent_catalog *c, const struct messages *m, size_t *hits)
{
	struct pattern_scratch *s = pattern_scratch_create();
	size_t count = c->patterns.count, at, len;
	struct pattern **codes = mem_new(count, sizeof(struct pattern *));
	struct diag d;
	diag_init(&d);
	for (size_t i = 0; i < count; i++)
		codes[i] =
			pattern_create(c->patterns.items[i].regex, c->patterns.items[i].regex_len,
				       c->patterns.items[i].at, &d);
	double start = seconds();
	for (size_t i = 0; i < MESSAGES; i++) {
		const char *text = m->list.items[i * 7919 % m->list.count].text;
		bool hit = false;
		for (size_t k = 0; k < count; k++)
			hit |= pattern_find(codes[k], s, text, strlen(text), &at, &len) ==
			       PATTERN_YES;
		*hits += hit ? 1 : 0;
	}
	double used = seconds() - start;
	for (size_t i = 0; i < count; i++)
		pattern_destroy(codes[i]);
	free(codes);
	diag_dispose(&d);
	pattern_scratch_destroy(s);
	return used * 1e6 / MESSAGES;
}

void bench_patterns(const struct messages *m)
{
	static const size_t counts[] = {100, 1000, 10000};
	static const char *const prototype[] = {"0.9 / 12", "1.8 / 250", "19-24 / 7800"};
	printf("\npatterns      us a message   each in turn   prototype's      hits   load s\n");
	for (size_t i = 0; i < 3; i++) {
		char *yaml = yaml_of_patterns(m, counts[i]);
		size_t hits = 0, hits_each = 0;
		double start = seconds();
		struct intent_catalog *c = catalog_of_yaml(yaml);
		double load = seconds() - start;
		double rules = time_rules(c, m, &hits), each = time_each(c, m, &hits_each);
		printf("%8zu %17.2f %14.1f   %-14s %5.1f%% %8.2f%s\n", counts[i], rules, each,
		       prototype[i], 100.0 * (double)hits / MESSAGES, load,
		       hits != hits_each ? "  NOT THE SAME HITS" : "");
		intent_catalog_destroy(c);
		free(yaml);
	}
}
