#include "config/load/settings_guard.h"

#include <stddef.h>

#define AT(member) .offset = offsetof(struct settings_guard, member)
const struct field settings_guard_fields[] = {
	{"links", FIELD_TEXTS, AT(links),
	 .doc = "Where replies may link to besides shop.sites and the knowledge's own addresses: "
		"hosts (shop.example, with what is below it) or addresses "
		"(https://shop.example/help)"},
	{"approved", FIELD_TEXTS, AT(approved),
	 .doc = "Phrases that replies may always say as they stand, such as \"We guarantee two "
		"years\""},
	{.key = NULL},
};
