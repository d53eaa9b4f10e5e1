/*
 * libyaml's events, turned into a tree with places.
 *
 * Events and not libyaml's document API, because that one merges aliases before we could refuse
 * them, accepts duplicate keys and gives no way to go on behind a node that is refused. Nodes and
 * texts live in an arena that the tree owns: a catalog has a million of them and they all die
 * together. What is refused (alias, tag, too deep, a key that is no text, a duplicate) is reported
 * and left out of the tree, so that one reading shows every problem of the file; only a syntax
 * error ends it, since libyaml cannot go on behind one.
 */
#include "config/load/yaml_tree.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/utf8.h"

#define CHUNK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT sizeof(void *)
/* So deep reading ends: libyaml's time grows with the square of the depth. */
#define DEPTH_END 200

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t data[];
};

struct yaml_tree {
	struct chunk *chunks;
	char *name;
	char *bytes;
	size_t len;
	const struct yaml_node *root;
};

/* A collection that is still open. */
struct frame {
	struct yaml_node *node;
	size_t first;                /* index in builder.pairs where its children start */
	const struct yaml_node *key; /* of the value that comes next */
	bool has_key;
	bool is_dropped; /* refused as a whole; children are read and forgotten */
};

struct pair {
	const struct yaml_node *key, *value;
};

struct builder {
	struct yaml_tree *tree;
	struct diag *diag;
	yaml_parser_t parser;
	VEC(struct frame) frames;
	VEC(struct pair) pairs; /* children of all open collections, innermost last */
	bool is_broken;         /* syntax error, or far too deep: no tree */
};

static void *arena_new(struct yaml_tree *tree, size_t size)
{
	struct chunk *c = tree->chunks;
	void *p;

	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (c == NULL || c->size - c->used < size) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		c = mem_new(1, sizeof(*c) + room);
		c->size = room;
		c->next = tree->chunks;
		tree->chunks = c;
	}
	p = (char *)c->data + c->used;
	c->used += size;
	return p;
}

static struct diag_place place_of(const struct builder *b, yaml_mark_t mark)
{
	return (struct diag_place){b->tree->name, (unsigned)mark.line + 1,
				   (unsigned)mark.column + 1};
}

static struct yaml_node *node_new(struct builder *b, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *n = arena_new(b->tree, sizeof(*n));

	memset(n, 0, sizeof(*n));
	n->kind = kind;
	n->at = place_of(b, event->start_mark);
	return n;
}

/* ---- children ---- */

static int compare_keys(const void *left, const void *right)
{
	const struct pair *a = *(const struct pair *const *)left,
			  *b = *(const struct pair *const *)right;
	int order = strcmp(a->key->text, b->key->text);

	if (order != 0)
		return order;
	return a < b ? -1 : a > b;
}

/* Reports and empties every pair whose key was there before. Sorted, because a mapping may have a
 * hundred thousand keys. */
static void drop_duplicates(struct builder *b, struct pair *pairs, size_t count)
{
	struct pair **sorted = mem_new(count, sizeof(struct pair *));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &pairs[i];
	qsort(sorted, count, sizeof(struct pair *), compare_keys);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (strcmp(sorted[first]->key->text, sorted[i]->key->text) != 0) {
			first = i;
			continue;
		}
		diag_error(b->diag, sorted[i]->key->at, NULL,
			   "duplicate key '%.100s', first at line %u", sorted[i]->key->text,
			   sorted[first]->key->at.line);
		diag_name(b->diag, "duplicate-key");
		sorted[i]->value = NULL;
	}
	free(sorted);
}

static void close_collection(struct builder *b, struct frame *f)
{
	size_t count = b->pairs.count - f->first, kept = 0;
	struct pair *pairs = count > 0 ? b->pairs.items + f->first : NULL;
	struct yaml_node *n = f->node;

	if (n->kind == YAML_MAPPING && count > 1)
		drop_duplicates(b, pairs, count);
	n->items = arena_new(b->tree, (count + 1) * sizeof(struct yaml_node *));
	if (n->kind == YAML_MAPPING)
		n->keys = arena_new(b->tree, (count + 1) * sizeof(struct yaml_node *));
	for (size_t i = 0; i < count; i++) {
		if (pairs[i].value == NULL)
			continue;
		if (n->kind == YAML_MAPPING)
			n->keys[kept] = pairs[i].key;
		n->items[kept++] = pairs[i].value;
	}
	n->count = kept;
	b->pairs.count = f->first;
}

