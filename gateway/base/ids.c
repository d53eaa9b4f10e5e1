/*
 * See ids.h. Ids rise within a process by keeping the last (millisecond, counter) pair in one
 * atomic word: a new id takes the larger of "now with a fresh counter" and "last plus one". A full
 * counter carries into the milliseconds, which RFC 9562 6.2 allows. That word is state of the
 * process like the system's random source behind it: ids are made on any thread.
 */
#include "gateway/base/ids.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#define ID_COUNTER_BITS 12
/* Fresh counters start in the lower half, so that there is room to count. */
#define ID_COUNTER_START 0x7ff

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int ids_setup(void)
{
	return sodium_init() < 0 ? -1 : 0;
}

static uint64_t id_next_stamp(int64_t wall_ms, unsigned seed)
{
	static _Atomic uint64_t last;
	uint64_t ms = wall_ms > 0 ? (uint64_t)wall_ms & 0xffffffffffffULL : 0;
	uint64_t fresh = ms << ID_COUNTER_BITS | (seed & ID_COUNTER_START);
	uint64_t before = atomic_load_explicit(&last, memory_order_relaxed);
	uint64_t stamp;

	do {
		stamp = fresh > before ? fresh : before + 1;
	} while (!atomic_compare_exchange_weak_explicit(&last, &before, stamp, memory_order_relaxed,
							memory_order_relaxed));
	return stamp;
}

void id_new(int64_t wall_ms, char out[ID_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";
	uint8_t b[16];

	randombytes_buf(b + 6, 10);
	uint64_t stamp = id_next_stamp(wall_ms, (unsigned)b[6] << 8 | b[7]);
	uint64_t ms = stamp >> ID_COUNTER_BITS;
	for (int i = 0; i < 6; i++)
		b[i] = (uint8_t)(ms >> (40 - 8 * i));
	b[6] = (uint8_t)(0x70 | (stamp >> 8 & 0x0f));
	b[7] = (uint8_t)stamp;
	b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));

	char *o = out;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*o++ = '-';
		*o++ = hex[b[i] >> 4];
		*o++ = hex[b[i] & 15];
	}
	*o = '\0';
}

bool id_is_valid(const char *text)
{
	if (!text)
		return false;
	for (int i = 0; i < ID_LEN; i++) {
		char c = text[i];
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
		} else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
			return false;
		}
	}
	return text[ID_LEN] == '\0';
}

void token_new(char out[TOKEN_LEN + 1])
{
	uint8_t b[32];

	randombytes_buf(b, sizeof(b));
	sodium_bin2base64(out, TOKEN_LEN + 1, b, sizeof(b),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(b, sizeof(b));
}

bool token_is_valid(const char *text)
{
	if (!text)
		return false;
	for (int i = 0; i < TOKEN_LEN; i++) {
		char c = text[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		      c == '-' || c == '_'))
			return false;
	}
	return text[TOKEN_LEN] == '\0';
}

void token_hash(const struct token_key *key, const char *token, uint8_t out[TOKEN_HASH_LEN])
{
	crypto_generichash(out, TOKEN_HASH_LEN, (const unsigned char *)token, strlen(token),
			   key->bytes, sizeof key->bytes);
}

void reference_new(char out[REFERENCE_LEN + 1])
{
	uint8_t b[8];

	randombytes_buf(b, sizeof(b));
	memcpy(out, "FD-", 3);
	for (int i = 0; i < 8; i++)
		out[3 + i] = crockford[b[i] & 31];
	out[REFERENCE_LEN] = '\0';
}
