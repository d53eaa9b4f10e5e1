/*
 * A conversation's memory (its escalation score) as JSON text for the store, and back.
 */
#ifndef GATEWAY_DIALOG_MEMORY_H
#define GATEWAY_DIALOG_MEMORY_H

#include "config/load/attrs.h"
#include "escalation/score.h"
#include "gateway/base/buf.h"

/* Appends the score as one JSON object. Exact: what memory_read() gives back judges the same. */
void memory_write(const struct esc_score *s, struct buf *b);
/* Reads it; NULL or unreadable text gives a fresh score and -1. */
int memory_read(const char *json, struct esc_score *ret) MUSTCHECK;

#endif
