/*
 * `frontdesk eval`: how good the catalog is, on messages whose meaning is known or,
 * cross-validated, on its own examples.
 */
#include "gateway/cli/eval.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/refined.h"

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] eval --data FILE [OPTION]...\n"
	      "       frontdesk [--config DIR] eval --folds N [OPTION]...\n"
	      "Measures the catalog: accuracy, out-of-scope recall, what is mixed up with what,\n"
	      "and whether confidences can be trusted. FILE holds one message a line,\n"
	      "{\"text\":\"...\",\"locale\":\"de\",\"intent\":\"track_order\"}; intent null or\n"
	      "\"out_of_scope\": nothing must be answered. `-` is standard input.\n\n"
	      "      --data FILE         messages whose meaning is known\n"
	      "      --folds N           2 to 20: deals the catalog's examples into N parts,\n"
	      "                          holds back each in turn and judges it by what was\n"
	      "                          learned from the others\n"
	      "      --locale L          only messages of this language\n"
	      "      --refined           with the better models that a gateway goes over to\n"
	      "                          (--data)\n"
	      "      --no-patterns       by examples alone; without it both are reported\n"
	      "      --misses            lists every message not answered as expected\n"
	      "      --min-accuracy X    exit status 1 below it: 0.92 or 92%\n"
	      "      --min-recall X      the same for the out-of-scope recall\n"
	      "      --json              everything as one JSON object\n"
	      "      --help              show this help\n\n"
	      "Both floors and the tables are about answers with patterns (--data) or by\n"
	      "examples alone (--folds, --no-patterns).\n\n"
	      "Exit status: 0 measured, 1 below a floor, 2 wrong usage, data or configuration.\n",
	      stdout);
	return CLI_OK;
}

struct options {
	const char *data, *locale;
	unsigned folds;
	bool refined, no_patterns, misses, json;
	double min_accuracy, min_recall; /* -1: no floor */
};

/* "0.92" or "92%"; -1 for anything else. */
static double parse_share(const char *text)
{
	char *end;
	double x = strtod(text, &end);

	if (end != text && strcmp(end, "%") == 0) {
		x /= 100;
		end++;
	}
	return end != text && *end == '\0' && x >= 0 && x <= 1 ? x : -1;
}

