/*
 * A form belongs to a conversation in memory, or to one that has just left it because its page was
 * changed; the second kind is remembered as a time, so that nothing has to be asked of the store.
 */
#include "gateway/session/generation.h"

#include <string.h>

/* How long a form that nobody has open may still be gone on with as it was. */
#define LEFT_MS ((int64_t)30 * 60 * 1000)

/* The catalog of the conversation's open form; NULL when there is none. */
static const char *needed_by(const struct conv *c)
{
	const struct dialog_form *f = c->memory ? c->memory->form : NULL;

	return f && f->phase != DIALOG_DONE ? f->catalog : NULL;
}

static struct config_set *find(struct hub *h, const char *hash)
{
	if (strcmp(hash, intent_catalog_hash(h->config->catalog)) == 0)
		return h->config;
	for (unsigned i = 0; i < h->old_count; i++) {
		if (strcmp(hash, intent_catalog_hash(h->old[i]->catalog)) == 0)
			return h->old[i];
	}
	return NULL;
}

struct config_set *generation_of(struct hub *h, const struct conv *c)
{
	const char *hash = needed_by(c);
	struct config_set *its = hash ? find(h, hash) : NULL;

	return its ? its : h->config;
}

void generation_left(struct hub *h, const struct conv *c)
{
	const char *hash = needed_by(c);
	struct config_set *its = hash ? find(h, hash) : NULL;

	if (its)
		its->form_left_ms = hub_now(h);
}

static void drop(struct hub *h, unsigned at)
{
	config_set_destroy(h->old[at]);
	h->old_count--;
	memmove(&h->old[at], &h->old[at + 1], (h->old_count - at) * sizeof h->old[0]);
}

void generation_add(struct hub *h, struct config_set *old)
{
	if (h->old_count == GENERATIONS_MAX)
		drop(h, GENERATIONS_MAX - 1);
	memmove(&h->old[1], &h->old[0], h->old_count * sizeof h->old[0]);
	h->old[0] = old;
	h->old_count++;
	generation_sweep(h);
}

static bool is_needed(struct hub *h, const struct config_set *old)
{
	const char *hash = intent_catalog_hash(old->catalog);
	struct conv *c;

	if (old->form_left_ms && hub_now(h) - old->form_left_ms < LEFT_MS)
		return true;
	for (size_t i = 0; (c = map_next(&h->convs, &i));) {
		const char *its = needed_by(c);
		if (its && strcmp(its, hash) == 0)
			return true;
	}
	return false;
}

void generation_sweep(struct hub *h)
{
	for (unsigned i = h->old_count; i > 0; i--) {
		if (!is_needed(h, h->old[i - 1]))
			drop(h, i - 1);
	}
}

void generation_drop_all(struct hub *h)
{
	while (h->old_count > 0)
		drop(h, h->old_count - 1);
	config_set_destroy(h->config);
	h->config = NULL;
}
