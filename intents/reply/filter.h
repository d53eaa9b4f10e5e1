/*
 * Filters of templates: a value in the form that people of a language expect.
 */
#ifndef INTENTS_FILTER_H
#define INTENTS_FILTER_H

enum filter { FILTER_NONE, FILTER_DATE, FILTER_NUMBER, FILTER_AMOUNT, FILTER_UPPER };
#define FILTER_COUNT 4

/* The names, FILTER_COUNT of them. */
const char *const *filter_words(void);
/* FILTER_NONE when there is none of that name. */
enum filter filter_of(const char *word);
/* The value as the filter writes it, owned; NULL when it stays as it is: no filter, or a value that
 * is no date or number. */
char *filter_apply(enum filter f, const char *value, const char *locale);

#endif
