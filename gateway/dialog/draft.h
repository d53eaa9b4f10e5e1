/*
 * A turn while it is decided: what is read, what will be said, what will be remembered. Shared by
 * the rooms of the dialog step; nobody outside sees it.
 */
#ifndef GATEWAY_DIALOG_DRAFT_H
#define GATEWAY_DIALOG_DRAFT_H

#include "gateway/dialog/dialog.h"
#include "gateway/dialog/phrase.h"
#include "gateway/words/words.h"
#include "intents/facts.h"

#define DRAFT_FACTS_MAX 64 /* results of one action; more are left out */

struct draft {
	const struct dialog_env *env;
	const struct dialog_turn *turn;
	struct dialog_step *step;
	struct dialog_memory *memory; /* becomes step->memory */
	struct buf reply;
	struct intent_part spans[INTENT_PARTS_MAX];         /* the questions of the message */
	size_t span_count;                                  /* 0 = one */
	struct intent_question questions[INTENT_PARTS_MAX]; /* beside what a form was told */
	size_t question_count;
	enum esc_answer kind;
	const struct intent *answered; /* matched in this turn and answered: its signals count */
	bool is_new;                   /* the reply is an answer: the same one again is a failure */
	bool action_failed;            /* in this turn */
	bool form_failed;              /* too many wrong answers */
	bool is_pending;               /* step->request has to be sent first: nothing else counts */
	bool asks_model;               /* … no: a model has to be asked first */
	bool llm_request;              /* it wants a person for the customer */
	bool llm_unavailable;          /* none answered */
	bool is_dry;                   /* a made-up result: what does not render is not said */
	size_t next_result;
	struct dialog_fact facts[DRAFT_FACTS_MAX]; /* owned texts: what the action gave */
	size_t fact_count;
	struct buf results;            /* JSON of step->results */
	char after[INTENT_ID_MAX + 1]; /* answered just before this turn */
	char topic[INTENT_ID_MAX + 1]; /* what that was about: the last one that was no follow-up */
};

void draft_init(struct draft *d, const struct dialog_env *env, const struct dialog_memory *before,
		const struct dialog_turn *turn, struct dialog_step *step);
/* Reply and results go into the step; the rest is released. */
void draft_finish(struct draft *d);

/* What templates and conditions read now; borrows from the draft. */
struct intent_facts draft_facts(const struct draft *d);
void draft_put_fact(void *draft, const char *name, const char *value);
void draft_clear_facts(struct draft *d);

/* A paragraph of the reply. Copies. */
void draft_say(struct draft *d, const char *text);
/* The same, taken: NULL is nothing said and false. */
bool draft_say_owned(struct draft *d, char *text);
void draft_word(struct draft *d, enum word w, const char *title);
void draft_choices(struct draft *d, const char *const *choices, size_t count);
/* The sentence for the customer; the first one stays. */
void draft_why(struct draft *d, enum word w, const char *title);
void draft_did(struct draft *d, enum dialog_event e, const char *intent, const char *slot);
/* The name of the language that is spoken. */
const char *draft_locale(const struct draft *d);

#endif
