/*
 * From what of a question stands in a passage to the chance that the passage answers it: logistic
 * functions, their coefficients in one table.
 */
#ifndef GATEWAY_KNOWLEDGE_FIT_H
#define GATEWAY_KNOWLEDGE_FIT_H

#include "gateway/knowledge/features.h"

#define FIT_TERMS 5

/* What is added up: 1 and what the table has coefficients for. */
void fit_terms(const double features[FEATURE_COUNT], double ret[FIT_TERMS]);
/* The same of a question that leans on the one before it. `odds`: the sum that both together come
 * to; `own`: of the question alone. */
void fit_follow_up_terms(double odds, const double own[FEATURE_COUNT], double ret[FIT_TERMS]);
double fit_sum(const double coefficients[FIT_TERMS], const double terms[FIT_TERMS]);

extern const double fit_coefficients[FIT_TERMS], fit_follow_up_coefficients[FIT_TERMS];

/* In (0, 1). */
double fit_score(const double features[FEATURE_COUNT]);
double fit_follow_up(const double features[FEATURE_COUNT], const double own[FEATURE_COUNT]);

#endif
