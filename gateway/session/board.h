/*
 * The figures of the desk, once: for the wallboard and for Prometheus. What is true now is counted
 * when it is asked for; what the day was like is kept here and in the store, so that a restart does
 * not blank it.
 */
#ifndef GATEWAY_SESSION_BOARD_H
#define GATEWAY_SESSION_BOARD_H

#include "gateway/session/hub.h"

/* What is true now. */
struct board_now {
	size_t waiting, callbacks;
	int64_t oldest_ms;                   /* when the longest wait began; 0 = nobody waits */
	size_t connected;                    /* agents with a console, whatever their presence */
	size_t by_presence[3];               /* of those, by enum esc_presence */
	size_t by_state[STORE_ENDED];        /* chats that are there, by enum store_conv_state */
	size_t by_sla[ESC_SLA_BREACHED + 1]; /* open cases with a target, by how it stands */
};
void board_now(struct hub *h, struct board_now *ret);

/* Escalations of the last 24 hours, this one included. */
uint64_t board_day_of(const struct hub *h, enum esc_reason r, enum locale l);

/* At start: escalations and the line's day as the store has them. done(arg, ok) runs later. */
void board_load(struct hub *h, void (*done)(void *arg, bool ok), void *arg);
/* A case was opened. */
void board_opened(struct hub *h, enum esc_reason r, enum locale l);

/* From now on the socket gets the figures, at once and whenever they change (once a second at
 * most). */
void board_set(struct hub *h, struct agent_link *w, bool on);
/* Samples, keeps, sends what changed. */
void board_tick(struct hub *h);

#endif
