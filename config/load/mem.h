/*
 * Allocation that cannot fail. Small, bounded structures end the process with a message when memory
 * is out: there is nothing useful left to do, the store loses nothing that was acknowledged, and
 * the supervisor starts the process again. Whatever a stranger can make large has a limit of its
 * own long before this point.
 */
#ifndef CONFIG_LOAD_MEM_H
#define CONFIG_LOAD_MEM_H

#include <stddef.h>

/* Returns owned, zeroed memory for `count` items of `size` bytes (never NULL, also for 0); release
 * with free(). Aborts on overflow. */
void *mem_new(size_t count, size_t size);
/* Returns `old` (owned or NULL) grown or shrunk to `count` items of `size` bytes; new bytes are not
 * zeroed. */
void *mem_resize(void *old, size_t count, size_t size);
/* Returns an owned, NUL-terminated copy of `len` bytes of `text`. */
char *mem_copy(const char *text, size_t len);
/* Returns an owned copy of the string `text`; NULL gives NULL. */
char *mem_string(const char *text);

#endif
