/*
 * Markdown as shops write it: headings with #, paragraphs, lists. What is only sign is taken out
 * (emphasis, code marks, comments); a link becomes its text. A section is one passage while it
 * fits, else as many as its paragraphs need; a paragraph that is too long is cut at a sentence and
 * reported.
 */
#include "gateway/knowledge/passages.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "gateway/knowledge/knowledge.h"

#define LEVELS 6
#define BETWEEN " > "

struct cutter {
	struct passages *out;
	size_t file;
	const char *path, *title;
	struct diag *d;
	char *headings[LEVELS + 1]; /* owned, by level from 1 */
	unsigned heading_line;
	bool section_is_empty;
	VEC(char) text; /* of the passage that is being filled */
	unsigned line;  /* of its first line; 0: empty */
	VEC(char) paragraph;
	unsigned paragraph_line;
	bool in_comment, in_code;
	VEC(char *) paths; /* owned: heading paths so far */
};

static void put(struct cutter *c, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*vec_push(&c->text) = text[i];
}

/* "Abroad > Customs": owned. A first heading that says the title again is left out. */
static char *heading_path(const struct cutter *c)
{
	char *out = NULL;
	size_t size;
	FILE *f = open_memstream(&out, &size);

	for (int i = 1; i <= LEVELS; i++) {
		if (c->headings[i] && strcmp(c->headings[i], c->title) != 0)
			fprintf(f, "%s%s", ftell(f) > 0 ? BETWEEN : "", c->headings[i]);
	}
	fclose(f);
	return out;
}

static void end_passage(struct cutter *c)
{
	if (c->text.count > 0) {
		struct passage *p = vec_push(&c->out->items);
		*p = (struct passage){.file = c->file,
				      .heading = heading_path(c),
				      .text = mem_copy(c->text.items, c->text.count),
				      .line = c->line};
		c->section_is_empty = false;
	}
	c->text.count = 0;
	c->line = 0;
}

/* Where to cut a long text: behind a sentence in its second half, else between characters. */
static size_t cut_of(const char *text, size_t len, size_t max)
{
	size_t cut = utf8_cut(text, len, max);

	for (size_t i = cut; i > max / 2; i--) {
		if ((text[i - 1] == ' ' && i > 1 && strchr(".!?", text[i - 2])) ||
		    (i >= 3 &&
		     (memcmp(text + i - 3, "。", 3) == 0 || memcmp(text + i - 3, "！", 3) == 0 ||
		      memcmp(text + i - 3, "？", 3) == 0)))
			return i;
	}
	return cut;
}

static void add_long(struct cutter *c, const char *text, size_t len, unsigned line)
{
	diag_finding(c->d, "knowledge-long", (struct diag_place){c->path, line, 1},
		     "make several paragraphs of it, a thought each",
		     "a paragraph of %zu bytes is cut into passages of %zu", len,
		     KNOWLEDGE_PASSAGE_MAX);
	while (len > 0) {
		size_t n = len > KNOWLEDGE_PASSAGE_MAX ? cut_of(text, len, KNOWLEDGE_PASSAGE_MAX)
						       : len;
		c->line = line;
		put(c, text, n);
		end_passage(c);
		text += n;
		len -= n;
	}
}

static void end_paragraph(struct cutter *c)
{
	size_t len = c->paragraph.count;

	while (len > 0 &&
	       (c->paragraph.items[len - 1] == '\n' || c->paragraph.items[len - 1] == ' '))
		len--;
	if (len > 0) {
		if (c->text.count + len + 1 > KNOWLEDGE_PASSAGE_MAX)
			end_passage(c);
		if (len > KNOWLEDGE_PASSAGE_MAX) {
			add_long(c, c->paragraph.items, len, c->paragraph_line);
		} else {
			if (c->text.count > 0)
				put(c, "\n", 1);
			else
				c->line = c->paragraph_line;
			put(c, c->paragraph.items, len);
		}
	}
	c->paragraph.count = 0;
}

static void end_section(struct cutter *c, bool has_children)
{
	end_paragraph(c);
	end_passage(c);
	if (c->section_is_empty && c->heading_line > 0 && !has_children)
		diag_finding(c->d, "knowledge-empty",
			     (struct diag_place){c->path, c->heading_line, 1},
			     "write what it promises, or take the heading out",
			     "a heading without a text");
}

/* ---- lines ---- */

/* Copies a line's text without markdown's signs to the paragraph. */
static void add_text(struct cutter *c, const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char ch = line[i];
		if (ch == '`' || ch == '\r')
			continue;
		if ((ch == '*' || ch == '_') && i + 1 < len && line[i + 1] == ch) {
			i++;
			continue;
		}
		if (ch == '\\' && i + 1 < len && strchr("*_[]`#\\", line[i + 1]))
			ch = line[++i];
		else if (ch == '[' || ch == ']') {
			/* [text](address): the text stays. */
			const char *end = memchr(line + i, ']', len - i);
			if (ch == '[' && end && end + 1 < line + len && end[1] == '(')
				continue;
			if (ch == ']' && i + 1 < len && line[i + 1] == '(') {
				const char *close = memchr(line + i, ')', len - i);
				i = close ? (size_t)(close - line) : i;
				continue;
			}
		}
		*vec_push(&c->paragraph) = ch;
	}
}