/* Puts a finished node (NULL: one that was refused) into the innermost open collection, or makes it
 * the root. */
static void add_child(struct builder *b, const struct yaml_node *node, struct diag_place at)
{
	struct frame *f;

	if (b->frames.count == 0) {
		b->tree->root = node;
		return;
	}
	f = &b->frames.items[b->frames.count - 1];
	if (f->is_dropped)
		return;
	if (f->node->kind == YAML_MAPPING && !f->has_key) {
		f->has_key = true;
		f->key = node;
		if (node != NULL && node->kind != YAML_SCALAR) {
			diag_error(b->diag, at, "text that starts with { or [ needs quotes",
				   "a key must be text, not a %s",
				   node->kind == YAML_MAPPING ? "mapping" : "list");
			f->key = NULL;
		}
		return;
	}
	if (node != NULL && (f->node->kind == YAML_SEQUENCE || f->key != NULL)) {
		struct pair *p = vec_push(&b->pairs);

		p->key = f->key;
		p->value = node;
	}
	f->has_key = false;
	f->key = NULL;
}

/* ---- events ---- */

static void refuse_tag(struct builder *b, const yaml_event_t *event, const yaml_char_t *tag)
{
	if (tag != NULL)
		diag_error(b->diag, place_of(b, event->start_mark),
			   "text that starts with ! needs quotes",
			   "tags are not supported: '%.100s'", (const char *)tag);
}

static void on_scalar(struct builder *b, const yaml_event_t *event)
{
	struct yaml_node *n = node_new(b, YAML_SCALAR, event);
	size_t len = event->data.scalar.length;
	char *text = arena_new(b->tree, len + 1);

	refuse_tag(b, event, event->data.scalar.tag);
	memcpy(text, event->data.scalar.value, len);
	text[len] = '\0';
	n->text = text;
	n->len = len;
	n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (memchr(text, '\0', len) != NULL) {
		diag_error(b->diag, n->at, NULL, "text must not contain a NUL character");
		n = NULL;
	}
	add_child(b, n, place_of(b, event->start_mark));
}

static void on_start(struct builder *b, const yaml_event_t *event, enum yaml_kind kind,
		     const yaml_char_t *tag)
{
	bool is_too_deep = b->frames.count == YAML_DEPTH_MAX;
	bool is_dropped = b->frames.count > 0 && b->frames.items[b->frames.count - 1].is_dropped;
	struct frame *f;

	refuse_tag(b, event, tag);
	if (is_too_deep && !is_dropped)
		diag_error(b->diag, place_of(b, event->start_mark), NULL,
			   "nested more than %d deep", YAML_DEPTH_MAX);
	f = vec_push(&b->frames);
	f->node = node_new(b, kind, event);
	f->first = b->pairs.count;
	f->is_dropped = is_dropped || is_too_deep;
}

static void on_end(struct builder *b)
{
	struct frame f = b->frames.items[b->frames.count - 1];

	close_collection(b, &f);
	b->frames.count--;
	add_child(b, f.is_dropped ? NULL : f.node, f.node->at);
}

static void on_alias(struct builder *b, const yaml_event_t *event)
{
	struct diag_place at = place_of(b, event->start_mark);

	diag_error(b->diag, at, "text that starts with * needs quotes",
		   "aliases are not supported: '*%.100s'", (const char *)event->data.alias.anchor);
	add_child(b, NULL, at);
}

