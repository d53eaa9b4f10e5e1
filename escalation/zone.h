/*
 * A time zone from the system's compiled tables (TZif, RFC 8536). Reading happens once, at load;
 * conversion is pure. libc's own zone handling is one global per process and reads the environment,
 * so it is of no use here.
 */
#ifndef ESCALATION_ZONE_H
#define ESCALATION_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

struct zone; /* immutable */

/* Reads an IANA name such as "Europe/Berlin" from the system's zone folder. Returns owned, or NULL:
 * no such zone. */
struct zone *zone_load(const char *name) MUSTCHECK;
/* The same from the bytes of a TZif file. */
struct zone *zone_parse(const unsigned char *bytes, size_t len) MUSTCHECK;
void zone_destroy(struct zone *z);
/* Seconds east of UTC at `at` (seconds since 1970); NULL is UTC. */
int zone_offset(const struct zone *z, int64_t at);
/* UTC of a local time counted in seconds as if it were UTC. A time that is skipped by a change of
 * clocks becomes the instant of the change; one that happens twice is the first. */
int64_t zone_to_utc(const struct zone *z, int64_t local);

#endif
