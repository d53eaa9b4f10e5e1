/*
 * The compiled form of cue rules, shared by the compiler (cue_compile.c), the dictionary
 * (cue_words.c) and the matcher (cues.c).
 *
 * A rule is a phrase of elements over tokens: words, prefixes, numbers, classes of phrases, gaps.
 * Not regular expressions, because hundreds of them, in nine languages, tried on each message, with
 * misspellings, have to cost microseconds: a token is looked up once, and only rules that can begin
 * with it are tried. A phrase is run over a set of positions held as bits of one integer, so there
 * is no backtracking and the time is bounded by the number of elements.
 */
#ifndef ESCALATION_CUE_SET_H
#define ESCALATION_CUE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/vec.h"
#include "escalation/cues.h"

#define CUE_WORD_ROOM 40 /* bytes of the longest word */
#define CUE_CLASSES_MAX 60000
#define CUE_WORDS_MAX 60000
#define CUE_IDS_MAX 8 /* dictionary entries that one token can be */
#define CUE_WINDOW 64 /* tokens that one match can span */

enum cue_op { OP_WORD, OP_NUMBER, OP_CLASS, OP_GAP, OP_START, OP_CLAUSE, OP_END };

struct cue_element {
	unsigned char op;
	bool optional;
	unsigned short id; /* of the word or class; the gap's length */
};

struct cue_phrase {
	unsigned first, count; /* of elements */
};

struct cue_class {
	char name[32];         /* "" for a group */
	unsigned first, count; /* of phrases */
	bool any_first;        /* may begin with something that is no word */
	bool number_first;
	uint64_t *firsts; /* owned, once finished: a bit for each word that it may begin with */
};

struct cue_rule {
	struct cue_phrase phrase;
	enum esc_cue cue;
	bool negative; /* cancels what it overlaps */
	double p;
};

/* One spelling of a dictionary entry. */
struct cue_spelling {
	char text[CUE_WORD_ROOM];
	unsigned char len;
	bool prefix; /* stands for all words that begin so */
	bool exact;  /* never found through a misspelling */
	unsigned short word;
};

struct cue_word {
	VEC(unsigned short) rules; /* rules that may begin with it */
};

/* All words that may be meant when a misspelt token of a length and first letter turns up. */
#define CUE_FUZZY_LEAST 5
struct cue_bucket {
	VEC(unsigned) spellings;
};

struct cue_dict {
	VEC(struct cue_spelling) spellings;
	unsigned *slots; /* index + 1 by hash; room is a power of two */
	size_t room;
	struct cue_bucket fuzzy[26]; /* by first letter */
};

struct cue_set {
	struct cue_dict dict;
	VEC(struct cue_word) words;
	VEC(struct cue_element) elements;
	VEC(struct cue_phrase) phrases;
	VEC(struct cue_class) classes;
	VEC(struct cue_rule) rules;
	VEC(unsigned short) any_rules;    /* that may begin anywhere */
	VEC(unsigned short) number_rules; /* … with a number */
};

void cue_set_dispose(struct cue_set *s);
/* Compiles one line of a table. Returns 0, or -1 with `reterr` (room 120) saying what is wrong. */
int cue_set_class(struct cue_set *s, const char *name, const char *text,
		  char reterr[120]) MUSTCHECK;
int cue_set_rule(struct cue_set *s, enum esc_cue cue, bool negative, double p, const char *text,
		 char reterr[120]) MUSTCHECK;
/* Makes the indexes; call once, after the last rule. */
void cue_set_finish(struct cue_set *s);
/* All built-in tables. */
int cue_set_builtin(struct cue_set *s, char reterr[120]) MUSTCHECK;

/* The lines of the built-in tables, for hashing. */
size_t cue_set_row_count(void);
const char *cue_set_row_text(size_t index);

/* Folds a token for the dictionary: accents off, sharp s and ligatures apart, letters three times
 * in a row once. Returns the length (at most CUE_WORD_ROOM - 1). */
size_t cue_fold(const char *token, size_t len, char ret[CUE_WORD_ROOM]);
/* Adds a word (as written in a table) and returns its id. */
unsigned short cue_dict_add(struct cue_dict *d, const char *word, size_t len, bool prefix,
			    bool exact, unsigned short next_id);
/* All entries that a folded token is, by spelling or else by one slip of the keys. Returns how
 * many. */
size_t cue_dict_find(const struct cue_dict *d, const char *folded, size_t len,
		     unsigned short ret[CUE_IDS_MAX]);
void cue_dict_dispose(struct cue_dict *d);

#endif
