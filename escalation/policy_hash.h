/*
 * The name of a policy by its content.
 */
#ifndef ESCALATION_POLICY_HASH_H
#define ESCALATION_POLICY_HASH_H

#include <stddef.h>

#define POLICY_HASH_ROOM 72

/* "sha256:…" over the file's bytes and the built-in cue tables. */
void policy_hash(const char *bytes, size_t len, char ret[POLICY_HASH_ROOM]);

#endif
