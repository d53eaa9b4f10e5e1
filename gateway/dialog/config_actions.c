#include "gateway/dialog/config_actions.h"

#include <string.h>
#include <strings.h>

#include "intents/action.h"

/* Whether `host` is the one that `url` begins with; `url` has a scheme (settings.h). */
static bool is_host_of(const char *url, const char *host)
{
	const char *begin = url ? strstr(url, "://") : NULL;
	size_t len = strlen(host);

	return begin && !strncasecmp(begin + 3, host, len) && strchr("/", begin[3 + len]);
}

/* "shop.example:443" and "shop.example" are taken for the same: which port a scheme has is decided
 * when the request is made. */
static bool is_same_host(const char *one, const char *other)
{
	size_t len = strcspn(one, ":");

	if (strchr(one, ':') && strchr(other, ':'))
		return !strcasecmp(one, other);
	return len == strcspn(other, ":") && !strncasecmp(one, other, len);
}

static bool is_listed(const struct settings_actions *a, const char *host)
{
	for (size_t i = 0; i < a->hosts.count; i++) {
		if (is_same_host(a->hosts.items[i], host))
			return true;
	}
	return a->hosts.count == 0 || is_host_of(a->base_url, host);
}

void config_actions_check(const struct settings *s, const struct intent_catalog *c, struct diag *d)
{
	bool has_base = s->actions.base_url || s->listen.demo;

	for (size_t i = 0; i < intent_catalog_count(c); i++) {
		const struct intent *it = intent_catalog_at(c, i);
		const char *host = intent_action_host(it);

		if (!intent_has_action(it))
			continue;
		if (!host && !has_base)
			diag_warning(d, intent_place(it), "set actions.base_url in frontdesk.yaml",
				     "%s: its action has a relative address, and there is nothing "
				     "that it stands below",
				     intent_id(it));
		if (host && !is_listed(&s->actions, host))
			diag_warning(d, intent_place(it), "add it to actions.hosts",
				     "%s: its action calls %.200s, which actions.hosts in "
				     "frontdesk.yaml leaves out",
				     intent_id(it), host);
	}
}
