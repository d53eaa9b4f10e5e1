/*
 * Citations in what a model writes: [3] stands for the third passage that it was given. Customers
 * see them numbered by their first use; numbers that stand for nothing are left out, because only
 * we resolve them.
 */
#ifndef GATEWAY_DIALOG_CITE_H
#define GATEWAY_DIALOG_CITE_H

#include "gateway/base/buf.h"
#include "gateway/dialog/model.h"

struct cites {
	size_t given;                           /* passages that there are */
	bool is_hidden;                         /* no number is shown; they count all the same */
	unsigned passages[DIALOG_PASSAGES_MAX]; /* those cited so far, from 0 */
	size_t count;
};

/* Appends `text`, in which no citation is cut off, with its numbers resolved. */
void cite_resolve(struct cites *c, const char *text, size_t len, struct buf *out);

#endif
