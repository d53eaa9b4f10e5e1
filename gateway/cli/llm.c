/*
 * `frontdesk llm ping|off|on|status`: the language models. Beside a running gateway it asks that
 * one through the control socket, with its settings and keys; without one it does the same itself.
 */
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/llm_local.h"
#include "gateway/cli/misuse.h"
#include "gateway/control/control.h"

static const char usage[] =
	"Usage: frontdesk [--config DIR] llm ping [PROVIDER] [--json] [--data DIR]\n"
	"       frontdesk [--config DIR] llm off|on [--data DIR]\n"
	"       frontdesk [--config DIR] llm status [--json] [--data DIR]\n"
	"Tries the providers of language models out, switches all of them off and on,\n"
	"shows what they do and cost; beside a running gateway or without one.\n\n"
	"  ping         asks each provider for one word and says what came back\n"
	"  off, on      stops all that is under way within a second; kept over restarts,\n"
	"               with time and user\n"
	"  status       the switch, the providers, what day and month have cost\n\n"
	"      --data DIR         data folder (default: store.path in frontdesk.yaml)\n"
	"      --json             one JSON object a line\n"
	"      --help             show this help\n\n"
	"Exit status: 0 done, 1 a provider failed, 2 wrong usage or input, 3 the\n"
	"environment failed.\n";

struct options {
	const char *data;
	bool json, help;
	const char *verb, *name; /* NULL when missing */
};

/* What every verb needs. */
struct run {
	struct options o;
	struct settings *settings; /* owned */
	const char *dir;           /* of the data */
	struct diag d;
};

static int parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"data", required_argument, NULL, 'd'},
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	optind = 0; /* starts over: main has used it already */
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'd': o->data = optarg; break;
		case 'j': o->json = true; break;
		case 'h': o->help = true; break;
		default: return cli_bad_option("llm");
		}
	}
	if (optind < argc)
		o->verb = argv[optind++];
	if (optind < argc)
		o->name = argv[optind++];
	return optind < argc ? cli_misuse("llm", "too many arguments") : CLI_OK;
}

static void print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT);
	putchar('\n');
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static long long number_of(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static double money_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* Asks the gateway, or `local` when there is none. Returns CLI_OK with an answer that is ok. */
static int ask(struct run *r, json_t *request, json_t *(*local)(struct run *, const json_t *),
	       json_t **ret)
{
	enum control_answer got = control_ask(r->dir, request, ret, &r->d);
	bool is_down;

	if (got == CONTROL_NOBODY)
		*ret = local(r, request);
	json_decref(request);
	if (got == CONTROL_FAILED || !*ret)
		return CLI_ENVIRONMENT;
	if (json_is_true(json_object_get(*ret, "ok")))
		return CLI_OK;
	fprintf(stderr, "frontdesk llm: %s\n", text_of(*ret, "text"));
	is_down = strcmp(text_of(*ret, "code"), "unavailable") == 0;
	json_decref(*ret);
	*ret = NULL;
	return is_down ? CLI_ENVIRONMENT : CLI_USAGE;
}

/* ---- status ---- */

static json_t *local_status(struct run *r, const json_t *request)
{
	(void)request;
	return llm_local_status(r->settings, r->dir, &r->d);
}

static int get_status(struct run *r, json_t **ret)
{
	return ask(r, json_pack("{s:s}", "do", "llm_status"), local_status, ret);
}

static void print_switch(const json_t *llm)
{
	const json_t *flip = json_object_get(llm, "switched");

	if (!json_is_true(json_object_get(llm, "enabled")))
		puts("Language models are not enabled (llm.enabled in frontdesk.yaml).");
	else
		printf("Language models are %s.\n",
		       json_is_true(json_object_get(llm, "on")) ? "on" : "off");
	if (json_is_object(flip))
		printf("Switched %s by %s, %s.\n",
		       json_is_true(json_object_get(flip, "on")) ? "on" : "off",
		       text_of(flip, "by"), text_of(flip, "at"));
}

static void print_providers(const json_t *list)
{
	size_t i;
	json_t *p;

	if (json_array_size(list) > 0)
		printf("\n%-20s %-28s %-10s %s\n", "provider", "model", "state", "streams");
	json_array_foreach(list, i, p)
	{
		printf("%-20s %-28s %-10s %lld of %lld", text_of(p, "name"), text_of(p, "model"),
		       text_of(p, "state"), number_of(p, "streams"), number_of(p, "concurrency"));
		if (number_of(p, "spared_seconds") > 0)
			printf("\n%-20s spared for %lld s", "", number_of(p, "spared_seconds"));
		putchar('\n');
	}
}

static void print_spent(const json_t *llm)
{
	static const char *const periods[] = {"day", "month"};

	printf("\n%-20s %12s %12s %14s %14s\n", "spent", "tokens", "money", "token limit",
	       "money limit");
	for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
		const json_t *spent = json_object_get(json_object_get(llm, "spent"), periods[i]);
		const json_t *limit = json_object_get(json_object_get(llm, "limits"), periods[i]);
		char tokens[24] = "none", money[24] = "none";

		if (number_of(limit, "tokens") > 0)
			snprintf(tokens, sizeof(tokens), "%lld", number_of(limit, "tokens"));
		if (money_of(limit, "money") > 0)
			snprintf(money, sizeof(money), "%.2f", money_of(limit, "money"));
		printf("this %-15s %12lld %12.4f %14s %14s\n", periods[i],
		       number_of(spent, "tokens"), money_of(spent, "money"), tokens, money);
	}
}

