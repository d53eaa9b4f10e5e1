/*
 * The subcommands of `frontdesk`, a file each. Every one gets the --config folder and its own
 * arguments (argv[0] is "frontdesk COMMAND") and returns the exit status.
 */
#ifndef GATEWAY_CLI_CLI_H
#define GATEWAY_CLI_CLI_H

enum cli_status {
	CLI_OK = 0,
	CLI_PROBLEMS = 1,    /* what was checked has problems */
	CLI_USAGE = 2,       /* wrong usage or input */
	CLI_ENVIRONMENT = 3, /* the environment failed: disk, port, permission */
};

int cli_serve(const char *config_dir, int argc, char **argv);
int cli_check(const char *config_dir, int argc, char **argv);
int cli_try(const char *config_dir, int argc, char **argv);
int cli_eval(const char *config_dir, int argc, char **argv);
int cli_test(const char *config_dir, int argc, char **argv);
int cli_schema(const char *config_dir, int argc, char **argv);
int cli_import(const char *config_dir, int argc, char **argv);
int cli_replay(const char *config_dir, int argc, char **argv);
int cli_report(const char *config_dir, int argc, char **argv);
int cli_llm(const char *config_dir, int argc, char **argv);
int cli_user(const char *config_dir, int argc, char **argv);

#endif
