/*
 * Cases come to agents: by offer (one agent at a time is asked) or by themselves. Who gets which is
 * decided by escalation/assign.h; here stands what is done about it.
 */
#ifndef GATEWAY_SESSION_ASSIGN_H
#define GATEWAY_SESSION_ASSIGN_H

#include "gateway/session/hub.h"

/* Gives out what can be given out now; nothing with `mode: manual`. A chat that is under way counts
 * for its agent at once. */
void assign_run(struct hub *h);
/* Takes back offers whose agent is gone, busy or away. */
void assign_sweep(struct hub *h);
/* The offer's time is over: the next one is asked, and who did not answer is away. */
void assign_offer_late(struct hub *h, struct hub_case *k);
/* An assignment that was under way has come to nothing: the case waits again, `who` (may be NULL)
 * has room again. */
void assign_failed(struct hub *h, const char *case_id, struct agent *who);
/* The case leaves the state `offered`: whom it was offered to has room again and is told. To be
 * called before the case changes; harmless in any other state. */
void assign_offer_over(struct hub *h, const struct hub_case *k);
/* Somebody does not want that case: others come first for a while. */
void assign_not_to(struct hub *h, const char *case_id, const char *agent_id);
/* Open offers to a socket that has just come. */
void assign_offers_to(struct hub *h, struct agent_link *w);
/* The claimed case to every socket of its agent. */
void assign_tell_case(struct hub *h, const struct hub_case *k);
/* The policy may have changed: aging, skills. */
void assign_config_changed(struct hub *h);

/* Runners of actions. */
void assign_offer(struct hub *h, struct conv *c);
void assign_decline(struct hub *h, struct conv *c);

#endif
