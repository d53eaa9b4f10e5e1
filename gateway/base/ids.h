/*
 * Identifiers and secrets: UUIDv7 (RFC 9562), tokens of 32 random bytes in base64url, their hashes,
 * handoff references.
 */
#ifndef GATEWAY_BASE_IDS_H
#define GATEWAY_BASE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#define ID_LEN 36    /* a UUID's text */
#define TOKEN_LEN 43 /* 32 bytes, base64url without padding */
#define TOKEN_HASH_LEN 32
#define REFERENCE_LEN 11 /* "FD-" and 8 characters of Crockford's base32 */

/* Must be called once before the others; -1 when the system has no random numbers. */
int ids_setup(void);
/* A new UUIDv7 of that time; ids made in one process rise also within a millisecond. */
void id_new(int64_t wall_ms, char out[ID_LEN + 1]);
bool id_is_valid(const char *text);
void token_new(char out[TOKEN_LEN + 1]);
/* Whether it has a token's length and alphabet. */
bool token_is_valid(const char *text);

/* What the hashes of tokens are keyed with, so that whoever can only write into the store (a copy
 * of it, a backup) cannot plant a token of their own. */
struct token_key {
	uint8_t bytes[32];
};
/* BLAKE2b-256, keyed. */
void token_hash(const struct token_key *key, const char *token, uint8_t out[TOKEN_HASH_LEN]);
void reference_new(char out[REFERENCE_LEN + 1]);

#endif
