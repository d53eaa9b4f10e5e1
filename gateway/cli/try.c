/*
 * `frontdesk try`: what would be answered and why, without a network, a store or an LLM. The same
 * dialog step as the gateway's; the desk is open.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/conversations.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/now.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/refined.h"
#include "gateway/cli/repl.h"
#include "gateway/cli/try_knowledge.h"
#include "gateway/cli/try_print.h"

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] try [OPTION]... [TEXT]\n"
	      "       frontdesk [--config DIR] try [OPTION]... --conversations < FILE\n"
	      "Shows what would be answered and why. Without TEXT, one message a line of\n"
	      "standard input, one answer a line; on a terminal a chat that goes on from line\n"
	      "to line, where :why explains the last answer and :help lists the rest.\n\n"
	      "      --locale L        language of the chat (default: the shop's first)\n"
	      "      --json            one JSON object a line\n"
	      "      --conversations   standard input holds lines\n"
	      "                        {\"locale\":\"de\",\"turns\":[\"...\",\"...\"]};\n"
	      "                        one JSON object a turn\n"
	      "      --knowledge       the passages of knowledge/*.md that TEXT would be\n"
	      "                        answered from, and why\n"
	      "      --after TEXT      … when the customer has asked that before\n"
	      "      --refined         with the better models that a gateway goes over to\n"
	      "      --now TIME        the clock, such as 2026-11-22T10:00:00Z\n"
	      "                        (no answer needs it)\n"
	      "      --help            show this help\n\n"
	      "Exit status: 0 whatever was decided, 2 wrong usage or input.\n",
	      stdout);
	return CLI_OK;
}

struct options {
	const char *locale, *text, *after;
	bool json, conversations, refined, knowledge;
};

/* Whether the options go together, with so many texts. Returns -1 to go on, else the exit status.
 */
static int check_together(const struct options *o, int texts)
{
	if (texts > 1)
		return cli_misuse("try", "one TEXT at the most: quote it");
	if (o->conversations && (texts > 0 || o->knowledge))
		return cli_misuse("try", "--conversations reads standard input and nothing else");
	if (o->knowledge && texts == 0)
		return cli_misuse("try", "--knowledge needs TEXT");
	if (o->after && !o->knowledge)
		return cli_misuse("try", "--after goes with --knowledge");
	return -1;
}

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {{"locale", required_argument, NULL, 'l'},
						{"json", no_argument, NULL, 'j'},
						{"conversations", no_argument, NULL, 'c'},
						{"knowledge", no_argument, NULL, 'k'},
						{"refined", no_argument, NULL, 'r'},
						{"now", required_argument, NULL, 'n'},
						{"after", required_argument, NULL, 'a'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'l': o->locale = optarg; break;
		case 'j': o->json = true; break;
		case 'k': o->knowledge = true; break;
		case 'a': o->after = optarg; break;
		case 'r': o->refined = true; break;
		case 'c': o->conversations = true; break;
		case 'n':
			if (!cli_now_is_valid(optarg))
				return CLI_USAGE;
			break;
		case 'h': return help();
		default: return cli_bad_option("try");
		}
	}
	o->text = argv[optind];
	return check_together(o, argc - optind);
}

static void try_one(const struct dialog_env *env, const struct options *o, const char *text,
		    size_t len)
{
	struct dialog_step step;
	struct dialog_turn turn = {.locale = o->locale, .text = text, .len = len, .seq = 1};

	dialog_decide_dry(env, NULL, &turn, &step);
	if (o->json)
		try_print_json(stdout, env, &turn, &step, NULL);
	else
		try_print_plain(stdout, &turn, &step);
	dialog_step_dispose(&step);
}

static void try_lines(const struct dialog_env *env, const struct options *o)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) >= 0) {
		while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		try_one(env, o, line, (size_t)len);
		fflush(stdout);
	}
	free(line);
}

static int run(const struct config_set *c, struct options *o)
{
	struct dialog_env env = offline_env(c, "try");
	int status = CLI_OK;

	if (!o->locale)
		o->locale = locale_name(c->settings->shop.languages[0]);
	if (o->knowledge)
		try_knowledge(stdout, c->knowledge,
			      &(struct knowledge_question){.locale = o->locale,
							   .text = o->text,
							   .len = strlen(o->text),
							   .before = o->after},
			      o->json);
	else if (o->conversations)
		status = conversations_run(&env, o->locale, stdin, stdout);
	else if (o->text)
		try_one(&env, o, o->text, strlen(o->text));
	else if (!o->json && isatty(STDIN_FILENO))
		status = repl_run(&env, o->locale, stdin, stdout);
	else
		try_lines(&env, o);
	intent_scratch_destroy(env.scratch);
	if (fflush(stdout) != 0) {
		perror("frontdesk: standard output");
		return CLI_ENVIRONMENT;
	}
	return status;
}

int cli_try(const char *config_dir, int argc, char **argv)
{
	struct options o = {0};
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	if (o.locale && cli_locale("try", &o.locale) >= 0)
		return CLI_USAGE;

	struct config_set *c = offline_config(config_dir);
	if (!c)
		return CLI_USAGE;
	if (o.refined)
		c = cli_refined(c, NULL);
	status = run(c, &o);
	config_set_destroy(c);
	return status;
}
