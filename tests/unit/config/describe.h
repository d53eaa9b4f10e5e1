/*
 * What a field table says, for people (a Markdown table) and for editors (a JSON Schema). Both are
 * owned texts.
 */
#ifndef TESTS_UNIT_CONFIG_DESCRIBE_H
#define TESTS_UNIT_CONFIG_DESCRIBE_H

#include "config/load/schema.h"

char *describe_markdown(const struct field *fields);
char *describe_json_schema(const struct field *fields, const char *title);

#endif
