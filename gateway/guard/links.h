/*
 * Links in a text: with a scheme, with www., bare domains, addresses of mail, in markdown; however
 * they are dressed up (full-width letters, invisible characters, "evil[.]com", 。 for the point).
 */
#ifndef GATEWAY_GUARD_LINKS_H
#define GATEWAY_GUARD_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `text` has a link to where none of `allowed` leads: "shop.example" (also what is below
 * it) or "https://shop.example/help" (also what is below that path). Says where the first one is.
 */
bool links_find_foreign(const char *text, size_t len, const char *const *allowed, size_t count,
			size_t *ret_start, size_t *ret_len);

#endif
