/*
 * The build runs on the builder thread and touches nothing of the running gateway; the swap is one
 * assignment between two turns of the loop. Decisions borrow from a catalog only within a turn;
 * what open forms and requests under way still need of the old set is held by the hub.
 */
#include "gateway/reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/refine.h"

#define REREADS_MAX 10

struct reload {
	struct app *app;
	char *dir;
	struct diag diag;
	struct config_set *built;
};

static void build(void *arg)
{
	struct reload *r = arg;

	r->built = config_set_load(r->dir, &r->diag);
}

static void log_problems(const struct diag *d)
{
	char line[1024];

	for (size_t i = 0; i < d->count; i++) {
		diag_format(&d->items[i], line, sizeof line);
		log_event(d->items[i].severity == DIAG_ERROR ? LOG_ERROR : LOG_WARN,
			  "config_problem", "at", line, NULL);
	}
}

static void swap(struct app *a, struct config_set *built)
{
	struct config_set *old = a->config;

	log_info("reloaded", "catalog", intent_catalog_hash(built->catalog), "before",
		 intent_catalog_hash(old->catalog), "intents",
		 log_num((int64_t)intent_catalog_count(built->catalog)), NULL);
	changes_log(old, built, a->intent_changes);
	a->config = built;
	hub_set_config(a->hub, built);
	server_reconfigure(a->server, built->settings);
	app_configure_actions(a);
	llm_configure(a->llm, &built->settings->llm);
	config_set_destroy(old);
	refine_start(a);
	reload_watch(a);
}

/* A set that was read while somebody wrote is half of the one and half of the other, or an empty
 * file that looked fine: it is read again. Files that never rest are taken as they are in the end.
 */
static bool still_being_written(struct app *a)
{
	if (watch_fingerprint(a->config_dir) == a->files || a->is_stopping ||
	    a->rereads == REREADS_MAX) {
		a->rereads = 0;
		return false;
	}
	a->rereads++;
	return true;
}

/* Swaps the set in, or says why it stays out. */
static void take(struct app *a, struct reload *r)
{
	log_problems(&r->diag);
	if (!r->built) {
		a->reloads_refused++;
		log_error("reload_refused", "errors", log_num((int64_t)r->diag.error_count),
			  "serving", intent_catalog_hash(a->config->catalog), NULL);
	} else if (a->is_stopping) {
		config_set_destroy(r->built);
	} else {
		a->reloads_ok++;
		swap(a, r->built);
	}
}

static void built(void *arg)
{
	struct reload *r = arg;
	struct app *a = r->app;

	a->is_reloading = false;
	if (still_being_written(a)) {
		config_set_destroy(r->built);
		a->reload_again = true;
	} else {
		take(a, r);
	}
	diag_dispose(&r->diag);
	free(r->dir);
	free(r);
	if (a->reload_again && !a->is_stopping) {
		a->reload_again = false;
		reload_start(a);
	}
}

void reload_start(struct app *a)
{
	if (a->is_reloading) {
		a->reload_again = true;
		return;
	}
	a->is_reloading = true;
	struct reload *r = mem_new(1, sizeof *r);
	r->app = a;
	a->files = watch_fingerprint(a->config_dir);
	r->dir = mem_string(a->config_dir);
	diag_init(&r->diag);
	loop_work(a->loop, LOOP_LANE_BUILD, build, built, r);
}

static void files_changed(void *arg)
{
	struct app *a = arg;

	watch_renew(a->watch);
	if (watch_fingerprint(a->config_dir) != a->files)
		reload_start(a);
}

void reload_watch(struct app *a)
{
	const struct settings_reload *r = &a->config->settings->reload;

	if (a->watch && r->watch) { /* what it has just seen may be newer than what was read */
		watch_settle(a->watch, r->settle);
		return;
	}
	watch_destroy(a->watch);
	a->watch =
		r->watch ? watch_create(a->loop, a->config_dir, r->settle, files_changed, a) : NULL;
}
