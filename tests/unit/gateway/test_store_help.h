/*
 * What the store's tests share: a folder of their own, a store without a loop (completions run
 * before the call returns), short calls.
 */
#ifndef TESTS_UNIT_GATEWAY_TEST_STORE_HELP_H
#define TESTS_UNIT_GATEWAY_TEST_STORE_HELP_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/diag.h"
#include "gateway/base/ids.h"
#include "gateway/store/store.h"

#define T0 ((int64_t)1790000000000)

struct fixture {
	char dir[64];
	struct store *store;
	struct diag d;
	int64_t now;
};

static inline int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline struct store *store_try(struct fixture *f)
{
	struct store_config c = {.dir = f->dir, .exclusive = true};

	diag_dispose(&f->d);
	diag_init(&f->d);
	return store_sqlite.open(NULL, &c, &f->d);
}

static inline void fixture_open(struct fixture *f)
{
	f->store = store_try(f);
	cr_assert(f->store, "store does not open: %s",
		  f->d.count ? f->d.items[0].text : "no reason");
}

static inline void fixture_init(struct fixture *f)
{
	cr_assert_eq(ids_setup(), 0);
	memset(f, 0, sizeof(*f));
	f->now = T0;
	strcpy(f->dir, "/tmp/fd-store-XXXXXX");
	cr_assert(mkdtemp(f->dir));
	diag_init(&f->d);
	fixture_open(f);
}

static inline void fixture_dispose(struct fixture *f)
{
	store_sqlite.close(f->store);
	diag_dispose(&f->d);
	nftw(f->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void fixture_reopen(struct fixture *f)
{
	store_sqlite.close(f->store);
	fixture_open(f);
}

/* ---- calls whose result is wanted at once ---- */

static inline void keep_append(struct store_call c, const struct store_append_result *r)
{
	*(struct store_append_result *)c.ctx = *r;
}

static inline struct store_append_result do_append(struct fixture *f, const struct store_append *a)
{
	struct store_append_result r = {.status = STORE_UNKNOWN};

	cr_assert_eq(store_sqlite.append(f->store, a, (struct store_call){&r, 0}, keep_append), 0);
	return r;
}

static inline void keep_status(struct store_call c, enum store_status st)
{
	*(enum store_status *)c.ctx = st;
}

static inline void keep_conv(struct store_call c, enum store_status st,
			     const struct store_conv *conv)
{
	struct store_conv *out = c.ctx;

	memset(out, 0, sizeof(*out));
	if (st == STORE_OK) {
		*out = *conv;
		out->dialog = conv->dialog ? strdup(conv->dialog)
					   : NULL; /* leaks in a test that keeps it */
		out->page = NULL;
	}
	out->token_issued_ms = st == STORE_OK ? conv->token_issued_ms : -(int64_t)st;
}

static inline struct store_conv conv_of(struct fixture *f, const char *id)
{
	struct store_conv c;

	cr_assert_eq(store_sqlite.conv_by_id(f->store, id, (struct store_call){&c, 0}, keep_conv),
		     0);
	return c;
}

/* ---- an append to fill ---- */

struct draft {
	struct store_append a;
	struct store_message customer[4], rest[4];
};

static inline struct draft draft_for(struct fixture *f, const char *id)
{
	struct draft d = {0};

	f->now += 1000;
	snprintf(d.a.conversation, sizeof(d.a.conversation), "%.36s", id);
	snprintf(d.a.locale, sizeof(d.a.locale), "en");
	d.a.expect_version = UINT64_MAX;
	d.a.at_ms = f->now;
	return d;
}

static inline void draft_customer(struct fixture *f, struct draft *d, const char *id,
				  const char *text)
{
	d->customer[d->a.customer_count++] = (struct store_message){
		.client_id = id, .origin = STORE_CUSTOMER, .at_ms = f->now, .text = text};
}

static inline void draft_rest(struct fixture *f, struct draft *d, enum store_origin o,
			      const char *text)
{
	d->rest[d->a.rest_count++] =
		(struct store_message){.origin = o, .at_ms = f->now, .text = text};
}

static inline struct store_append_result draft_send(struct fixture *f, struct draft *d)
{
	d->a.customer = d->customer;
	d->a.rest = d->rest;
	return do_append(f, &d->a);
}

/* A new conversation with one message "hello" under the id "c0"; the token's hash is the id's
 * bytes. */
static inline struct store_append_result conv_create(struct fixture *f, char id[ID_LEN + 1])
{
	id_new(f->now, id);
	struct draft d = draft_for(f, id);
	d.a.create = true;
	memcpy(d.a.token_hash, id, TOKEN_HASH_LEN);
	draft_customer(f, &d, "c0", "hello");
	struct store_append_result r = draft_send(f, &d);
	cr_assert_eq(r.status, STORE_OK, "creating answers %d", r.status);
	return r;
}

/* ---- a transcript as text: "1 customer c0 hello|2 rule m-2 hi|" ---- */

struct transcript {
	char text[16384];
	size_t len, count;
	bool more;
	enum store_status status;
	uint64_t last;
	bool gap; /* seq did not rise by one */
};

static inline void keep_messages(struct store_call c, enum store_status st,
				 const struct store_message *m, size_t count, bool more)
{
	struct transcript *t = c.ctx;

	t->status = st;
	t->more = more;
	t->count += count;
	for (size_t i = 0; i < count; i++) {
		if (m[i].seq != t->last + 1)
			t->gap = true;
		t->last = m[i].seq;
		if (t->len < sizeof(t->text) - 200)
			t->len += (size_t)snprintf(
				t->text + t->len, sizeof(t->text) - t->len, "%llu %s %s %.100s|",
				(unsigned long long)m[i].seq, store_origin_name(m[i].origin),
				m[i].client_id, m[i].text);
	}
}

/* Everything after `after`, in pages of `limit`. */
static inline struct transcript *transcript_of(struct fixture *f, const char *id, uint64_t after,
					       size_t limit)
{
	static struct transcript t;

	memset(&t, 0, sizeof(t));
	t.last = after;
	do {
		cr_assert_eq(store_sqlite.read_after(f->store, id, t.last, limit,
						     (struct store_call){&t, 0}, keep_messages),
			     0);
	} while (t.more);
	return &t;
}

#endif
