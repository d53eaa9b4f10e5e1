/*
 * What the dialog asks of a language model, and what came of it: both plain data, so that a turn
 * that a model answered can be decided again from what was stored.
 */
#ifndef GATEWAY_DIALOG_MODEL_H
#define GATEWAY_DIALOG_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Passages that one question is answered from. */
#define DIALOG_PASSAGES_MAX 6

/* A passage of the shop's own texts. Texts are borrowed from whoever found it. */
struct dialog_passage {
	const char *title;
	const char *url; /* or NULL */
	const char *text;
	const char *file;
	unsigned line;
	double score;      /* 0 to 1, calibrated: how likely it answers the question */
	bool is_follow_up; /* found with what the customer asked before, too */
};

/* What is looked up; all borrowed. */
struct dialog_question {
	const char *locale, *text;
	size_t len;
	const char *before; /* what the customer asked before, or NULL */
};

/* Where answers come from that no rule has. NULL in the environment: nowhere. */
struct dialog_ground {
	/* Finds the best passages for a question, best first; returns how many. */
	size_t (*search)(const void *knowledge, const struct dialog_question *q,
			 struct dialog_passage *ret, size_t max);
	const void *knowledge;
	const char *hash; /* of the texts */
	size_t room;      /* bytes of all passages of one question together; 0: no limit */
	double least;     /* score from which a passage may answer */
	double sure;      /* … although the message seems to be none of the shop's business */
	bool strict;      /* the approved text itself is the answer; no model is asked */
	bool model;       /* a model may be asked */
};

enum dialog_said_end {
	DIALOG_SAID_ALL,     /* the whole answer */
	DIALOG_SAID_NONE,    /* no model answered: down, too slow, switched off, no budget */
	DIALOG_SAID_BROKEN,  /* the stream ended in the middle */
	DIALOG_SAID_STOPPED, /* the guards let no more of it pass */
	DIALOG_SAID_HANDOFF, /* it asked for a person, by its tool */
	DIALOG_SAID_CLAIMED  /* it wrote that it hands over, without doing it */
};
const char *dialog_said_end_name(enum dialog_said_end e);
/* Returns false when there is no such name. */
bool dialog_said_end_find(const char *name, enum dialog_said_end *ret);

#define DIALOG_VERDICTS_MAX 8

/* What a model said, as it was shown: checked, personal data restored, citations numbered anew. All
 * borrowed. */
struct dialog_said {
	enum dialog_said_end end;
	const char *text;                    /* as it was shown; "" for nothing */
	unsigned cited[DIALOG_PASSAGES_MAX]; /* the passages behind [1], [2] …: from 0 */
	size_t cited_count;
	const char *reason, *summary;              /* of its tool call; NULL without one */
	const char *verdicts[DIALOG_VERDICTS_MAX]; /* words: what the guards objected to */
	size_t verdict_count;
	/* For the evidence alone. */
	const char *outcome, *provider, *model, *finish, *prompt; /* prompt: its hash */
	uint64_t tokens_in, tokens_out;
	bool estimated;
	double cost, mean_logprob;
	bool has_logprob;
	int64_t first_ms, total_ms;
};

/* How sure the model was of its words: e to the mean log-probability, which is the geometric mean
 * of its tokens' probabilities; 1 where the provider told none. */
double dialog_said_wording(const struct dialog_said *said);
/* How likely the answer is right: that the best passage answers the question, and that the model
 * meant the words it chose. */
double dialog_said_confidence(const struct dialog_said *said, double best_score);

#endif
