/*
 * All parts are read even when one is broken: an ops person wants every problem of an edit at
 * once.
 */
#include "gateway/dialog/config_set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/dialog/config_actions.h"
#include "gateway/dialog/look_up.h"

#define PATH_ROOM 4096

/* DIR/NAME when something is there (also when it cannot be read: that is an error to report), else
 * NULL. */
static const char *optional(const char *dir, const char *name, char out[PATH_ROOM])
{
	snprintf(out, PATH_ROOM, "%s/%s", dir, name);
	return access(out, F_OK) == 0 ? out : NULL;
}

static int check_dir(const char *dir, struct diag *d)
{
	struct stat st;

	if (stat(dir, &st) != 0) {
		diag_error(d, (struct diag_place){.file = dir}, "name the folder with --config DIR",
			   "cannot open: %s", strerror(errno));
		return -1;
	}
	if (!S_ISDIR(st.st_mode)) {
		diag_error(d, (struct diag_place){.file = dir},
			   "name the folder that holds frontdesk.yaml", "is not a folder");
		return -1;
	}
	return 0;
}

/* The intents' synonyms serve it too; they stay as long as it does, since who refines the catalog
 * holds the set that it came from. */
static struct knowledge *read_knowledge(const char *path, const struct intent_catalog *catalog,
					struct diag *d)
{
	struct knowledge_lexicon words = {0};

	for (int l = 0; catalog && l < LOCALE_COUNT; l++)
		words.synonyms[l] = intent_catalog_synonyms(catalog, locale_name((enum locale)l));
	return knowledge_load(path, &words, d);
}

struct config_set *config_set_read(const char *dir, struct diag *d)
{
	char path[PATH_ROOM];

	if (check_dir(dir, d) != 0)
		return NULL;
	struct config_set *c = mem_new(1, sizeof *c);
	c->holders = 1;
	c->settings = settings_load(optional(dir, "frontdesk.yaml", path), d);
	c->policy = esc_policy_load(optional(dir, "escalation.yaml", path), d);
	c->replies = replies_load(optional(dir, "replies.yaml", path), d);
	snprintf(path, sizeof path, "%s/intents", dir);
	c->catalog = intent_catalog_read(path, d);
	snprintf(path, sizeof path, "%s/knowledge", dir);
	c->knowledge = read_knowledge(path, c->catalog, d);
	if (c->settings)
		c->ground = look_up_ground(c->knowledge, &c->settings->llm);
	if (c->settings)
		config_actions_check(c->settings, c->catalog, d);
	return c;
}

struct config_set *config_set_load(const char *dir, struct diag *d)
{
	size_t errors_before = d->error_count;
	struct config_set *c = config_set_read(dir, d);

	diag_sort(d);
	if (d->error_count != errors_before) {
		config_set_destroy(c);
		return NULL;
	}
	intent_catalog_learn(c->catalog);
	return c;
}

struct config_set *config_set_refined(struct config_set *base, struct intent_catalog *catalog)
{
	struct config_set *c = mem_new(1, sizeof *c);

	*c = (struct config_set){.settings = base->settings,
				 .policy = base->policy,
				 .catalog = catalog,
				 .replies = base->replies,
				 .ground = base->ground,
				 .knowledge = base->knowledge,
				 .base = config_set_hold(base),
				 .holders = 1};
	return c;
}

const struct dialog_ground *config_set_ground(const struct config_set *c)
{
	return c->settings->llm.enabled && c->ground.search ? &c->ground : NULL;
}

struct config_set *config_set_hold(struct config_set *c)
{
	c->holders++;
	return c;
}

void config_set_destroy(struct config_set *c)
{
	if (!c || --c->holders > 0)
		return;
	if (!c->base) {
		knowledge_destroy(c->knowledge); /* borrows from the catalog */
		replies_destroy(c->replies);
		esc_policy_destroy(c->policy);
		settings_destroy(c->settings);
	}
	intent_catalog_destroy(c->catalog);
	config_set_destroy(c->base);
	free(c);
}
