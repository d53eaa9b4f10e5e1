/*
 * Boot: loop, store, people, hub (desk rebuilt from the store), then the listener, so that nobody
 * is served before the truth is known. Stop: no new connections, what is under way is committed and
 * acknowledged, clients are told (1001), then parts end in reverse.
 */
#include "gateway/app.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/api/api.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/cli/cli.h"
#include "gateway/refine.h"
#include "gateway/reload.h"
#include "intents/action.h"

#define CLOSE_WITHIN_MS 3000

static void set_up_log(const struct settings *s)
{
	static const enum log_level levels[] = {[SETTINGS_LOG_ERROR] = LOG_ERROR,
						[SETTINGS_LOG_WARNING] = LOG_WARN,
						[SETTINGS_LOG_INFO] = LOG_INFO,
						[SETTINGS_LOG_DEBUG] = LOG_DEBUG};

	log_setup(levels[s->log.level], s->log.format == SETTINGS_LOG_JSON);
}

/* ---- stop ---- */

static void all_closed(void *arg)
{
	struct app *a = arg;

	loop_stop(a->loop);
}

static void drained(void *arg)
{
	struct app *a = arg;

	server_close_all(a->server, PEER_CLOSE_SHUTDOWN, CLOSE_WITHIN_MS, all_closed, a);
}

/* What is under way takes too long (a disk that hangs): nothing of it was acknowledged, so nothing
 * is lost by going. */
static void drain_is_over(void *arg)
{
	struct app *a = arg;

	log_warn("drain_timeout", "in_flight", log_num(a->hub->ops_in_flight), NULL);
	drained(a);
}

static void stop(struct app *a, int status)
{
	if (a->is_stopping)
		return;
	a->is_stopping = true;
	a->exit_status = status;
	if (!a->server) {
		loop_stop(a->loop);
		return;
	}
	log_info("stopping", NULL);
	actions_stop(a->actions);
	llm_stop(a->llm);
	server_stop_listening(a->server);
	watch_destroy(a->watch);
	a->watch = NULL;
	refine_stop(a);
	loop_timer_start(a->drain_timer, a->config->settings->limits.drain, 0);
	hub_drain(a->hub, drained, a);
}

static void on_signal(void *arg, int signo)
{
	struct app *a = arg;

	if (signo == SIGHUP)
		reload_start(a);
	else
		stop(a, CLI_OK);
}

/* ---- start ---- */

/* The hosts that the catalog's actions name, for the caller to free; the texts are the catalog's.
 */
static const char **hosts_of(const struct intent_catalog *c, size_t *ret_count)
{
	const char **hosts = mem_new(intent_catalog_count(c) + 1, sizeof *hosts);

	*ret_count = 0;
	for (size_t i = 0; i < intent_catalog_count(c); i++) {
		const char *host = intent_action_host(intent_catalog_at(c, i));

		if (host)
			hosts[(*ret_count)++] = host;
	}
	return hosts;
}

void app_configure_actions(struct app *a)
{
	const struct settings *s = a->config->settings;
	struct actions_config c = {.settings = &s->actions};
	char self[128];

	if (s->listen.demo && a->server) {
		snprintf(self, sizeof self, "%s/demo/api", server_url(a->server));
		c.self = self;
	}
	const char **hosts = hosts_of(a->config->catalog, &c.host_count);
	c.hosts = hosts;
	actions_configure(a->actions, &c);
	free(hosts);
}

static void fail(struct app *a, struct diag *d)
{
	diag_print(d, stderr);
	stop(a, CLI_ENVIRONMENT);
}

