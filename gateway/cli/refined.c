#include "gateway/cli/refined.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "intents/refine.h"

struct config_set *cli_refined(struct config_set *c, const char *data)
{
	int64_t keep = c->settings->matcher.model_keep;
	char *folder = NULL;
	enum intent_refined outcome;

	if (data && keep > 0) {
		size_t room = strlen(data) + sizeof "/" CONFIG_MODELS_FOLDER;
		folder = mem_new(room, 1);
		snprintf(folder, room, "%s/%s", data, CONFIG_MODELS_FOLDER);
	}
	bool tells = isatty(STDERR_FILENO);
	if (tells)
		fputs("learning the better models, seconds to a minute ...", stderr);
	struct intent_catalog *better = intent_catalog_refine(
		c->catalog,
		&(struct intent_refine){.cache_dir = folder, .cache_bytes = (size_t)keep},
		&outcome);
	if (tells)
		fputs("\r\033[K", stderr);
	free(folder);
	if (!better)
		return c;
	struct config_set *refined = config_set_refined(c, better);
	config_set_destroy(c);
	return refined;
}
