/*
 * The append: what is taken, what is refused, what a repeated message gets.
 */
#include "tests/unit/gateway/test_store_help.h"

static struct fixture f;

static void setup(void)
{
	fixture_init(&f);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_append, .init = setup, .fini = teardown);

Test(store_append, creates_numbers_and_reads_back)
{
	char id[ID_LEN + 1];
	struct store_append_result r = conv_create(&f, id);

	cr_expect_eq(r.version, 1);
	cr_expect_eq(r.seq, 1);
	cr_expect_eq(r.state, STORE_BOT);
	cr_expect_eq(r.customer_seq[0], 1);
	cr_expect(r.customer_new[0]);

	struct draft d = draft_for(&f, id);
	d.a.expect_version = 1;
	draft_rest(&f, &d, STORE_RULE, "hi");
	d.rest[0].meta = "{\"label\":\"AI-generated\"}";
	d.rest[0].decision = "{\"by\":\"pattern\"}";
	d.a.patch = STORE_SET_DIALOG;
	d.a.dialog = "{\"turn\":1}";
	r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_OK);
	cr_expect_eq(r.version, 1, "a bot message must not raise the version");
	cr_expect_eq(r.rest_seq[0], 2);
	cr_expect_str_eq(transcript_of(&f, id, 0, 10)->text, "1 customer c0 hello|2 rule m-2 hi|");

	struct store_conv c = conv_of(&f, id);
	cr_expect_str_eq(c.dialog, "{\"turn\":1}");
	cr_expect_str_eq(c.locale, "en");
	cr_expect_eq(c.seq, 2);
	cr_expect_eq(c.last_ms, f.now);
	free((char *)c.dialog);
}

Test(store_append, takes_empty_and_long_texts_as_they_are)
{
	char id[ID_LEN + 1];
	static char text[60001];
	conv_create(&f, id);
	memset(text, 'x', sizeof(text) - 1);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "empty", "");
	draft_customer(&f, &d, "long", text);
	draft_customer(&f, &d, "words", "\xe5\x8c\x85\xe8\xa3\xb9 'quote\" \\");
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	struct transcript *t = transcript_of(&f, id, 1, 10);
	cr_expect_eq(t->count, 3);
	cr_expect(strstr(t->text, "2 customer empty |"));
	cr_expect(strstr(t->text, "\xe5\x8c\x85\xe8\xa3\xb9 'quote\" \\|"));
	d = draft_for(&f, id);
	draft_customer(&f, &d, "long", text);
	cr_expect_eq(draft_send(&f, &d).status, STORE_DUPLICATE,
		     "the long text did not come back as it was");
}

Test(store_append, customer_and_reply_in_one)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c1", "where is it");
	draft_customer(&f, &d, "c2", "??");
	draft_rest(&f, &d, STORE_RULE, "on its way");
	d.a.expect_version = 1;
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_OK);
	cr_expect_eq(r.version, 3);
	cr_expect_eq(r.customer_seq[1], 3);
	cr_expect_eq(r.rest_seq[0], 4);
	cr_expect_not(transcript_of(&f, id, 0, 10)->gap);
}

Test(store_append, stale_reply_is_refused_but_the_customer_is_heard)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c1", "two");
	draft_rest(&f, &d, STORE_RULE, "stale");
	d.a.expect_version = 0;
	d.a.patch = STORE_SET_DIALOG | STORE_SET_STATE;
	d.a.state = STORE_HUMAN;
	d.a.dialog = "{}";
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_CONFLICT);
	cr_expect_eq(r.version, 2);
	cr_expect_eq(r.customer_seq[0], 2);
	cr_expect(r.customer_new[0]);
	cr_expect_eq(r.state, STORE_BOT);
	cr_expect_str_eq(transcript_of(&f, id, 0, 10)->text,
			 "1 customer c0 hello|2 customer c1 two|");
	cr_expect_null(conv_of(&f, id).dialog, "the patch of a refused operation was applied");
}

Test(store_append, state_is_compared_when_asked)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_rest(&f, &d, STORE_SYSTEM, "x");
	d.a.expect_state = true;
	d.a.state_now = STORE_HUMAN;
	cr_expect_eq(draft_send(&f, &d).status, STORE_CONFLICT);
	d = draft_for(&f, id);
	draft_rest(&f, &d, STORE_SYSTEM, "x");
	d.a.expect_state = true;
	d.a.state_now = STORE_BOT;
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
}

