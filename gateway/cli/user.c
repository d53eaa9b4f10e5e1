/*
 * `frontdesk user add|list|disable`: the people of the console. Beside a running gateway it asks
 * through the control socket, without one it opens the store itself (control_do). The password
 * comes on stdin only: arguments show in the list of processes.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/settings.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/control/control.h"

static const char usage[] =
	"Usage: frontdesk [--config DIR] user add NAME --role ROLE --password-stdin\n"
	"                                              [--data DIR]\n"
	"       frontdesk [--config DIR] user list [--json] [--data DIR]\n"
	"       frontdesk [--config DIR] user disable NAME [--data DIR]\n"
	"Adds, lists and disables the people who answer in the console, beside a running\n"
	"gateway or without one.\n\n"
	"      --role ROLE        agent, supervisor or admin\n"
	"      --password-stdin   the password is the first line of standard input\n"
	"      --data DIR         data folder (default: store.path in frontdesk.yaml)\n"
	"      --json             one JSON object a line\n"
	"      --help             show this help\n\n"
	"Exit status: 0 done, 2 wrong usage or input, 3 the environment failed.\n";

struct options {
	const char *role, *data;
	bool password_stdin, json, help;
	const char *verb, *name; /* NULL when missing */
};

static int parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"role", required_argument, NULL, 'r'}, {"password-stdin", no_argument, NULL, 'p'},
		{"data", required_argument, NULL, 'd'}, {"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
	};
	int c;

	optind = 0; /* starts over: main has used it already */
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'r': o->role = optarg; break;
		case 'p': o->password_stdin = true; break;
		case 'd': o->data = optarg; break;
		case 'j': o->json = true; break;
		case 'h': o->help = true; break;
		default: return cli_bad_option("user");
		}
	}
	if (optind < argc)
		o->verb = argv[optind++];
	if (optind < argc)
		o->name = argv[optind++];
	return optind < argc ? cli_misuse("user", "too many arguments") : CLI_OK;
}

/* The data folder, owned; NULL with errors added. */
static char *data_folder(const char *config_dir, const struct options *o, struct diag *d)
{
	if (o->data)
		return mem_string(o->data);
	size_t size = strlen(config_dir) + sizeof("/frontdesk.yaml");
	char *path = mem_new(size, 1), *dir = NULL;
	snprintf(path, size, "%s/frontdesk.yaml", config_dir);
	struct settings *s = settings_load(path, d);
	free(path);
	if (s)
		dir = mem_string(s->store.path);
	settings_destroy(s);
	return dir;
}

/* Takes `request` over. Returns the exit status; *ret is owned and NULL unless CLI_OK. */
static int run(const char *config_dir, const struct options *o, json_t *request, json_t **ret)
{
	struct diag d;
	int status = CLI_USAGE;
	json_t *answer = NULL;

	*ret = NULL;
	diag_init(&d);
	char *dir = data_folder(config_dir, o, &d);
	if (dir)
		status = control_do(dir, request, &answer, &d) == 0 ? CLI_OK : CLI_ENVIRONMENT;
	diag_print(&d, stderr);
	diag_dispose(&d);
	free(dir);
	json_decref(request);
	if (status != CLI_OK)
		return status;
	if (json_is_true(json_object_get(answer, "ok"))) {
		*ret = answer;
		return CLI_OK;
	}
	const char *code = json_string_value(json_object_get(answer, "code"));
	const char *text = json_string_value(json_object_get(answer, "text"));
	fprintf(stderr, "frontdesk user: %s\n", text ? text : "refused");
	status = code && strcmp(code, "unavailable") == 0 ? CLI_ENVIRONMENT : CLI_USAGE;
	json_decref(answer);
	return status;
}

/* The first line of stdin without its end; false when it is missing or too long. */
static bool read_password(char *out, size_t size)
{
	if (!fgets(out, (int)size, stdin))
		return false;
	size_t len = strcspn(out, "\r\n");
	bool whole = out[len] != '\0' || feof(stdin);
	out[len] = '\0';
	return whole;
}

static int user_add(const char *config_dir, const struct options *o)
{
	char password[PEOPLE_PASSWORD_MAX + 3];
	json_t *answer;

	if (!o->name || !o->role || !o->password_stdin)
		return cli_misuse("user", "add needs NAME, --role and --password-stdin");
	const char *wrong = people_rules_name(o->name);
	if (!wrong)
		wrong = people_rules_role(o->role);
	if (!wrong && !read_password(password, sizeof(password)))
		wrong = "no password on standard input, or it is too long";
	if (!wrong)
		wrong = people_rules_password(password);
	if (wrong) {
		explicit_bzero(password, sizeof(password));
		return cli_misuse("user", "%s", wrong);
	}
	json_t *request = json_pack("{s:s,s:s,s:s,s:s}", "do", "user_add", "name", o->name, "role",
				    o->role, "password", password);
	explicit_bzero(password, sizeof(password));
	int status = run(config_dir, o, request, &answer);
	json_decref(answer);
	if (status == CLI_OK)
		printf("added %s (%s)\n", o->name, o->role);
	return status;
}

static int user_disable(const char *config_dir, const struct options *o)
{
	json_t *answer;

	const char *wrong = o->name ? people_rules_name(o->name) : "disable needs NAME";
	if (wrong)
		return cli_misuse("user", "%s", wrong);
	int status = run(config_dir, o,
			 json_pack("{s:s,s:s}", "do", "user_disable", "name", o->name), &answer);
	json_decref(answer);
	if (status == CLI_OK)
		printf("disabled %s\n", o->name);
	return status;
}

static void print_user(const json_t *user, bool json)
{
	if (json) {
		json_dumpf(user, stdout, JSON_COMPACT);
		putchar('\n');
		return;
	}
	printf("%-32s %-10s %-8s %s\n", json_string_value(json_object_get(user, "name")),
	       json_string_value(json_object_get(user, "role")),
	       json_is_true(json_object_get(user, "disabled")) ? "disabled" : "active",
	       json_string_value(json_object_get(user, "created")));
}

static int user_list(const char *config_dir, const struct options *o)
{
	json_t *answer, *user;
	size_t i;

	if (o->name)
		return cli_misuse("user", "list takes no name");
	int status = run(config_dir, o, json_pack("{s:s}", "do", "user_list"), &answer);
	if (status != CLI_OK)
		return status;
	json_array_foreach(json_object_get(answer, "users"), i, user) print_user(user, o->json);
	json_decref(answer);
	return CLI_OK;
}

int cli_user(const char *config_dir, int argc, char **argv)
{
	struct options o = {0};
	int status = parse(argc, argv, &o);

	if (o.help && status == CLI_OK) {
		fputs(usage, stdout);
		return CLI_OK;
	}
	if (status != CLI_OK)
		return status;
	if (!o.verb)
		return cli_misuse("user", "say add, list or disable");
	if (ids_setup() != 0) {
		fputs("frontdesk user: the system has no random numbers\n", stderr);
		return CLI_ENVIRONMENT;
	}
	if (strcmp(o.verb, "add") == 0)
		return user_add(config_dir, &o);
	if (strcmp(o.verb, "list") == 0)
		return user_list(config_dir, &o);
	if (strcmp(o.verb, "disable") == 0)
		return user_disable(config_dir, &o);
	return cli_misuse("user", "say add, list or disable");
}
