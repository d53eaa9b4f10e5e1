/*
 * A contact that a customer left: when, and what was promised then.
 */
#ifndef GATEWAY_SESSION_CALLBACK_H
#define GATEWAY_SESSION_CALLBACK_H

#include "gateway/base/clock.h"
#include "gateway/session/hub.h"
#include "gateway/wire/wire.h"

struct op;

/* Runner of the action. */
void callback_leave(struct hub *h, struct conv *c);
/* A step of the case is stored: memory follows. */
void callback_committed(const struct op *op, struct hub_case *k);

/* What agents are told of it, with room for its times. */
struct callback_view {
	struct wire_callback frame;
	char left[CLOCK_ISO_LEN + 1], due[CLOCK_ISO_LEN + 1];
};
/* NULL when no contact was left. Lives as long as `v`. */
const struct wire_callback *callback_view(const struct hub_case *k, struct callback_view *v);

#endif
