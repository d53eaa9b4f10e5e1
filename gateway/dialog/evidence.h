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
/* Appends [{"signal","weight","quote","seq"}] of a verdict. */
void evidence_write_signals(struct buf *b, const struct esc_verdict *v);
/* What is stored with a bot message: the match plus score, signals, action, catalog and policy
 * hashes, chat locale and time. Returns owned JSON, or NULL when it did not fit its bound. */
char *evidence_decision(const struct dialog_env *env, const struct dialog_turn *turn,
			const struct dialog_step *s, int64_t now_ms);
/* What is stored with a case: {"reason","score","at","evidence":[…]}. Returns owned. */
char *evidence_case(const struct dialog_step *s, int64_t now_ms);

#endif