static void print_costs(const json_t *list)
{
	size_t i;
	json_t *c;

	if (json_array_size(list) > 0)
		printf("\n%-20s %-28s %9s %10s %9s\n", "provider, this month", "intent", "requests",
		       "tokens", "money");
	json_array_foreach(list, i, c)
	{
		const char *intent = text_of(c, "intent");

		printf("%-20s %-28s %9lld %10lld %9.4f\n", text_of(c, "provider"),
		       *intent ? intent : "(none)", number_of(c, "requests"),
		       number_of(c, "tokens_in") + number_of(c, "tokens_out"),
		       money_of(c, "money"));
	}
}

static int status(struct run *r)
{
	json_t *answer = NULL;
	int rc = get_status(r, &answer);

	if (rc != CLI_OK)
		return rc;
	if (r->o.json) {
		json_object_del(answer, "ok");
		print_json(answer);
	} else {
		const json_t *llm = json_object_get(answer, "llm");

		print_switch(llm);
		print_providers(json_object_get(llm, "providers"));
		print_spent(llm);
		print_costs(json_object_get(answer, "costs"));
	}
	json_decref(answer);
	return CLI_OK;
}

/* ---- off, on ---- */

static json_t *local_switch(struct run *r, const json_t *request)
{
	json_t *answer = NULL;

	return control_local(r->dir, (json_t *)request, &answer, &r->d) == 0 ? answer : NULL;
}

static int flip(struct run *r, bool on)
{
	const struct passwd *user = getpwuid(getuid());
	json_t *answer = NULL;
	char who[128];

	snprintf(who, sizeof(who), "%.100s (command line)", user ? user->pw_name : "somebody");
	int rc = ask(r, json_pack("{s:s,s:b,s:s}", "do", "llm_switch", "on", on, "who", who),
		     local_switch, &answer);
	json_decref(answer);
	if (rc != CLI_OK)
		return rc;
	printf("Language models are switched %s.\n", on ? "on" : "off");
	if (on && !r->settings->llm.enabled)
		puts("They are not enabled though: llm.enabled in frontdesk.yaml.");
	return CLI_OK;
}

/* ---- ping ---- */

static json_t *local_ping(struct run *r, const json_t *request)
{
	return llm_local_ping(r->settings, text_of(request, "provider"));
}

static void print_ping(const json_t *p, bool json)
{
	bool fine = strcmp(text_of(p, "outcome"), "ok") == 0;
	char http[24] = "";

	if (json) {
		print_json(p);
		return;
	}
	if (number_of(p, "status") > 0 && number_of(p, "status") != 200)
		snprintf(http, sizeof(http), ", HTTP %lld", number_of(p, "status"));
	if (!fine) {
		printf("%s: failed (%s%s) after %lld ms:\n  %s\n", text_of(p, "provider"),
		       text_of(p, "failure"), http, number_of(p, "total_ms"), text_of(p, "why"));
		return;
	}
	printf("%s: fine, %s answered \"%.30s\"\n", text_of(p, "provider"), text_of(p, "model"),
	       text_of(p, "text"));
	printf("  first part after %lld ms, all after %lld ms; %lld tokens in, %lld out%s\n",
	       number_of(p, "first_ms"), number_of(p, "total_ms"), number_of(p, "tokens_in"),
	       number_of(p, "tokens_out"),
	       json_is_true(json_object_get(p, "estimated")) ? " (estimated)" : "");
}

