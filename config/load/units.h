/*
 * Durations and sizes as people write them: 500ms 30s 5m 2h 7d, 512 64KiB 1MiB 2GiB.
 */
#ifndef CONFIG_LOAD_UNITS_H
#define CONFIG_LOAD_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

/* A whole number and its unit, nothing else. Returns 0 and milliseconds, or -1. A number without
 * unit is only allowed for 0. */
int units_duration(const char *text, int64_t *ret_ms) MUSTCHECK;
/* The same in bytes; a number without unit is bytes. */
int units_size(const char *text, int64_t *ret_bytes) MUSTCHECK;
/* A whole decimal number with optional sign, nothing around it; -1 when it is none or does not fit.
 */
int units_integer(const char *text, int64_t *ret_value) MUSTCHECK;
/* A decimal number such as -1.5 or 2e3; -1 when it is none or not finite. */
int units_real(const char *text, double *ret_value) MUSTCHECK;
/* Writes the shortest spelling of a duration (ms) or size (bytes) to `out`. */
#define UNITS_TEXT_SIZE 32
void units_format_duration(int64_t ms, char out[UNITS_TEXT_SIZE]);
void units_format_size(int64_t bytes, char out[UNITS_TEXT_SIZE]);

#endif
