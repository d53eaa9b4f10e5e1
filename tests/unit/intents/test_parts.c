/* The parts under a decision: numbers, speller, features, models, calibration. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/features/bag.h"
#include "intents/features/speller.h"
#include "intents/learn/calibrate.h"
#include "intents/model/model.h"

Test(num, known_values)
{
	cr_expect_float_eq(num_exp(1.0), 2.718281828459045, 1e-14);
	cr_expect_float_eq(num_exp(-20.5), 1.2501528663867426e-09, 1e-22);
	cr_expect_eq(num_exp(0.0), 1.0);
	cr_expect_eq(num_exp(-1000.0), 0.0);
	cr_expect_float_eq(num_log(10.0), 2.302585092994046, 1e-14);
	cr_expect_eq(num_log(1.0), 0.0);
	cr_expect_float_eq(num_sqrt(2.0), 1.4142135623730951, 1e-15);
	cr_expect_float_eq(num_sqrt(1e-12), 1e-6, 1e-20);
	cr_expect_eq(num_sqrt(-1.0), 0.0);
	cr_expect_eq(num_sigmoid(0.0), 0.5);
	for (double x = -30; x < 30; x += 0.37) {
		cr_expect_float_eq(num_log(num_exp(x)), x, 1e-13, "log(exp(%f))", x);
		cr_expect_lt(num_sigmoid(x), num_sigmoid(x + 0.37));
		cr_expect_float_eq(num_sigmoid(x) + num_sigmoid(-x), 1.0, 1e-15);
	}
}

Test(num, four_at_once_have_the_same_bits)
{
	for (float x = -100.0f; x < 100.0f; x += 0.37f) {
		const float of[NUM_LANES] = {x, -x, x / 100, x * 1e-6f};
		num_lanes lanes;
		float out[NUM_LANES], one[NUM_LANES];
		memcpy(&lanes, of, sizeof(lanes));
		lanes = num_exp_lanes(lanes);
		memcpy(out, &lanes, sizeof(out));
		for (size_t l = 0; l < NUM_LANES; l++)
			one[l] = num_exp_fast(of[l]);
		cr_expect_arr_eq(out, one, sizeof(one), "about %f", (double)x);
	}
}

/* ---- speller ---- */

static const char *mended(const struct speller *s, const char *word)
{
	static char copy[64];
	struct speller_word found = {.text = word, .len = strlen(word)};
	if (!speller_mend(s, &found))
		return "-";
	memcpy(copy, found.text, found.len);
	copy[found.len] = '\0';
	return copy;
}

Test(speller, mends_one_edit_to_the_most_frequent_word)
{
	static const char *const words[] = {"package", "order", "order", "older", "größe",
					    "is",      "ware",  "warm",  "warm"};
	struct speller *s = speller_create();
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		speller_add(s, words[i], strlen(words[i]));
	speller_finish(s);
	cr_expect(speller_knows(s, "package", 7));
	cr_expect_not(speller_knows(s, "packag", 6));
	cr_expect_str_eq(mended(s, "package"), "package");
	cr_expect_str_eq(mended(s, "packag"), "package", "a letter too few");
	cr_expect_str_eq(mended(s, "packkage"), "package", "too many");
	cr_expect_str_eq(mended(s, "pavkage"), "package", "a wrong one");
	cr_expect_str_eq(mended(s, "pakcage"), "package", "two swapped");
	cr_expect_str_eq(mended(s, "größ"), "größe");
	cr_expect_str_eq(mended(s, "grüße"), "größe", "a letter of two bytes is one letter");
	cr_expect_str_eq(mended(s, "grüß"), "-", "two edits are too many");
	cr_expect_str_eq(mended(s, "orer"), "order", "the most frequent");
	cr_expect_str_eq(mended(s, "oder"), "order");
	cr_expect_str_eq(mended(s, "warn"), "warm", "of two that are as near");
	cr_expect_str_eq(mended(s, "iss"), "-", "short words are left alone");
	cr_expect_str_eq(mended(s, "xyzzy"), "-");
	speller_destroy(s);
}

/* ---- models ---- */

/* Eight messages over six features: classes 0, 1 and 2 have a feature of their own each and share
 * the others. */
struct toy {
	struct sparse_set set;
	uint32_t labels[8];
	struct model_data data;
};

