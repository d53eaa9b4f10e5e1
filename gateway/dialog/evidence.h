/*
 * Evidence as JSON: exactly what a decision read and found, for the store, the console and `try
 * --json`.
 */
#ifndef GATEWAY_DIALOG_EVIDENCE_H
#define GATEWAY_DIALOG_EVIDENCE_H

#include "gateway/dialog/dialog.h"

/* Appends
 * {"locale","threshold","by","intent","confidence","pattern","examples","candidates","source"}. */
void evidence_write_match(struct buf *b, const struct intent_decision *d);
/* The same of one of several questions, with its "start" and "len" in the message. */
void evidence_write_part(struct buf *b, const struct intent_decision *d, struct intent_part span);
/* Appends [{"signal","weight","quote","seq"}] of a verdict. */
void evidence_write_signals(struct buf *b, const struct esc_verdict *v);
/* Appends {"name":"value",…}. */
void evidence_write_facts(struct buf *b, const struct dialog_fact *facts, size_t count);
/* Appends ,"dialog":{…}: the form with its values, what was done in the turn, how the questions of
 * the message were matched, what actions answered; and ,"llm":{…}: what was looked up in the shop's
 * texts and what a model said. Nothing for a plain answer. */
void evidence_write_dialog(struct buf *b, const struct dialog_step *s);
/* What is stored with a bot message: the match plus score, signals, action, catalog and policy
 * hashes, chat locale, page, desk and time. Returns owned JSON, or NULL when it did not fit its
 * bound. */
char *evidence_decision(const struct dialog_env *env, const struct dialog_turn *turn,
			const struct dialog_step *s, int64_t now_ms);
/* What is stored with the note that an action was carried out whose reply nobody may say any more.
 * Returns owned. */
char *evidence_action(const struct dialog_env *env, const struct intent *i,
		      const struct intent_action_request *request, const struct dialog_result *r,
		      int64_t now_ms);
/* What is stored with the part of a model's reply that was shown when something overtook it.
 * `grounded` may be NULL. Returns owned. */
char *evidence_cut(const struct dialog_env *env, const char *grounded, int64_t now_ms);
/* What is stored with a case: {"reason","score","at","evidence":[…]}. Returns owned. */
char *evidence_case(const struct dialog_step *s, int64_t now_ms);

#endif
