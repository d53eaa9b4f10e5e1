/*
 * What conditions (`when:`, `follows:`) and templates (`{name}`) read besides the message itself.
 * The caller knows the facts; this folder only asks for them by the names that stand in templates:
 * slots by their name, `action.NAME`, `shop.name`, `customer.NAME`.
 */
#ifndef INTENTS_FACTS_H
#define INTENTS_FACTS_H

#include <stdbool.h>

#include "intents/intent.h"

/* All borrowed for the length of a call. */
struct intent_facts {
	/* The value of a fact, borrowed until the next call; NULL: no such fact. May be NULL
	 * itself.
	 */
	const char *(*get)(const void *ctx, const char *name);
	const void *ctx;
	const char *locale;  /* the chat's, any BCP 47 tag, or NULL */
	const char *page;    /* address of the page, or NULL */
	const char *channel; /* "widget", "try", or NULL */
	bool open;           /* whether the desk is */
	const char *after;   /* id of the intent answered just before, or NULL */
	const char *topic;   /* of the last one that was no follow-up; NULL: none was answered */
};

/* Whether the intent leans on the answer before: it has `follows:`. */
bool intent_is_follow_up(const struct intent *i);
/* Whether `follows:` holds; always without one. */
bool intent_follows(const struct intent *i, const struct intent_facts *f);
/* Whether `other` may be considered where a message is one of `truth`: follow-ups only where
 * another one of the same answers is. What examples are judged by, since they have no chat. */
bool intent_meets(const struct intent *truth, const struct intent *other);
/* Whether `when:` and `follows:` let the intent be considered at all. */
bool intent_allows(const struct intent *i, const struct intent_facts *f);

#endif
