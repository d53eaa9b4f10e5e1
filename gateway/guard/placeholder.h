/*
 * What a placeholder looks like, written by us or by a model: «MAIL_1», <MAIL_1>, [mail 1],
 * « MAIL-1 », MAIL\_1, MAIL_1. Bare ones must be spelled exactly and stand alone; in brackets case
 * and separator are free.
 */
#ifndef GATEWAY_GUARD_PLACEHOLDER_H
#define GATEWAY_GUARD_PLACEHOLDER_H

#include "gateway/guard/mask.h"
#include "gateway/guard/view.h"

enum placeholder_result {
	PLACEHOLDER_NO,
	PLACEHOLDER_YES,
	PLACEHOLDER_MORE /* the text ends before it can be said */
};

struct placeholder {
	enum mask_kind kind;
	unsigned number;
	size_t end; /* the cell behind it */
};

/* Looks at the cell `at`. `before` is the character in front of the view, 0: none. `whole`: nothing
 * follows the view, so there is no PLACEHOLDER_MORE. */
enum placeholder_result placeholder_at(const struct view *v, size_t at, uint32_t before, bool whole,
				       struct placeholder *ret);

#endif
