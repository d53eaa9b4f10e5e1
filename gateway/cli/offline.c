#include "gateway/cli/offline.h"

#include <stdio.h>

struct config_set *offline_config(const char *dir)
{
	struct diag d;

	diag_init(&d);
	struct config_set *c = config_set_load(dir, &d);
	if (!c)
		diag_print(&d, stderr);
	diag_dispose(&d);
	return c;
}

struct dialog_env offline_env(const struct config_set *c, const char *channel)
{
	return (struct dialog_env){.catalog = c->catalog,
				   .policy = c->policy,
				   .scratch = intent_scratch_create(),
				   .shop = c->settings->shop.name,
				   .channel = channel,
				   .ground = config_set_ground(c)};
}
