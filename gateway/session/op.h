/*
 * One store operation of a conversation with everything it carries: messages, patch, case step, new
 * memory. Built by the rooms beside it, submitted once, completed once; then the conversation in
 * memory is what the store says.
 */
#ifndef GATEWAY_SESSION_OP_H
#define GATEWAY_SESSION_OP_H

#include "gateway/dialog/dialog.h"
#include "gateway/dialog/message.h"
#include "gateway/session/action.h"
#include "gateway/session/hub.h"

#define OP_CUSTOMER_MAX 16
#define OP_REST_MAX 4

struct op {
	struct hub *hub;
	struct conv *conv;      /* stays in memory while the operation is in flight */
	struct action *actions; /* what asked for it, owned */
	struct store_append append;
	struct message customer[OP_CUSTOMER_MAX], rest[OP_REST_MAX];
	struct store_message customer_rows[OP_CUSTOMER_MAX], rest_rows[OP_REST_MAX];
	size_t customer_count, rest_count;
	struct store_case_change change;
	bool has_change;
	struct store_case_change merged;    /* of the conversation that ends in this one */
	struct store_note note;             /* borrows from the action */
	struct hub_case *opened;            /* owned until it is committed: a new case */
	enum esc_case_state case_state;     /* of the changed case, afterwards */
	enum esc_reason reason;             /* a handoff's, for the counters */
	struct dialog_memory *memory;       /* owned: afterwards; NULL = unchanged */
	char *dialog;                       /* owned JSON of it */
	struct errand *errand;              /* owned until it is committed: starts then */
	struct ask *ask;                    /* the same */
	char *evidence, *summary, *contact; /* owned: of the change */
	/* Runs after memory has been brought in line with the store and the frames of messages were
	 * sent. */
	void (*done)(struct op *op, const struct store_append_result *r);
};

/* A new operation on `c`, which must have none. Expects version and state as they are now. */
struct op *op_new(struct hub *h, struct conv *c);
struct message *op_add_customer(struct op *op);
struct message *op_add_rest(struct op *op);
void op_system(struct op *op, const char *text);
void op_set_state(struct op *op, enum store_conv_state s);
void op_set_owner(struct op *op, const char *id, const char *name);
/* Takes the memory. */
void op_set_memory(struct op *op, struct dialog_memory *m);
/* Steps the open case of the conversation. Returns -1 when its state machine forbids the event
 * (nothing was set). */
int op_step_case(struct op *op, const struct hub_case *k, enum esc_case_event event) MUSTCHECK;
/* Sends it to the store. On a full queue the askers get `store_unavailable`. */
void op_submit(struct op *op);
void op_free(struct op *op);
/* Error frames to everybody who asked. */
void op_fail(struct op *op, const char *code);

#endif
