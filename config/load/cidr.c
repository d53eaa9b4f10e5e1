/*
 * Addresses by inet_pton, in the 16-byte form.
 */
#include "config/load/cidr.h"

#include <arpa/inet.h>
#include <string.h>

#include "config/load/units.h"

#define TEXT_SIZE 80
#define V4_PREFIX 96 /* bits of ::ffff:0:0/96 */

int cidr_parse_address(const char *text, uint8_t ret_address[CIDR_BYTES])
{
	static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	char plain[TEXT_SIZE];
	uint8_t bytes[CIDR_BYTES];
	size_t len = strcspn(text, "%");

	if (len >= sizeof(plain))
		return -1;
	memcpy(plain, text, len);
	plain[len] = '\0';
	if (inet_pton(AF_INET, plain, bytes + sizeof(mapped)) == 1)
		memcpy(bytes, mapped, sizeof(mapped));
	else if (inet_pton(AF_INET6, plain, bytes) != 1)
		return -1;
	memcpy(ret_address, bytes, CIDR_BYTES);
	return 0;
}

static bool is_host_part_clear(const struct cidr *net)
{
	for (unsigned bit = net->bits; bit < CIDR_BYTES * 8; bit++) {
		if (net->address[bit / 8] & (0x80U >> bit % 8))
			return false;
	}
	return true;
}

int cidr_parse(const char *text, struct cidr *ret_net)
{
	struct cidr net = {.bits = CIDR_BYTES * 8};
	const char *slash = strchr(text, '/');
	char address[TEXT_SIZE];
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);

	if (len >= sizeof(address))
		return -1;
	memcpy(address, text, len);
	address[len] = '\0';
	if (cidr_parse_address(address, net.address) != 0)
		return -1;
	if (slash != NULL) {
		unsigned first = strchr(address, ':') == NULL ? V4_PREFIX : 0;
		int64_t bits;

		if (units_integer(slash + 1, &bits) != 0 || bits < 0 ||
		    bits > CIDR_BYTES * 8 - (int64_t)first)
			return -1;
		net.bits = (unsigned)bits + first;
	}
	if (!is_host_part_clear(&net))
		return -1;
	*ret_net = net;
	return 0;
}

bool cidr_has(const struct cidr *net, const uint8_t address[CIDR_BYTES])
{
	unsigned whole = net->bits / 8, rest = net->bits % 8;

	if (memcmp(net->address, address, whole) != 0)
		return false;
	return rest == 0 ||
	       ((net->address[whole] ^ address[whole]) & (0xFF00U >> rest) & 0xFF) == 0;
}
