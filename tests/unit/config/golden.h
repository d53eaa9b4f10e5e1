/*
 * Comparing with files in the tree. Run with GOLDEN_UPDATE=1 to write them anew, then read the
 * difference before committing it.
 */
#ifndef TESTS_UNIT_CONFIG_GOLDEN_H
#define TESTS_UNIT_CONFIG_GOLDEN_H

#include <stddef.h>

/* The whole file, owned, or NULL. */
char *golden_read(const char *path);
/* Fails the test when the file at `path` is not exactly `text`. */
void golden_compare(const char *path, const char *text);

#endif
