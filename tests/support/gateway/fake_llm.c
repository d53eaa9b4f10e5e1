#include "tests/support/gateway/fake_llm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                    \
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n" \
	"Connection: close\r\n\r\n"
#define PART(text) "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define FINISH(word) \
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" word "\"}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5}}\n\n"
#define DONE "data: [DONE]\n\n"
#define HELLO                                                                                      \
	"data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n" PART("Hello") \
		PART(" w\\u00f6r") PART("ld!") FINISH("stop")
#define TOOL(name, arguments)                                                              \
	"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{" name \
	"\"arguments\":\"" arguments "\"}}]}}]}\n\n"
#define CLAUDE(type, rest) "event: " type "\r\ndata: {\"type\":\"" type "\"" rest "}\r\n\r\n"

static const struct {
	const char *path, *stream;
	bool stays; /* the connection is left open, in silence */
} streams[] = {
	{"/say/", HEAD HELLO USAGE DONE, false},
	{"/nousage/", HEAD HELLO DONE, false},
	{"/nodone/", HEAD HELLO USAGE, true},
	{"/think/",
	 HEAD "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n" HELLO DONE,
	 false},
	{"/claude/",
	 HEAD CLAUDE("message_start", ",\"message\":{\"usage\":{\"input_tokens\":11,\"output_"
				      "tokens\":1}}") CLAUDE("ping", "")
		 CLAUDE("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\","
					       "\"text\":\"\"}")
			 CLAUDE("content_block_delta",
				",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello "
				"w\\u00f6r\"}") CLAUDE("content_block_delta",
						       ",\"index\":0,\"delta\":{\"type\":\"text_"
						       "delta\",\"text\":\"ld!\"}")
				 CLAUDE("content_block_stop", ",\"index\":0") CLAUDE(
					 "message_delta",
					 ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{"
					 "\"output_tokens\":5}") CLAUDE("message_stop", ""),
	 false},
	{"/split/",
	 HEAD PART("\xe6\x97") PART("\xa5") PART("\\ud83d") PART("\\ude00") FINISH("stop") DONE,
	 false},
	{"/tool/",
	 HEAD TOOL("\"name\":\"handoff\",", "") TOOL("", "{\\\"reason\\\":")
		 TOOL("", "\\\"angry\\\"}") FINISH("tool_calls") USAGE DONE,
	 false},
	{"/badtool/",
	 HEAD TOOL("\"name\":\"handoff\",", "{\\\"reason\\\":") FINISH("tool_calls") DONE, false},
	{"/refuse/", HEAD FINISH("content_filter") DONE, false},
	{"/logprobs/",
	 HEAD
	 "data: {\"choices\":[{\"delta\":{\"content\":\"ab\"},\"logprobs\":{\"content\":[{"
	 "\"token\":\"a\",\"logprob\":-0.5},{\"token\":\"b\",\"logprob\":-1.5}]}}]}\n\n" FINISH(
		 "stop") DONE,
	 false},
	{"/head/", HEAD, true},
	{"/stop/", HEAD PART("Hello"), true},
	{"/end/", HEAD PART("Hello"), false},
	{"/garbage/", HEAD "data: {\"choices\":\n\n", false},
	{"/error/", HEAD "data: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
	 false},
	{"/nohttp/", "what?\r\n\r\n", false},
	{"/cut/",
	 "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n" PART(
		 "Hello"),
	 false},
	{"/part/",
	 "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n"
	 "data: {\"choices\":[{\"de",
	 false},
};

static bool say(int fd, const char *stream)
{
	http_stub_send(fd, stream, strlen(stream));
	return false;
}

static bool has_path(const char *request, const char *path)
{
	return http_stub_number(request, path) >= 0;
}

static bool endless(int fd, const char *chunk)
{
	size_t len = strlen(chunk);

	say(fd, HEAD "data: ");
	while (http_stub_send(fd, chunk, len))
		;
	return false;
}

/* What was sent, as the text of one part. */
static bool echo(int fd, const char *request)
{
	char *text = calloc(1, 6 * strlen(request) + 1), *out = text;

	for (const char *in = request; *in; in++)
		out += sprintf(out, *in < ' ' || *in == '"' || *in == '\\' ? "\\u%04x" : "%c", *in);
	say(fd, HEAD "data: {\"choices\":[{\"delta\":{\"content\":\"");
	say(fd, text);
	say(fd, "\"}}]}\n\n" FINISH("stop") DONE);
	free(text);
	return false;
}

static bool bytes(int fd)
{
	static const char stream[] = HEAD HELLO USAGE DONE;

	for (size_t i = 0; i < sizeof(stream) - 1; i++)
		http_stub_send(fd, stream + i, 1);
	return false;
}

static bool fail(int fd, const char *request)
{
	char extra[64];
	long n;

	if ((n = http_stub_number(request, "/status/")) >= 0)
		return http_stub_answer(fd, (int)n, "", "{\"error\":{}}", 12);
	if ((n = http_stub_number(request, "/later/")) >= 0) {
		snprintf(extra, sizeof(extra), "Retry-After: %ld\r\n", n);
		return http_stub_answer(fd, 429, extra, "{}", 2);
	}
	if (has_path(request, "/quota/"))
		return http_stub_answer(fd, 400, "",
					"{\"error\":{\"code\":\"insufficient_quota\"}}", 39);
	if (has_path(request, "/html/"))
		return http_stub_answer(fd, 200, "Content-Type: text/html\r\n", "<p>Hi</p>", 9);
	if (has_path(request, "/redirect/"))
		return http_stub_answer(fd, 302, "Location: /say/chat/completions\r\n", "", 0);
	return http_stub_hang(fd); /* /silent */
}

bool fake_llm(struct http_stub *s, int fd, const char *request, size_t len)
{
	long n;

	(void)len;
	if ((n = http_stub_number(request, "/flaky/")) >= 0)
		return http_stub_turn(s) < (unsigned)n ? http_stub_answer(fd, 503, "", "{}", 2)
						       : say(fd, HEAD HELLO USAGE DONE);
	if (has_path(request, "/once/"))
		return http_stub_turn(s) == 0 ? say(fd, HEAD) : say(fd, HEAD HELLO USAGE DONE);
	if (has_path(request, "/bytes/"))
		return bytes(fd);
	if (has_path(request, "/echo/"))
		return echo(fd, request);
	if (has_path(request, "/line/"))
		return endless(fd,
			       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	if (has_path(request, "/comments/"))
		return endless(fd,
			       "\n: keep-alive, keep-alive, keep-alive, keep-alive, keep-alive");
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		if (!has_path(request, streams[i].path))
			continue;
		say(fd, streams[i].stream);
		return streams[i].stays && http_stub_hang(fd);
	}
	return fail(fd, request);
}
