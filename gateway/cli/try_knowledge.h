/* `frontdesk try --knowledge TEXT`: which passages a question would be answered from, and why. */
#ifndef GATEWAY_CLI_TRY_KNOWLEDGE_H
#define GATEWAY_CLI_TRY_KNOWLEDGE_H

#include <stdbool.h>
#include <stdio.h>

#include "gateway/knowledge/knowledge.h"

/* Prints the best passages, as text for 80 columns or as one JSON object. */
void try_knowledge(FILE *out, const struct knowledge *k, const struct knowledge_question *q,
		   bool json);

#endif