static void desk_stands(void *arg, bool ok)
{
	struct app *a = arg;
	struct diag d;

	diag_init(&d);
	if (!ok) {
		diag_error(&d, (struct diag_place){0}, NULL, "the store cannot be read");
		fail(a, &d);
	} else {
		a->server = server_create(
			a->loop,
			&(struct server_config){.settings = a->config->settings,
						.listen = a->listen,
						.customer = customer_events(&a->handlers),
						.agent = agent_events(&a->handlers),
						.routes = api_routes,
						.http_ctx = a},
			&d);
		a->control = a->server ? control_create(a->loop, a->data_dir, a->people, a->llm,
							a->ops, a->store, &d)
				       : NULL;
		if (!a->server || !a->control) {
			fail(a, &d);
		} else {
			reload_watch(a);
			app_configure_actions(a);
			printf("listening on %s\n", server_url(a->server));
			fflush(stdout);
			log_info("listening", "url", server_url(a->server), "catalog",
				 intent_catalog_hash(a->config->catalog), NULL);
			refine_start(a);
		}
	}
	diag_dispose(&d);
}

static int open_store(struct app *a)
{
	struct store_config c = {.dir = a->data_dir,
				 .queue_max = (size_t)a->config->settings->store.queue,
				 .exclusive = true};
	struct diag d;

	diag_init(&d);
	a->store = a->ops->open(a->loop, &c, &d);
	int rc = a->store ? keys_open(a->data_dir, &a->keys, &d) : -1;
	diag_print(&d, stderr);
	diag_dispose(&d);
	return rc;
}

static void start_parts(struct app *a)
{
	const struct settings_limits *l = &a->config->settings->limits;
	struct people_config c = {.session_ms = l->session,
				  .free_failures = (unsigned)l->login_failures,
				  .first_delay_ms = l->login_delay,
				  .max_delay_ms = l->login_delay_max};

	a->people = people_create(a->loop, a->ops, a->store, &a->keys.token, &c, agent_login_ended,
				  &a->handlers);
	a->demo = demo_shop_create();
	app_configure_actions(a);
	llm_set_store(a->llm, a->ops, a->store);
	llm_configure(a->llm, &a->config->settings->llm);
	a->hub = hub_create(a->loop, a->ops, a->store, &a->keys.token, a->config);
	hub_set_actions(a->hub, a->actions);
	hub_set_llm(a->hub, a->llm);
	a->handlers = (struct handlers){.hub = a->hub, .people = a->people};
	loop_on_signal(a->loop, SIGTERM, on_signal, a);
	loop_on_signal(a->loop, SIGINT, on_signal, a);
	loop_on_signal(a->loop, SIGHUP, on_signal, a);
	hub_start(a->hub, desk_stands, a);
}

static void end_parts(struct app *a)
{
	loop_timer_destroy(a->drain_timer);
	watch_destroy(a->watch);
	refine_stop(a);
	if (a->store) /* first: no completion may find its asker gone */
		a->ops->close(a->store);
	control_destroy(a->control);
	server_destroy(a->server);
	people_destroy(a->people);
	hub_destroy(a->hub);
	actions_destroy(a->actions);
	llm_destroy(a->llm);
	demo_shop_destroy(a->demo);
	if (loop_destroy(a->loop) != 0)
		log_error("loop_not_empty", NULL);
	keys_wipe(&a->keys);
	config_set_destroy(a->config);
	log_info("stopped", NULL);
}

int app_run(struct config_set *config, uint64_t files, const char *config_dir, const char *data_dir,
	    const char *listen)
{
	struct app a = {.config_dir = config_dir,
			.data_dir = data_dir,
			.listen = listen,
			.config = config,
			.files = files,
			.ops = &store_sqlite,
			.started_ms = clock_wall_ms()};

	set_up_log(config->settings);
	if (ids_setup() != 0) {
		fputs("frontdesk: the system gives no random numbers\n", stderr);
		config_set_destroy(config);
		return CLI_ENVIRONMENT;
	}
	signal(SIGPIPE, SIG_IGN);
	a.loop = loop_create();
	a.drain_timer = loop_timer_create(a.loop, drain_is_over, &a);
	a.actions = actions_create(a.loop);
	a.llm = llm_create(a.loop);
	if (!a.actions || !a.llm) {
		fputs("frontdesk: libcurl does not start\n", stderr);
		a.exit_status = CLI_ENVIRONMENT;
	} else if (open_store(&a) != 0) {
		a.exit_status = CLI_ENVIRONMENT;
	} else {
		start_parts(&a);
		loop_run(a.loop);
	}
	end_parts(&a);
	return a.exit_status;
}
