/*
 * The coefficients come from `make fit-knowledge`, which fits them on tests/golden/knowledge/
 * fit.jsonl and prints this table; tests/unit/gateway/test_knowledge_fit.c holds them together.
 */
#include "gateway/knowledge/fit.h"

#include "intents/base/num.h"

/* 1, share, best sentence, weight, weight in the headings */
const double fit_coefficients[FIT_TERMS] = {-5.5286, 1.8283, 2.2419, 2.5950, 1.7788};
/* 1, the score of all words (its logarithmic odds), own share, own weight, own words missing */
const double fit_follow_up_coefficients[FIT_TERMS] = {-2.0395, 0.5040, 1.0003, 1.9029, -0.6080};

double fit_sum(const double coefficients[FIT_TERMS], const double terms[FIT_TERMS])
{
	double sum = 0;

	for (int i = 0; i < FIT_TERMS; i++)
		sum += coefficients[i] * terms[i];
	return sum;
}

void fit_terms(const double f[FEATURE_COUNT], double ret[FIT_TERMS])
{
	ret[0] = 1;
	ret[1] = f[FEATURE_SHARE];
	ret[2] = f[FEATURE_SENTENCE];
	ret[3] = f[FEATURE_WEIGHT];
	ret[4] = f[FEATURE_HEAD_WEIGHT];
}

void fit_follow_up_terms(double odds, const double own[FEATURE_COUNT], double ret[FIT_TERMS])
{
	ret[0] = 1;
	ret[1] = odds;
	ret[2] = own[FEATURE_SHARE];
	ret[3] = own[FEATURE_WEIGHT];
	ret[4] = own[FEATURE_MISSING];
}

static double odds_of(const double features[FEATURE_COUNT])
{
	double terms[FIT_TERMS];

	fit_terms(features, terms);
	return fit_sum(fit_coefficients, terms);
}

double fit_score(const double features[FEATURE_COUNT])
{
	return num_sigmoid(odds_of(features));
}

double fit_follow_up(const double features[FEATURE_COUNT], const double own[FEATURE_COUNT])
{
	double terms[FIT_TERMS];

	fit_follow_up_terms(odds_of(features), own, terms);
	return num_sigmoid(fit_sum(fit_follow_up_coefficients, terms));
}
