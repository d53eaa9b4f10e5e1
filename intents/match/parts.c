/*
 * "Cancel it and where is my refund?": several questions in one message.
 *
 * The text is cut at ends of sentences, commas and words like "and". A piece that asks or orders
 * something and is answered on its own begins a part; every other piece (a greeting, the story
 * before the question) belongs to the part before it, or to the first. A part must then be answered
 * by the same intent as the piece it began with, or the message is taken as one.
 */
#include <string.h>

#include "config/text/fold.h"
#include "config/text/utf8.h"
#include "intents/catalog/catalog.h"
#include "intents/learn/calibrate.h"
#include "intents/match/scratch.h"
#include "intents/patterns/phrases.h"

#define PIECES_MAX 12
#define TEXT_MAX 2000 /* bytes; who writes more tells a story */
#define WORDS_LEAST 2 /* of a part */
#define SURER 0.3
#define SIGNAL_LEAST 0.35 /* share of a signal that keeps a message whole */

struct splitting {
	const struct intent_catalog *c;
	struct intent_scratch *s;
	struct intent_context context;
	const char *text;
	char folded[TEXT_MAX];
	struct intent_part pieces[PIECES_MAX];
	size_t piece_count;
	struct intent_part parts[INTENT_PARTS_MAX];
	const struct intent *intents[INTENT_PARTS_MAX]; /* of the parts */
	size_t part_count;
};

/* Patterns know Simplified Chinese only; a character that folds to one of as many bytes does so in
 * its place. */
static void fold_text(struct splitting *x, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code;
		char folded[4];
		size_t step = utf8_decode(x->text + at, len - at, &code);
		memcpy(x->folded + at, x->text + at, step);
		if (utf8_encode((uint32_t)fold_chinese((int32_t)code), folded) == step)
			memcpy(x->folded + at, folded, step);
		at += step;
	}
}

static void cut(struct splitting *x, size_t len)
{
	size_t at = 0;
	while (at < len && x->piece_count < PIECES_MAX) {
		size_t start, joint;
		bool more = phrases_joint(x->c->phrases, x->s->pattern, x->folded + at, len - at,
					  &start, &joint);
		size_t end = more ? at + start : len;
		if (more && joint > 0 && x->text[end] == '?')
			end++; /* it says that this is a question */
		if (x->piece_count + 1 == PIECES_MAX)
			end = len;
		if (end > at)
			x->pieces[x->piece_count++] =
				(struct intent_part){.start = at, .len = end - at};
		at = more && end < len ? at + start + joint : len;
	}
}

static bool has_signal(const struct intent_decision *d)
{
	return d->p_request >= SIGNAL_LEAST || d->p_complaint >= SIGNAL_LEAST ||
	       d->p_sensitive >= SIGNAL_LEAST;
}

static void match_part(const struct splitting *x, const struct intent_part *p,
		       struct intent_decision *ret)
{
	intent_match_in(x->c, x->s, &x->context, x->text + p->start, p->len, ret);
}

/* A piece that stands alone has a verb and what it is about, or is an example, and is surer than an
 * answer has to be: "how" and "the old one" are pieces of the question beside them. */
static bool is_sure(const struct splitting *x, const struct intent_decision *d)
{
	bool tells = x->s->token_count >= WORDS_LEAST || d->confidence >= CONFIDENCE_EXACT;
	return d->intent != NULL && !d->close && tells &&
	       d->confidence >= d->threshold + SURER * (1.0 - d->threshold);
}

static bool asks(const struct splitting *x, const struct intent_decision *d)
{
	return is_sure(x, d) &&
	       phrases_asks(x->c->phrases, x->s->pattern, phrases_language_of(d->locale),
			    d->normalized, d->normalized_len);
}

/* Adds a piece that is answered by `intent` (NULL: it asks nothing). False: there are too many
 * parts, or one intent has two that are not side by side. */
static bool add_piece(struct splitting *x, const struct intent_part *piece,
		      const struct intent *intent)
{
	size_t last = x->part_count - 1;
	if (x->part_count > 0 && (intent == NULL || x->intents[last] == intent)) {
		x->parts[last].len = piece->start + piece->len - x->parts[last].start;
		return true;
	}
	if (intent == NULL)
		return true;
	for (size_t i = 0; i < x->part_count; i++) {
		if (x->intents[i] == intent)
			return false;
	}
	if (x->part_count == INTENT_PARTS_MAX)
		return false;
	size_t start = x->part_count == 0 ? 0 : piece->start;
	x->intents[x->part_count] = intent;
	x->parts[x->part_count++] =
		(struct intent_part){.start = start, .len = piece->start + piece->len - start};
	return true;
}

static bool join(struct splitting *x)
{
	for (size_t i = 0; i < x->piece_count; i++) {
		struct intent_decision d;
		match_part(x, &x->pieces[i], &d);
		if (has_signal(&d) || !add_piece(x, &x->pieces[i], asks(x, &d) ? d.intent : NULL))
			return false;
	}
	return x->part_count >= 2;
}

static bool parts_stand(const struct splitting *x)
{
	for (size_t i = 0; i < x->part_count; i++) {
		struct intent_decision d;
		match_part(x, &x->parts[i], &d);
		if (d.intent != x->intents[i] || d.negated)
			return false;
	}
	return true;
}

size_t intent_parts(const struct intent_catalog *c, struct intent_scratch *s,
		    const struct intent_context *context, const char *text, size_t len,
		    struct intent_part ret[INTENT_PARTS_MAX])
{
	struct splitting x = {.c = c, .s = s, .context = *context, .text = text};
	x.context.without_examples = true;
	struct intent_decision whole;
	if (len > TEXT_MAX || utf8_valid(text, len) != len)
		return 0;
	fold_text(&x, len);
	cut(&x, len);
	if (x.piece_count < 2)
		return 0;
	intent_match_in(c, s, &x.context, text, len, &whole);
	if (has_signal(&whole) || !join(&x) || !parts_stand(&x))
		return 0;
	memcpy(ret, x.parts, x.part_count * sizeof(*ret));
	return x.part_count;
}

size_t intent_questions(const struct intent_catalog *c, struct intent_scratch *s,
			const struct intent_context *context, const char *text, size_t len,
			struct intent_question ret[INTENT_PARTS_MAX])
{
	struct splitting x = {.c = c, .s = s, .context = *context, .text = text};
	x.context.without_examples = true;
	size_t count = 0;
	if (len > TEXT_MAX || utf8_valid(text, len) != len)
		return 0;
	fold_text(&x, len);
	cut(&x, len);
	for (size_t i = 0; i < x.piece_count && x.piece_count > 1; i++) {
		struct intent_decision d;
		match_part(&x, &x.pieces[i], &d);
		if (has_signal(&d) || d.negated)
			return 0;
		if (!asks(&x, &d) || count == INTENT_PARTS_MAX ||
		    (count > 0 && ret[count - 1].intent == d.intent))
			continue;
		ret[count++] = (struct intent_question){.part = x.pieces[i], .intent = d.intent};
	}
	return count;
}
