/*
 * The people of the console: login, session, logout, add, disable. The only way in which the rest
 * of the gateway touches passwords.
 *
 * Everything is asynchronous and answers on the loop, never inside the call. Time comes in as a
 * parameter (wall clock, ms). Nobody learns from an answer or from its time whether a name exists.
 * Only failures count against the throttle.
 */
#ifndef GATEWAY_PEOPLE_PEOPLE_H
#define GATEWAY_PEOPLE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "gateway/base/ids.h"
#include "gateway/loop/loop.h"
#include "gateway/store/store.h"

struct people;

#define PEOPLE_NAME_MAX 64      /* characters */
#define PEOPLE_PASSWORD_MIN 8   /* characters */
#define PEOPLE_PASSWORD_MAX 512 /* bytes */
#define PEOPLE_ADDRESS_MAX 46

enum people_status {
	PEOPLE_OK,
	PEOPLE_WRONG,      /* login: name or password; check: no such session or it is over */
	PEOPLE_THROTTLED,  /* too many failures: try again after retry_after_s */
	PEOPLE_EXISTS,     /* add: the name is taken */
	PEOPLE_UNKNOWN,    /* disable: no such name */
	PEOPLE_INVALID,    /* add: name, role or password is out of its rules (people_rules_*) */
	PEOPLE_UNAVAILABLE /* store or workers are busy or down */
};

/* Who a session belongs to. Borrowed for the callback. */
struct people_session {
	char id[ID_LEN + 1]; /* of the agent */
	char name[129];
	char role[16]; /* "agent" "supervisor" "admin" */
	char csrf[TOKEN_LEN + 1];
	uint8_t hash[TOKEN_HASH_LEN]; /* of the cookie's token: what names the session */
	int64_t created_ms, expires_ms;
};

typedef void people_status_done(struct store_call c, enum people_status st);
/* `token` is the cookie's value and is shown here only; `token` and `s` are NULL unless PEOPLE_OK.
 * `retry_after_s` counts for PEOPLE_THROTTLED. */
typedef void people_login_done(struct store_call c, enum people_status st, int64_t retry_after_s,
			       const char *token, const struct people_session *s);
/* `s` is NULL unless PEOPLE_OK. */
typedef void people_check_done(struct store_call c, enum people_status st,
			       const struct people_session *s);
/* A session is over before its time: sockets that came in with it are closed with 4401. `hash`
 * NULL: every session of that agent (disabled); else only that one (logout), and agent_id may be ""
 * when it is not known. */
typedef void people_ended(void *ctx, const char *agent_id, const uint8_t *hash);

struct people_config {
	int64_t session_ms;     /* life of a login, not prolonged by use; 0 = 12 hours */
	unsigned free_failures; /* per name and address; 0 = 5 */
	int64_t first_delay_ms; /* after them, doubling with each further failure; 0 = 10 s */
	int64_t max_delay_ms;   /* 0 = 15 min */
	unsigned long long
		hash_ops;  /* argon2id; 0 = libsodium's interactive limits (2 passes, 64 MiB) */
	size_t hash_bytes; /* 0 = the same */
};

/* Borrows loop, store and key; they must outlive it. `ended` may be NULL. */
struct people *people_create(struct loop *l, const struct store_ops *ops, struct store *s,
			     const struct token_key *key, const struct people_config *c,
			     people_ended *ended, void *ended_ctx) MUSTCHECK;
/* No callback runs any more after this. Call it when the store is closed (its completions have
 * ended) and before the loop goes; workers that still hash finish on their own. */
void people_destroy(struct people *p);

void people_login(struct people *p, const char *name, const char *password, const char *address,
		  int64_t now_ms, struct store_call c, people_login_done *done);
/* `token` is the cookie's value (anything a stranger sent). Answers from memory when it can, then
 * too after the call has returned. */
void people_check(struct people *p, const char *token, int64_t now_ms, struct store_call c,
		  people_check_done *done);
/* The same, at once, from memory only: true and *ret when the session is known and lives. */
bool people_check_cached(struct people *p, const char *token, int64_t now_ms,
			 struct people_session *ret);
/* Ends the session of that cookie; an unknown one is fine. `done` may be NULL. */
void people_logout(struct people *p, const char *token, int64_t now_ms, struct store_call c,
		   people_status_done *done);

/* Hashes on a worker, then stores. */
void people_add(struct people *p, const char *name, const char *role, const char *password,
		int64_t now_ms, struct store_call c, people_status_done *done);
/* Ends all sessions of that person too. */
void people_disable(struct people *p, const char *name, int64_t now_ms, struct store_call c,
		    people_status_done *done);

/* ---- rules, shared with the command line: NULL when fine, else what is wrong as a text for the
 * operator ---- */
const char *people_rules_name(const char *name); /* 1 to 64 characters, UTF-8, no control
						    characters, no space at the ends */
const char *people_rules_role(const char *role); /* agent | supervisor | admin */
const char *
people_rules_password(const char *password); /* at least 8 characters, at most 512 bytes, UTF-8 */

#endif
