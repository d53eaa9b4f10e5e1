#include "gateway/cli/try_knowledge.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/cli/terminal.h"

#define SHOWN 3

static double percent(double share)
{
	return 100 * share;
}

static void print_why(FILE *out, const struct knowledge_hit *h)
{
	const double *f = h->features;

	fprintf(out, "   %.0f %% of the question's weight is here, %.0f %% in the headings\n",
		percent(f[FEATURE_SHARE]), percent(f[FEATURE_HEAD_SHARE]));
	fprintf(out, "   and %.0f %% in one sentence with them%s\n", percent(f[FEATURE_SENTENCE]),
		h->score < KNOWLEDGE_SCORE_FAIR ? "; not enough" : "");
	if (h->is_follow_up)
		fprintf(out, "   found with what was asked before; alone %.0f %% of it is here\n",
			percent(h->own[FEATURE_SHARE]));
}

static void print_hit(FILE *out, const struct knowledge_hit *h, size_t number)
{
	fprintf(out, "%zu. %.2f  %s%s%s%s%s%s\n", number, h->score, h->title,
		h->heading[0] ? " > " : "", h->heading, h->is_foreign ? " (" : "",
		h->is_foreign ? locale_name(h->locale) : "", h->is_foreign ? ")" : "");
	fprintf(out, "   %s:%u\n", h->file, h->line);
	print_why(out, h);
	if (h->url)
		fprintf(out, "   %s\n", h->url);
	fputs("   ", out);
	terminal_wrap(out, 3, 3, h->text);
}

static json_t *as_json(const struct knowledge_hit *h)
{
	return json_pack("{s:s,s:s,s:s,s:s?,s:s,s:i,s:s,s:b,s:b,s:f,s:f,s:f,s:f,s:f,s:f}", "title",
			 h->title, "heading", h->heading, "text", h->text, "url", h->url, "file",
			 h->file, "line", (int)h->line, "locale", locale_name(h->locale), "foreign",
			 h->is_foreign, "follow_up", h->is_follow_up, "score", h->score, "share",
			 h->features[FEATURE_SHARE], "head_share", h->features[FEATURE_HEAD_SHARE],
			 "sentence_share", h->features[FEATURE_SENTENCE], "weight",
			 h->features[FEATURE_WEIGHT], "head_weight",
			 h->features[FEATURE_HEAD_WEIGHT]);
}

static void print_json(FILE *out, const struct knowledge *k, const struct knowledge_question *q,
		       const struct knowledge_hit *hits, size_t count)
{
	json_t *root = json_pack("{s:s,s:s?,s:s,s:f,s:s,s:[]}", "text", q->text, "after", q->before,
				 "locale", q->locale, "fair", KNOWLEDGE_SCORE_FAIR, "knowledge",
				 knowledge_hash(k), "hits");

	for (size_t i = 0; root && i < count; i++)
		json_array_append_new(json_object_get(root, "hits"), as_json(&hits[i]));
	json_dumpf(root, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(root);
}

void try_knowledge(FILE *out, const struct knowledge *k, const struct knowledge_question *q,
		   bool json)
{
	struct knowledge_hit hits[SHOWN];
	size_t count = knowledge_search(k, q, hits, SHOWN);

	if (json) {
		print_json(out, k, q, hits, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		print_hit(out, &hits[i], i + 1);
	if (count == 0)
		fprintf(out, "nothing found in %zu passages of %zu files\n",
			knowledge_passage_count(k), knowledge_file_count(k));
}
