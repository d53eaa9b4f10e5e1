/*
 * See refine.h. Training takes one core for seconds to a minute, so it runs in a thread of its own
 * whose niceness leaves the machine to the customers; a worker thread of the loop waits for it,
 * because a thread may lower its priority but not raise it again.
 */
#include "gateway/refine.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "intents/refine.h"

#define LOWEST_PRIORITY 19

struct refining {
	struct app *app;
	struct config_set *base; /* held */
	char *folder;            /* owned */
	atomic_bool cancel;
	enum intent_refined outcome;
	struct intent_catalog *refined; /* owned until it is taken */
	int64_t started_ms;
};

static void *train(void *arg)
{
	struct refining *r = arg;
	int64_t keep = r->base->settings->matcher.model_keep;
	struct intent_refine how = {.cancel = &r->cancel,
				    .cache_dir = keep > 0 ? r->folder : NULL,
				    .cache_bytes = (size_t)keep};

	setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), LOWEST_PRIORITY);
	r->refined = intent_catalog_refine(r->base->catalog, &how, &r->outcome);
	return NULL;
}

static void work(void *arg)
{
	struct refining *r = arg;
	pthread_t thread;

	if (pthread_create(&thread, NULL, train, r) != 0) {
		r->outcome = INTENT_REFINE_CANCELLED;
		return;
	}
	pthread_join(thread, NULL);
}

static void go_over(struct app *a, struct refining *r)
{
	static const char *const words[] = {
		[INTENT_REFINED] = "trained", [INTENT_REFINED_KEPT] = "kept"};
	struct config_set *old = a->config;

	log_info("refined", "catalog", intent_catalog_hash(r->refined), "before",
		 intent_catalog_hash(old->catalog), "models", words[r->outcome], "ms",
		 log_num(loop_now_mono_ms(a->loop) - r->started_ms), NULL);
	a->config = config_set_refined(old, r->refined);
	r->refined = NULL;
	a->refined++;
	hub_set_config(a->hub, a->config);
	config_set_destroy(old);
}

static void done(void *arg)
{
	struct refining *r = arg;
	struct app *a = r->app;

	if (a->refining == r)
		a->refining = NULL;
	if (r->refined && !atomic_load(&r->cancel))
		go_over(a, r);
	else if (r->outcome == INTENT_REFINE_NO_GAIN)
		log_info("refine_no_gain", "catalog", intent_catalog_hash(r->base->catalog), NULL);
	intent_catalog_destroy(r->refined);
	config_set_destroy(r->base);
	free(r->folder);
	free(r);
}

void refine_stop(struct app *a)
{
	if (a->refining)
		atomic_store(&a->refining->cancel, true);
	a->refining = NULL;
}

void refine_start(struct app *a)
{
	refine_stop(a);
	if (!a->config->settings->matcher.refine)
		return;
	struct refining *r = mem_new(1, sizeof *r);
	size_t room = strlen(a->data_dir) + sizeof "/" CONFIG_MODELS_FOLDER;
	r->app = a;
	r->base = config_set_hold(a->config);
	r->folder = mem_new(room, 1);
	snprintf(r->folder, room, "%s/%s", a->data_dir, CONFIG_MODELS_FOLDER);
	r->started_ms = loop_now_mono_ms(a->loop);
	a->refining = r;
	loop_work(a->loop, LOOP_LANE_REFINE, work, done, r);
}
