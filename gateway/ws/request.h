/*
 * The parts of an HTTP request that we read ourselves: cookies, Origin, entity tags, accepted
 * encodings. Pure; all texts are header values as they came, without a length over 16 KiB.
 */
#ifndef GATEWAY_WS_REQUEST_H
#define GATEWAY_WS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/schema.h"

/* Copies the value of cookie `name`; empty when it is missing, stands there twice with different
 * values, or does not fit. */
void request_cookie(const char *header, const char *name, char *out, size_t size);
/* Whether a page of `origin` may talk to us: it has the scheme and host that the request itself was
 * sent to, or is listed. Default ports count as none. "null" and malformed ones never match. */
bool request_origin_allowed(const char *origin, bool secure, const char *host,
			    const struct field_texts *listed);
/* Whether If-None-Match holds `tag` (quoted, without W/) or is "*". */
bool request_tag_matches(const char *header, const char *tag);
/* Whether Accept-Encoding allows gzip: named, or "*", and not with q=0. */
bool request_accepts_gzip(const char *header);
/* Whether `path` is a route's: equal, but for one "*" of the route, which stands for a segment that
 * is copied to `part` (empty without one; untouched when nothing matches). A segment that is empty
 * or does not fit matches nothing. */
bool request_path_matches(const char *route, const char *path, char *part, size_t size);
/* Whether a comma-separated list holds `word`, without regard to case. */
bool request_list_has(const char *header, const char *word);

#endif
