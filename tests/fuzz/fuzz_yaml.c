/*
 * Any bytes as a YAML file: the tree is sound (places, texts, no duplicate keys left) and the
 * reading of settings along their table releases everything.
 */
#include <string.h>

#include "config/load/settings.h"
#include "config/load/yaml_tree.h"
#include "config/text/utf8.h"
#include "tests/fuzz/replay.h"

static void walk(const struct yaml_node *n, unsigned depth)
{
	FUZZ_CHECK(depth <= YAML_DEPTH_MAX + 1);
	FUZZ_CHECK(n->at.line > 0 && n->at.col > 0);
	if (n->kind == YAML_SCALAR) {
		FUZZ_CHECK(strlen(n->text) == n->len);
		FUZZ_CHECK(utf8_valid(n->text, n->len) == n->len);
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		walk(n->items[i], depth + 1);
		if (n->kind == YAML_MAPPING) {
			walk(n->keys[i], depth + 1);
			FUZZ_CHECK(n->count > 64 || yaml_get(n, n->keys[i]->text) == n->items[i]);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings s = {.version = 0};
	struct yaml_tree *tree;
	struct diag d;

	diag_init(&d);
	tree = yaml_tree_parse("fuzz.yaml", (const char *)data, size, &d);
	FUZZ_CHECK(tree != NULL || d.error_count > 0);
	if (tree != NULL) {
		walk(yaml_tree_root(tree), 1);
		if (schema_read(settings_fields, yaml_tree_root(tree), &s, &d) != 0)
			FUZZ_CHECK(d.error_count > 0);
		schema_dispose(settings_fields, &s);
		yaml_tree_destroy(tree);
	}
	diag_sort(&d);
	for (size_t i = 0; i < d.count; i++) {
		char line[300];
		size_t len = diag_format(&d.items[i], line, sizeof(line));

		FUZZ_CHECK(len == strlen(line) && utf8_valid(line, len) == len);
	}
	diag_dispose(&d);
	return 0;
}
