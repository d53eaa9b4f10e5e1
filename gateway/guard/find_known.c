/*
 * What looked like a placeholder already, and values that are known. Placeholders of others than us
 * go first, so that a customer who writes «MAIL_1» gets back just that.
 */
#include <stdlib.h>
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/guard/finder.h"
#include "gateway/guard/mask_impl.h"
#include "gateway/guard/placeholder.h"

void find_placeholders(struct finder *f)
{
	for (size_t i = 0; i < f->view.count; i++) {
		struct placeholder p;
		if (placeholder_at(&f->view, i, 0, true, &p) == PLACEHOLDER_YES) {
			finder_take(f, i, p.end, MASK_TEXT);
			i = p.end - 1;
		}
	}
}

/* The cell behind the value that begins at `at`; `at` when it is not there. Blanks, dashes,
 * points and apostrophes may stand between any two of its characters. */
static size_t known_end(const struct finder *f, size_t at, const struct mask_value *x)
{
	const struct view *v = &f->view;
	const char *key = x->key;
	size_t len = strlen(key), from = at, gap = 0;
	uint32_t code;

	for (size_t used = 0; used < len;) {
		size_t step = utf8_decode(key + used, len - used, &code);
		if (view_code(v, at) == code) {
			used += step;
			gap = 0;
			at++;
		} else if (used > 0 && gap++ < 2 && view_code(v, at) &&
			   strchr(" -._/'", (int)view_code(v, at)) && view_code(v, at) < 0x80) {
			at++;
		} else {
			return from;
		}
	}
	return at;
}

static bool stands_alone(const struct view *v, size_t from, size_t to)
{
	uint32_t first = v->cells[from].code, last = v->cells[to - 1].code;

	return !(view_is_word(first) && view_is_word(view_code(v, from - 1))) &&
	       !(view_is_word(last) && view_is_word(view_code(v, to)));
}

static void find_value(struct finder *f, const struct mask_value *x)
{
	uint32_t first;

	utf8_decode(x->key, strlen(x->key), &first);
	for (size_t i = 0; i < f->view.count; i++) {
		size_t end;
		if (f->view.cells[i].code != first || f->states[i] != CELL_FREE ||
		    (x->capital && !f->view.cells[i].upper))
			continue;
		end = known_end(f, i, x);
		if (end > i && finder_is_free(f, i, end) && stands_alone(&f->view, i, end)) {
			finder_take(f, i, end, x->kind);
			i = end - 1;
		}
	}
}

static int longest_first(const void *a, const void *b)
{
	size_t x = strlen((*(const struct mask_value *const *)a)->key),
	       y = strlen((*(const struct mask_value *const *)b)->key);

	return x > y ? -1 : x < y;
}

void find_known(struct finder *f)
{
	/* Taking adds to the values, which may move; the keys stay where they are. */
	VEC(struct mask_value) copies = {0};
	VEC(const struct mask_value *) order = {0};

	for (size_t i = 0; i < f->mask->values.count; i++) {
		if (f->mask->values.items[i].is_searched && f->mask->values.items[i].key[0])
			*vec_push(&copies) = f->mask->values.items[i];
	}
	for (size_t i = 0; i < copies.count; i++)
		*vec_push(&order) = &copies.items[i];
	if (order.count)
		qsort(order.items, order.count, sizeof(*order.items), longest_first);
	for (size_t i = 0; i < order.count; i++)
		find_value(f, order.items[i]);
	vec_dispose(&order);
	vec_dispose(&copies);
}
