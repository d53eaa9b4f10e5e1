#include "tests/support/gateway/other_gateway.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/dialog/message.h"
#include "tests/unit/gateway/test_store_help.h"

struct other_gateway other;

static void ignore(struct store_call c, const struct store_append_result *r)
{
	(void)c, (void)r;
}

static void put_customer(struct store_append *a, struct message *m)
{
	char id[32];

	snprintf(id, sizeof id, "other.%u", other.done);
	message_customer(id, "hello from another tab", T0, m);
	a->customer = &m->row;
	a->customer_count = 1;
}

static void put_agent(struct store_append *a, struct message *m, enum meanwhile what)
{
	const char *words = what == CLAIMS ? "joined" : what == RETURNS ? "returned" : "closed";

	message_system("Northwind", LOCALE_EN, words, T0, m);
	a->rest = &m->row;
	a->rest_count = 1;
	a->patch = STORE_SET_STATE | STORE_SET_OWNER;
	a->state = what == CLAIMS ? STORE_HUMAN : what == RETURNS ? STORE_BOT : STORE_ENDED;
	if (what == CLAIMS) {
		id_new(T0, a->owner);
		snprintf(a->owner_name, sizeof a->owner_name, "Ada");
	}
}

static void write_elsewhere(struct store *s, const char *conversation, enum meanwhile what)
{
	struct store_append a = {.expect_version = UINT64_MAX, .at_ms = T0};
	struct message m;

	other.done++;
	memcpy(a.conversation, conversation, sizeof a.conversation);
	if (what == WRITES)
		put_customer(&a, &m);
	else
		put_agent(&a, &m, what);
	cr_assert_eq(store_sqlite.append(s, &a, (struct store_call){.ctx = NULL}, ignore), 0);
	message_dispose(&m);
}

static int append(struct store *s, const struct store_append *op, struct store_call c,
		  store_append_done *done)
{
	enum meanwhile what = other.next;

	other.next = NOTHING;
	if (what == FAILS)
		return -1;
	if (what != NOTHING)
		write_elsewhere(s, op->conversation, what);
	return store_sqlite.append(s, op, c, done);
}

const struct store_ops *other_gateway_ops(void)
{
	static struct store_ops wrapped;

	other = (struct other_gateway){0};
	wrapped = store_sqlite;
	wrapped.append = append;
	return &wrapped;
}
