/*
 * Configurations of before a reload, kept while open forms need them: who has begun to answer the
 * questions of one catalog goes on with it.
 */
#ifndef GATEWAY_SESSION_GENERATION_H
#define GATEWAY_SESSION_GENERATION_H

#include "gateway/session/hub.h"

/* The configuration whose catalog the conversation's next turn is decided with: that of its open
 * form while it is kept, else the present one. Borrowed. */
struct config_set *generation_of(struct hub *h, const struct conv *c);
/* The configuration that has just been replaced; takes the hub's hold on it. */
void generation_add(struct hub *h, struct config_set *old);
/* A conversation leaves memory: its form may be gone on with for a while. */
void generation_left(struct hub *h, const struct conv *c);
/* Frees those that no form needs. */
void generation_sweep(struct hub *h);
void generation_drop_all(struct hub *h);

#endif
