/* The second stage: better models, what they share, what is kept of them. */
#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/catalog/model_cache.h"
#include "intents/refine.h"
#include "tests/unit/intents/help.h"

#define WAYS 3
#define EACH 45 /* examples an intent */

static const char *const verbs[WAYS] = {"cancel", "insure", "track"};
static const char *const nouns[WAYS] = {"voucher", "parcel", "account"};

/* What is meant depends on verb and noun together, too far apart to be a pair: a linear model can't
 * tell, a net can. */
static char *yaml_of_shop(void)
{
	static const char *const fillers[] = {"now",   "really", "soon",  "today",
					      "again", "then",   "quite", "well"};
	char *yaml = NULL;
	size_t size = 0, n = 0;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (size_t i = 0; i < WAYS; i++) {
		(void)fprintf(out, "  - id: i%zu\n    handoff: offer\n    examples:\n      en:\n",
			      i);
		for (size_t k = 0; k < EACH; k++) {
			(void)fprintf(out, "        - %s", verbs[k % WAYS]);
			for (size_t f = 0; f < 4; f++, n = n * 5 + 3 + f)
				(void)fprintf(out, " %s", fillers[n / 7 % ARRAY_LEN(fillers)]);
			(void)fprintf(out, " %s\n", nouns[(i + k) % WAYS]);
		}
	}
	(void)fclose(out);
	return yaml;
}

static struct intent_catalog *catalog_to_refine(void)
{
	char *yaml = yaml_of_shop();
	struct intent_catalog *c = catalog_good(yaml);
	free(yaml);
	return c;
}

static void expect_alike(const struct intent_catalog *a, const struct intent_catalog *b)
{
	static const char *const texts[] = {
		"cancel my parcel",       "track", "the voucher", "insure it",
		"who can change my card", "xyzzy"};
	struct intent_scratch *s = intent_scratch_create();
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct intent_decision x, y;
		intent_match(a, s, "en", texts[i], strlen(texts[i]), &x);
		intent_match(b, s, "en", texts[i], strlen(texts[i]), &y);
		cr_expect_eq(x.confidence, y.confidence, "%s", texts[i]);
		cr_expect_str_eq(intent_id(x.candidates[0].intent),
				 intent_id(y.candidates[0].intent));
		cr_expect_eq(x.threshold, y.threshold);
	}
	intent_scratch_destroy(s);
}

static struct intent_catalog *refine(const struct intent_catalog *c, const char *dir, size_t most,
				     enum intent_refined expected)
{
	const struct intent_refine how = {.cache_dir = dir, .cache_bytes = most};
	enum intent_refined result;
	struct intent_catalog *best = intent_catalog_refine(c, &how, &result);
	cr_expect_eq(result, expected, "%d, not %d", result, expected);
	cr_expect_eq(best != NULL, expected == INTENT_REFINED || expected == INTENT_REFINED_KEPT);
	return best;
}

/* Of the nine messages of a verb and a noun, each with words between that no example has so. */
static size_t count_right(const struct intent_catalog *c)
{
	struct intent_scratch *s = intent_scratch_create();
	size_t right = 0;
	for (size_t v = 0; v < WAYS; v++) {
		for (size_t n = 0; n < WAYS; n++) {
			struct intent_decision d;
			char text[64], id[4];
			(void)snprintf(text, sizeof(text), "%s now quite well soon %s", verbs[v],
				       nouns[n]);
			(void)snprintf(id, sizeof(id), "i%zu", (n + WAYS - v) % WAYS);
			(void)answer(c, s, "en", text, &d);
			cr_assert_gt(d.candidate_count, 0);
			right += strcmp(intent_id(d.candidates[0].intent), id) == 0 ? 1 : 0;
		}
	}
	intent_scratch_destroy(s);
	return right;
}

Test(refine, a_better_catalog_of_the_same_intents)
{
	struct intent_catalog *c = catalog_to_refine();
	struct intent_catalog *a = refine(c, NULL, 0, INTENT_REFINED);
	struct intent_catalog *b = refine(c, NULL, 0, INTENT_REFINED);
	cr_assert(a != NULL && b != NULL);
	cr_expect_str_eq(intent_catalog_hash(a), intent_catalog_hash(b));
	cr_expect_str_neq(intent_catalog_hash(a), intent_catalog_hash(c));
	cr_expect_eq(intent_catalog_find(a, "i2"), intent_catalog_find(c, "i2"));
	expect_alike(a, b);
	struct intent_catalog *again = refine(a, NULL, 0, INTENT_REFINE_NO_GAIN);
	cr_expect_null(again, "a refined one is as good as it gets");
	size_t linear = count_right(c);
	intent_catalog_destroy(a);
	intent_catalog_destroy(c); /* before the one that lives on it */
	size_t best = count_right(b);
	cr_expect_geq(best, linear + 2, "%zu right, %zu before", best, linear);
	intent_catalog_destroy(b);
}

