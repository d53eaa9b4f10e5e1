/*
 * A passage is named by the headings above it: "Delivery abroad" says more under an answer than the
 * title of its file. Word for word, a text in another language than the chat's is no answer.
 */
#include "gateway/dialog/look_up.h"

#include <string.h>

#include "config/load/attrs.h"

/* From this score on a passage answers although the message seems to be none of the shop's
 * business. */
#define SCORE_SURE 0.75

#define PASSAGES_ROOM 3600 /* bytes: some 1,000 tokens */
#define BYTES_A_TOKEN 3    /* a Chinese character; other languages have more */

static size_t find(const void *knowledge, const struct dialog_question *q,
		   struct dialog_passage *ret, size_t max, bool foreign_too)
{
	struct knowledge_hit hits[DIALOG_PASSAGES_MAX];
	struct knowledge_question question = {
		.locale = q->locale, .text = q->text, .len = q->len, .before = q->before};
	size_t found = knowledge_search(knowledge, &question, hits,
					max < ARRAY_LEN(hits) ? max : ARRAY_LEN(hits));
	size_t count = 0;

	for (size_t i = 0; i < found; i++) {
		const struct knowledge_hit *h = &hits[i];
		if (h->is_foreign && !foreign_too)
			continue;
		ret[count++] =
			(struct dialog_passage){.title = h->heading[0] ? h->heading : h->title,
						.url = h->url,
						.text = h->text,
						.file = h->file,
						.line = h->line,
						.score = h->score,
						.is_follow_up = h->is_follow_up};
	}
	return count;
}

static size_t search(const void *knowledge, const struct dialog_question *q,
		     struct dialog_passage *ret, size_t max)
{
	return find(knowledge, q, ret, max, true);
}

static size_t search_strictly(const void *knowledge, const struct dialog_question *q,
			      struct dialog_passage *ret, size_t max)
{
	return find(knowledge, q, ret, max, false);
}

size_t look_up_passages(const struct dialog_ground *g, const struct dialog_question *q,
			struct dialog_passage ret[DIALOG_PASSAGES_MAX])
{
	size_t found = g->search(g->knowledge, q, ret, DIALOG_PASSAGES_MAX), count = 0, used = 0;

	for (; count < found; count++) {
		used += strlen(ret[count].text);
		if (count > 0 &&
		    (ret[count].score < g->least / 2 || (g->room > 0 && used > g->room)))
			break;
	}
	return count;
}

/* Half of what a reply may cost, where that is limited: the other half is for the chat, the
 * instructions and the answer. */
static size_t room_of(const struct settings_llm *s)
{
	int64_t bytes = s->budget.reply.tokens / 2 * BYTES_A_TOKEN;

	return s->budget.reply.tokens > 0 && bytes < PASSAGES_ROOM ? (size_t)bytes : PASSAGES_ROOM;
}

struct dialog_ground look_up_ground(const struct knowledge *k, const struct settings_llm *s)
{
	struct dialog_ground g = {.knowledge = k,
				  .hash = knowledge_hash(k),
				  .room = room_of(s),
				  .least = KNOWLEDGE_SCORE_FAIR,
				  .sure = SCORE_SURE,
				  .strict = s->strict,
				  .model = !s->strict};

	if (knowledge_passage_count(k) > 0)
		g.search = s->strict ? search_strictly : search;
	return g;
}
