/*
 * Who a connection is from: addresses as bytes and text, forwarded ones behind trusted proxies.
 * Pure.
 */
#ifndef GATEWAY_WS_ADDRESS_H
#define GATEWAY_WS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "config/load/cidr.h"

#define ADDRESS_TEXT 46 /* with its NUL */

struct address {
	uint8_t bytes[CIDR_BYTES]; /* IPv4 as ::ffff:a.b.c.d */
};

/* All zero for a family that is neither IPv4 nor IPv6. */
void address_of_socket(const struct sockaddr *sa, struct address *ret_address);
/* IPv4 in its usual form, IPv6 as RFC 5952. */
void address_text(const struct address *a, char out[ADDRESS_TEXT]);
/* Reads one entry of X-Forwarded-For: an address, also as "[v6]:port", "v4:port" or in quotes. 0 or
 * -1. */
int address_parse(const char *text, size_t len, struct address *ret_address);
bool address_in(const struct address *a, const struct cidr *nets, size_t count);
/* The client behind proxies: from the right of the header, the first entry that is no trusted
 * proxy. An entry that cannot be read ends the walk, for what stands left of it is nobody's word.
 * Only call it when `socket` is trusted. */
struct address address_forwarded(const struct address *socket, const char *header,
				 const struct cidr *trusted, size_t count);
/* What limits count by: an IPv4 address, or the /64 of an IPv6 address (one household or host has
 * all of it). */
struct address address_key(const struct address *a);

#endif