Test(store_append, version_rises_with_the_owner)
{
	static const struct {
		enum store_conv_state to;
		const char *owner;
		unsigned rises;
	} steps[] = {
		{STORE_QUEUED, "", 1},
		{STORE_QUEUED, "", 0},
		{STORE_HUMAN, "01890000-0000-7000-8000-000000000001", 1},
		{STORE_HUMAN, "01890000-0000-7000-8000-000000000001", 0},
		{STORE_HUMAN, "01890000-0000-7000-8000-000000000002", 1},
		{STORE_BOT, "", 1},
		{STORE_BOT, "", 0},
		{STORE_ENDED, "", 0},
	};
	char id[ID_LEN + 1];
	uint64_t version = conv_create(&f, id).version;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct draft d = draft_for(&f, id);
		d.a.patch = STORE_SET_STATE | STORE_SET_OWNER;
		d.a.state = steps[i].to;
		strcpy(d.a.owner, steps[i].owner);
		strcpy(d.a.owner_name, steps[i].owner[0] ? "Anna" : "");
		struct store_append_result r = draft_send(&f, &d);
		version += steps[i].rises;
		cr_expect_eq(r.version, version, "step %zu: version %d, expected %d", i,
			     (int)r.version, (int)version);
		cr_expect_eq(r.state, steps[i].to);
		struct store_conv c = conv_of(&f, id);
		cr_expect_eq(c.version, version);
		cr_expect_str_eq(c.owner, steps[i].owner);
	}
}

Test(store_append, repeated_message_changes_nothing)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	for (int again = 0; again < 3; again++) {
		struct draft d = draft_for(&f, id);
		draft_customer(&f, &d, "c1", "two");
		draft_rest(&f, &d, STORE_RULE, "reply");
		d.a.expect_version = UINT64_MAX;
		struct store_append_result r = draft_send(&f, &d);
		cr_expect_eq(r.status, again ? STORE_DUPLICATE : STORE_OK);
		cr_expect_eq(r.customer_seq[0], 2);
		cr_expect_eq(r.customer_new[0], again == 0);
		cr_expect_eq(r.version, 2);
		cr_expect_eq(r.seq, 3);
		if (again == 1)
			fixture_reopen(&f); /* without the writer's cache */
	}
	cr_expect_eq(transcript_of(&f, id, 0, 10)->count, 3);
}

Test(store_append, half_repeated_burst)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c0", "hello");
	draft_customer(&f, &d, "c1", "new");
	draft_customer(&f, &d, "c1", "new");
	draft_rest(&f, &d, STORE_RULE, "reply");
	d.a.expect_version = 1;
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_CONFLICT,
		     "the reply was computed from a message that has its answer already");
	cr_expect_eq(r.version, 2);
	cr_expect_eq(r.customer_seq[0], 1);
	cr_expect_eq(r.customer_seq[1], 2);
	cr_expect_eq(r.customer_seq[2], 2, "the same message twice in one burst is one message");
	cr_expect_not(r.customer_new[0]);
	cr_expect_not(r.customer_new[2]);
	cr_expect_eq(r.seq, 2, "the reply is not stored");
}

Test(store_append, same_id_with_another_text_applies_nothing)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c0", "other");
	draft_rest(&f, &d, STORE_RULE, "reply");
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_ID_CONFLICT);
	cr_expect_eq(r.conflict_index, 0);

	d = draft_for(&f, id);
	draft_customer(&f, &d, "c1", "fine");
	draft_customer(&f, &d, "c0", "other");
	r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_ID_CONFLICT);
	cr_expect_eq(r.conflict_index, 1);
	cr_expect_str_eq(transcript_of(&f, id, 0, 10)->text, "1 customer c0 hello|");
	cr_expect_eq(conv_of(&f, id).version, 1);
}

Test(store_append, conflict_inside_a_first_operation_makes_no_conversation)
{
	char id[ID_LEN + 1];
	id_new(f.now, id);
	struct draft d = draft_for(&f, id);
	d.a.create = true;
	memcpy(d.a.token_hash, id, TOKEN_HASH_LEN);
	draft_customer(&f, &d, "c0", "a");
	draft_customer(&f, &d, "c0", "b");
	cr_expect_eq(draft_send(&f, &d).status, STORE_ID_CONFLICT);
	cr_expect_eq(conv_of(&f, id).token_issued_ms, -(int64_t)STORE_GONE);
}