/* Returns false when reading has to end. */
static bool on_event(struct builder *b, const yaml_event_t *event, unsigned *documents)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++*documents > 1) {
			diag_error(b->diag, place_of(b, event->start_mark), "remove the line '---'",
				   "more than one document in the file");
			return false;
		}
		break;
	case YAML_SCALAR_EVENT: on_scalar(b, event); break;
	case YAML_ALIAS_EVENT: on_alias(b, event); break;
	case YAML_SEQUENCE_START_EVENT:
		on_start(b, event, YAML_SEQUENCE, event->data.sequence_start.tag);
		return b->frames.count < DEPTH_END;
	case YAML_MAPPING_START_EVENT:
		on_start(b, event, YAML_MAPPING, event->data.mapping_start.tag);
		return b->frames.count < DEPTH_END;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: on_end(b); break;
	case YAML_STREAM_END_EVENT: return false;
	default: break;
	}
	return true;
}

/* ---- syntax errors ---- */

static const char *hint_for(const char *problem)
{
	static const struct {
		const char *problem, *hint;
	} hints[] = {
		{"mapping values are not allowed", "text that contains ': ' needs quotes"},
		{"character that cannot start any token",
		 "indent with blanks, not tabs; text that starts with @, %, | or ` needs quotes"},
		{"unknown escape character",
		 "use single quotes: in double quotes a backslash is special"},
		{"expected alphabetic or numeric", "text that starts with * or & needs quotes"},
		{"did not find expected key",
		 "check the indentation and the quotes above this line"},
		{"could not find expected ':'",
		 "check the indentation; a key ends with a colon and a blank"},
		{"did not find expected '-' indicator", "check the indentation of the list"},
		{"did not find expected ',' or ']'",
		 "text that contains , [ ] { } or quotes needs quotes"},
		{"did not find expected ',' or '}'",
		 "text that contains , [ ] { } or quotes needs quotes"},
		{"unexpected end of stream", "a quote or bracket is not closed"},
		{"block sequence entries are not allowed",
		 "put the list on lines of its own below the key"},
		{"a tab character", "indent with blanks, not tabs"},
		{"expected node content", "text that starts with , : ? or ] needs quotes"},
		{"undefined tag handle", "text that starts with ! needs quotes"},
	};

	for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
		if (strstr(problem, hints[i].problem) != NULL)
			return hints[i].hint;
	}
	return NULL;
}

/* The line and column of a byte in valid UTF-8. */
static struct diag_place place_of_byte(const struct yaml_tree *tree, size_t offset)
{
	struct diag_place at = {tree->name, 1, 1};

	for (size_t i = 0; i < offset && i < tree->len; i++) {
		unsigned char c = (unsigned char)tree->bytes[i];

		if (c == '\n') {
			at.line++;
			at.col = 1;
		} else if ((c & 0xC0) != 0x80) {
			at.col++;
		}
	}
	return at;
}

static void report_syntax(struct builder *b)
{
	const yaml_parser_t *p = &b->parser;
	const char *problem = p->problem != NULL ? p->problem : "cannot be read";
	struct diag_place at = place_of(b, p->problem_mark);

	b->is_broken = true;
	if (p->error == YAML_READER_ERROR)
		at = place_of_byte(b->tree, p->problem_offset);
	/* An end that does not come is looked for where the beginning is. */
	if (p->context != NULL && strstr(problem, "end of stream") != NULL)
		diag_error(b->diag, place_of(b, p->context_mark), hint_for(problem), "YAML: %s %s",
			   problem, p->context);
	else
		diag_error(b->diag, at, hint_for(problem), "YAML: %s", problem);
	diag_name(b->diag, "yaml-syntax");
}

static void build(struct builder *b)
{
	unsigned documents = 0;
	bool goes_on = true;

	while (goes_on) {
		yaml_event_t event;

		if (!yaml_parser_parse(&b->parser, &event)) {
			report_syntax(b);
			return;
		}
		goes_on = on_event(b, &event, &documents);
		yaml_event_delete(&event);
	}
	if (b->frames.count > 0)
		b->is_broken = true;
}

/* ---- the tree ---- */

