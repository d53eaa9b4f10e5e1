/*
 * Moments as options of the command line give them.
 */
#ifndef GATEWAY_CLI_SINCE_H
#define GATEWAY_CLI_SINCE_H

#include <stdint.h>

#define SINCE_WORDS "2026-11-22, 2026-11-22T10:00:00Z or 7d"

/* A day or a moment (UTC), or an age: that long before `now_ms`. -1 for anything else. */
int64_t since_parse(const char *text, int64_t now_ms);

#endif
