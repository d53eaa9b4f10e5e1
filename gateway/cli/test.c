/*
 * `frontdesk test`: the tests that stand beside the intents. A miss names file and line and says
 * what came instead.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/now.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/refined.h"
#include "gateway/cli/test_dialog.h"
#include "intents/dialog_test.h"
#include "intents/facts.h"

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] test [--refined] [--now TIME]\n"
	      "Runs the `tests:` of every intent, messages and conversations, and prints\n"
	      "each miss with file:line. What an action answers comes from the file.\n\n"
	      "      --refined    with the better models that a gateway goes over to\n"
	      "      --now TIME   the clock, such as 2026-11-22T10:00:00Z (no answer needs "
	      "it)\n"
	      "      --help       show this help\n\n"
	      "Exit status: 0 all passed, 1 at least one miss or a broken configuration,\n"
	      "2 wrong usage.\n",
	      stdout);
	return CLI_OK;
}

/* A message alone has no chat that it could follow on. */
static bool meets(const void *test, const struct intent *i)
{
	return intent_meets(((const struct intent_test *)test)->intent, i);
}

/* Runs one; prints a miss. */
static bool passes(const struct intent_catalog *c, struct intent_scratch *s,
		   const struct intent_test *t)
{
	struct intent_decision d;

	const struct intent_context context = {.locale = t->locale, .allows = meets, .ctx = t};

	intent_match_in(c, s, &context, t->say, strlen(t->say), &d);
	bool is_it = d.intent == t->intent || (d.out_of_scope && intent_is_out_of_scope(t->intent));
	if (is_it != t->expect_not)
		return true;
	printf("%s:%u:%u: miss: \"%s\" (%s) %s %s, got %s (confidence %.3f, threshold %.3f)\n",
	       t->at.file, t->at.line, t->at.col, t->say, t->locale,
	       t->expect_not ? "must not be" : "expected", intent_id(t->intent),
	       d.intent ? intent_id(d.intent) : "no answer", d.confidence, d.threshold);
	return false;
}

static int run(const struct config_set *set)
{
	const struct intent_catalog *c = set->catalog;
	struct intent_scratch *s = intent_scratch_create();
	size_t count = intent_catalog_test_count(c), missed = 0;

	for (size_t i = 0; i < count; i++) {
		struct intent_test t = intent_catalog_test(c, i);
		if (!passes(c, s, &t))
			missed++;
	}
	intent_scratch_destroy(s);
	count += intent_catalog_dialog_test_count(c);
	missed += test_conversations(set);
	printf("%zu passed, %zu failed\n", count - missed, missed);
	return missed ? CLI_PROBLEMS : CLI_OK;
}

int cli_test(const char *config_dir, int argc, char **argv)
{
	static const struct option options[] = {{"now", required_argument, NULL, 'n'},
						{"refined", no_argument, NULL, 'r'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	bool refined = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'n':
			if (!cli_now_is_valid(optarg))
				return CLI_USAGE;
			break;
		case 'r': refined = true; break;
		case 'h': return help();
		default: return cli_bad_option("test");
		}
	}
	if (optind != argc)
		return cli_misuse("test", "unexpected '%s'", argv[optind]);

	struct config_set *c = offline_config(config_dir);
	if (!c)
		return CLI_PROBLEMS;
	if (refined)
		c = cli_refined(c, NULL);
	int status = run(c);
	config_set_destroy(c);
	return status;
}