static int ping_one(struct run *r, const char *name)
{
	json_t *answer = NULL;
	int rc = ask(r, json_pack("{s:s,s:s}", "do", "llm_ping", "provider", name), local_ping,
		     &answer);

	if (rc != CLI_OK)
		return rc;
	const json_t *p = json_object_get(answer, "ping");
	rc = strcmp(text_of(p, "outcome"), "ok") == 0 ? CLI_OK : CLI_PROBLEMS;
	print_ping(p, r->o.json);
	fflush(stdout);
	json_decref(answer);
	return rc;
}

/* The names come from the gateway when one runs: its settings may be others than the file's now. */
static json_t *names_of(struct run *r)
{
	const struct settings_provider *list = r->settings->llm.providers.items;
	json_t *request = json_pack("{s:s}", "do", "llm_status"), *answer = NULL, *names = NULL;
	enum control_answer got = control_ask(r->dir, request, &answer, &r->d);

	json_decref(request);
	if (got == CONTROL_OK)
		names = json_deep_copy(
			json_object_get(json_object_get(answer, "llm"), "providers"));
	else if (got == CONTROL_NOBODY)
		names = json_array();
	for (size_t i = 0; got == CONTROL_NOBODY && r->settings->llm.enabled &&
			   i < r->settings->llm.providers.count;
	     i++)
		json_array_append_new(names, json_pack("{s:s}", "name", list[i].name));
	json_decref(answer);
	return names;
}

static int ping(struct run *r)
{
	json_t *names = names_of(r), *p;
	bool found = false;
	int worst = CLI_OK;
	size_t i;

	if (!names)
		return CLI_ENVIRONMENT;
	json_array_foreach(names, i, p)
	{
		if (r->o.name && strcmp(r->o.name, text_of(p, "name")) != 0)
			continue;
		int rc = ping_one(r, text_of(p, "name"));
		found = true;
		worst = rc > worst ? rc : worst;
	}
	if (!found)
		worst = cli_misuse("llm",
				   json_array_size(names) > 0
					   ? "there is no provider of that name"
					   : "no provider is enabled (llm: in frontdesk.yaml)");
	json_decref(names);
	return worst;
}

/* ---- the command ---- */

static int switch_off(struct run *r)
{
	return flip(r, false);
}

static int switch_on(struct run *r)
{
	return flip(r, true);
}

static const struct verb {
	const char *word;
	int (*run)(struct run *r);
	bool takes_name;
} verbs[] = {
	{"ping", ping, true},
	{"off", switch_off, false},
	{"on", switch_on, false},
	{"status", status, false},
};

/* The verb, when all that was said fits it; else complains. */
static const struct verb *verb_of(const struct options *o)
{
	for (size_t i = 0; o->verb && i < ARRAY_LEN(verbs); i++) {
		if (strcmp(o->verb, verbs[i].word) != 0)
			continue;
		if (!o->name || verbs[i].takes_name)
			return &verbs[i];
		cli_misuse("llm", "too many arguments");
		return NULL;
	}
	cli_misuse("llm", "say ping, off, on or status");
	return NULL;
}

static struct settings *load(const char *config_dir, struct diag *d)
{
	size_t size = strlen(config_dir) + sizeof("/frontdesk.yaml");
	char *path = mem_new(size, 1);
	struct settings *s;

	snprintf(path, size, "%s/frontdesk.yaml", config_dir);
	s = settings_load(path, d);
	free(path);
	return s;
}

int cli_llm(const char *config_dir, int argc, char **argv)
{
	struct run r = {.settings = NULL};
	const struct verb *verb;
	int rc = parse(argc, argv, &r.o);

	if (r.o.help && rc == CLI_OK) {
		fputs(usage, stdout);
		return CLI_OK;
	}
	if (rc != CLI_OK)
		return rc;
	verb = verb_of(&r.o);
	if (!verb)
		return CLI_USAGE;
	if (ids_setup() != 0) {
		fputs("frontdesk llm: the system has no random numbers\n", stderr);
		return CLI_ENVIRONMENT;
	}
	log_setup(LOG_ERROR, false);
	signal(SIGPIPE, SIG_IGN);
	diag_init(&r.d);
	r.settings = load(config_dir, &r.d);
	rc = CLI_USAGE;
	if (r.settings) {
		r.dir = r.o.data ? r.o.data : r.settings->store.path;
		rc = verb->run(&r);
	}
	diag_print(&r.d, stderr);
	diag_dispose(&r.d);
	settings_destroy(r.settings);
	return rc;
}
