/*
 * Time comes from here and goes everywhere else as a parameter. The only file that asks the system.
 */
#ifndef GATEWAY_BASE_CLOCK_H
#define GATEWAY_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. */
int64_t clock_wall_ms(void);
/* Monotonic nanoseconds; only differences mean something. */
int64_t clock_mono_ns(void);
/* Writes "2026-11-22T15:04:05.678Z" (24 bytes and NUL). */
#define CLOCK_ISO_LEN 24
void clock_iso(int64_t wall_ms, char out[CLOCK_ISO_LEN + 1]);

#endif
