/*
 * X-Forwarded-For is read from the right: each proxy appends who it saw, so only the entries that
 * trusted proxies wrote are known to be true, and the first one that names none of them is the
 * client. Anything further left is the client's own claim.
 */
#include "gateway/ws/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

void address_of_socket(const struct sockaddr *sa, struct address *ret_address)
{
	memset(ret_address, 0, sizeof(*ret_address));
	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		memcpy(ret_address->bytes, v4_prefix, sizeof(v4_prefix));
		memcpy(ret_address->bytes + sizeof(v4_prefix), &in.sin_addr, 4);
	} else if (sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		memcpy(ret_address->bytes, &in6.sin6_addr, CIDR_BYTES);
	}
}

static bool is_v4(const struct address *a)
{
	return memcmp(a->bytes, v4_prefix, sizeof(v4_prefix)) == 0;
}

void address_text(const struct address *a, char out[ADDRESS_TEXT])
{
	const char *text =
		is_v4(a) ? inet_ntop(AF_INET, a->bytes + sizeof(v4_prefix), out, ADDRESS_TEXT)
			 : inet_ntop(AF_INET6, a->bytes, out, ADDRESS_TEXT);

	if (!text)
		out[0] = '\0';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int address_parse(const char *text, size_t len, struct address *ret_address)
{
	char copy[ADDRESS_TEXT + 16]; /* room for brackets, a scope and a port */
	const char *from = copy;
	char *end;

	while (len && (is_blank(*text) || *text == '"')) {
		text++;
		len--;
	}
	while (len && (is_blank(text[len - 1]) || text[len - 1] == '"'))
		len--;
	if (!len || len >= sizeof(copy) || memchr(text, '\0', len))
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (copy[0] == '[') {
		end = strchr(copy, ']');
		if (!end || (end[1] != '\0' && end[1] != ':'))
			return -1;
		*end = '\0';
		from = copy + 1;
	} else {
		end = strchr(copy, ':');
		if (end && strchr(copy, '.') && !strchr(end + 1, ':'))
			*end = '\0'; /* v4:port */
	}
	return cidr_parse_address(from, ret_address->bytes);
}

bool address_in(const struct address *a, const struct cidr *nets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cidr_has(&nets[i], a->bytes))
			return true;
	return false;
}

struct address address_forwarded(const struct address *socket, const char *header,
				 const struct cidr *trusted, size_t count)
{
	struct address client = *socket, entry;
	size_t end = strlen(header);

	while (end) {
		size_t from = end;

		while (from && header[from - 1] != ',')
			from--;
		if (address_parse(header + from, end - from, &entry) < 0)
			break;
		client = entry;
		if (!address_in(&entry, trusted, count))
			break;
		end = from ? from - 1 : 0;
	}
	return client;
}

struct address address_key(const struct address *a)
{
	struct address key = *a;

	if (!is_v4(a))
		memset(key.bytes + CIDR_BYTES / 2, 0, CIDR_BYTES / 2);
	return key;
}
