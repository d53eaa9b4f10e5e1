/*
 * `frontdesk replay`: what customers wrote, decided again with this configuration. Shows which
 * turns change, from what to what, before a new catalog goes live.
 */
#include "gateway/cli/replay.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/refined.h"
#include "gateway/cli/since.h"

#define KINDS_MAX 32 /* of changes: 20 ways to end otherwise and a few more */

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] replay [--since TIME] [--data DIR] [--json]\n"
	      "Decides stored customer messages again with this configuration, turn by turn,\n"
	      "each from what the conversation remembered then, and prints the turns that\n"
	      "change. Reads the store only; a gateway may run beside it. Asks no LLM and no\n"
	      "system of the shop: the answers stored then are used. Decides with the better\n"
	      "models where the gateway goes over to them (matcher.refine).\n\n"
	      "Prints what customers wrote, quoted and cut to a line: the output is as\n"
	      "private as the store.\n\n"
	      "      --since TIME   only turns from then on: 2026-11-22, a moment such as\n"
	      "                     2026-11-22T10:00:00Z, or an age such as 7d, 12h, 30m\n"
	      "      --data DIR     data folder (default: store.path in frontdesk.yaml)\n"
	      "      --json         one JSON object a changed turn, last one with the totals\n"
	      "      --help         show this help\n\n"
	      "Exit status: 0 whatever changes, 2 wrong usage or configuration, 3 the store\n"
	      "cannot be read.\n",
	      stdout);
	return CLI_OK;
}

struct options {
	const char *data;
	int64_t since_ms;
	bool json;
};

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {{"since", required_argument, NULL, 's'},
						{"data", required_argument, NULL, 'd'},
						{"json", no_argument, NULL, 'j'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 's':
			o->since_ms = since_parse(optarg, clock_wall_ms());
			if (o->since_ms >= 0)
				break;
			return cli_misuse("replay", "--since %s: expected " SINCE_WORDS, optarg);
		case 'd': o->data = optarg; break;
		case 'j': o->json = true; break;
		case 'h': return help();
		default: return cli_bad_option("replay");
		}
	}
	return optind == argc ? -1 : cli_misuse("replay", "unexpected '%s'", argv[optind]);
}

/* ---- counting ---- */

struct tally {
	const struct dialog_env *env;
	bool json;
	size_t turns, changed;
	struct kind {
		const char *name;
		size_t count;
	} kinds[KINDS_MAX];
	size_t kind_count;
};

static void count(struct tally *t, const char *change)
{
	size_t i = 0;

	while (i < t->kind_count && t->kinds[i].name != change)
		i++;
	if (i == KINDS_MAX)
		return;
	if (i == t->kind_count)
		t->kinds[t->kind_count++] = (struct kind){.name = change};
	t->kinds[i].count++;
	t->changed++;
}

static void replay_one(void *ctx, const struct replay_turn *turn)
{
	struct tally *t = ctx;
	struct dialog_step step;
	struct replay_decision before = replay_before(turn), now = replay_now(t->env, turn, &step);
	const char *change = replay_change(&before, &now);

	t->turns++;
	if (change) {
		count(t, change);
		if (t->json)
			replay_print_json(stdout, turn, change, &before, &now);
		else
			replay_print_text(stdout, turn, &before, &now);
	}
	dialog_step_dispose(&step);
}

static int compare_kinds(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void print_totals(struct tally *t, size_t conversations)
{
	qsort(t->kinds, t->kind_count, sizeof(*t->kinds), compare_kinds);
	if (t->json) {
		printf("{\"conversations\":%zu,\"turns\":%zu,\"changed\":%zu,\"catalog\":\"%s\","
		       "\"changes\":{",
		       conversations, t->turns, t->changed, intent_catalog_hash(t->env->catalog));
		for (size_t i = 0; i < t->kind_count; i++)
			printf("%s\"%s\":%zu", i ? "," : "", t->kinds[i].name, t->kinds[i].count);
		puts("}}");
		return;
	}
	printf("%zu turns of %zu conversations, %zu changed\n", t->turns, conversations,
	       t->changed);
	for (size_t i = 0; i < t->kind_count; i++)
		printf("%8zu  %s\n", t->kinds[i].count, t->kinds[i].name);
}

static int run(const struct config_set *c, const struct options *o, struct store *s)
{
	size_t conversations;
	struct dialog_env env = offline_env(c, "widget");
	struct tally t = {.env = &env, .json = o->json};
	int rc = replay_walk(s, &store_sqlite, o->since_ms, replay_one, &t, &conversations);
	print_totals(&t, conversations);
	if (rc != 0)
		fputs("frontdesk replay: the store cannot be read to its end\n", stderr);
	intent_scratch_destroy(env.scratch);
	if (fflush(stdout) != 0) {
		perror("frontdesk replay: standard output");
		return CLI_ENVIRONMENT;
	}
	return rc == 0 ? CLI_OK : CLI_ENVIRONMENT;
}

int cli_replay(const char *config_dir, int argc, char **argv)
{
	struct options o = {0};
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	struct config_set *c = offline_config(config_dir);
	if (!c)
		return CLI_USAGE;
	const char *dir = o.data ? o.data : c->settings->store.path;
	struct store_config config = {.dir = dir, .read_only = true};
	struct diag d;
	diag_init(&d);
	struct store *s = store_sqlite.open(NULL, &config, &d);
	diag_print(&d, stderr);
	diag_dispose(&d);
	if (s) { /* learning takes a while: only for a store that is there */
		if (c->settings->matcher.refine)
			c = cli_refined(c, dir);
		status = run(c, &o, s);
		store_sqlite.close(s);
	} else {
		status = CLI_ENVIRONMENT;
	}
	config_set_destroy(c);
	return status;
}
