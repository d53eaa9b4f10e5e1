/*
 * Lines end with CR, LF or both, also where a piece ends between the two. Of the fields only
 * `event` and `data` mean something here; comments (the keep-alive of many servers) count towards
 * the total, so that they do not go on for ever.
 */
#include "gateway/llm/sse.h"

#include <string.h>

static const char bom[] = "\xef\xbb\xbf";

void sse_init(struct sse *s, sse_event *event, void *ctx)
{
	*s = (struct sse){.event = event, .ctx = ctx};
	buf_init(&s->line, SSE_LINE_MAX);
	buf_init(&s->data, SSE_EVENT_MAX);
}

void sse_dispose(struct sse *s)
{
	buf_dispose(&s->line);
	buf_dispose(&s->data);
}

void sse_clear(struct sse *s)
{
	buf_clear(&s->line);
	buf_clear(&s->data);
	s->name[0] = '\0';
	s->total = 0;
	s->has_data = s->after_cr = s->has_begun = false;
	s->status = SSE_OK;
}

static void tell(struct sse *s)
{
	bool go_on = true;

	if (s->has_data)
		go_on = s->event(s->ctx, s->name, s->data.bytes ? s->data.bytes : "", s->data.len);
	buf_clear(&s->data);
	s->has_data = false;
	s->name[0] = '\0';
	if (!go_on)
		s->status = SSE_STOPPED;
}

static void take_field(struct sse *s, const char *line, size_t name_len, const char *value)
{
	size_t len = (size_t)(line + s->line.len - value);

	if (name_len == 4 && !memcmp(line, "data", 4)) {
		if (s->has_data)
			buf_char(&s->data, '\n');
		buf_add(&s->data, value, len);
		s->has_data = true;
		if (buf_check(&s->data) != 0)
			s->status = SSE_TOO_LARGE;
	} else if (name_len == 5 && !memcmp(line, "event", 5)) {
		len = len < SSE_NAME_MAX ? len : SSE_NAME_MAX;
		memcpy(s->name, value, len);
		s->name[len] = '\0';
	}
}

static void end_line(struct sse *s)
{
	const char *line = s->line.bytes ? s->line.bytes : "", *end = line + s->line.len;

	if (!s->has_begun && s->line.len >= 3 && !memcmp(line, bom, 3)) {
		memmove(s->line.bytes, s->line.bytes + 3, s->line.len - 2);
		s->line.len -= 3;
		end -= 3;
	}
	s->has_begun = true;
	if (s->line.len == 0) {
		tell(s);
	} else if (line[0] != ':') {
		const char *colon = memchr(line, ':', s->line.len);
		size_t name_len = colon ? (size_t)(colon - line) : s->line.len;
		const char *value = colon ? colon + 1 : end;

		if (value < end && *value == ' ')
			value++;
		take_field(s, line, name_len, value);
	}
	buf_clear(&s->line);
}

/* The bytes from `bytes` on that belong to a line. */
static size_t run(const char *bytes, size_t len)
{
	const char *lf = memchr(bytes, '\n', len);
	size_t n = lf ? (size_t)(lf - bytes) : len;
	const char *cr = memchr(bytes, '\r', n);

	return cr ? (size_t)(cr - bytes) : n;
}

enum sse_status sse_feed(struct sse *s, const char *bytes, size_t len)
{
	s->total += s->status == SSE_OK ? len : 0;
	if (s->total > SSE_TOTAL_MAX)
		s->status = SSE_TOO_LARGE;
	while (len > 0 && s->status == SSE_OK) {
		size_t n = run(bytes, len);

		if (s->after_cr && n == 0 && bytes[0] == '\n') { /* the second half of CRLF */
			s->after_cr = false;
			bytes++, len--;
			continue;
		}
		s->after_cr = false;
		buf_add(&s->line, bytes, n);
		if (buf_check(&s->line) != 0) {
			s->status = SSE_TOO_LARGE;
			break;
		}
		if (n < len) {
			s->after_cr = bytes[n] == '\r';
			end_line(s);
			n++;
		}
		bytes += n, len -= n;
	}
	return s->status;
}

enum sse_status sse_end(struct sse *s)
{
	if (s->status == SSE_OK && s->line.len == 0)
		tell(s);
	return s->status;
}
