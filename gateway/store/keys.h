/*
 * The keys of a data folder: DATA/keys, mode 0700, a file a key, mode 0600. Made by the first
 * gateway that runs on the folder, never changed after. A database without its keys opens no chat
 * and no login.
 */
#ifndef GATEWAY_STORE_KEYS_H
#define GATEWAY_STORE_KEYS_H

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "gateway/base/ids.h"

#define KEYS_FOLDER "keys"
/* What the tokens of customers and logins are hashed with. */
#define KEYS_TOKEN "token.key"

struct keys {
	struct token_key token;
};

/* Reads the keys of the data folder `dir` (which is there), makes those that are missing: a key is
 * on the disk before it is used. 0, or -1 with an error added: not readable, not writable, no key.
 */
int keys_open(const char *dir, struct keys *ret, struct diag *d) MUSTCHECK;
void keys_wipe(struct keys *k);

#endif
