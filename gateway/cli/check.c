/*
 * `frontdesk check`: loads everything, opens nothing, says all that is wrong or odd at once. The
 * clock is read here and nowhere below.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "escalation/cues.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/now.h"
#include "gateway/cli/print_diag.h"
#include "gateway/dialog/config_set.h"
#include "intents/lint/lint.h"

struct options {
	bool strict, json, deep;
	char today[11]; /* 2026-11-22 */
};

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] check [--strict] [--deep] [--json] [--now TIME]\n"
	      "Checks frontdesk.yaml, escalation.yaml, replies.yaml, intents/*.yaml and\n"
	      "knowledge/*.md and prints all problems as file:line:col: severity: text (hint).\n\n"
	      "      --strict     warnings count as problems\n"
	      "      --deep       cross-validate the examples as well: which of them the others\n"
	      "                   would answer with another intent; takes longer\n"
	      "      --json       one JSON object: findings (file, line, col, severity, code,\n"
	      "                   text, hint), errors, warnings\n"
	      "      --now TIME   the moment for review dates, such as 2026-11-22T10:00:00Z\n"
	      "      --help       show this help\n\n"
	      "Exit status: 0 when the configuration works, 1 when it does not (or, with\n"
	      "--strict, when there is a warning), 2 wrong usage.\n",
	      stdout);
	return CLI_OK;
}

/* The gateway hears a wish for a person, a greeting or a thank-you without any intent. */
static bool is_understood(const void *ctx, const char *locale, const char *text)
{
	const struct esc_policy *policy = ctx;
	struct cue_found found[CUE_COUNT];
	char *normalized = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	long len = normalize_text(text, strlen(text), normalized, NORMALIZE_OUT_MAX + 1);
	bool understood = false;

	if (len > 0) {
		cues_find(esc_policy_cues(policy), normalized, (size_t)len, locale, found);
		for (int i = 0; i < CUE_HARMLESS; i++) /* harmless talk is no wish */
			understood |= found[i].p > 0 && !found[i].denied;
	}
	free(normalized);
	return understood;
}

static void show_progress(const void *ctx, size_t done, size_t total)
{
	(void)ctx;
	if (done % 100 == 0)
		fprintf(stderr, "\r%3zu %% of the examples cross-validated", 100 * done / total);
}

static void lint(const struct config_set *c, const char *config_dir, const struct options *o,
		 struct diag *d)
{
	const char *languages[LOCALE_COUNT];
	char path[4096];
	struct lint_options options = {.languages = languages, .today = o->today, .deep = o->deep};

	/* Without the file nobody said which languages the shop speaks. */
	snprintf(path, sizeof path, "%s/frontdesk.yaml", config_dir);
	if (c->settings && access(path, F_OK) == 0) {
		options.language_count = c->settings->shop.language_count;
		for (size_t i = 0; i < options.language_count; i++)
			languages[i] = locale_name(c->settings->shop.languages[i]);
	}
	bool shows = o->deep && isatty(STDERR_FILENO);
	if (options.language_count)
		knowledge_lint(c->knowledge, c->settings->shop.languages, options.language_count,
			       d);
	if (options.language_count)
		replies_lint(c->replies, c->settings->shop.languages, options.language_count, d);
	if (shows)
		options.progress = show_progress;
	if (c->policy) {
		options.understood = is_understood;
		options.ctx = c->policy;
	}
	intent_lint(c->catalog, &options, d);
	if (shows)
		fputs("\r\033[K", stderr);
}

static int check(const char *config_dir, const struct options *o)
{
	struct diag d;

	diag_init(&d);
	struct config_set *c = config_set_read(config_dir, &d);
	if (c)
		lint(c, config_dir, o, &d);
	diag_sort(&d);
	if (o->json)
		print_diag_json_report(&d, stdout);
	else
		diag_print(&d, stdout);
	if (d.error_count == 0)
		fprintf(stderr, "%s: %zu intents, %zu tests, %zu warnings, catalog %.19s\n",
			config_dir, intent_catalog_count(c->catalog),
			intent_catalog_test_count(c->catalog), d.warning_count,
			intent_catalog_hash(c->catalog));
	else
		fprintf(stderr, "%s: %zu errors, %zu warnings\n", config_dir, d.error_count,
			d.warning_count);
	int status =
		d.error_count > 0 || (o->strict && d.warning_count > 0) ? CLI_PROBLEMS : CLI_OK;
	config_set_destroy(c);
	diag_dispose(&d);
	return status;
}

static void set_today(struct options *o)
{
	char now[CLOCK_ISO_LEN + 1];

	clock_iso(clock_wall_ms(), now);
	snprintf(o->today, sizeof o->today, "%.10s", now);
}

int cli_check(const char *config_dir, int argc, char **argv)
{
	static const struct option longs[] = {
		{"strict", no_argument, NULL, 's'}, {"json", no_argument, NULL, 'j'},
		{"deep", no_argument, NULL, 'd'},   {"now", required_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},   {NULL, 0, NULL, 0}};
	struct options o = {0};
	int opt;

	set_today(&o);
	while ((opt = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (opt) {
		case 's': o.strict = true; break;
		case 'j': o.json = true; break;
		case 'd': o.deep = true; break;
		case 'n':
			if (!cli_now_is_valid(optarg))
				return CLI_USAGE;
			snprintf(o.today, sizeof o.today, "%.10s", optarg);
			break;
		case 'h': return help();
		default: return cli_bad_option("check");
		}
	}
	if (optind != argc)
		return cli_misuse("check", "unexpected '%s'", argv[optind]);
	return check(config_dir, &o);
}
