/*
 * `frontdesk schema intents|escalation|frontdesk|replies`: the JSON Schema of a configuration file,
 * from the tables that the loader reads it with. config/schema/ holds what it prints.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/settings.h"
#include "escalation/policy.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/replies/replies.h"
#include "intents/intent.h"

static const struct {
	const char *name, *title;
	const struct field *fields;
} schemas[] = {
	{"frontdesk", "frontdesk.yaml", settings_fields},
	{"escalation", "escalation.yaml", esc_policy_fields},
	{"intents", "intents/*.yaml", intent_file_fields},
	{"replies", "replies.yaml", replies_fields},
};

static int help(void)
{
	fputs("Usage: frontdesk schema frontdesk|escalation|intents|replies\n"
	      "Prints the JSON Schema of frontdesk.yaml, escalation.yaml, replies.yaml or the\n"
	      "files in intents/. Editors complete and explain keys with it.\n\n"
	      "      --help   show this help\n\n"
	      "Exit status: 0 printed, 2 wrong usage.\n",
	      stdout);
	return CLI_OK;
}

int cli_schema(const char *config_dir, int argc, char **argv)
{
	static const struct option options[] = {{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	int opt;

	(void)config_dir;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		return opt == 'h' ? help() : cli_bad_option("schema");
	if (optind + 1 != argc)
		return cli_misuse("schema", "say frontdesk, escalation, intents or replies");
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		if (strcmp(schemas[i].name, argv[optind]) != 0)
			continue;
		schema_print_json(schemas[i].fields, schemas[i].title, stdout);
		return CLI_OK;
	}
	return cli_misuse("schema",
			  "there is no '%s'; say frontdesk, escalation, intents or replies",
			  argv[optind]);
}
