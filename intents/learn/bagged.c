#include "intents/learn/bagged.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/features/speller.h"

#define ITEMS_MAX ((size_t)6 * 1024 * 1024)

struct bagged {
	VEC(struct bag_item) items;
	size_t *start; /* `count` and the end */
	size_t count;
};

static void add_items(struct bagged *b, const struct bag_item *items, size_t count)
{
	size_t at = b->items.count;
	if (at + count > b->items.room) {
		b->items.room = 2 * b->items.room + count;
		b->items.items = mem_resize(b->items.items, b->items.room, sizeof(*items));
	}
	if (count > 0)
		memcpy(b->items.items + at, items, count * sizeof(*items));
	b->items.count += count;
	b->start[++b->count] = b->items.count;
}

struct bagged *bagged_create(const struct bag_language *language, const struct sample *samples,
			     size_t count, struct intent_scratch *s)
{
	struct bagged *b = mem_new(1, sizeof(*b));
	struct speller *speller = speller_create(); /* knows all stems */
	b->start = mem_new(count + 1, sizeof(*b->start));
	for (size_t i = 0; i < count; i++)
		sample_count_words(&samples[i], speller, s);
	speller_stem(speller, s->stemmers, language->stem);
	for (size_t i = 0; i < count && b->items.count < ITEMS_MAX; i++) {
		size_t item_count;
		const struct bag_item *items =
			sample_items(&samples[i], language, speller, s, &item_count);
		add_items(b, items, item_count);
	}
	speller_destroy(speller);
	return b;
}

void bagged_destroy(struct bagged *b)
{
	if (b == NULL)
		return;
	vec_dispose(&b->items);
	free(b->start);
	free(b);
}

const struct bag_item *bagged_items(const struct bagged *b, size_t i, size_t *ret_count)
{
	if (b == NULL || i >= b->count)
		return NULL;
	*ret_count = b->start[i + 1] - b->start[i];
	return b->items.items + b->start[i];
}
