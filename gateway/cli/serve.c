/*
 * `frontdesk serve`: runs the gateway.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/load/mem.h"
#include "gateway/app.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/misuse.h"
#include "gateway/watch.h"

static int help(void)
{
	fputs("Usage: frontdesk [--config DIR] serve [--listen ADDR:PORT] [--data DIR]\n"
	      "Runs the gateway. Prints `listening on URL` when it is ready. A changed file\n"
	      "goes live by itself or on SIGHUP, a broken one never. SIGTERM and SIGINT stop\n"
	      "the gateway without losing anything.\n\n"
	      "      --listen ADDR:PORT   overrides listen.address; port 0 picks a free one\n"
	      "      --data DIR           overrides store.path\n"
	      "      --help               show this help\n\n"
	      "Exit status: 0 stopped as told, 2 wrong usage or configuration, 3 the\n"
	      "environment failed (data folder, port).\n",
	      stdout);
	return CLI_OK;
}

int cli_serve(const char *config_dir, int argc, char **argv)
{
	static const struct option options[] = {{"listen", required_argument, NULL, 'l'},
						{"data", required_argument, NULL, 'd'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	const char *listen = NULL, *data = NULL;
	struct settings_address address;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'l': listen = optarg; break;
		case 'd': data = optarg; break;
		case 'h': return help();
		default: return cli_bad_option("serve");
		}
	}
	if (optind != argc)
		return cli_misuse("serve", "unexpected '%s'", argv[optind]);
	if (listen && settings_parse_address(listen, &address) != 0)
		return cli_misuse("serve", "--listen %s: expected ADDR:PORT, e.g. 127.0.0.1:8080",
				  listen);

	struct diag d;
	diag_init(&d);
	uint64_t files = watch_fingerprint(config_dir); /* before they are read */
	struct config_set *c = config_set_load(config_dir, &d);
	diag_print(&d, stderr);
	diag_dispose(&d);
	if (!c)
		return CLI_USAGE;
	char *dir = mem_string(data ? data : c->settings->store.path);
	int status = app_run(c, files, config_dir, dir, listen);
	free(dir);
	return status;
}
