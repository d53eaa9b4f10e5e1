/* Log lines: one a call, escaped, nothing below the level. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/base/log.h"

/* What `emit` writes to stderr, in a static buffer. */
static const char *captured(void (*emit)(void))
{
	static char text[32768];
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	ssize_t n;

	cr_assert_not_null(file);
	dup2(fileno(file), STDERR_FILENO);
	emit();
	dup2(saved, STDERR_FILENO);
	close(saved);
	n = pread(fileno(file), text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	fclose(file);
	return text;
}

static void emit_plain(void)
{
	log_setup(LOG_INFO, false);
	log_info("case_claimed", "case", "c-1", "note", "two words", "none", NULL, NULL);
}

Test(log, writes_key_value_lines)
{
	const char *line = captured(emit_plain);

	cr_assert_not_null(
		strstr(line, " info case_claimed case=c-1 note=\"two words\" none=\"\"\n"),
		"got: %s", line);
	cr_assert_eq(line[4], '-', "a line starts with its time: %s", line);
}

static void emit_hostile(void)
{
	log_setup(LOG_INFO, true);
	log_warn("odd", "value", "a\"b\\c\nd\te \xff\xfe", "n", log_num(-5), NULL);
}

Test(log, json_is_one_valid_line_whatever_the_value)
{
	const char *line = captured(emit_hostile);
	json_t *object = json_loads(line, 0, NULL);

	cr_assert_not_null(object, "not JSON: %s", line);
	cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1, "more than one line: %s", line);
	cr_assert_str_eq(json_string_value(json_object_get(object, "value")), "a\"b\\c\nd\te ??");
	cr_assert_str_eq(json_string_value(json_object_get(object, "n")), "-5");
	cr_assert_str_eq(json_string_value(json_object_get(object, "level")), "warn");
	json_decref(object);
}

static void emit_below(void)
{
	log_setup(LOG_WARN, false);
	log_info("silent", NULL);
	log_debug("silent", NULL);
	log_error("loud", NULL);
}

Test(log, keeps_to_its_level)
{
	const char *line = captured(emit_below);

	cr_assert_null(strstr(line, "silent"));
	cr_assert_not_null(strstr(line, "error loud\n"), "got: %s", line);
	cr_assert(!log_enabled(LOG_INFO) && log_enabled(LOG_WARN));
}

static void emit_huge(void)
{
	static char huge[20000];

	memset(huge, 'h', sizeof(huge) - 1);
	log_setup(LOG_INFO, false);
	log_info("long", "a", huge, "b", huge, NULL);
}

Test(log, cuts_long_values)
{
	const char *line = captured(emit_huge);

	cr_assert_lt(strlen(line), 3000, "a value is cut at 1 KiB");
	cr_assert_not_null(strstr(line, " b=\"hhh"), "got: %.200s", line);
}

Test(log, several_numbers_live_in_one_call)
{
	const char *a = log_num(1), *b = log_num(INT64_MIN), *c = log_num(3);

	cr_assert_str_eq(a, "1");
	cr_assert_str_eq(b, "-9223372036854775808");
	cr_assert_str_eq(c, "3");
}