static void toy_make(struct toy *t)
{
	static const struct {
		uint32_t label, count, index[3];
	} rows[8] = {{0, 2, {0, 3}}, {0, 2, {0, 4}}, {0, 3, {0, 3, 4}}, {1, 2, {1, 3}},
		     {1, 2, {1, 5}}, {2, 2, {2, 4}}, {2, 2, {2, 5}},    {2, 1, {2}}};
	struct sparse *v = mem_new(1, sizeof(*v));
	sparse_set_init(&t->set, 8);
	for (size_t i = 0; i < 8; i++) {
		v->count = rows[i].count;
		for (size_t k = 0; k < v->count; k++) {
			v->index[k] = rows[i].index[k];
			v->value[k] = (float)(1.0 / num_sqrt(rows[i].count));
		}
		sparse_set_add(&t->set, v);
		t->labels[i] = rows[i].label;
	}
	t->data = (struct model_data){
		.vectors = &t->set, .labels = t->labels, .class_count = 3, .feature_count = 6};
	free(v);
}

static void expect_own_class_first(const struct intent_model *kind)
{
	struct toy t;
	float *scores = mem_new(16, sizeof(*scores));
	struct sparse *v = mem_new(1, sizeof(*v));
	toy_make(&t);
	void *model = kind->train(&t.data);
	for (size_t i = 0; i < t.set.count; i++) {
		v->count = t.set.start[i + 1] - t.set.start[i];
		memcpy(v->index, t.set.index + t.set.start[i], v->count * sizeof(*v->index));
		memcpy(v->value, t.set.value + t.set.start[i], v->count * sizeof(*v->value));
		kind->score(model, v, scores);
		for (uint32_t c = 0; c < 3; c++)
			cr_expect(c == t.labels[i] || scores[c] < scores[t.labels[i]],
				  "%s: message %zu, class %u", kind->kind, i, c);
	}
	kind->destroy(model);
	sparse_set_dispose(&t.set);
	free(v);
	free(scores);
}

Test(model, linear_tells_the_classes_apart)
{
	expect_own_class_first(&model_linear);
}

Test(model, centroid_tells_the_classes_apart)
{
	expect_own_class_first(&model_centroid);
}

/* |w|^2 / 2 and, for each message, what its class lacks to a lead of 2 over the best other. */
static double toy_objective(const struct toy *t, double w[6][3])
{
	double sum = 0;
	for (size_t f = 0; f < 6; f++)
		sum += (w[f][0] * w[f][0] + w[f][1] * w[f][1] + w[f][2] * w[f][2]) / 2;
	for (size_t i = 0; i < t->set.count; i++) {
		double score[3] = {0}, lack = 0;
		for (size_t k = t->set.start[i]; k < t->set.start[i + 1]; k++) {
			for (size_t c = 0; c < 3; c++)
				score[c] += w[t->set.index[k]][c] * (double)t->set.value[k];
		}
		for (uint32_t c = 0; c < 3; c++) {
			double less = 2 + score[c] - score[t->labels[i]];
			lack = c != t->labels[i] && less > lack ? less : lack;
		}
		sum += lack;
	}
	return sum;
}

/* No weight can be moved to where it would be much better: bytes and ten passes come that near. The
 * weights are the scores of unit vectors. */
Test(model, linear_is_at_the_optimum)
{
	struct toy t;
	float *scores = mem_new(16, sizeof(*scores));
	double w[6][3];
	struct sparse *v = mem_new(1, sizeof(*v));
	toy_make(&t);
	void *model = model_linear.train(&t.data);
	for (uint32_t f = 0; f < 6; f++) {
		v->count = 1;
		v->index[0] = f;
		v->value[0] = 1.0f;
		model_linear.score(model, v, scores);
		for (size_t c = 0; c < 3; c++)
			w[f][c] = (double)scores[c];
	}
	double least = toy_objective(&t, w);
	for (size_t f = 0; f < 6; f++) {
		for (size_t k = 0; k < 6; k++) {
			double *moved = &w[f][k / 2], was = *moved;
			*moved += k % 2 == 0 ? 0.1 : -0.1;
			cr_expect_gt(toy_objective(&t, w), least - 0.01,
				     "feature %zu, class %zu: %f, not %f", f, k / 2,
				     toy_objective(&t, w), least);
			*moved = was;
		}
	}
	model_linear.destroy(model);
	sparse_set_dispose(&t.set);
	free(v);
	free(scores);
}

/* ---- calibration ---- */

