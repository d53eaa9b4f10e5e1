/*
 * A question under way, as the two halves of it know it: ask.c runs it, ask_show.c shows it.
 */
#ifndef GATEWAY_SESSION_ASK_IMPL_H
#define GATEWAY_SESSION_ASK_IMPL_H

#include "gateway/dialog/prompt.h"
#include "gateway/dialog/speech.h"
#include "gateway/session/ask.h"

struct ask {
	struct hub *hub;
	struct conv *conv;
	struct config_set *config;    /* held */
	char *text, *page, *reply_to; /* owned: the turn as it was */
	size_t len;
	enum locale locale, reply_locale;                    /* of the chat, of the answer */
	uint64_t seq, number;                                /* number: among the hub's */
	uint64_t call;                                       /* of the model, 0 = none */
	struct dialog_passage passages[DIALOG_PASSAGES_MAX]; /* borrowed from the config */
	size_t passage_count;
	char *asked_before;  /* owned: see dialog_step */
	struct mask *mask;   /* owned, as the next one */
	struct guard *guard; /* NULL until it is asked */
	struct speech speech;
	struct dialog_said said; /* borrows from the speech and the texts below */
	char *shown, *provider, *model, *finish, *reason, *summary; /* owned */
	char prompt[PROMPT_HASH_LEN + 1];
	char intent[INTENT_ID_MAX + 1]; /* the nearest one, for the costs; "" = none */
	size_t kept_len, shown_len; /* of the speech: in the store, or on the way; at the sockets */
	bool is_ready, is_keeping, is_cancelled;
	int64_t alone_since_ms; /* 0: somebody is there */
	unsigned writes;
};

/* What the speech has that the sockets do not have yet: stored, then shown. */
void ask_show(struct ask *a);
/* Before the message there is a delta, also where the store could not keep one. */
void ask_show_first(struct ask *a);
/* The sockets get no more of it. */
void ask_show_end(struct ask *a);
/* What was said so far, into `s`; its text is the ask's and lives until the next call. */
void ask_note_speech(struct ask *a, struct dialog_said *s);

#endif
