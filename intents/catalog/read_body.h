/*
 * The body of a post: a YAML mapping to a template of JSON text. Internal to this folder.
 */
#ifndef INTENTS_READ_BODY_H
#define INTENTS_READ_BODY_H

#include "intents/catalog/read.h"

/* Fills the action's body. Scalars are texts with variables; an unquoted number, true, false or
 * null is what JSON means by it. */
void read_body(struct reader *r, const struct yaml_node *node, struct intent_action *a);

#endif
