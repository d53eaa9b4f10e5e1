/*
 * `frontdesk import`: the intents of another program, or a table, as YAML of ours. What did not
 * carry over stands on stderr, so that stdout is the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/cli/print_diag.h"
#include "intents/import/import.h"

static int help(void)
{
	fputs("Usage: frontdesk import rasa FILE... [OPTION]...\n"
	      "       frontdesk import csv FILE... [OPTION]...\n"
	      "Writes the intents of another program, or of a table, as YAML for\n"
	      "config/intents/. What did not carry over is told on standard error, with\n"
	      "file:line.\n\n"
	      "  rasa   nlu.yml, domain.yml, rules.yml and stories.yml, together: examples,\n"
	      "         responses and buttons\n"
	      "  csv    columns text, intent and, if there, locale and reply; in this order\n"
	      "         or named in a first row; separated by , or ; or a tab\n\n"
	      "      --locale L   language of what names none (default: `language:` of Rasa's\n"
	      "                   config.yml, else en)\n"
	      "      --out FILE   writes there instead of standard output\n"
	      "      --force      overwrites that file\n"
	      "      --json       with --out: what did not carry over as one JSON object a\n"
	      "                   line, on standard output\n"
	      "      --help       show this help\n\n"
	      "Exit status: 0 written, 2 wrong usage or input, 3 the file cannot be written.\n",
	      stdout);
	return CLI_OK;
}

struct options {
	const char *kind, *locale, *out;
	const char *const *files;
	size_t file_count;
	bool force, json;
};

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
		{"locale", required_argument, NULL, 'l'}, {"out", required_argument, NULL, 'o'},
		{"force", no_argument, NULL, 'f'},        {"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'l':
			o->locale = optarg;
			if (cli_locale("import", &o->locale) >= 0)
				return CLI_USAGE;
			break;
		case 'o': o->out = optarg; break;
		case 'f': o->force = true; break;
		case 'j': o->json = true; break;
		case 'h': return help();
		default: return cli_bad_option("import");
		}
	}
	if (argc - optind < 2)
		return cli_misuse("import", "say rasa or csv, and at least one file");
	o->kind = argv[optind];
	o->files = (const char *const *)&argv[optind + 1];
	o->file_count = (size_t)(argc - optind - 1);
	if (strcmp(o->kind, "rasa") != 0 && strcmp(o->kind, "csv") != 0)
		return cli_misuse("import", "say rasa or csv");
	if (o->json && !o->out)
		return cli_misuse("import",
				  "--json needs --out: standard output is the YAML otherwise");
	return -1;
}

static int read_files(struct import *im, const struct options *o, struct diag *d)
{
	if (strcmp(o->kind, "rasa") == 0)
		return import_rasa(im, o->files, o->file_count, o->locale, d);
	int rc = 0;
	for (size_t i = 0; i < o->file_count; i++) {
		if (import_csv(im, o->files[i], o->locale ? o->locale : "en", d) != 0)
			rc = -1;
	}
	return rc;
}

/* "nlu.yml, domain.yml": names without their folders, control characters left out. Owned. */
static char *names_of(const struct options *o)
{
	size_t size = 1;

	for (size_t i = 0; i < o->file_count; i++)
		size += strlen(o->files[i]) + 2;
	char *names = mem_new(size, 1), *to = names;
	for (size_t i = 0; i < o->file_count; i++) {
		const char *slash = strrchr(o->files[i], '/');
		if (i > 0)
			to = stpcpy(to, ", ");
		for (const char *p = slash ? slash + 1 : o->files[i]; *p; p++) {
			if ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7F)
				*to++ = *p;
		}
	}
	*to = '\0';
	return names;
}

static FILE *open_new(const struct options *o)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (o->force ? O_TRUNC : O_EXCL);
	int fd = open(o->out, flags, 0666);

	return fd >= 0 ? fdopen(fd, "w") : NULL;
}

/* Writes and, unless it is standard output, closes. Returns -1 with errno set when it cannot. */
static int write_to(FILE *out, const struct import *im, const struct options *o)
{
	char *names = names_of(o);

	import_write(im, names, out);
	free(names);
	int rc = ferror(out) ? -1 : 0;
	if (out == stdout)
		return fflush(out) != 0 ? -1 : rc;
	return fclose(out) != 0 ? -1 : rc;
}

static int write_catalog(const struct import *im, const struct options *o)
{
	FILE *out = o->out ? open_new(o) : stdout;

	if (!out && errno == EEXIST) {
		fprintf(stderr, "frontdesk import: %s is there already (--force overwrites it)\n",
			o->out);
		return CLI_USAGE;
	}
	if (out && write_to(out, im, o) == 0)
		return CLI_OK;
	fprintf(stderr, "frontdesk import: cannot write %s: %s\n",
		o->out ? o->out : "standard output", strerror(errno));
	return CLI_ENVIRONMENT;
}

static int convert(const struct options *o, struct import *im, struct diag *d)
{
	int status = CLI_USAGE;

	if (read_files(im, o, d) == 0) {
		import_finish(im, d);
		if (import_intent_count(im) == 0)
			diag_error(d, (struct diag_place){.file = o->files[0]}, NULL,
				   "no intent with examples was found");
		else
			status = write_catalog(im, o);
	}
	diag_sort(d);
	if (o->json)
		print_diag_json(d, stdout);
	else
		diag_print(d, stderr);
	if (status == CLI_OK)
		fprintf(stderr, "%zu intents, %zu examples; %zu notes on what did not carry over\n",
			import_intent_count(im), import_example_count(im), d->warning_count);
	return status;
}

int cli_import(const char *config_dir, int argc, char **argv)
{
	struct options o = {0};
	int status = parse(argc, argv, &o);

	(void)config_dir;
	if (status >= 0)
		return status;
	struct diag d;
	diag_init(&d);
	struct import *im = import_create();
	status = convert(&o, im, &d);
	import_destroy(im);
	diag_dispose(&d);
	return status;
}
