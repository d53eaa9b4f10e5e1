/*
 * Passwords: argon2id by libsodium. Slow on purpose: call from a worker, never on the loop.
 */
#ifndef GATEWAY_PEOPLE_PASSWORD_H
#define GATEWAY_PEOPLE_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"

#define PASSWORD_HASH_SIZE 129

struct password_cost {
	unsigned long long ops; /* 0 = libsodium's interactive limit, 2 */
	size_t bytes;           /* 0 = the same, 64 MiB */
};

/* 0, or -1 when the memory for it is not there. */
int password_hash(const char *password, struct password_cost cost,
		  char out[PASSWORD_HASH_SIZE]) MUSTCHECK;
/* `hash` NULL: nobody of that name; takes as long as a real check and is false. */
bool password_is(const char *hash, const char *password, struct password_cost cost);
/* Overwrites a text that held a password. NULL is fine. */
void password_wipe(char *text);

#endif
