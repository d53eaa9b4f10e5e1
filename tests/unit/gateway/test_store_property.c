/*
 * Promise 2 over random interleavings: customers write, replies are computed and arrive late,
 * agents claim and hand back, messages are sent again. A model of a few lines says what must be
 * there; no bot message may stand after a version it was not computed from.
 */
#include "tests/unit/gateway/test_store_help.h"

#define AGENT "01890000-0000-7000-8000-00000000000a"
#define ROUNDS 60
#define STEPS 120

static struct fixture f;

static void setup(void)
{
	fixture_init(&f);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_property, .init = setup, .fini = teardown);

/* A reply on its way: what it was computed from. */
struct pending {
	bool used;
	uint64_t version;
	enum store_conv_state state;
};

struct model {
	uint64_t version, seq;
	enum store_conv_state state;
	unsigned customers;
	struct pending replies[3];
	uint64_t random;
	unsigned refused, accepted;
};

static unsigned pick(struct model *m, unsigned below)
{
	m->random = m->random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(m->random >> 33) % below;
}

static void customer_writes(struct model *m, const char *id, bool again)
{
	char cid[16], text[32];
	unsigned n = again && m->customers ? pick(m, m->customers) : m->customers;
	struct draft d = draft_for(&f, id);
	snprintf(cid, sizeof(cid), "p%u", n);
	snprintf(text, sizeof(text), "text %u", n);
	draft_customer(&f, &d, cid, text);
	struct store_append_result r = draft_send(&f, &d);
	if (n < m->customers) {
		cr_assert_eq(r.status, STORE_DUPLICATE);
	} else {
		cr_assert_eq(r.status, STORE_OK);
		m->customers++;
		m->version++;
		m->seq++;
		cr_assert_eq(r.customer_seq[0], m->seq);
	}
}

static void reply_begins(struct model *m)
{
	for (int i = 0; i < 3; i++) {
		if (!m->replies[i].used && m->state == STORE_BOT) {
			m->replies[i] = (struct pending){true, m->version, m->state};
			return;
		}
	}
}

static void reply_arrives(struct model *m, const char *id)
{
	struct pending *p = &m->replies[pick(m, 3)];
	if (!p->used)
		return;
	struct draft d = draft_for(&f, id);
	draft_rest(&f, &d, STORE_RULE, "reply");
	d.a.expect_version = p->version;
	d.a.expect_state = true;
	d.a.state_now = p->state;
	struct store_append_result r = draft_send(&f, &d);
	bool fresh = p->version == m->version && m->state == STORE_BOT;
	cr_assert_eq(r.status, fresh ? STORE_OK : STORE_CONFLICT,
		     "computed at version %d, now %d, state %d: answer %d", (int)p->version,
		     (int)m->version, m->state, r.status);
	m->seq += fresh;
	*(fresh ? &m->accepted : &m->refused) += 1;
	p->used = false;
}

static void owner_changes(struct model *m, const char *id)
{
	struct draft d = draft_for(&f, id);
	bool human = m->state == STORE_HUMAN;
	d.a.patch = STORE_SET_STATE | STORE_SET_OWNER;
	d.a.state = human ? STORE_BOT : STORE_HUMAN;
	strcpy(d.a.owner, human ? "" : AGENT);
	d.a.expect_version = m->version;
	draft_rest(&f, &d, human ? STORE_SYSTEM : STORE_AGENT,
		   human ? "back" : "hello, this is Anna");
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
	m->state = d.a.state;
	m->version++;
	m->seq++;
}

static void check(struct model *m, const char *id)
{
	struct store_conv c = conv_of(&f, id);
	struct transcript *t = transcript_of(&f, id, 0, 50);
	cr_assert_eq(c.version, m->version);
	cr_assert_eq(c.seq, m->seq);
	cr_assert_eq(c.state, m->state);
	cr_assert_eq(t->last, m->seq);
	cr_assert_not(t->gap);
}

Test(store_property, the_bot_never_talks_over_a_human)
{
	unsigned refused = 0, accepted = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct model m = {.version = 1, .seq = 1, .random = round + 1};
		char id[ID_LEN + 1];
		conv_create(&f, id);
		for (int i = 0; i < STEPS; i++) {
			switch (pick(&m, 8)) {
			case 0:
			case 1: customer_writes(&m, id, false); break;
			case 2: customer_writes(&m, id, true); break;
			case 3:
			case 4: reply_begins(&m); break;
			case 5:
			case 6: reply_arrives(&m, id); break;
			default: owner_changes(&m, id); break;
			}
		}
		check(&m, id);
		refused += m.refused;
		accepted += m.accepted;
	}
	cr_expect_gt(refused, 100, "the interleavings must meet stale replies");
	cr_expect_gt(accepted, 100, "and fresh ones");
}
