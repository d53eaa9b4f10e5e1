/*
 * The checks see what the model wrote, with placeholders; the customer sees it with the values in
 * their places.
 */
#include "gateway/dialog/speech.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"

void speech_init(struct speech *s, struct guard *guard, const struct mask *mask, size_t passages)
{
	*s = (struct speech){.guard = guard, .mask = mask, .cites = {.given = passages}};
	buf_init(&s->pending, BUF_MAX_FRAME);
	buf_init(&s->shown, BUF_MAX_FRAME);
}

void speech_dispose(struct speech *s)
{
	buf_dispose(&s->pending);
	buf_dispose(&s->shown);
}

static void object(struct speech *s, enum guard_verdict v)
{
	if (s->verdict_count < DIALOG_VERDICTS_MAX)
		s->verdicts[s->verdict_count++] = guard_verdict_name(v);
	s->is_over = true;
	s->is_claimed = v == GUARD_CLAIMS_TRANSFER;
}

/* The end of the first of several sentences; all of it when that is longer than one may be. */
static size_t first_sentence(const char *text, size_t len)
{
	for (size_t n = 1; n < len && n <= GUARD_SENTENCE_MAX; n++) {
		size_t end = guard_sentence_end(text, n);
		if (end > 0)
			return end;
	}
	return len;
}

static void say(struct speech *s, const char *text, size_t len, struct buf *out)
{
	char *plain = mask_restore(s->mask, text, len);

	cite_resolve(&s->cites, plain, strlen(plain), out);
	free(plain);
}

static void hear(struct speech *s, const char *text, size_t len, struct buf *out)
{
	size_t before = out->len;

	while (len > 0 && !s->is_over) {
		size_t n = first_sentence(text, len);
		enum guard_verdict v = s->guard ? guard_check(s->guard, text, n, NULL) : GUARD_PASS;
		if (v == GUARD_PASS)
			say(s, text, n, out);
		else
			object(s, v);
		text += n;
		len -= n;
	}
	buf_add(&s->shown, out->bytes + before, out->len - before);
}

void speech_add(struct speech *s, const char *text, size_t len, struct buf *out)
{
	if (s->is_over)
		return;
	buf_add(&s->pending, text, len);
	size_t end = guard_sentence_end(s->pending.bytes, s->pending.len);
	if (end == 0)
		return;
	hear(s, s->pending.bytes, end, out);
	memmove(s->pending.bytes, s->pending.bytes + end, s->pending.len - end);
	s->pending.len -= end;
}

void speech_end(struct speech *s, struct buf *out)
{
	if (!s->is_over && s->pending.len > 0)
		hear(s, s->pending.bytes, s->pending.len, out);
	s->pending.len = 0;
}
