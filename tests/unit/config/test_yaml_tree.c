/* YAML trees: places, what is refused, what is still read then. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "config/load/yaml_tree.h"

static struct diag d;
static struct yaml_tree *tree;

static void init(void)
{
	diag_init(&d);
	tree = NULL;
}

static void dispose(void)
{
	yaml_tree_destroy(tree);
	diag_dispose(&d);
}

TestSuite(yaml_tree, .init = init, .fini = dispose);

static const struct yaml_node *parse(const char *text)
{
	tree = yaml_tree_parse("t.yaml", text, strlen(text), &d);
	return tree != NULL ? yaml_tree_root(tree) : NULL;
}

/* All diagnostics, a line each. */
static void expect_diag(const char *expected)
{
	char all[4096] = "";
	size_t len = 0;

	diag_sort(&d);
	for (size_t i = 0; i < d.count; i++) {
		len += diag_format(&d.items[i], all + len, sizeof(all) - len - 2);
		all[len++] = '\n';
		all[len] = '\0';
	}
	cr_expect_str_eq(all, expected, "got:\n%sexpected:\n%s", all, expected);
}

Test(yaml_tree, places_and_styles)
{
	const struct yaml_node *root = parse("a: no\nb:\n  - 'x'\n  - {ä: 10:30}\nc: |\n  text\n"),
			       *b;

	expect_diag("");
	cr_assert_eq(root->kind, YAML_MAPPING);
	cr_assert_eq(root->count, 3);
	cr_assert_str_eq(yaml_get(root, "a")->text, "no");
	cr_assert(!yaml_get(root, "a")->quoted);
	b = yaml_get(root, "b");
	cr_assert_eq(b->kind, YAML_SEQUENCE);
	cr_assert(b->items[0]->quoted);
	cr_assert_eq(b->items[0]->at.line, 3);
	cr_assert_eq(b->items[0]->at.col, 5);
	cr_assert_str_eq(yaml_get(b->items[1], "ä")->text, "10:30");
	cr_assert_eq(yaml_get(b->items[1], "ä")->at.col, 9, "columns count characters");
	cr_assert(yaml_get(root, "c")->quoted);
	cr_assert_str_eq(yaml_get(root, "c")->at.file, "t.yaml");
	cr_assert_null(yaml_get(root, "d"));
	cr_assert_null(yaml_get(b, "d"));
	cr_assert_null(yaml_get(NULL, "d"));
}

Test(yaml_tree, every_duplicate_key_is_reported_and_the_first_one_counts)
{
	const struct yaml_node *root = parse("a: 1\nb: {x: 1, y: 2, x: 3}\na: 2\na: 3\n");

	expect_diag("t.yaml:2:17: error: duplicate key 'x', first at line 2\n"
		    "t.yaml:3:1: error: duplicate key 'a', first at line 1\n"
		    "t.yaml:4:1: error: duplicate key 'a', first at line 1\n");
	cr_assert_not_null(root);
	cr_assert_eq(root->count, 2);
	cr_assert_str_eq(yaml_get(root, "a")->text, "1");
}

Test(yaml_tree, refusals_do_not_end_the_reading)
{
	const struct yaml_node *root =
		parse("a: &x 1\nb: *x\nc: !!str 2\n? [k]\n: v\nd: \"x\\0y\"\ne: last\n");

	expect_diag("t.yaml:2:4: error: aliases are not supported: '*x' (text that starts with * "
		    "needs quotes)\n"
		    "t.yaml:3:4: error: tags are not supported: 'tag:yaml.org,2002:str' (text that "
		    "starts with ! needs "
		    "quotes)\n"
		    "t.yaml:4:3: error: a key must be text, not a list (text that starts with { or "
		    "[ needs quotes)\n"
		    "t.yaml:6:4: error: text must not contain a NUL character\n");
	cr_assert_not_null(root);
	cr_assert_str_eq(yaml_get(root, "e")->text, "last");
	cr_assert_null(yaml_get(root, "b"));
}

