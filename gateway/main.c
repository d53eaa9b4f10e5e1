/*
 * frontdesk [--config DIR] COMMAND: finds the command and leaves the rest to it.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/cli/cli.h"

static const struct command {
	const char *name;
	int (*run)(const char *config_dir, int argc, char **argv);
	const char *does;
} commands[] = {
	{"serve", cli_serve, "run the gateway"},
	{"check", cli_check, "check the configuration, all problems at once"},
	{"try", cli_try, "show what would be answered, and why"},
	{"test", cli_test, "run the tests written inside the YAML"},
	{"eval", cli_eval, "measure accuracy, on messages or on its own examples"},
	{"schema", cli_schema, "print the JSON Schema of a file, for editors"},
	{"replay", cli_replay, "show which stored turns this configuration changes"},
	{"import", cli_import, "turn Rasa files or a table into intents"},
	{"report", cli_report, "say what became of the chats, against goals"},
	{"llm", cli_llm, "try language models out, switch them off and on"},
	{"user", cli_user, "add, list and disable people of the console"},
};

static void print_help(FILE *out)
{
	fprintf(out, "Usage: frontdesk [--config DIR] COMMAND [OPTION]...\n"
		     "A customer-service chat gateway: rules, intents and people.\n\n"
		     "Commands:\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].does);
	fprintf(out,
		"\n"
		"      --config DIR   folder with frontdesk.yaml, escalation.yaml, intents/\n"
		"                     (default: config)\n"
		"      --help         show this help; `frontdesk COMMAND --help` for a command\n"
		"      --version      show the version\n\n"
		"Exit status: 0 fine, 1 what was checked has problems, 2 wrong usage or\n"
		"input, 3 the environment failed.\n");
}

static int run_command(const char *config_dir, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(argv[0], commands[i].name) == 0) {
			char name[32];
			snprintf(name, sizeof name, "frontdesk %s", argv[0]);
			argv[0] = name; /* who speaks in what getopt_long() complains of */
			optind = 0;     /* glibc: start over for the command's own options */
			return commands[i].run(config_dir, argc, argv);
		}
	}
	fprintf(stderr, "frontdesk: no command '%s'\nTry 'frontdesk --help'.\n", argv[0]);
	return CLI_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	const char *config_dir = "config";
	int opt;

	/* "+": options after the command are the command's. */
	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (opt) {
		case 'c': config_dir = optarg; break;
		case 'h': print_help(stdout); return CLI_OK;
		case 'V': puts("frontdesk " FRONTDESK_VERSION); return CLI_OK;
		default: fputs("Try 'frontdesk --help'.\n", stderr); return CLI_USAGE;
		}
	}
	if (optind == argc) {
		print_help(stderr);
		return CLI_USAGE;
	}
	return run_command(config_dir, argc - optind, argv + optind);
}
