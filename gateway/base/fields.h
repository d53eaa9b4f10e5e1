/*
 * Fields of JSON that is written by hand. `lead` is everything up to and with the colon:
 * `{"type":"ack","id":` or `,"key":`.
 */
#ifndef GATEWAY_BASE_FIELDS_H
#define GATEWAY_BASE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/base/buf.h"

/* NULL writes null. */
void text_field(struct buf *b, const char *lead, const char *text);
/* An empty text writes null as well. */
void filled_field(struct buf *b, const char *lead, const char *text);
/* NULL or empty: the field is left out. */
void optional_field(struct buf *b, const char *lead, const char *text);
void bool_field(struct buf *b, const char *lead, bool value);
void number_field(struct buf *b, const char *lead, int64_t value);
/* `is_known` false writes null. */
void maybe_number_field(struct buf *b, const char *lead, int64_t value, bool is_known);
/* How many, or how far: never below 0. */
void count_field(struct buf *b, const char *lead, uint64_t value);

#endif