Test(yaml_tree, depth)
{
	cr_assert_not_null(parse("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"));
	expect_diag("");
	dispose();
	init();
	parse("[[[[[[[[[[[[[[[[[[x]], [y]]]]]]]]]]]]]]]]]");
	expect_diag("t.yaml:1:17: error: nested more than 16 deep\n"
		    "t.yaml:1:24: error: nested more than 16 deep\n");
}

Test(yaml_tree, bottomless_depth_ends_the_reading)
{
	size_t len = 1 << 20;
	char *text = mem_new(len, 1);

	memset(text, '{', len);
	tree = yaml_tree_parse("t.yaml", text, len, &d);
	cr_assert_null(tree);
	expect_diag("t.yaml:1:17: error: nested more than 16 deep\n");
	free(text);
}

Test(yaml_tree, second_document)
{
	parse("a: 1\n---\nb: 2\n");
	expect_diag(
		"t.yaml:2:1: error: more than one document in the file (remove the line '---')\n");
}

Test(yaml_tree, empty_files_are_empty_mappings)
{
	static const char *const empty[] = {"", "# only a comment\n", "---\n", "\n\n",
					    "\xef\xbb\xbf"};

	for (size_t i = 0; i < ARRAY_LEN(empty); i++) {
		const struct yaml_node *root = parse(empty[i]);

		cr_assert_not_null(root, "case %zu", i);
		cr_assert_eq(root->kind, YAML_MAPPING, "case %zu", i);
		cr_assert_eq(root->count, 0);
		dispose();
		init();
	}
}

Test(yaml_tree, syntax_errors_have_place_and_hint)
{
	cr_assert_null(parse("a: b: c\n"));
	expect_diag("t.yaml:1:5: error: YAML: mapping values are not allowed in this context (text "
		    "that contains ': ' "
		    "needs quotes)\n");
}

Test(yaml_tree, backslash_in_double_quotes)
{
	cr_assert_null(parse("re: \"\\d+\"\n"));
	expect_diag("t.yaml:1:6: error: YAML: found unknown escape character (use single quotes: "
		    "in double quotes a "
		    "backslash is special)\n");
}

Test(yaml_tree, not_utf8)
{
	cr_assert_null(parse("a: 1\nb: \xc3\xa4\xff\n"));
	expect_diag("t.yaml:2:5: error: not UTF-8 (save the file as UTF-8)\n");
}

Test(yaml_tree, unreadable_files)
{
	tree = yaml_tree_load("/nonexistent/x.yaml", &d);
	cr_assert_null(tree);
	expect_diag("/nonexistent/x.yaml: error: cannot be read: No such file or directory\n");
	diag_dispose(&d);
	tree = yaml_tree_load("/tmp", &d);
	cr_assert_null(tree);
	expect_diag("/tmp: error: cannot be read: Is a directory\n");
}

Test(yaml_tree, too_large)
{
	char *text = mem_new(YAML_FILE_MAX + 2, 1);

	memset(text, '\n', YAML_FILE_MAX + 1);
	tree = yaml_tree_parse("big.yaml", text, YAML_FILE_MAX + 1, &d);
	cr_assert_null(tree);
	expect_diag("big.yaml: error: larger than 16 MiB\n");
	free(text);
}

Test(yaml_tree, bytes_are_kept_for_hashing)
{
	size_t len;

	parse("a: 1 # x\n");
	cr_assert_str_eq(yaml_tree_bytes(tree, &len), "a: 1 # x\n");
	cr_assert_eq(len, 9);
}

Test(yaml_tree, a_hundred_thousand_keys)
{
	enum { KEYS = 100000 };
	char *text = mem_new((size_t)KEYS * 16 + 32, 1);
	size_t len = 0;
	const struct yaml_node *root;

	for (int i = 0; i < KEYS; i++)
		len += (size_t)snprintf(text + len, 16, "key%d: x\n", i);
	len += (size_t)snprintf(text + len, 16, "key77: y\n");
	root = parse(text);
	expect_diag("t.yaml:100001:1: error: duplicate key 'key77', first at line 78\n");
	cr_assert_eq(root->count, KEYS);
	free(text);
}
