/*
 * From frames to actions. Two tables, one a role: each frame type has one function. Checks that
 * need no store are answered at once; everything else becomes an action in the line of its
 * conversation.
 */
#ifndef GATEWAY_HANDLERS_HANDLERS_H
#define GATEWAY_HANDLERS_HANDLERS_H

#include "gateway/people/people.h"
#include "gateway/session/hub.h"
#include "gateway/session/peer.h"
#include "gateway/wire/wire.h"

struct handlers {
	struct hub *hub;
	struct people *people;
};

/* What the transport calls; `ctx` is a struct handlers that outlives the sockets. */
struct peer_events customer_events(struct handlers *ctx);
struct peer_events agent_events(struct handlers *ctx);

/* ---- shared by the two sides ---- */

/* A frame kept until its socket is ready. Returns -1 when too many are waiting. */
#define PENDING_MAX 64
struct pending *pending_new(const char *json, size_t len);

/* ---- customer side ---- */

/* Looks the conversation up or starts one; answers with `welcome` and what was missed, then runs
 * the frames that came meanwhile. */
void customer_hello(struct handlers *x, struct link *l, const struct wire_in *in);
/* Its parts: the conversation of the link's token; the link becomes a socket of it; two of one
 * browser are made one first (takes link->joins). */
void customer_resume(struct handlers *x, struct link *l);
void customer_attach(struct handlers *x, struct link *l, struct conv *c, bool resumed);
void customer_join(struct handlers *x, struct link *l, struct conv *c);
/* One frame of a socket that said hello. */
void customer_frame(struct handlers *x, struct link *l, const struct wire_in *in);
/* Reads and runs one frame, whatever state the socket is in. */
void customer_receive(struct handlers *x, struct link *l, const char *json, size_t len);

/* ---- agent side ---- */

/* Checks the login of a new socket, then sends welcome, own cases and the line. */
void agent_hello(struct handlers *x, struct agent_link *w);
/* Leaves: presence, looking at cases. */
void agent_bye(struct handlers *x, struct agent_link *w);
void agent_frame(struct handlers *x, struct agent_link *w, const struct wire_in *in);
void agent_receive(struct handlers *x, struct agent_link *w, const char *json, size_t len);
/* Presence to all sockets of that agent. */
void agent_tell_presence(struct handlers *x, struct agent *a);
void agent_tell_presence_to(struct peer *p, const struct agent *a);
/* A login is over (people.h): its sockets are closed with 4401. `ctx` is a struct handlers. */
void agent_login_ended(void *ctx, const char *agent_id, const uint8_t *hash);

#endif
