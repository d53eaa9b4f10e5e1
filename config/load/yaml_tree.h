/*
 * A YAML document as a tree whose every node knows its file, line and column. The only room that
 * includes <yaml.h>.
 *
 * Refused, each as an error with a place: syntax errors, duplicate keys (all of them, the rest of
 * the file is still read), aliases and tags, depth over 16, more than one document, files over 16
 * MiB, invalid UTF-8, unreadable files.
 */
#ifndef CONFIG_LOAD_YAML_TREE_H
#define CONFIG_LOAD_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

#define YAML_FILE_MAX ((size_t)16 * 1024 * 1024)
#define YAML_DEPTH_MAX 16

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
	enum yaml_kind kind;
	struct diag_place at;
	const char *text; /* scalar: UTF-8, NUL-terminated, without inner NUL; else NULL */
	size_t len;
	bool quoted; /* scalar: written in quotes or as a block, so always text */
	const struct yaml_node **items; /* sequence: items; mapping: values */
	const struct yaml_node **keys;  /* mapping: scalar keys, parallel to items */
	size_t count;                   /* of items */
};

struct yaml_tree; /* owns its nodes, their texts and the file name */

/* Reads a file. Returns owned or NULL when nothing usable came out (an error was added). A tree may
 * come back together with errors (duplicate keys), so look at d->error_count too. An empty file
 * gives a tree whose root is an empty mapping. */
struct yaml_tree *yaml_tree_load(const char *path, struct diag *d) MUSTCHECK;
/* The same of `len` bytes in memory; `name` stands for the file in diagnostics. */
struct yaml_tree *yaml_tree_parse(const char *name, const char *text, size_t len,
				  struct diag *d) MUSTCHECK;
void yaml_tree_destroy(struct yaml_tree *tree);
const struct yaml_node *yaml_tree_root(const struct yaml_tree *tree);
/* The bytes the tree was read from (for hashing); borrowed. */
const char *yaml_tree_bytes(const struct yaml_tree *tree, size_t *ret_len);
/* The value under `key` of a mapping, or NULL (also when `map` is NULL or no mapping). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

#endif
