/*
 * A request that outlives the call that made it: a reply may be asked for again.
 */
#ifndef GATEWAY_LLM_REQUEST_H
#define GATEWAY_LLM_REQUEST_H

#include "gateway/llm/llm.h"

/* A deep copy, owned; NULL when it is more than may be sent. */
struct llm_request *request_copy(const struct llm_request *r) MUSTCHECK;
void request_destroy(struct llm_request *r);
/* Tokens of a text that nobody counted: four letters of an alphabet each, a Chinese character each.
 * Rather too many than too few. */
uint32_t request_estimate(const char *text, size_t len);
/* The same of a whole request. */
uint32_t request_estimate_all(const struct llm_request *r);

#endif