static bool is_list_item(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && line[i] == ' ')
		i++;
	if (i + 1 < len && strchr("-*+", line[i]) && line[i + 1] == ' ')
		return true;
	size_t digits = i;
	while (digits < len && line[digits] >= '0' && line[digits] <= '9')
		digits++;
	return digits > i && digits + 1 < len && line[digits] == '.' && line[digits + 1] == ' ';
}

/* A line that goes on is joined by a blank, but for Chinese, which has none. */
static void join(struct cutter *c, const char *line, size_t len)
{
	size_t n = c->paragraph.count;

	if (n == 0)
		return;
	if (is_list_item(line, len))
		*vec_push(&c->paragraph) = '\n';
	else if (!((unsigned char)c->paragraph.items[n - 1] >= 0x80 && len > 0 &&
		   (unsigned char)line[0] >= 0xE3))
		*vec_push(&c->paragraph) = ' ';
}

static void check_heading(struct cutter *c, unsigned line)
{
	char *path = heading_path(c);

	for (size_t i = 0; i < c->paths.count && path[0]; i++) {
		if (strcmp(c->paths.items[i], path) != 0)
			continue;
		diag_finding(c->d, "knowledge-heading", (struct diag_place){c->path, line, 1},
			     "an answer's source could be either",
			     "the heading '%.100s' is there twice", path);
		break;
	}
	*vec_push(&c->paths) = path;
}

static void add_heading(struct cutter *c, int level, const char *text, size_t len, unsigned line)
{
	int deeper = 1;

	for (int i = 1; i <= LEVELS; i++)
		deeper = c->headings[i] ? i : deeper;
	end_section(c, level > deeper);
	for (int i = level; i <= LEVELS; i++) {
		free(c->headings[i]);
		c->headings[i] = NULL;
	}
	while (len > 0 && (text[len - 1] == '#' || text[len - 1] == ' ' || text[len - 1] == '\r'))
		len--;
	add_text(c, text, len);
	c->headings[level] =
		mem_copy(c->paragraph.items ? c->paragraph.items : "", c->paragraph.count);
	c->paragraph.count = 0;
	c->heading_line = line;
	c->section_is_empty = true;
	check_heading(c, line);
}

static bool is_comment(struct cutter *c, const char *line, size_t len)
{
	bool was = c->in_comment;

	if (!was && len >= 4 && memcmp(line, "<!--", 4) == 0)
		c->in_comment = was = true;
	if (c->in_comment && memmem(line, len, "-->", 3))
		c->in_comment = false;
	return was;
}

static void add_line(struct cutter *c, const char *line, size_t len, unsigned number)
{
	int level = 0;

	if (is_comment(c, line, len))
		return;
	if (len >= 3 && memcmp(line, "```", 3) == 0) {
		c->in_code = !c->in_code;
		return;
	}
	while (!c->in_code && (size_t)level < len && line[level] == '#')
		level++;
	if (level >= 1 && level <= LEVELS && (size_t)level < len && line[level] == ' ') {
		add_heading(c, level, line + level + 1, len - (size_t)level - 1, number);
		return;
	}
	size_t start = 0;
	while (start < len && (line[start] == ' ' || line[start] == '\r' || line[start] == '\t'))
		start++;
	if (start == len) {
		end_paragraph(c);
		return;
	}
	if (c->paragraph.count == 0)
		c->paragraph_line = number;
	join(c, line + start, len - start);
	add_text(c, line + start, len - start);
}

void passages_add(struct passages *p, size_t file, const char *path, const char *title,
		  const char *text, size_t at, struct diag *d)
{
	struct cutter c = {.out = p, .file = file, .path = path, .title = title, .d = d};
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	for (const char *l = text + at; *l; line++) {
		size_t len = strcspn(l, "\n");
		add_line(&c, l, len, line);
		l += len + (l[len] == '\n');
	}
	end_section(&c, false);
	for (int i = 1; i <= LEVELS; i++)
		free(c.headings[i]);
	for (size_t i = 0; i < c.paths.count; i++)
		free(c.paths.items[i]);
	vec_dispose(&c.paths);
	vec_dispose(&c.text);
	vec_dispose(&c.paragraph);
}

size_t passage_sentence(const char *text)
{
	static const char *const wide[] = {"。", "！", "？", "；"};
	size_t at = 0;

	while (text[at]) {
		size_t n = strcspn(text + at, "\n.!?;\xE3\xEF");
		at += n;
		if (text[at] == '\0')
			break;
		bool is_end = text[at] == '\n' || text[at + 1] == ' ' || text[at + 1] == '\n';
		for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
			if (strncmp(text + at, wide[i], 3) != 0)
				continue;
			is_end = true;
			at += 2;
			break;
		}
		at++;
		if (is_end)
			break;
	}
	return at + strspn(text + at, " \n");
}

void passages_dispose(struct passages *p)
{
	for (size_t i = 0; i < p->items.count; i++) {
		free(p->items.items[i].heading);
		free(p->items.items[i].text);
	}
	vec_dispose(&p->items);
}
