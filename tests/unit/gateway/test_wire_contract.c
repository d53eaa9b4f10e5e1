/*
 * One protocol, written down three times: messages.def for C, wire.js for browsers, asyncapi.yaml
 * for everybody. Names and roles must be the same in all three.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/yaml_tree.h"
#include "gateway/wire/wire.h"

static const struct name {
	const char *name;
	int roles;
	const char *operation; /* customer's, agent's */
} names[] = {
#define WIRE_IN(NAME, name, roles) {name, roles, "from"},
#include "gateway/wire/messages.def"
#define WIRE_OUT(NAME, name, roles) {name, roles, "to"},
#include "gateway/wire/messages.def"
};

static struct yaml_tree *load(void)
{
	struct yaml_tree *tree;
	struct diag d;

	diag_init(&d);
	tree = yaml_tree_load("gateway/asyncapi.yaml", &d);
	diag_print(&d, stderr);
	cr_assert_not_null(tree, "run the tests in the root of the tree");
	cr_assert_eq(d.count, 0);
	diag_dispose(&d);
	return tree;
}

/* Follows "#/a/b/c". */
static const struct yaml_node *resolve(const struct yaml_node *root, const struct yaml_node *node)
{
	const struct yaml_node *ref = yaml_get(node, "$ref");
	char path[256], *part, *rest = path;

	if (ref == NULL)
		return node;
	snprintf(path, sizeof(path), "%s", ref->text + 2);
	for (node = root; (part = strsep(&rest, "/")) != NULL;)
		node = yaml_get(node, part);
	cr_assert_not_null(node, "dangling reference %s", ref->text);
	return resolve(root, node);
}

static bool is_listed(const char *direction, const char *name, int role)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i].operation, direction) == 0 &&
		    strcmp(names[i].name, name) == 0 && (names[i].roles & role))
			return true;
	}
	return false;
}

static void check_operation(const struct yaml_node *root, const char *direction, int role)
{
	char operation[32];
	const struct yaml_node *messages;
	size_t expected = 0;

	snprintf(operation, sizeof(operation), "%s%s", direction,
		 role == WIRE_CUSTOMER ? "Customer" : "Agent");
	messages = yaml_get(yaml_get(yaml_get(root, "operations"), operation), "messages");
	cr_assert_not_null(messages, "no operation %s", operation);
	for (size_t i = 0; i < messages->count; i++) {
		const struct yaml_node *name = yaml_get(resolve(root, messages->items[i]), "name");

		cr_assert_not_null(name, "asyncapi.yaml:%u: message without a name",
				   messages->items[i]->at.line);
		cr_expect(is_listed(direction, name->text, role), "%s has %s, messages.def has not",
			  operation, name->text);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		expected +=
			strcmp(names[i].operation, direction) == 0 && (names[i].roles & role) != 0;
	cr_expect_eq(messages->count, expected, "%s has %zu messages, messages.def %zu", operation,
		     messages->count, expected);
}

Test(wire_contract, asyncapi_and_table_name_the_same_frames)
{
	struct yaml_tree *tree = load();
	const struct yaml_node *root = yaml_tree_root(tree);

	check_operation(root, "from", WIRE_CUSTOMER);
	check_operation(root, "to", WIRE_CUSTOMER);
	check_operation(root, "from", WIRE_AGENT);
	check_operation(root, "to", WIRE_AGENT);
	yaml_tree_destroy(tree);
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);

	cr_assert_not_null(f, "%s is missing", path);
	cr_assert_gt(fread(text, 1, 65535, f), 0);
	fclose(f);
	return text;
}

Test(wire_contract, browsers_know_every_name)
{
	char *js = read_file("gateway/web/shared/wire.js");

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char quoted[64];

		snprintf(quoted, sizeof(quoted), ": '%s'", names[i].name);
		cr_expect_not_null(strstr(js, quoted), "wire.js lacks %s", names[i].name);
	}
	free(js);
}

Test(wire_contract, error_codes_are_the_same_in_both_files)
{
	struct yaml_tree *tree = load();
	const struct yaml_node *schemas =
		yaml_get(yaml_get(yaml_tree_root(tree), "components"), "schemas");
	const struct yaml_node *codes = yaml_get(yaml_get(schemas, "ErrorCode"), "enum");
	char *js = read_file("gateway/web/shared/wire.js");

	cr_assert_not_null(codes);
	for (size_t i = 0; i < codes->count; i++) {
		char quoted[64];

		snprintf(quoted, sizeof(quoted), ": '%s'", codes->items[i]->text);
		cr_expect_not_null(strstr(js, quoted), "wire.js lacks the code %s",
				   codes->items[i]->text);
	}
	cr_expect_eq(codes->count, 19);
	free(js);
	yaml_tree_destroy(tree);
}
