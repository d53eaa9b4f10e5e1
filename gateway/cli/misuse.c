#include "gateway/cli/misuse.h"

#include <stdarg.h>
#include <stdio.h>

#include "config/load/locale.h"
#include "gateway/cli/cli.h"

int cli_misuse(const char *command, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "frontdesk %s: ", command);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return cli_bad_option(command);
}

int cli_bad_option(const char *command)
{
	fprintf(stderr, "Try 'frontdesk %s --help'.\n", command);
	return CLI_USAGE;
}

int cli_locale(const char *command, const char **locale)
{
	enum locale l = locale_lookup(*locale);

	if (l == LOCALE_NONE)
		return cli_misuse(command,
				  "unknown locale '%s' (one of en, de, fr, zh-Hant, zh-Hans)",
				  *locale);
	*locale = locale_name(l);
	return -1;
}
