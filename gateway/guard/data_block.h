/*
 * Words of customers and of knowledge files inside a prompt: data, fenced so that nothing in them
 * can end the fence.
 *
 *     <<<customer 5f2c…>>>
 *     the text
 *     <<<end customer 5f2c…>>>
 *
 * The boundary is random for each request, so that nobody can write it beforehand; marks that look
 * like a fence or like the beginning of another role are taken apart, and characters that nobody
 * sees (tags, bidi controls, zero-width) are left out: instructions hide in them.
 */
#ifndef GATEWAY_GUARD_DATA_BLOCK_H
#define GATEWAY_GUARD_DATA_BLOCK_H

#include <stddef.h>

#include "config/load/attrs.h"

/* Returns the block: owned, NUL-terminated, ends with a line break. `name` is a word of small
 * letters ("customer", "passage"), `boundary` 16 letters or digits at least, from the caller. */
char *data_block(const char *boundary, const char *name, const char *text, size_t len) MUSTCHECK;

#endif
