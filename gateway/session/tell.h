/*
 * Frames that tell somebody where things stand: errors, states, welcomes.
 */
#ifndef GATEWAY_SESSION_TELL_H
#define GATEWAY_SESSION_TELL_H

#include "gateway/session/hub.h"

/* An `error` frame; `id` and `case_id` may be NULL. Nothing happens when the peer is gone. */
void tell_error(struct hub *h, uint64_t peer, const char *code, const char *id,
		const char *case_id);
/* An error about what the frame named (wire.h); the words are those of `about` where there are any.
 */
struct wire_named;
void tell_error_named(struct hub *h, uint64_t peer, const char *code, const char *id,
		      const char *case_id, const struct wire_named *n);
void tell_ack(struct hub *h, uint64_t peer, const char *id, uint64_t seq);
/* The conversation's `state` to one customer socket. */
void tell_state(struct hub *h, struct conv *c, struct link *l);
/* … to the agents alone, under that case's id (which may just have been closed). */
void tell_state_watchers(struct hub *h, struct conv *c, const char *case_id);
/* `welcome` to a customer socket; `token` is the one to show. */
void tell_welcome(struct hub *h, struct conv *c, struct link *l, const char *token, bool resumed);
/* The consent's word: "needed" "given" "refused". */
const char *consent_name(enum conv_consent c);

#endif