/* An empty file, or one that holds nothing but comments and '---', is an empty mapping. */
static void root_fill(struct yaml_tree *tree)
{
	struct yaml_node *n;

	if (tree->root != NULL &&
	    (tree->root->kind != YAML_SCALAR || tree->root->len > 0 || tree->root->quoted))
		return;
	n = arena_new(tree, sizeof(*n));
	memset(n, 0, sizeof(*n));
	n->kind = YAML_MAPPING;
	n->at = (struct diag_place){tree->name, 1, 1};
	tree->root = n;
}

/* Takes `bytes`. */
static struct yaml_tree *tree_of(const char *name, char *bytes, size_t len, struct diag *d)
{
	struct yaml_tree *tree = mem_new(1, sizeof(*tree));
	struct builder b = {.tree = tree, .diag = d};
	size_t valid = utf8_valid(bytes, len);

	tree->name = mem_string(name);
	tree->bytes = bytes;
	tree->len = len;
	if (valid < len) {
		diag_error(d, place_of_byte(tree, valid), "save the file as UTF-8", "not UTF-8");
		yaml_tree_destroy(tree);
		return NULL;
	}
	if (!yaml_parser_initialize(&b.parser))
		abort();
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)bytes, len);
	build(&b);
	yaml_parser_delete(&b.parser);
	vec_dispose(&b.frames);
	vec_dispose(&b.pairs);
	if (b.is_broken) {
		yaml_tree_destroy(tree);
		return NULL;
	}
	root_fill(tree);
	return tree;
}

struct yaml_tree *yaml_tree_parse(const char *name, const char *text, size_t len, struct diag *d)
{
	if (len > YAML_FILE_MAX) {
		diag_error(d, (struct diag_place){name, 0, 0}, NULL, "larger than %zu MiB",
			   YAML_FILE_MAX / 1024 / 1024);
		return NULL;
	}
	return tree_of(name, mem_copy(text, len), len, d);
}

/* Returns the owned bytes of the file or NULL with an error added. Reads to the end rather than
 * trusting a size, so that pipes and files that are being written work too. */
static char *read_file(const char *path, size_t *ret_len, struct diag *d)
{
	struct diag_place at = {path, 0, 0};
	FILE *f = fopen(path, "rbe");
	struct stat st;
	char *bytes = NULL;
	size_t len = 0, room = 0;
	int error = 0;

	if (f == NULL || fstat(fileno(f), &st) != 0)
		error = errno;
	else if (S_ISDIR(st.st_mode))
		error = EISDIR;
	while (error == 0 && len <= YAML_FILE_MAX) {
		size_t got;

		if (room - len < CHUNK_SIZE) {
			room = room * 2 + CHUNK_SIZE;
			bytes = mem_resize(bytes, room, 1);
		}
		got = fread(bytes + len, 1, room - len, f);
		len += got;
		if (ferror(f))
			error = errno != 0 ? errno : EIO;
		else if (got == 0)
			break;
	}
	if (f != NULL)
		fclose(f);
	if (error != 0)
		diag_error(d, at, NULL, "cannot be read: %s", strerror(error));
	else if (len > YAML_FILE_MAX)
		diag_error(d, at, NULL, "larger than %zu MiB", YAML_FILE_MAX / 1024 / 1024);
	if (error != 0 || len > YAML_FILE_MAX) {
		free(bytes);
		return NULL;
	}
	*ret_len = len;
	return bytes;
}

struct yaml_tree *yaml_tree_load(const char *path, struct diag *d)
{
	size_t len = 0;
	char *bytes = read_file(path, &len, d);

	return bytes != NULL ? tree_of(path, bytes, len, d) : NULL;
}

void yaml_tree_destroy(struct yaml_tree *tree)
{
	if (tree == NULL)
		return;
	while (tree->chunks != NULL) {
		struct chunk *next = tree->chunks->next;

		free(tree->chunks);
		tree->chunks = next;
	}
	free(tree->name);
	free(tree->bytes);
	free(tree);
}

const struct yaml_node *yaml_tree_root(const struct yaml_tree *tree)
{
	return tree->root;
}

const char *yaml_tree_bytes(const struct yaml_tree *tree, size_t *ret_len)
{
	*ret_len = tree->len;
	return tree->bytes;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAPPING)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->items[i];
	}
	return NULL;
}
