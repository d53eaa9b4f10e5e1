/*
 * Looking for personal data in one text. Each kind is looked for by a file of its own, the surest
 * first; what one has taken the next ones do not see.
 */
#ifndef GATEWAY_GUARD_FINDER_H
#define GATEWAY_GUARD_FINDER_H

#include "config/load/vec.h"
#include "gateway/guard/mask.h"
#include "gateway/guard/view.h"

enum cell_state {
	CELL_FREE,
	CELL_TAKEN,
	CELL_PLAIN, /* part of a price or date: no number */
};

struct finding {
	size_t from, to; /* cells */
	enum mask_kind kind;
	unsigned number; /* of the placeholder */
};

struct finder {
	struct mask *mask;
	struct view view;
	unsigned char *states; /* owned: of the cells */
	VEC(struct finding) found;
};

/* Whether all of [from, to) is free. */
bool finder_is_free(const struct finder *f, size_t from, size_t to);
/* Takes cells [from, to), from < to, as a value of `kind`; where others have a part of it, the
 * rest.
 */
void finder_take(struct finder *f, size_t from, size_t to, enum mask_kind kind);
/* Prices and dates: not to be taken for numbers. */
void finder_mark_plain(struct finder *f, size_t from, size_t to);

/* The cell behind the UTF-8 `text` if it stands at `at`, else 0. */
size_t finder_behind(const struct view *v, size_t at, const char *text);

void find_placeholders(struct finder *f);
void find_mails(struct finder *f);
void find_ibans(struct finder *f);
void find_cards(struct finder *f);
/* Learns names that are said ("my name is …"). */
void find_said_names(struct finder *f);
/* The Chinese ones: a part of find_said_names(). */
void find_han_names(struct finder *f);
/* Values of the mask that were given or found before. */
void find_known(struct finder *f);
void find_addresses(struct finder *f);
void find_prices_and_dates(struct finder *f);
void find_numbers(struct finder *f);

#endif