Test(store_append, ids_are_unique_per_conversation_and_sender_only)
{
	char one[ID_LEN + 1], two[ID_LEN + 1];
	conv_create(&f, one);
	conv_create(&f, two);
	struct draft d = draft_for(&f, one);
	draft_rest(&f, &d, STORE_AGENT, "from anna");
	d.rest[0].client_id = "c0";
	d.rest[0].sender = "01890000-0000-7000-8000-000000000001";
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	d.rest[0].sender = "01890000-0000-7000-8000-000000000002";
	d.rest[0].text = "from bert";
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	d.a.expect_version = 0;
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_DUPLICATE,
		     "an agent's repeated message is a duplicate whatever the version is");
	cr_expect_eq(r.rest_seq[0], 3);
	d.rest[0].text = "other";
	cr_expect_eq(draft_send(&f, &d).status, STORE_ID_CONFLICT);
}

Test(store_append, unknown_and_closed_conversations)
{
	char id[ID_LEN + 1];
	id_new(f.now, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c0", "hello");
	cr_expect_eq(draft_send(&f, &d).status, STORE_GONE);
	d = draft_for(&f, "not an id");
	d.a.create = true;
	cr_expect_eq(draft_send(&f, &d).status, STORE_GONE);

	conv_create(&f, id);
	d = draft_for(&f, id);
	d.a.patch = STORE_SET_STATE;
	d.a.state = STORE_ENDED;
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	d = draft_for(&f, id);
	draft_customer(&f, &d, "c1", "more");
	cr_expect_eq(draft_send(&f, &d).status, STORE_CLOSED);
	d = draft_for(&f, id);
	draft_customer(&f, &d, "c0", "hello");
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_DUPLICATE,
		     "what was acknowledged before the end is acknowledged again");
	cr_expect_eq(r.customer_seq[0], 1);
}

static size_t turns_due(int64_t now);

static void keep_ids(struct store_call c, enum store_status st, const char *const *ids,
		     size_t count)
{
	(void)ids;
	cr_assert_eq(st, STORE_OK);
	*(size_t *)c.ctx = count;
}

static size_t turns_due(int64_t now)
{
	size_t n = 0;
	cr_assert_eq(store_sqlite.turns_due(f.store, now, 10, (struct store_call){&n, 0}, keep_ids),
		     0);
	return n;
}

Test(store_append, an_unanswered_turn_becomes_due)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "c1", "question");
	d.a.turn_until_ms = T0 + 100000;
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK,
		     "without a conditional part nothing can conflict");
	cr_expect_eq(turns_due(T0 + 99999), 0);
	cr_expect_eq(turns_due(T0 + 100000), 1);

	d = draft_for(&f, id);
	draft_rest(&f, &d, STORE_RULE, "late answer");
	d.a.turn_done = true;
	d.a.expect_version = 1;
	cr_expect_eq(draft_send(&f, &d).status, STORE_CONFLICT);
	cr_expect_eq(turns_due(T0 + 100000), 1, "a refused answer must leave the turn due");
	d.a.expect_version = 2;
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	cr_expect_eq(turns_due(INT64_MAX), 0);

	d = draft_for(&f, id);
	draft_customer(&f, &d, "c2", "again");
	draft_rest(&f, &d, STORE_RULE, "refused");
	d.a.expect_version = 1;
	d.a.turn_done = true;
	d.a.turn_until_ms = T0 + 5;
	cr_expect_eq(draft_send(&f, &d).status, STORE_CONFLICT);
	cr_expect_eq(turns_due(T0 + 5), 1);
}

Test(store_append, reads_in_pages_from_any_place)
{
	char id[ID_LEN + 1], ids[120][16];
	conv_create(&f, id);
	for (int i = 1; i < 120; i++) {
		struct draft d = draft_for(&f, id);
		snprintf(ids[i], sizeof(ids[i]), "c%d", i);
		draft_customer(&f, &d, ids[i], ids[i]);
		cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
	}
	for (size_t limit = 1; limit < 130; limit += 17) {
		struct transcript *t = transcript_of(&f, id, 0, limit);
		cr_expect_eq(t->count, 120);
		cr_expect_not(t->gap);
	}
	cr_expect_eq(transcript_of(&f, id, 119, 10)->count, 1);
	cr_expect_eq(transcript_of(&f, id, 120, 10)->count, 0);
	cr_expect_eq(transcript_of(&f, id, UINT64_MAX, 10)->count, 0);
	id_new(f.now, id);
	cr_expect_eq(transcript_of(&f, id, 0, 10)->status, STORE_GONE);
}

