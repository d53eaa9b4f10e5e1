#include "intents/catalog/digest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "config/load/mem.h"

struct digest {
	crypto_hash_sha256_state state;
};

struct digest *digest_create(void)
{
	struct digest *g = mem_new(1, sizeof(*g));
	crypto_hash_sha256_init(&g->state);
	return g;
}

void digest_add(struct digest *g, const void *bytes, size_t len)
{
	unsigned char size[8];
	for (size_t i = 0; i < sizeof(size); i++)
		size[i] = (unsigned char)((uint64_t)len >> (8 * i));
	crypto_hash_sha256_update(&g->state, size, sizeof(size));
	crypto_hash_sha256_update(&g->state, bytes, len);
}

void digest_finish(struct digest *g, char ret[INTENT_HASH_LEN + 1])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(&g->state, sum);
	memcpy(ret, "sha256:", 7);
	sodium_bin2hex(ret + 7, INTENT_HASH_LEN + 1 - 7, sum, sizeof(sum));
	free(g);
}
