/*
 * Lookup by exact path: no file system, no prefix check, nothing a path with dots could reach.
 */
#include "gateway/ws/assets.h"

#include <string.h>

const struct asset *asset_find(const char *path)
{
	size_t from = 0, to = web_asset_count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = strcmp(path, web_assets[mid].path);

		if (!order)
			return &web_assets[mid];
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}
