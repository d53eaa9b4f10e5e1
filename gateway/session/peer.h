/*
 * One connected socket as the handlers see it. Implemented by ws/ for real sockets and by a fake in
 * unit tests; nothing above ws/ knows libwebsockets.
 */
#ifndef GATEWAY_SESSION_PEER_H
#define GATEWAY_SESSION_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

enum peer_role { PEER_CUSTOMER, PEER_AGENT };

/* Close codes of DESIGN 4.3. */
enum peer_close {
	PEER_CLOSE_SHUTDOWN = 1001,
	PEER_CLOSE_PROTOCOL = 1002,
	PEER_CLOSE_UTF8 = 1007,
	PEER_CLOSE_POLICY = 1008,
	PEER_CLOSE_TOO_LARGE = 1009,
	PEER_CLOSE_OVERLOAD = 1013,
	PEER_CLOSE_LOGIN_OVER = 4401
};

/* Created and owned by the transport. Valid from on_open until on_closed has returned. */
struct peer {
	uint64_t id; /* unique in this process, never reused: what async work carries instead of the
			pointer */
	enum peer_role role;
	const struct peer_ops *ops;
	char address[46]; /* of the client, the forwarded one behind a trusted proxy */
	char cookie[64];  /* value of the login cookie, agents; empty when there is none */
	void *session; /* owned by the layer above: struct customer_link / struct agent_link; NULL
			  until hello */
	bool closing;  /* close was asked for: nothing more is sent or received */
};

struct peer_ops {
	/* Queues one text frame (copied). At the bound of the queue the peer is closed with 1013
	 * and the frame is not partly sent. */
	void (*send)(struct peer *p, const char *frame, size_t len);
	/* Sends what is queued, then the close frame. on_closed follows on a later turn. */
	void (*close)(struct peer *p, enum peer_close code, const char *reason);
	/* Bytes queued and not yet taken by the kernel: who sends much waits while this is high. */
	size_t (*queued)(const struct peer *p);
};

/* What the transport tells the layer above. */
struct peer_events {
	void (*on_open)(void *ctx, struct peer *p);
	/* One whole text message, valid UTF-8, at most the frame limit; already within the rate
	 * limit. */
	void (*on_message)(void *ctx, struct peer *p, const char *json, size_t len);
	/* A message that was over a limit of the transport and not delivered: "too_large" |
	 * "rate_limited" | "bad_json" (a binary frame). The layer above answers the error frame;
	 * `json` holds the first bytes so that its id can be echoed when it is readable, else NULL.
	 */
	void (*on_refused)(void *ctx, struct peer *p, const char *code, const char *json,
			   size_t len);
	void (*on_closed)(void *ctx, struct peer *p);
	void *ctx;
};

static inline void peer_send(struct peer *p, const char *frame, size_t len)
{
	if (!p->closing)
		p->ops->send(p, frame, len);
}

static inline void peer_close(struct peer *p, enum peer_close code, const char *reason)
{
	if (!p->closing)
		p->ops->close(p, code, reason);
}

#endif
