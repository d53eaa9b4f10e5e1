/*
 * Paths into JSON: `$.order.parcels[0].eta`, `$['odd name']`. No wildcards, no filters: a result is
 * one value.
 */
#ifndef INTENTS_JSON_PATH_H
#define INTENTS_JSON_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/vec.h"

struct json_step {
	char *key; /* owned; NULL: an index */
	size_t index;
};

struct json_path {
	VEC(struct json_step) steps;
};

/* Reads a path into *p. Returns 0, or the offset of what is wrong plus one. */
size_t json_path_parse(struct json_path *p, const char *text) MUSTCHECK;
void json_path_dispose(struct json_path *p);

#endif
