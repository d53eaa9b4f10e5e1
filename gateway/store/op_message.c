/*
 * Messages of an append: how an operation takes them along, and the row beside one that ends a
 * turn.
 */
#include "gateway/store/op.h"

struct store_message *op_copy_messages(struct arena *arena, const struct store_message *m,
				       size_t count)
{
	if (count == 0)
		return NULL;
	struct store_message *copy = arena_take(arena, count * sizeof(*copy));
	for (size_t i = 0; i < count; i++) {
		copy[i] = m[i];
		copy[i].client_id = arena_string(arena, m[i].client_id);
		copy[i].sender = arena_string(arena, m[i].sender);
		copy[i].text = arena_string(arena, m[i].text);
		copy[i].meta = arena_string(arena, m[i].meta);
		copy[i].decision = arena_string(arena, m[i].decision);
		copy[i].intent = arena_string(arena, m[i].intent);
	}
	return copy;
}

struct store_case_change *op_copy_case(struct arena *arena, const struct store_case_change *k)
{
	if (!k)
		return NULL;
	struct store_case_change *copy = arena_take(arena, sizeof(*copy));
	*copy = *k;
	copy->evidence = arena_string(arena, k->evidence);
	copy->summary = arena_string(arena, k->summary);
	copy->contact = arena_string(arena, k->contact);
	copy->disposition = arena_string(arena, k->disposition);
	return copy;
}

int op_answer_add(struct op_env *env, const struct store_message *m)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_ANSWER_ADD);

	if (!st || db_bind_int(st, 1, sqlite3_last_insert_rowid(env->db->handle)) != 0 ||
	    db_bind_int(st, 2, m->at_ms) != 0 || db_bind_int(st, 3, m->answer) != 0 ||
	    db_bind_text(st, 4, m->intent ? m->intent : "") != 0)
		return -1;
	return db_run(st);
}
