/* What a field table says, for people. */
#ifndef TESTS_UNIT_CONFIG_DESCRIBE_H
#define TESTS_UNIT_CONFIG_DESCRIBE_H

#include "config/load/schema.h"

/* A Markdown table, owned. */
char *describe_markdown(const struct field *fields);

#endif
