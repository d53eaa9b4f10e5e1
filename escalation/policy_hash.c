/*
 * The only file of this folder that knows libsodium.
 */
#include "escalation/policy_hash.h"

#include <sodium.h>
#include <string.h>

#include "escalation/cue_set.h"

void policy_hash(const char *bytes, size_t len, char ret[POLICY_HASH_ROOM])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	(void)crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < cue_set_row_count(); i++) {
		const char *row = cue_set_row_text(i);

		(void)crypto_hash_sha256_update(&state, (const unsigned char *)row,
						strlen(row) + 1);
	}
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)bytes, len);
	(void)crypto_hash_sha256_final(&state, sum);
	memcpy(ret, "sha256:", 7);
	(void)sodium_bin2hex(ret + 7, POLICY_HASH_ROOM - 7, sum, sizeof(sum));
}
