/*
 * Stored conversations, turn by turn. A turn is a run of the customer's messages and the answer
 * whose evidence names the last of them; what was said to people, or was never answered, is none.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "gateway/cli/replay.h"

#define PAGE 200

struct said {
	uint64_t seq;
	char *text; /* owned */
};

struct walk {
	struct store *store;
	const struct store_ops *ops;
	int64_t since_ms;
	replay_each *each;
	void *ctx;
	enum store_status status;
	/* of the conversation that is read now */
	char conversation[ID_LEN + 1];
	VEC(struct said) said; /* by the customer, not answered so far */
	VEC(uint64_t) thumbs;  /* messages with a thumb down */
	char *dialog;          /* owned: the memory now */
	uint64_t seq;          /* of the last row */
	bool more;
	/* of the page of conversations */
	VEC(char *) ids;
};

static void drop_said(struct walk *w, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(w->said.items[i].text);
	w->said.count -= count;
	if (w->said.count > 0)
		memmove(w->said.items, w->said.items + count,
			w->said.count * sizeof(*w->said.items));
}

/* The messages of the turn that ends with `seq`, joined as the gateway does. Owned; NULL when there
 * are none. */
static char *join(const struct walk *w, uint64_t seq, size_t *ret_count)
{
	size_t size = 1;
	char *text, *to;

	for (*ret_count = 0; *ret_count < w->said.count; ++*ret_count) {
		if (w->said.items[*ret_count].seq > seq)
			break;
		size += strlen(w->said.items[*ret_count].text) + 1;
	}
	if (*ret_count == 0)
		return NULL;
	text = to = mem_new(size, 1);
	for (size_t i = 0; i < *ret_count; i++) {
		if (i > 0)
			*to++ = '\n';
		to = stpcpy(to, w->said.items[i].text);
	}
	return text;
}

static void read_answer(struct walk *w, const struct store_replay_row *row)
{
	const struct store_message *m = &row->message;
	json_t *decision = m->decision ? json_loads(m->decision, 0, NULL) : NULL;
	uint64_t turn = (uint64_t)json_integer_value(json_object_get(decision, "turn"));
	uint64_t seq = turn > 0 ? turn + row->shift : 0;
	const char *locale = json_string_value(json_object_get(decision, "chat_locale"));
	size_t count = 0;
	char *text = seq > 0 && locale ? join(w, seq, &count) : NULL;

	if (text && m->at_ms >= w->since_ms) {
		struct replay_turn t = {
			.conversation = w->conversation,
			.locale = locale,
			.seq = seq,
			.at_ms = m->at_ms,
			.text = text,
			.len = strlen(text),
			.dialog = w->dialog,
			.decision = decision,
			.reply = m->origin == STORE_SYSTEM ? NULL : m->text,
			.dialog_after = row->dialog,
			.thumbs = w->thumbs.items,
			.thumb_count = w->thumbs.count,
		};
		w->each(w->ctx, &t);
	}
	drop_said(w, text ? count : w->said.count);
	free(text);
	json_decref(decision);
}

static void read_row(struct walk *w, const struct store_replay_row *row)
{
	const struct store_message *m = &row->message;

	if (m->origin == STORE_CUSTOMER)
		*vec_push(&w->said) = (struct said){m->seq, mem_string(m->text)};
	else if (m->origin == STORE_RULE || m->origin == STORE_SYSTEM)
		read_answer(w, row);
	else
		drop_said(w, w->said.count);
	if (row->thumb_down)
		*vec_push(&w->thumbs) = m->seq;
	if (row->dialog) {
		free(w->dialog);
		w->dialog = mem_string(row->dialog);
	}
	w->seq = m->seq;
}

static void take_rows(struct store_call c, enum store_status st,
		      const struct store_replay_row *rows, size_t count, bool more)
{
	struct walk *w = c.ctx;

	w->status = st;
	w->more = more;
	for (size_t i = 0; i < count; i++)
		read_row(w, &rows[i]);
}

static int walk_conversation(struct walk *w, const char *id)
{
	memcpy(w->conversation, id, strnlen(id, ID_LEN));
	w->seq = 0;
	do {
		w->status = STORE_UNAVAILABLE;
		w->more = false;
		w->ops->replay_rows(w->store, id, w->seq, PAGE, (struct store_call){.ctx = w},
				    take_rows);
	} while (w->status == STORE_OK && w->more);
	drop_said(w, w->said.count);
	w->thumbs.count = 0;
	free(w->dialog);
	w->dialog = NULL;
	return w->status == STORE_OK || w->status == STORE_GONE ? 0 : -1;
}

static void take_ids(struct store_call c, enum store_status st, const char *const *ids,
		     size_t count)
{
	struct walk *w = c.ctx;

	w->status = st;
	for (size_t i = 0; i < count; i++)
		*vec_push(&w->ids) = mem_string(ids[i]);
}

static void drop_ids(struct walk *w)
{
	for (size_t i = 0; i < w->ids.count; i++)
		free(w->ids.items[i]);
	w->ids.count = 0;
}

/* The conversations behind `after`. Returns how many, -1 when the store failed. */
static int walk_page(struct walk *w, char after[ID_LEN + 1])
{
	int rc = 0;

	w->status = STORE_UNAVAILABLE;
	w->ops->replay_conversations(w->store, w->since_ms, after, PAGE,
				     (struct store_call){.ctx = w}, take_ids);
	if (w->status != STORE_OK)
		return -1;
	for (size_t i = 0; rc == 0 && i < w->ids.count; i++)
		rc = walk_conversation(w, w->ids.items[i]);
	if (w->ids.count > 0)
		memcpy(after, w->ids.items[w->ids.count - 1], ID_LEN + 1);
	int count = (int)w->ids.count;
	drop_ids(w);
	return rc == 0 ? count : -1;
}

int replay_walk(struct store *s, const struct store_ops *ops, int64_t since_ms, replay_each *each,
		void *ctx, size_t *ret_conversations)
{
	struct walk w = {.store = s, .ops = ops, .since_ms = since_ms, .each = each, .ctx = ctx};
	char after[ID_LEN + 1] = "";
	int got;

	*ret_conversations = 0;
	while ((got = walk_page(&w, after)) > 0)
		*ret_conversations += (size_t)got;
	vec_dispose(&w.said);
	vec_dispose(&w.thumbs);
	vec_dispose(&w.ids);
	return got;
}
