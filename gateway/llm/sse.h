/*
 * Server-sent events (the WHATWG's event streams) from bytes that come in any pieces. Bounded:
 * neither a line nor an event nor a stream grows without end. Pure.
 */
#ifndef GATEWAY_LLM_SSE_H
#define GATEWAY_LLM_SSE_H

#include "gateway/base/buf.h"

#define SSE_LINE_MAX ((size_t)256 * 1024)
#define SSE_EVENT_MAX ((size_t)256 * 1024)
#define SSE_TOTAL_MAX ((size_t)4 * 1024 * 1024)
#define SSE_NAME_MAX 63

/* An event: its name ("" when it has none, cut at SSE_NAME_MAX) and its data, NUL-terminated, both
 * borrowed. False ends the reading. */
typedef bool sse_event(void *ctx, const char *name, const char *data, size_t len);

enum sse_status {
	SSE_OK,
	SSE_STOPPED,  /* by `event`; what comes is not looked at any more */
	SSE_TOO_LARGE /* likewise */
};

struct sse {
	sse_event *event;
	void *ctx;
	struct buf line, data;
	char name[SSE_NAME_MAX + 1];
	size_t total;
	bool has_data, after_cr, has_begun;
	enum sse_status status;
};

void sse_init(struct sse *s, sse_event *event, void *ctx);
void sse_dispose(struct sse *s);
/* Forgets what came, for the next stream. */
void sse_clear(struct sse *s);
enum sse_status sse_feed(struct sse *s, const char *bytes, size_t len);
/* The stream is over: an event whose lines are whole counts also without the empty line behind. */
enum sse_status sse_end(struct sse *s);

#endif
