/*
 * The running gateway: every part, made in order, ended in reverse. Parts get each other's pointers
 * here and nowhere else.
 */
#ifndef GATEWAY_APP_H
#define GATEWAY_APP_H

#include <stdbool.h>

#include "gateway/actions/actions.h"
#include "gateway/changes.h"
#include "gateway/control/control.h"
#include "gateway/demo/shop.h"
#include "gateway/dialog/config_set.h"
#include "gateway/handlers/handlers.h"
#include "gateway/llm/llm.h"
#include "gateway/loop/loop.h"
#include "gateway/people/people.h"
#include "gateway/session/hub.h"
#include "gateway/store/keys.h"
#include "gateway/store/store.h"
#include "gateway/watch.h"
#include "gateway/ws/server.h"

struct app {
	const char *config_dir; /* borrowed */
	const char *data_dir;   /* borrowed */
	const char *listen;     /* borrowed; NULL = as configured */
	struct config_set *config;
	struct loop *loop;
	const struct store_ops *ops;
	struct store *store;
	struct keys keys; /* of the data folder */
	struct people *people;
	struct actions *actions;
	struct llm *llm;
	struct demo_shop *demo;
	struct hub *hub;
	struct handlers handlers;
	struct server *server;
	struct control *control;
	struct loop_timer *drain_timer;
	int64_t started_ms;
	bool is_reloading, reload_again, is_stopping;
	struct refining *refining; /* under way, or NULL */
	struct watch *watch;       /* NULL: SIGHUP only */
	uint64_t files;            /* watch_fingerprint() of what was read last */
	unsigned rereads;          /* in a row, because the files changed meanwhile */
	unsigned refined;          /* catalogs that went over to better models */
	unsigned reloads_ok, reloads_refused;
	uint64_t intent_changes[INTENT_CHANGES]; /* by all reloads */
	int exit_status;
};

/* Runs the gateway until it is told to stop. Returns the exit status (cli.h). `config` is taken;
 * `files` is the fingerprint (watch.h) of what it was read from. */
int app_run(struct config_set *config, uint64_t files, const char *config_dir, const char *data_dir,
	    const char *listen);

/* Tells the client of the shop's systems what the configuration says now. */
void app_configure_actions(struct app *a);

#endif
