/*
 * DATA/control.sock: how the command line works beside a running gateway. One JSON object a line
 * each way, mode 0600, the file system's permissions are the only authentication.
 *
 *   {"do":"ping"}                                      {"ok":true,"version":"…"}
 *   {"do":"user_add","name":…,"role":…,"password":…}   {"ok":true} |
 * {"ok":false,"code":"exists"|"invalid"|"unavailable","text":…}
 *   {"do":"user_list"} {"ok":true,"users":[{"id","name","role","disabled","created"}]}
 *   {"do":"user_disable","name":…}                     {"ok":true} |
 * {"ok":false,"code":"unknown",…}
 *   {"do":"llm_switch","on":…,"who":…}                 {"ok":true} | {"ok":false,…}
 *   {"do":"llm_status"}   {"ok":true,"llm":llm_status(),"costs":llm_costs_json()}
 *   {"do":"report","since":ms,"until":ms,"idle":ms}    {"ok":true,"figures":control_figures()}
 *   {"do":"llm_ping","provider":…}                     {"ok":true,"ping":llm_ping_json()} |
 * {"ok":false,"code":"unknown",…}
 */
#ifndef GATEWAY_CONTROL_CONTROL_H
#define GATEWAY_CONTROL_CONTROL_H

#include <jansson.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "gateway/llm/llm.h"
#include "gateway/loop/loop.h"
#include "gateway/people/people.h"
#include "gateway/store/store.h"

#define CONTROL_LINE_MAX ((size_t)64 * 1024)

/* ---- the gateway's side, on the loop ---- */

struct control;

/* Listens on DIR/control.sock; a stale socket file is removed, so call it only with the store's
 * lock held. Borrows everything. Returns owned, or NULL with an error added. */
struct control *control_create(struct loop *l, const char *dir, struct people *p, struct llm *llm,
			       const struct store_ops *ops, struct store *s,
			       struct diag *d) MUSTCHECK;
/* Closes and removes the socket. As with people: call it when the store is closed and before
 * people, language models and the loop go. */
void control_destroy(struct control *c);

/* ---- the command line's side, blocking ---- */

enum control_answer {
	CONTROL_OK,     /* *ret holds the answer */
	CONTROL_NOBODY, /* no gateway listens there: open the store yourself */
	CONTROL_FAILED  /* one listens but did not answer; an error was added */
};

/* Sends one request and waits for its answer, at most 30 s. `request` is borrowed; *ret is owned by
 * the caller (json_decref). */
enum control_answer control_ask(const char *dir, json_t *request, json_t **ret,
				struct diag *d) MUSTCHECK;
/* Answers the same request from the store itself, which is opened for it. 0, or -1 with an error
 * added (the store is in use, …). */
int control_local(const char *dir, json_t *request, json_t **ret, struct diag *d) MUSTCHECK;
/* Asks the gateway if one runs on that folder, else does it itself. */
int control_do(const char *dir, json_t *request, json_t **ret, struct diag *d) MUSTCHECK;

/* The period that a request for a report names; false when it names none. */
bool control_period(json_t *request, int64_t now_ms, struct store_period *ret);
/* The "figures" of an answer: [kind, text, text, text, numbers …] each; returns owned. */
json_t *control_figures(const struct store_figure *rows, size_t count);
/* The "users" of an answer; returns owned. */
json_t *control_users(const struct store_agent *agents, size_t count);

#endif
