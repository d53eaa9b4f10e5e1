/*
 * Notes of agents in the store: numbered without gaps, once for an id, on open cases alone, and no
 * part of what the customer may see.
 */
#include "tests/unit/gateway/test_store_help.h"

#define ANNA "01890000-0000-7000-8000-00000000000a"
#define BERT "01890000-0000-7000-8000-00000000000b"

static struct fixture f;
static char conv[ID_LEN + 1], case_id[ID_LEN + 1];

static struct store_append_result step(struct store_case_change *k, enum store_conv_state to)
{
	struct draft d = draft_for(&f, conv);

	strcpy(k->id, case_id);
	d.a.case_change = k;
	d.a.patch = STORE_SET_STATE;
	d.a.state = to;
	return draft_send(&f, &d);
}

static void setup(void)
{
	struct store_case_change k = {.open = true,
				      .state = "queued",
				      .outcome = "queued",
				      .reason = "request",
				      .team = "support"};

	fixture_init(&f);
	conv_create(&f, conv);
	id_new(f.now, case_id);
	reference_new(k.reference);
	cr_assert_eq(step(&k, STORE_QUEUED).status, STORE_OK);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_notes, .init = setup, .fini = teardown);

static struct store_append_result add(const char *agent, const char *id, const char *text)
{
	struct store_note n = {.client_id = id, .text = text, .at_ms = f.now};
	struct draft d = draft_for(&f, conv);

	strcpy(n.case_id, case_id);
	strcpy(n.agent, agent);
	d.a.note = &n;
	d.a.expect_version = UINT64_MAX;
	return draft_send(&f, &d);
}

struct kept {
	enum store_status status;
	size_t count;
	bool more;
	uint64_t first, after;
	char text[64];
};

static void keep_notes(struct store_call c, enum store_status st, const struct store_note *n,
		       size_t count, bool more)
{
	struct kept *k = c.ctx;

	*k = (struct kept){.status = st, .count = count, .more = more};
	if (count) {
		k->first = n[0].number;
		k->after = n[0].after;
		snprintf(k->text, sizeof(k->text), "%s", n[0].text);
	}
}

static struct kept notes(uint64_t after, size_t limit)
{
	struct kept k;

	cr_assert_eq(store_sqlite.notes_after(f.store, conv, after, limit,
					      (struct store_call){&k, 0}, keep_notes),
		     0);
	return k;
}

Test(store_notes, are_numbered_and_move_nothing_else)
{
	struct store_conv before = conv_of(&f, conv);

	cr_expect_eq(add(ANNA, NULL, "first").note_number, 1);
	cr_expect_eq(add(BERT, NULL, "second").note_number, 2);
	cr_expect_eq(conv_of(&f, conv).seq, before.seq);
	cr_expect_eq(conv_of(&f, conv).version, before.version);
	cr_expect_eq(conv_of(&f, conv).last_ms, before.last_ms);
	cr_expect_eq(transcript_of(&f, conv, 0, 10)->count, before.seq, "no message was made");
	fixture_reopen(&f);
	struct kept all = notes(0, 10);
	cr_expect_eq(all.count, 2);
	cr_expect_str_eq(all.text, "first");
	cr_expect_eq(all.after, before.seq);
	cr_expect(notes(0, 1).more);
	cr_expect_eq(notes(1, 10).first, 2);
	cr_expect_eq(notes(2, 10).count, 0);
}

Test(store_notes, are_stored_once_for_an_agents_id)
{
	cr_expect_eq(add(ANNA, "n", "text").status, STORE_OK);
	struct store_append_result again = add(ANNA, "n", "text");
	cr_expect_eq(again.status, STORE_DUPLICATE);
	cr_expect_eq(again.note_number, 1);
	cr_expect_eq(add(ANNA, "n", "other").status, STORE_ID_CONFLICT);
	cr_expect_eq(add(BERT, "n", "other").status, STORE_OK, "ids are each agent's own");
	cr_expect_eq(notes(0, 10).count, 2);
}

Test(store_notes, need_an_open_case)
{
	struct store_case_change close = {.expect = "queued", .state = "closed"};

	cr_assert_eq(step(&close, STORE_BOT).status, STORE_OK);
	struct store_append_result r = add(ANNA, NULL, "late");
	cr_expect_eq(r.status, STORE_CONFLICT);
	cr_expect(r.case_refused);
	id_new(f.now, case_id);
	cr_expect_eq(add(ANNA, NULL, "nowhere").status, STORE_CONFLICT);
	cr_expect_eq(notes(0, 10).count, 0);
}

static enum store_status say_anew(const char *disposition)
{
	enum store_status st = STORE_UNKNOWN;

	cr_assert_eq(store_sqlite.case_disposition(f.store, case_id, disposition,
						   (struct store_call){&st, 0}, keep_status),
		     0);
	return st;
}

Test(store_notes, are_taken_on_a_closed_chat_while_its_case_is_worked_on)
{
	struct store_case_change k = {.state = "assigned"};
	enum store_status done = STORE_UNKNOWN;

	strcpy(k.agent, ANNA);
	cr_assert_eq(step(&k, STORE_HUMAN).status, STORE_OK);
	cr_expect_eq(say_anew("spam"), STORE_GONE, "not closed yet");
	k = (struct store_case_change){.state = "wrapup", .disposition = "resolved"};
	strcpy(k.agent, ANNA);
	cr_assert_eq(step(&k, STORE_ENDED).status, STORE_OK);
	cr_expect_eq(add(ANNA, "w1", "money sent back").status, STORE_OK);
	cr_expect_eq(add(ANNA, "w1", "money sent back").status, STORE_DUPLICATE);
	cr_expect_eq(notes(0, 10).count, 1);
	struct draft d = draft_for(&f, conv);
	draft_rest(&f, &d, STORE_SYSTEM, "something said");
	cr_expect_eq(draft_send(&f, &d).status, STORE_CLOSED, "and nothing else");
	cr_expect_eq(say_anew("spam"), STORE_OK);
	cr_assert_eq(store_sqlite.case_wrapped_up(f.store, case_id, (struct store_call){&done, 0},
						  keep_status),
		     0);
	cr_expect_eq(done, STORE_OK);
	cr_expect_eq(add(ANNA, "w2", "too late").status, STORE_CONFLICT);
	cr_expect_eq(say_anew("other"), STORE_GONE);
}
