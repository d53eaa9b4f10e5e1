/*
 * A line is made whole in memory and leaves by one write(2), so that lines of several threads never
 * mix and nothing waits in a stdio buffer when the process dies. Values come from our own code
 * (ids, counts, codes), but they are escaped all the same: a library's text or a path may hold a
 * newline or bytes that are no UTF-8.
 */
#include "gateway/base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/base/buf.h"
#include "gateway/base/clock.h"

#define LOG_LINE_MAX ((size_t)16 * 1024)
#define LOG_VALUE_MAX ((size_t)1024)
#define LOG_NUM_RING 8

/* The one global of the program: set once at start, read by every thread. */
static struct {
	atomic_int level;
	atomic_bool json;
} log_state = {.level = LOG_INFO};

void log_setup(enum log_level level, bool json)
{
	atomic_store(&log_state.level, (int)level);
	atomic_store(&log_state.json, json);
}

bool log_enabled(enum log_level level)
{
	return (int)level >= atomic_load_explicit(&log_state.level, memory_order_relaxed);
}

/* A JSON string; in key=value lines too, where a reader unquotes it the same way. Bytes outside
 * ASCII are kept only when the text as a whole could be UTF-8 of well-formed lead and trail bytes;
 * else they become '?'. */
static void log_value(struct buf *line, const char *value)
{
	char safe[LOG_VALUE_MAX + 1];
	size_t len = value ? strnlen(value, LOG_VALUE_MAX) : 0;
	size_t expect = 0;
	bool fine = true;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		safe[i] = value[i];
		if (expect) {
			fine = fine && (c & 0xc0) == 0x80;
			expect--;
		} else if (c >= 0x80) {
			fine = fine && c >= 0xc2 && c <= 0xf4;
			expect = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		}
	}
	for (size_t i = 0; i < len && (!fine || expect); i++)
		if ((unsigned char)safe[i] >= 0x80)
			safe[i] = '?';
	buf_json_n(line, safe, len);
}

static bool is_plain(const char *value)
{
	size_t len = value ? strlen(value) : 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '=' || c == '\\')
			return false;
	}
	return len > 0 && len <= LOG_VALUE_MAX;
}

static void log_pair(struct buf *line, bool json, const char *key, const char *value)
{
	if (json) {
		buf_char(line, ',');
		buf_json(line, key);
		buf_char(line, ':');
		log_value(line, value);
		return;
	}
	buf_char(line, ' ');
	buf_text(line, key);
	buf_char(line, '=');
	if (is_plain(value))
		buf_text(line, value);
	else
		log_value(line, value);
}

static void log_head(struct buf *line, bool json, enum log_level level, const char *event)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	char at[CLOCK_ISO_LEN + 1];

	clock_iso(clock_wall_ms(), at);
	buf_printf(line, json ? "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"" : "%s %s %s", at,
		   names[level], event);
}

static void log_write(const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(STDERR_FILENO, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* stderr is closed or full: a log must not stop the service */
		bytes += n;
		len -= (size_t)n;
	}
}

void log_event(enum log_level level, const char *event, ...)
{
	bool json = atomic_load_explicit(&log_state.json, memory_order_relaxed);
	int saved_errno = errno;
	struct buf line;
	va_list args;
	const char *key;

	if (!log_enabled(level))
		return;
	buf_init(&line, LOG_LINE_MAX);
	log_head(&line, json, level, event);
	va_start(args, event);
	while ((key = va_arg(args, const char *)))
		log_pair(&line, json, key, va_arg(args, const char *));
	va_end(args);
	buf_text(&line, json ? "}\n" : "\n");
	if (buf_check(&line) < 0) {
		buf_clear(&line);
		log_head(&line, json, level, event);
		buf_text(&line, json ? ",\"cut\":\"true\"}\n" : " cut=true\n");
	}
	log_write(line.bytes, line.len);
	buf_dispose(&line);
	errno = saved_errno;
}

const char *log_num(int64_t value)
{
	static _Thread_local char ring[LOG_NUM_RING][24];
	static _Thread_local unsigned next;
	char *text = ring[next++ % LOG_NUM_RING];

	snprintf(text, sizeof(ring[0]), "%" PRId64, value);
	return text;
}
