/*
 * The web pages, inside the binary. The table is generated at build time by embed.sh, sorted by
 * path.
 */
#ifndef GATEWAY_WS_ASSETS_H
#define GATEWAY_WS_ASSETS_H

#include <stddef.h>

struct asset {
	const char *path; /* "widget.js", "console/index.html" */
	const char *type; /* content type with charset */
	const unsigned char *bytes;
	size_t len;
	const unsigned char *gz_bytes; /* NULL when there is no smaller form */
	size_t gz_len;
	const char *etag; /* with its quotes; of the plain bytes */
};

extern const struct asset web_assets[];
extern const size_t web_asset_count;

/* The file of that path, or NULL. */
const struct asset *asset_find(const char *path);

#endif
