/*
 * `frontdesk check`: loads everything, opens nothing.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/print_diag.h"
#include "gateway/dialog/config_set.h"

static int usage(FILE *out, int status)
{
	fputs("Usage: frontdesk [--config DIR] check [--strict] [--json]\n"
	      "Checks frontdesk.yaml, escalation.yaml and intents/*.yaml and prints all\n"
	      "problems as file:line:col: severity: text (hint).\n\n"
	      "      --strict   warnings count as problems\n"
	      "      --json     one JSON object a line: file, line, col, severity, text, hint\n"
	      "      --help     show this help\n\n"
	      "Exit status: 0 when the configuration works, 1 when it does not (or, with\n"
	      "--strict, when there is a warning), 2 wrong usage.\n",
	      out);
	return status;
}

int cli_check(const char *config_dir, int argc, char **argv)
{
	static const struct option options[] = {{"strict", no_argument, NULL, 's'},
						{"json", no_argument, NULL, 'j'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	bool strict = false, json = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 's': strict = true; break;
		case 'j': json = true; break;
		case 'h': return usage(stdout, CLI_OK);
		default: return usage(stderr, CLI_USAGE);
		}
	}
	if (optind != argc)
		return usage(stderr, CLI_USAGE);

	struct diag d;
	diag_init(&d);
	struct config_set *c = config_set_load(config_dir, &d);
	if (json)
		print_diag_json(&d, stdout);
	else
		diag_print(&d, stdout);
	if (c)
		fprintf(stderr, "%s: %zu intents, %zu tests, %zu warnings, catalog %.19s\n",
			config_dir, intent_catalog_count(c->catalog),
			intent_catalog_test_count(c->catalog), d.warning_count,
			intent_catalog_hash(c->catalog));
	else
		fprintf(stderr, "%s: %zu errors, %zu warnings\n", config_dir, d.error_count,
			d.warning_count);
	int status = !c || (strict && d.warning_count > 0) ? CLI_PROBLEMS : CLI_OK;
	config_set_destroy(c);
	diag_dispose(&d);
	return status;
}
