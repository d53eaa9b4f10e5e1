/*
 * A refined catalog is a shallow copy with languages of its own; the catalog it was made from is
 * counted and goes with its last user.
 */
#include "intents/refine.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/catalog/catalog.h"
#include "intents/catalog/digest.h"
#include "intents/catalog/model_cache.h"
#include "intents/learn/language.h"
#include "intents/model/nets.h"

static struct intent_catalog *copy_of(const struct intent_catalog *c)
{
	struct intent_catalog *copy = mem_new(1, sizeof(*copy));
	*copy = *c;
	atomic_fetch_add(c->users, 1);
	copy->base = c;
	copy->groups.items = mem_new(c->groups.count, sizeof(*c->groups.items));
	copy->groups.room = c->groups.count;
	memcpy(copy->groups.items, c->groups.items, c->groups.count * sizeof(*c->groups.items));
	struct digest *digest = digest_create();
	digest_add(digest, c->hash, strlen(c->hash));
	digest_add(digest, NETS_KIND, strlen(NETS_KIND));
	digest_finish(digest, copy->hash);
	return copy;
}

static bool is_refinable(const struct intent_catalog *c, size_t group)
{
	const struct language *l = c->groups.items[group].language;
	return l != NULL && language_is_refinable(l);
}

/* How many languages are better now; -1: cancelled. */
static int refine_groups(struct intent_catalog *copy, const struct intent_catalog *c,
			 const atomic_bool *cancel)
{
	int better = 0;
	for (size_t g = 0; g < c->groups.count; g++) {
		if (!is_refinable(c, g))
			continue;
		switch (language_refine(c->groups.items[g].language, c, cancel,
					&copy->groups.items[g].language)) {
		case LANGUAGE_REFINED: better++; break;
		case LANGUAGE_AS_GOOD: break;
		case LANGUAGE_CANCELLED: return -1;
		}
	}
	return better;
}

/* ---- keeping ---- */

static void write_groups(const struct intent_catalog *copy, const struct intent_catalog *c,
			 struct bytes_out *out)
{
	bytes_put_u32(out, (uint32_t)c->groups.count);
	for (size_t g = 0; g < c->groups.count; g++) {
		const struct language *l = copy->groups.items[g].language;
		bool own = l != c->groups.items[g].language;
		bytes_put_u32(out, own ? 1 : 0);
		if (own)
			language_write(l, out);
	}
}

/* How many languages are refined; -1: the bytes are not of this catalog. */
static int read_groups(struct intent_catalog *copy, const struct intent_catalog *c,
		       struct bytes_in *in)
{
	int better = 0;
	if (bytes_get_u32(in) != c->groups.count)
		return -1;
	for (size_t g = 0; g < c->groups.count; g++) {
		if (bytes_get_u32(in) == 0)
			continue;
		struct language *l =
			is_refinable(c, g) ? language_read(c->groups.items[g].language, in) : NULL;
		if (l == NULL)
			return -1;
		copy->groups.items[g].language = l;
		better++;
	}
	return in->failed || in->at != in->len ? -1 : better;
}

static int read_kept(struct intent_catalog *copy, const struct intent_catalog *c, const char *dir)
{
	size_t len;
	unsigned char *data = model_cache_read(dir, copy->hash, &len);
	if (data == NULL)
		return -1;
	struct bytes_in in = {.data = data, .len = len};
	int better = read_groups(copy, c, &in);
	free(data);
	return better;
}

static void keep(const struct intent_catalog *copy, const struct intent_catalog *c,
		 const struct intent_refine *how)
{
	struct bytes_out out = {0};
	write_groups(copy, c, &out);
	model_cache_write(how->cache_dir, copy->hash, out.list.items, out.list.count,
			  how->cache_bytes);
	bytes_out_dispose(&out);
}

struct intent_catalog *intent_catalog_refine(const struct intent_catalog *c,
					     const struct intent_refine *how,
					     enum intent_refined *ret)
{
	size_t refinable = 0;
	*ret = INTENT_REFINE_NO_GAIN;
	for (size_t g = 0; g < c->groups.count; g++)
		refinable += is_refinable(c, g) ? 1 : 0;
	if (refinable == 0 || c->base != NULL)
		return NULL;
	struct intent_catalog *copy = copy_of(c);
	int better = how->cache_dir != NULL ? read_kept(copy, c, how->cache_dir) : -1;
	if (better >= 0) {
		*ret = INTENT_REFINED_KEPT;
	} else {
		intent_catalog_destroy(copy); /* may hold a part of what was broken */
		copy = copy_of(c);
		better = refine_groups(copy, c, how->cancel);
		*ret = better < 0 ? INTENT_REFINE_CANCELLED : INTENT_REFINED;
		if (better >= 0 && how->cache_dir != NULL)
			keep(copy, c, how);
	}
	if (better > 0)
		return copy;
	intent_catalog_destroy(copy);
	if (better == 0)
		*ret = INTENT_REFINE_NO_GAIN;
	return NULL;
}