/* Trained nets to the last bit, with every compiler and optimisation. */
Test(refine, nets_are_the_same_to_the_bit)
{
	static const char expected[] =
		"783849e6e9d7d014be5eeb2780733b354b047eb78ceff98b6450fe5ee813632c";
	struct intent_catalog *c = catalog_to_refine();
	struct intent_catalog *best = refine(c, NULL, 0, INTENT_REFINED);
	struct intent_scratch *s = intent_scratch_create();
	static const char *const texts[] = {"cancel my parcel", "track", "the voucher",
					    "insure it now quite well soon", "account today"};
	char *lines = NULL, hex[2 * crypto_hash_sha256_BYTES + 1];
	unsigned char sum[crypto_hash_sha256_BYTES];
	size_t size = 0;
	FILE *out = open_memstream(&lines, &size);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct intent_decision d;
		(void)answer(best, s, "en", texts[i], &d);
		for (size_t k = 0; k < d.candidate_count; k++)
			(void)fprintf(out, "%s %a\n", intent_id(d.candidates[k].intent),
				      d.candidates[k].confidence);
	}
	(void)fclose(out);
	crypto_hash_sha256(sum, (const unsigned char *)lines, size);
	sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
	cr_expect_str_eq(hex, expected, "if that is meant, change NETS_KIND and put %s here", hex);
	free(lines);
	intent_scratch_destroy(s);
	intent_catalog_destroy(best);
	intent_catalog_destroy(c);
}

Test(refine, cancelled_and_too_small)
{
	struct intent_catalog *c = catalog_to_refine();
	const atomic_bool cancel = true;
	const struct intent_refine how = {.cancel = &cancel};
	enum intent_refined result;
	cr_expect_null(intent_catalog_refine(c, &how, &result));
	cr_expect_eq(result, INTENT_REFINE_CANCELLED);
	intent_catalog_destroy(c);
	c = catalog_good("intents: [{id: a, examples: {en: [hello you]}, reply: {en: y}}]");
	cr_expect_null(refine(c, NULL, 0, INTENT_REFINE_NO_GAIN));
	intent_catalog_destroy(c);
}

static void model_path(const struct folder *f, const struct intent_catalog *best, char *out,
		       size_t size)
{
	(void)snprintf(out, size, "%s/%s.model", f->path, intent_catalog_hash(best) + 7);
}

static void spoil(const char *path, long at, size_t cut_to)
{
	FILE *f = fopen(path, "r+be");
	cr_assert_not_null(f, "%s", path);
	(void)fseek(f, at, SEEK_SET);
	int c = fgetc(f);
	(void)fseek(f, at, SEEK_SET);
	(void)fputc(c ^ 1, f);
	(void)fclose(f);
	if (cut_to > 0)
		cr_assert_eq(truncate(path, (off_t)cut_to), 0);
}

Test(refine, what_was_trained_is_kept)
{
	const size_t most = 100000000;
	struct folder f = folder_make();
	struct intent_catalog *c = catalog_to_refine();
	struct intent_catalog *a = refine(c, f.path, most, INTENT_REFINED);
	struct intent_catalog *b = refine(c, f.path, most, INTENT_REFINED_KEPT);
	char path[256];
	struct stat st;
	cr_assert(a != NULL && b != NULL);
	expect_alike(a, b);
	model_path(&f, a, path, sizeof(path));
	cr_assert_eq(stat(path, &st), 0, "%s", path);
	cr_expect_eq(st.st_mode & 0777, 0600);
	const struct {
		long at;
		size_t cut_to;
	} harms[] = {{0, 0},
		     {16, 0},
		     {20, 0},
		     {(long)st.st_size / 2, 0},
		     {st.st_size - 1, 0},
		     {30, 10},
		     {30, (size_t)st.st_size - 5}};
	for (size_t i = 0; i < ARRAY_LEN(harms); i++) {
		spoil(path, harms[i].at, harms[i].cut_to);
		struct intent_catalog *again = refine(c, f.path, most, INTENT_REFINED);
		expect_alike(a, again);
		intent_catalog_destroy(again);
		again = refine(c, f.path, most, INTENT_REFINED_KEPT);
		intent_catalog_destroy(again);
	}
	intent_catalog_destroy(b);
	intent_catalog_destroy(a);
	intent_catalog_destroy(c);
	folder_remove(&f);
}

Test(refine, a_folder_that_cannot_be_is_none)
{
	struct intent_catalog *c = catalog_to_refine();
	intent_catalog_destroy(refine(c, "/dev/null/models", 100000000, INTENT_REFINED));
	intent_catalog_destroy(c);
}

Test(refine, the_oldest_goes_first)
{
	struct folder f = folder_make();
	unsigned char data[1000];
	size_t len;
	memset(data, 7, sizeof(data));
	static const char *const hashes[] = {"sha256:aa", "sha256:bb", "sha256:cc"};
	for (size_t i = 0; i < 3; i++)
		model_cache_write(f.path, hashes[i], data, sizeof(data), 2200);
	size_t kept = 0;
	for (size_t i = 0; i < 3; i++) {
		unsigned char *back = model_cache_read(f.path, hashes[i], &len);
		kept += back != NULL ? 1 : 0;
		if (back != NULL) {
			cr_expect_eq(len, sizeof(data));
			cr_expect_arr_eq(back, data, sizeof(data));
		}
		free(back);
	}
	cr_expect_eq(kept, 2, "%zu are kept in room for two", kept);
	unsigned char *last = model_cache_read(f.path, hashes[2], &len);
	cr_expect_not_null(last);
	free(last);
	model_cache_write(f.path, "sha256:dd", data, sizeof(data), 500);
	cr_expect_null(model_cache_read(f.path, "sha256:dd", &len), "larger than all room");
	cr_expect_null(model_cache_read(f.path, "../../etc/passwd", &len));
	folder_remove(&f);
}
