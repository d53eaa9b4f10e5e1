/*
 * /healthz says that the loop turns. /readyz says that the gateway can do its work: the store
 * answers a read, the last commit worked, the disk has room for more.
 */
#include <stdio.h>
#include <sys/statvfs.h>

#include "gateway/api/api.h"

/* Less free than this and the next commits will fail. */
#define DISK_LEAST ((unsigned long long)16 * 1024 * 1024)

void api_healthz(void *ctx, struct server *s, const struct http_request *r)
{
	static const char body[] = "{\"status\":\"ok\"}";

	(void)ctx;
	server_http_reply(
		s, r->id,
		&(struct http_reply){.status = 200, .body = body, .body_len = sizeof body - 1});
}

static bool disk_has_room(const char *dir)
{
	struct statvfs v;

	return statvfs(dir, &v) == 0 && (unsigned long long)v.f_bavail * v.f_frsize >= DISK_LEAST;
}

static void store_answered(struct store_call c, enum store_status st, const char *const *ids,
			   size_t count)
{
	struct app *a = c.ctx;
	int64_t commit_ms;
	bool store = st == STORE_OK && a->ops->healthy(a->store, &commit_ms);
	bool disk = disk_has_room(a->data_dir);
	bool ready = store && disk && !a->is_stopping;
	char body[256];

	(void)ids;
	(void)count;
	int n = snprintf(body, sizeof body,
			 "{\"status\":\"%s\",\"store\":\"%s\",\"disk\":\"%s\",\"catalog\":\"%s\"}",
			 ready ? "ready" : "not_ready", store ? "ok" : "failing",
			 disk ? "ok" : "full", intent_catalog_hash(a->config->catalog));
	server_http_reply(a->server, c.id,
			  &(struct http_reply){.status = ready ? 200 : 503,
					       .body = body,
					       .body_len = (size_t)n});
}

void api_readyz(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;
	struct store_call c = {.ctx = a, .id = r->id};

	(void)s;
	if (a->ops->timers_due(a->store, 0, 1, c, store_answered) != 0)
		store_answered(c, STORE_UNAVAILABLE, NULL, 0);
}
