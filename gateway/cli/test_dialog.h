/*
 * The conversations among the tests of a catalog.
 */
#ifndef GATEWAY_CLI_TEST_DIALOG_H
#define GATEWAY_CLI_TEST_DIALOG_H

#include <stddef.h>

#include "gateway/dialog/config_set.h"

/* Runs all of them, prints each miss with file:line:col, and returns how many conversations had
 * one. */
size_t test_conversations(const struct config_set *c);

#endif