Test(store_append, too_many_messages_are_not_taken)
{
	static struct store_message m[STORE_APPEND_MESSAGES + 1];
	char id[ID_LEN + 1];
	conv_create(&f, id);
	struct draft d = draft_for(&f, id);
	d.a.customer = m;
	d.a.customer_count = STORE_APPEND_MESSAGES + 1;
	cr_expect_eq(store_sqlite.append(f.store, &d.a, (struct store_call){0}, keep_append), -1);
}

/* ---- tokens ---- */

static int64_t token_status(const char *hash_bytes, int64_t now, char ret_id[ID_LEN + 1])
{
	struct store_conv c;
	cr_assert_eq(store_sqlite.conv_by_token(f.store, (const uint8_t *)hash_bytes, now,
						(struct store_call){&c, 0}, keep_conv),
		     0);
	if (ret_id)
		strcpy(ret_id, c.id);
	free((char *)c.dialog);
	return c.token_issued_ms;
}

Test(store_append, tokens_are_replaced_and_end)
{
	char id[ID_LEN + 1], got[ID_LEN + 1],
		other[TOKEN_HASH_LEN + 1] = "0123456789abcdef0123456789abcdef";
	enum store_status st;
	int64_t made = f.now + 1000;
	conv_create(&f, id);
	cr_expect_eq(token_status(id, f.now, got), made);
	cr_expect_str_eq(got, id);
	cr_expect_eq(token_status(other, f.now, NULL), -(int64_t)STORE_GONE);

	int64_t now = f.now;
	cr_assert_eq(store_sqlite.token_add(f.store, id, (const uint8_t *)other, now + 10,
					    now + 300, (struct store_call){&st, 0}, keep_status),
		     0);
	cr_expect_eq(st, STORE_OK);
	cr_expect_eq(token_status(other, now + 20, NULL), now + 10);
	cr_expect_eq(token_status(id, now + 299, NULL), made, "the old token lives on for a while");
	cr_expect_eq(token_status(id, now + 300, NULL), -(int64_t)STORE_GONE);

	int64_t month = (int64_t)30 * 24 * 3600 * 1000;
	cr_expect_eq(token_status(other, now + month - 1, NULL), now + 10);
	cr_expect_eq(token_status(other, now + month, NULL), -(int64_t)STORE_GONE,
		     "30 days after the last message it ends");
}

Test(store_append, a_token_moves_to_the_next_conversation)
{
	char one[ID_LEN + 1], two[ID_LEN + 1], got[ID_LEN + 1];
	conv_create(&f, one);
	id_new(f.now, two);
	struct draft d = draft_for(&f, two);
	d.a.create = true;
	memcpy(d.a.token_hash, one, TOKEN_HASH_LEN);
	draft_customer(&f, &d, "c0", "new start");
	cr_expect_eq(draft_send(&f, &d).status, STORE_OK);
	token_status(one, f.now, got);
	cr_expect_str_eq(got, two);
}

Test(store_append, feedback_belongs_to_a_message)
{
	char id[ID_LEN + 1];
	enum store_status st;
	conv_create(&f, id);
	struct store_call c = {&st, 0};
	cr_assert_eq(store_sqlite.feedback(f.store, id, 1, true, f.now, c, keep_status), 0);
	cr_expect_eq(st, STORE_OK);
	cr_assert_eq(store_sqlite.feedback(f.store, id, 1, false, f.now, c, keep_status), 0);
	cr_expect_eq(st, STORE_OK);
	cr_assert_eq(store_sqlite.feedback(f.store, id, 2, true, f.now, c, keep_status), 0);
	cr_expect_eq(st, STORE_GONE);
}

Test(store_append, search_finds_conversations_newest_first)
{
	char one[ID_LEN + 1], two[ID_LEN + 1];
	size_t n = 0;
	conv_create(&f, one);
	conv_create(&f, two);
	struct draft d = draft_for(&f, one);
	draft_customer(&f, &d, "c1", "my Lawn Mower broke");
	draft_send(&f, &d);
	cr_assert_eq(store_sqlite.search(f.store, "lawn mower", 10, (struct store_call){&n, 0},
					 keep_ids),
		     0);
	cr_expect_eq(n, 1);
	cr_assert_eq(
		store_sqlite.search(f.store, "hello", 10, (struct store_call){&n, 0}, keep_ids), 0);
	cr_expect_eq(n, 2);
	cr_assert_eq(store_sqlite.search(f.store, "nothing like it", 10, (struct store_call){&n, 0},
					 keep_ids),
		     0);
	cr_expect_eq(n, 0);
}
