#include "gateway/knowledge/index.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define SQL_ROOM 160
#define QUESTION_TERMS_MAX 96 /* different ones that are searched for */

struct knowledge_index {
	sqlite3 *db;
	sqlite3_stmt *add[LOCALE_COUNT], *find[LOCALE_COUNT];
};

static int prepare(struct knowledge_index *x, int l)
{
	char sql[SQL_ROOM];

	snprintf(sql, sizeof sql,
		 "CREATE VIRTUAL TABLE p%d USING fts5(head, body, tokenize = 'ascii', detail = "
		 "'column')",
		 l);
	if (sqlite3_exec(x->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return -1;
	snprintf(sql, sizeof sql, "INSERT INTO p%d(rowid, head, body) VALUES (?1, ?2, ?3)", l);
	if (sqlite3_prepare_v2(x->db, sql, -1, &x->add[l], NULL) != SQLITE_OK)
		return -1;
	snprintf(sql, sizeof sql,
		 "SELECT rowid FROM p%d WHERE p%d MATCH ?1 ORDER BY bm25(p%d, 2.0, 1.0), rowid "
		 "LIMIT ?2",
		 l, l, l);
	return sqlite3_prepare_v2(x->db, sql, -1, &x->find[l], NULL) == SQLITE_OK ? 0 : -1;
}

struct knowledge_index *index_create(void)
{
	struct knowledge_index *x = mem_new(1, sizeof *x);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
		    SQLITE_OPEN_FULLMUTEX;

	if (sqlite3_open_v2(":memory:", &x->db, flags, NULL) != SQLITE_OK) {
		index_destroy(x);
		return NULL;
	}
	for (int l = 0; l < LOCALE_COUNT; l++) {
		if (prepare(x, l) != 0) {
			index_destroy(x);
			return NULL;
		}
	}
	return x;
}

void index_destroy(struct knowledge_index *x)
{
	if (!x)
		return;
	for (int l = 0; l < LOCALE_COUNT; l++) {
		sqlite3_finalize(x->add[l]);
		sqlite3_finalize(x->find[l]);
	}
	sqlite3_close(x->db);
	free(x);
}

/* Appends all terms with blanks between them. */
static void join(char *out, const struct terms *t)
{
	size_t used = strlen(out);

	for (size_t i = 0; i < t->items.count; i++) {
		size_t len = strlen(t->items.items[i].text);
		memcpy(out + used, t->items.items[i].text, len);
		used += len;
		out[used++] = ' ';
	}
	out[used] = '\0';
}

int index_add(struct knowledge_index *x, enum locale locale, size_t passage,
	      const struct passage_terms *p)
{
	sqlite3_stmt *s = x->add[locale];
	size_t head_terms = p->title->items.count + p->heading->items.count, body_terms = 0;
	char *head, *body;
	int status;

	for (size_t i = 0; i < p->sentence_count; i++)
		body_terms += p->sentences[i].items.count;
	head = mem_new(head_terms * TERM_ROOM + 1, 1);
	body = mem_new(body_terms * TERM_ROOM + 1, 1);
	join(head, p->title);
	join(head, p->heading);
	for (size_t i = 0; i < p->sentence_count; i++)
		join(body + strlen(body), &p->sentences[i]);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)passage + 1);
	sqlite3_bind_text(s, 2, head, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(s, 3, body, -1, SQLITE_TRANSIENT);
	status = sqlite3_step(s);
	sqlite3_reset(s);
	free(head);
	free(body);
	return status == SQLITE_DONE ? 0 : -1;
}

static bool came_before(const struct terms *t, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (strcmp(t->items.items[i].text, t->items.items[at].text) == 0)
			return true;
	}
	return false;
}

/* "a" OR "b": owned, NULL when there are none. In quotes no term is a word of the query language;
 * terms have no quotes themselves. */
static char *expression(const struct terms *t)
{
	char *out = mem_new(QUESTION_TERMS_MAX * (TERM_ROOM + 6) + 1, 1);
	size_t used = 0, count = 0;

	for (size_t i = 0; i < t->items.count && count < QUESTION_TERMS_MAX; i++) {
		if (came_before(t, i))
			continue;
		used += (size_t)snprintf(out + used, TERM_ROOM + 6, "%s\"%s\"", count ? " OR " : "",
					 t->items.items[i].text);
		count++;
	}
	if (count > 0)
		return out;
	free(out);
	return NULL;
}

size_t index_find(const struct knowledge_index *x, enum locale locale, const struct terms *question,
		  size_t *ret, size_t max)
{
	sqlite3_stmt *s = x->find[locale];
	char *match = expression(question);
	size_t count = 0;

	if (!match)
		return 0;
	sqlite3_bind_text(s, 1, match, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)max);
	while (count < max && sqlite3_step(s) == SQLITE_ROW)
		ret[count++] = (size_t)(sqlite3_column_int64(s, 0) - 1);
	sqlite3_reset(s);
	free(match);
	return count;
}
