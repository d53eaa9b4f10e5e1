/*
 * Text on a terminal of 80 columns: columns by display width, wrapped sentences, and words of
 * strangers, quoted so that they can neither move the cursor nor fill the screen.
 */
#ifndef GATEWAY_CLI_TERMINAL_H
#define GATEWAY_CLI_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

#define TERMINAL_WIDTH 80

/* How many columns `len` bytes of UTF-8 take: Chinese and emojis two, what has no width none. */
size_t terminal_width(const char *text, size_t len);
/* Prints `text` in exactly `width` columns, cut with "..." or filled with blanks. */
void terminal_column(FILE *out, const char *text, size_t width);
/* Prints a sentence, broken at blanks and between Chinese characters, `indent` columns in, its
 * first line `first` columns used already. Ends with a line feed. */
void terminal_wrap(FILE *out, size_t first, size_t indent, const char *text);
/* Prints `len` bytes of anything in double quotes: control characters, quotes and invalid bytes
 * escaped, cut with "..." to at most `width` columns. */
void terminal_quote(FILE *out, const char *text, size_t len, size_t width);

#endif
