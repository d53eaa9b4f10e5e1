/*
 * Service levels of live cases: what is due when, what was raised, what agents are told about it.
 */
#ifndef GATEWAY_SESSION_SLA_H
#define GATEWAY_SESSION_SLA_H

#include "gateway/base/clock.h"
#include "gateway/session/hub.h"
#include "gateway/wire/wire.h"

struct op;

/* A frame's view of it, with room for its time. */
struct sla_view {
	struct wire_sla frame;
	char due[CLOCK_ISO_LEN + 1];
};
/* The target that counts now, for agents; NULL when there is none. Lives as long as `v`. */
const struct wire_sla *sla_view(struct hub *h, const struct hub_case *k, struct sla_view *v);

/* The case is new in memory, or its team or the policy changed. */
void sla_plan(struct hub *h, struct hub_case *k);
/* The case with what is due once the step of `op` is stored. A copy that owns nothing. */
void sla_after(const struct op *op, const struct hub_case *k, struct hub_case *ret);
/* Every second: raises what is due, once, and stores that it was raised. */
void sla_sweep(struct hub *h);
/* An agent's first message in the case is stored. */
void sla_answered(struct hub *h, struct hub_case *k);
/* The case takes the stored step of the operation; before memory follows it, but for its hold. */
void sla_committed(struct op *op);
/* A reload: other targets, other hours. */
void sla_config_changed(struct hub *h);

#endif
