/*
 * Internet addresses and networks of both families in one form: IPv4 as ::ffff:a.b.c.d, so that one
 * comparison does.
 */
#ifndef CONFIG_LOAD_CIDR_H
#define CONFIG_LOAD_CIDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

#define CIDR_BYTES 16

struct cidr {
	uint8_t address[CIDR_BYTES];
	unsigned bits; /* 0 to 128, of the 16-byte form */
};

/* "192.0.2.7", "2001:db8::1", also "::ffff:192.0.2.7" and with a scope ("fe80::1%eth0", the scope
 * is dropped). 0 or -1. */
int cidr_parse_address(const char *text, uint8_t ret_address[CIDR_BYTES]) MUSTCHECK;
/* An address, or a network such as "10.0.0.0/8". 0 or -1 (also when bits behind the prefix are
 * set). */
int cidr_parse(const char *text, struct cidr *ret_net) MUSTCHECK;
bool cidr_has(const struct cidr *net, const uint8_t address[CIDR_BYTES]);

#endif