Test(calibrate, confidence_rises_strictly_and_threshold_loses_a_tenth)
{
	struct outcome outcomes[400];
	struct calibration c = calibration_default();
	size_t right = 0, kept = 0;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		double margin = -1.0 + 2.0 * (double)((i * 37) % 400) / 400.0;
		/* Right more often the larger the margin: 5 to 95 % in steps of the index. */
		bool good = (double)((i * 61) % 100) < 50.0 + 45.0 * margin;
		outcomes[i] = (struct outcome){.margin = margin, .right = good};
	}
	calibrate_margin(&c, outcomes, ARRAY_LEN(outcomes));
	for (double m = -3; m < 3; m += 0.01)
		cr_expect_lt(calibration_confidence(&c, m), calibration_confidence(&c, m + 0.01),
			     "at %f", m);
	cr_expect_lt(calibration_confidence(&c, 100), CONFIDENCE_EXACT);
	cr_expect_gt(calibration_confidence(&c, -100), 0);
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		right += outcomes[i].right ? 1 : 0;
		kept += outcomes[i].right && calibration_confidence(&c, outcomes[i].margin) >=
						     c.threshold
				? 1
				: 0;
	}
	cr_expect(c.threshold <= 0.45 || kept * 10 >= right * 9, "threshold %f keeps %zu of %zu",
		  c.threshold, kept, right);
	cr_expect_float_eq(calibration_confidence(&c, 0), 0.5, 0.08);
	cr_expect_gt(calibration_confidence(&c, 0.9), 0.78);
	cr_expect_lt(calibration_confidence(&c, -0.9), 0.22);
}

Test(calibrate, all_right_or_all_wrong_stays_a_curve)
{
	struct outcome outcomes[20];
	for (int good = 0; good < 2; good++) {
		struct calibration c = calibration_default();
		for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
			outcomes[i] =
				(struct outcome){.margin = 0.1 * (double)i - 1, .right = good == 1};
		calibrate_margin(&c, outcomes, ARRAY_LEN(outcomes));
		cr_expect_lt(calibration_confidence(&c, -1), calibration_confidence(&c, 1));
		cr_expect(c.threshold >= 0.45 && c.threshold <= 0.80, "%f", c.threshold);
	}
}

/* ---- features ---- */

Test(bag, counts_features_and_is_clean_after_a_long_text)
{
	static const struct bag_language english = {.stem = STEM_ENGLISH}, none = {0};
	struct bag *b = bag_create();
	struct stemmers *stemmers = stemmers_create();
	struct token tokens[512];
	size_t count, again;
	static const char text[] = "where is my order my orders 4711";
	size_t n = tokens_split(text, strlen(text), tokens, ARRAY_LEN(tokens));
	bag_fill(b, stemmers, &english, NULL, text, tokens, n);
	const struct bag_item *items = bag_items(b, &count);
	size_t words = 0, quiet = 0;
	float most = 0;
	for (size_t i = 0; i < count; i++) {
		words += items[i].block == BAG_WORDS ? 1 : 0;
		quiet += items[i].state == BAG_QUIET ? 1 : 0;
		most = items[i].block == BAG_WORDS && items[i].count > most ? items[i].count : most;
	}
	cr_expect_eq(words, 5, "where is my order and a number, not %zu", words);
	cr_expect_eq(quiet, 1);
	cr_expect_eq(most, 2.0f, "order and orders have one stem");
	cr_expect_eq(bag_word_count(b), 6, "the number is no word");
	size_t long_len = 30000;
	char *noise = mem_new(long_len + 1, 1);
	for (size_t i = 0; i < long_len; i++)
		noise[i] = i % 7 == 6 ? ' ' : (char)('a' + (i * i + i / 7) % 26);
	n = tokens_split(noise, long_len, tokens, ARRAY_LEN(tokens));
	bag_fill(b, stemmers, &none, NULL, noise, tokens, n);
	(void)bag_items(b, &again);
	cr_expect_leq(again, BAG_ITEMS);
	n = tokens_split(text, strlen(text), tokens, ARRAY_LEN(tokens));
	bag_fill(b, stemmers, &english, NULL, text, tokens, n);
	(void)bag_items(b, &again);
	cr_expect_eq(again, count);
	cr_expect(bag_is_number("4711", 4));
	cr_expect(bag_is_number("fd4711x", 7));
	cr_expect_not(bag_is_number("b2b", 3));
	cr_expect_not(bag_is_number("abc", 3));
	free(noise);
	stemmers_destroy(stemmers);
	bag_destroy(b);
}
