/*
 * `frontdesk report`: what became of the chats of a period, against the shop's goals. Beside a
 * running gateway the figures come through the control socket, without one from the store itself;
 * only sums come, and names nobody.
 */
#include "gateway/report/report.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/since.h"
#include "gateway/control/control.h"

#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

static const char usage[] =
	"Usage: frontdesk [--config DIR] report [--since TIME] [--until TIME] [--json]\n"
	"                                       [--data DIR]\n"
	"What became of the chats and cases that began in a period, a column a language:\n"
	"containment, ratings, handoffs, waits, service levels, intents, thumbs, language\n"
	"models and their cost, and the gap between languages; against the goals that\n"
	"stand in frontdesk.yaml (goals:). Works beside a running gateway and without\n"
	"one, and never holds up what is being written. Sums only: no text, no name.\n\n"
	"A chat is over when it was closed or nobody wrote for half an hour. Contained\n"
	"is one that is over, that no person was asked for or took over, and in which\n"
	"the assistant's last word was an answer without a thumb down. What comes from\n"
	"fewer than 30 stands in brackets and is not judged.\n\n"
	"      --since TIME   2026-11-22, a moment such as 2026-11-22T10:00:00Z, or an\n"
	"                     age such as 7d, 12h, 30m (default: 7d)\n"
	"      --until TIME   the same (default: now)\n"
	"      --json         one JSON object\n"
	"      --data DIR     data folder (default: store.path in frontdesk.yaml)\n"
	"      --help         show this help\n\n"
	"Exit status: 0 also when goals are missed, 2 wrong usage or configuration,\n"
	"3 the environment failed.\n";

struct options {
	const char *data;
	struct report_period period;
	bool json;
};

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"since", required_argument, NULL, 's'}, {"until", required_argument, NULL, 'u'},
		{"data", required_argument, NULL, 'd'},  {"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0}};
	struct report_period *p = &o->period;
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 's':
			p->since_ms = since_parse(optarg, p->now_ms);
			if (p->since_ms < 0)
				return cli_misuse("report", "--since %s: expected " SINCE_WORDS,
						  optarg);
			break;
		case 'u':
			p->until_ms = since_parse(optarg, p->now_ms);
			if (p->until_ms < 0)
				return cli_misuse("report", "--until %s: expected " SINCE_WORDS,
						  optarg);
			break;
		case 'd': o->data = optarg; break;
		case 'j': o->json = true; break;
		case 'h': fputs(usage, stdout); return CLI_OK;
		default: return cli_bad_option("report");
		}
	}
	if (optind < argc)
		return cli_misuse("report", "unexpected '%s'", argv[optind]);
	if (p->since_ms > p->until_ms)
		return cli_misuse("report", "--since is after --until");
	return -1;
}

/* Owned rows, or NULL with an error added. */
static json_t *ask(const char *dir, const struct report_period *p, struct diag *d)
{
	json_t *request =
		json_pack("{s:s,s:I,s:I,s:I}", "do", "report", "since", (json_int_t)p->since_ms,
			  "until", (json_int_t)p->until_ms, "idle", (json_int_t)REPORT_IDLE_MS);
	json_t *answer = NULL, *rows = NULL;

	if (control_do(dir, request, &answer, d) == 0) {
		rows = json_incref(json_object_get(answer, "figures"));
		if (!rows) {
			const char *text = json_string_value(json_object_get(answer, "text"));
			diag_error(d, (struct diag_place){0}, NULL, "no report: %s",
				   text ? text : "the gateway does not know how");
		}
	}
	json_decref(answer);
	json_decref(request);
	return rows;
}

static int print(const struct report *r, bool as_json)
{
	if (as_json) {
		json_t *json = report_json(r);
		json_dumpf(json, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
		fputc('\n', stdout);
		json_decref(json);
	} else {
		report_text(r, stdout);
	}
	if (fflush(stdout) == 0)
		return CLI_OK;
	perror("frontdesk report: standard output");
	return CLI_ENVIRONMENT;
}

static int run(const struct settings *s, const struct options *o, struct diag *d)
{
	json_t *rows = ask(o->data ? o->data : s->store.path, &o->period, d);

	if (!rows)
		return CLI_ENVIRONMENT;
	struct report_figures *f = report_figures_read(rows);
	struct report *r = report_create(f, s, o->period);
	int status = print(r, o->json);
	report_destroy(r);
	report_figures_free(f);
	json_decref(rows);
	return status;
}

int cli_report(const char *config_dir, int argc, char **argv)
{
	int64_t now = clock_wall_ms();
	struct options o = {.period = {.since_ms = now - WEEK_MS, .until_ms = now, .now_ms = now}};
	int status = parse(argc, argv, &o);
	struct diag d;

	if (status >= 0)
		return status;
	size_t size = strlen(config_dir) + sizeof("/frontdesk.yaml");
	char *path = mem_new(size, 1);
	snprintf(path, size, "%s/frontdesk.yaml", config_dir);
	diag_init(&d);
	struct settings *s = settings_load(path, &d);
	status = s ? run(s, &o, &d) : CLI_USAGE;
	diag_print(&d, stderr);
	diag_dispose(&d);
	settings_destroy(s);
	free(path);
	return status;
}
