/* What a mask holds; for the files of this folder. */
#ifndef GATEWAY_GUARD_MASK_IMPL_H
#define GATEWAY_GUARD_MASK_IMPL_H

#include "config/load/vec.h"
#include "gateway/guard/mask.h"
#include "gateway/guard/view.h"

struct mask_value {
	enum mask_kind kind;
	unsigned number;  /* from 1, within its kind; 0: known, not yet seen */
	char *key;        /* owned: its folded letters and digits, what makes values the same */
	char *original;   /* owned: as written at first */
	bool capital;     /* also an ordinary word: a name only with its capital letter */
	bool is_searched; /* wherever it stands */
};

struct mask {
	VEC(struct mask_value) values;
	unsigned used[MASK_KIND_COUNT];
	size_t respelled;
};

/* The value that stands in cells [from, to), a new one if need be, with its number; NULL when there
 * are too many. A number that was met as another kind of number stays that. */
const struct mask_value *mask_meet(struct mask *m, const struct view *v, size_t from, size_t to,
				   enum mask_kind kind);
/* Adds a name to look for, as a whole and in its words. */
void mask_know_name(struct mask *m, const char *name, size_t len);
const struct mask_value *mask_value_of(const struct mask *m, enum mask_kind kind, unsigned number);

#endif
