/*
 * See password.h. For an unknown name the given password is hashed and thrown away: the same work
 * as a check, and no stored stand-in whose cost could differ from the one in use.
 */
#include "gateway/people/password.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_SIZE, "room for libsodium's string");

static struct password_cost with_defaults(struct password_cost c)
{
	if (c.ops == 0)
		c.ops = crypto_pwhash_OPSLIMIT_INTERACTIVE;
	if (c.bytes == 0)
		c.bytes = crypto_pwhash_MEMLIMIT_INTERACTIVE;
	return c;
}

int password_hash(const char *password, struct password_cost cost, char out[PASSWORD_HASH_SIZE])
{
	struct password_cost c = with_defaults(cost);

	return crypto_pwhash_str_alg(out, password, strlen(password), c.ops, c.bytes,
				     crypto_pwhash_ALG_ARGON2ID13);
}

bool password_is(const char *hash, const char *password, struct password_cost cost)
{
	char dummy[PASSWORD_HASH_SIZE];

	if (hash)
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	if (password_hash(password, cost, dummy) == 0)
		sodium_memzero(dummy, sizeof(dummy));
	return false;
}

void password_wipe(char *text)
{
	if (text)
		sodium_memzero(text, strlen(text));
}
