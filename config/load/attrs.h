/*
 * Compiler attributes and small macros that every layer uses. The lowest header of the tree:
 * includes nothing of ours.
 */
#ifndef CONFIG_LOAD_ATTRS_H
#define CONFIG_LOAD_ATTRS_H

/* The result carries an error that must be looked at. */
#define MUSTCHECK __attribute__((warn_unused_result))
/* Argument `fmt` is a printf format, its arguments start at `first`. */
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