static int parse_option(int opt, struct options *o)
{
	char *end;

	switch (opt) {
	case 'd': o->data = optarg; return -1;
	case 'f':
		o->folds = (unsigned)strtoul(optarg, &end, 10);
		return *end == '\0' && o->folds >= 2 && o->folds <= 20
			       ? -1
			       : cli_misuse("eval", "--folds: expected a number from 2 to 20");
	case 'l': o->locale = optarg; return cli_locale("eval", &o->locale);
	case 'R': o->refined = true; return -1;
	case 'p': o->no_patterns = true; return -1;
	case 'm': o->misses = true; return -1;
	case 'j': o->json = true; return -1;
	case 'a':
		o->min_accuracy = parse_share(optarg);
		return o->min_accuracy >= 0
			       ? -1
			       : cli_misuse(
					 "eval",
					 "--min-accuracy: expected a share such as 0.92 or 92%%");
	case 'r':
		o->min_recall = parse_share(optarg);
		return o->min_recall >= 0
			       ? -1
			       : cli_misuse("eval",
					    "--min-recall: expected a share such as 0.8 or 80%%");
	case 'h': return help();
	default: return cli_bad_option("eval");
	}
}

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {{"data", required_argument, NULL, 'd'},
						{"folds", required_argument, NULL, 'f'},
						{"locale", required_argument, NULL, 'l'},
						{"no-patterns", no_argument, NULL, 'p'},
						{"refined", no_argument, NULL, 'R'},
						{"misses", no_argument, NULL, 'm'},
						{"json", no_argument, NULL, 'j'},
						{"min-accuracy", required_argument, NULL, 'a'},
						{"min-recall", required_argument, NULL, 'r'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	int opt, status = -1;

	while (status < 0 && (opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		status = parse_option(opt, o);
	if (status >= 0)
		return status;
	if (optind != argc)
		return cli_misuse("eval", "unexpected '%s'", argv[optind]);
	if ((o->data != NULL) == (o->folds != 0))
		return cli_misuse("eval", "say either --data FILE or --folds N");
	return -1;
}

/* ---- answering ---- */

static struct measure_row answer(const struct intent_catalog *c, struct intent_scratch *s,
				 const struct eval_message *m)
{
	struct intent_decision d;

	intent_match(c, s, m->locale, m->text, m->len, &d);
	return (struct measure_row){
		.locale = m->locale,
		.expected = m->expected,
		.got = d.intent ? intent_id(d.intent) : NULL,
		.best = d.candidate_count ? intent_id(d.candidates[0].intent) : NULL,
		.confidence = d.candidate_count ? d.candidates[0].confidence : 0};
}

static void run_data(struct eval_report *r, enum eval_way way)
{
	struct eval_run *run = &r->runs[way];
	struct intent_scratch *s = intent_scratch_create();
	size_t count = r->set->messages.count;

	intent_scratch_use_patterns(s, way == EVAL_PATTERNS);
	run->rows = mem_new(count, sizeof(*run->rows));
	for (size_t i = 0; i < count; i++)
		run->rows[i] = answer(r->catalog, s, &r->set->messages.items[i]);
	measure_rows(run->rows, count, &run->measure);
	intent_scratch_destroy(s);
}

/* Drops messages of other locales, and their rows where there are some. */
static void keep_locale(struct eval_set *set, struct measure_row *rows, const char *locale)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->messages.count; i++) {
		struct eval_message *m = &set->messages.items[i];
		if (strcmp(m->locale, locale) != 0) {
			free(m->text);
			continue;
		}
		if (rows)
			rows[kept] = rows[i];
		set->messages.items[kept++] = *m;
	}
	set->messages.count = kept;
}

static void run_folds(struct eval_report *r, struct eval_set *set, const struct options *o)
{
	struct measure_row *rows;

	eval_fold(r->catalog, o->folds, set, &rows);
	if (o->locale)
		keep_locale(set, rows, o->locale);
	r->runs[EVAL_EXAMPLES].rows = rows;
	if (!o->no_patterns)
		r->runs[EVAL_PATTERNS].rows = eval_fold_patterns(r->catalog, set, rows);
	for (size_t w = 0; w < EVAL_WAYS; w++) {
		if (r->runs[w].rows)
			measure_rows(r->runs[w].rows, set->messages.count, &r->runs[w].measure);
	}
}

static void run_messages(struct eval_report *r, struct eval_set *set, const struct options *o)
{
	if (o->locale)
		keep_locale(set, NULL, o->locale);
	if (!o->no_patterns)
		run_data(r, EVAL_PATTERNS);
	run_data(r, EVAL_EXAMPLES);
}

/* ---- judging ---- */

/* Whether `share` (-1: nothing to measure) reaches the floor; says so when not. */
static bool reaches(const char *what, double share, double floor)
{
	if (floor < 0 || share >= floor)
		return true;
	if (share < 0)
		fprintf(stderr, "frontdesk eval: %s cannot be measured: no such messages\n", what);
	else
		fprintf(stderr, "frontdesk eval: %s %.1f%% is below %.1f%%\n", what, 100 * share,
			100 * floor);
	return false;
}

static int judge(const struct eval_report *r, const struct options *o)
{
	const struct measure_counts *c = &r->runs[r->detail].measure.all;
	bool good = reaches("accuracy", measure_share(c->right, c->in_scope), o->min_accuracy);

	if (!reaches("out-of-scope recall", measure_share(c->refused, c->out_of_scope),
		     o->min_recall))
		good = false;
	return good ? CLI_OK : CLI_PROBLEMS;
}

static int report(struct eval_report *r, const struct options *o)
{
	eval_advise(r);
	int rc = 0;
	if (o->json)
		rc = eval_print_json(r, stdout);
	else
		eval_print_text(r, o->misses, stdout);
	if (rc != 0 || fflush(stdout) != 0) {
		perror("frontdesk eval: standard output");
		return CLI_ENVIRONMENT;
	}
	return judge(r, o);
}

static void dispose(struct eval_report *r)
{
	for (size_t w = 0; w < EVAL_WAYS; w++) {
		measure_dispose(&r->runs[w].measure);
		free(r->runs[w].rows);
	}
	for (size_t i = 0; i < r->advice.count; i++)
		free(r->advice.items[i].text);
	vec_dispose(&r->advice);
}

static int evaluate(const struct config_set *c, const struct options *o, struct diag *d)
{
	struct eval_set set = {0};
	struct eval_report r = {.catalog = c->catalog, .set = &set, .folds = o->folds};
	const char *fallback = locale_name(c->settings->shop.languages[0]);
	int status = CLI_USAGE;

	r.runs[EVAL_PATTERNS].name = "with patterns";
	r.runs[EVAL_EXAMPLES].name = "examples alone";
	r.detail = o->folds || o->no_patterns ? EVAL_EXAMPLES : EVAL_PATTERNS;
	if (o->folds) {
		run_folds(&r, &set, o);
		status = report(&r, o);
	} else {
		int rc = eval_data_read(o->data, c->catalog, fallback, &set, d);
		diag_print(d, stderr);
		if (rc == 0) {
			run_messages(&r, &set, o);
			status = report(&r, o);
		}
	}
	dispose(&r);
	eval_set_dispose(&set);
	return status;
}

int cli_eval(const char *config_dir, int argc, char **argv)
{
	struct options o = {.min_accuracy = -1, .min_recall = -1};
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	struct config_set *c = offline_config(config_dir);
	if (!c)
		return CLI_USAGE;
	if (o.refined && o.data)
		c = cli_refined(c, NULL);
	struct diag d;
	diag_init(&d);
	status = evaluate(c, &o, &d);
	config_set_destroy(c);
	diag_dispose(&d);
	return status;
}
