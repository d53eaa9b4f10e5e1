/*
 * A model's words while they come in: collected to sentences, checked, the customer's personal data
 * put back, citations numbered. What was shown once is never taken back, so a sentence that the
 * checks object to ends the speech before it.
 */
#ifndef GATEWAY_DIALOG_SPEECH_H
#define GATEWAY_DIALOG_SPEECH_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/base/buf.h"
#include "gateway/dialog/cite.h"
#include "gateway/guard/mask.h"
#include "gateway/guard/output.h"

struct speech {
	struct guard *guard; /* borrowed, as the next one; NULL: nothing is checked */
	const struct mask *mask;
	struct buf pending; /* not shown yet, as the model wrote it */
	struct buf shown;   /* everything that was, as it was */
	struct cites cites;
	const char *verdicts[DIALOG_VERDICTS_MAX]; /* words */
	size_t verdict_count;
	bool is_over;    /* nothing more may follow */
	bool is_claimed; /* … because it says that it hands over */
};

/* Borrows both. `passages`: how many the model was given. */
void speech_init(struct speech *s, struct guard *guard, const struct mask *mask, size_t passages);
void speech_dispose(struct speech *s);
/* Takes a piece of whole characters; appends to `out` what may be shown now. */
void speech_add(struct speech *s, const char *text, size_t len, struct buf *out);
/* The end: what is left is a sentence too. */
void speech_end(struct speech *s, struct buf *out);

#endif
