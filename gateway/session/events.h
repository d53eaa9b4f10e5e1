/*
 * What was committed goes out over the bus, and everything that sockets hear of a conversation
 * comes in from it: the same path for a tab on this gateway and for one on another. An event
 * carries the seq; a socket that has it already drops it, one that misses something before it
 * fetches from the store.
 */
#ifndef GATEWAY_SESSION_EVENTS_H
#define GATEWAY_SESSION_EVENTS_H

#include "gateway/base/buf.h"
#include "gateway/session/hub.h"

/* One committed message, with its seq. `case_id` is the open case, "" when agents look although
 * there is none, or NULL; `sender` is the socket
 * of this gateway that sent it and has its ack (no echo then), or 0. */
void events_message(struct hub *h, struct conv *c, const struct store_message *row,
		    const char *case_id, uint64_t sender);
/* The conversation's state changed. `case_id` is the case that it is about (maybe just closed), or
 * NULL. */
void events_state(struct hub *h, struct conv *c, const char *case_id);
/* A note was stored, as its `note` frame: to agents who look, to nobody else. */
void events_note(struct hub *h, struct conv *c, uint64_t number, const struct buf *frame);
/* The line changed. */
void events_desk(struct hub *h);

/* A conversation in memory hears its own topic. */
void events_subscribe(struct hub *h, struct conv *c);
void events_unsubscribe(struct hub *h, struct conv *c);
/* The hub hears the desk. */
void events_start(struct hub *h);
void events_stop(struct hub *h);

/* A message of this socket's own was acknowledged under `seq`: it needs no echo. */
void events_acked(struct link *l, uint64_t seq);
void events_acked_agent(struct conv *c, const struct agent_link *w, uint64_t seq);
/* Whether what the last turn published may still be under way: the next action of the conversation
 * waits a turn then. */
bool events_under_way(const struct hub *h, const struct conv *c);
/* Events may have been missed (bus_state_changed; also asked for now and then): sockets that are
 * behind catch up. */
void events_check(struct hub *h);

#endif
