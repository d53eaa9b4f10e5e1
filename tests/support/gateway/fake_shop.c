#include "tests/support/gateway/fake_shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/actions/actions.h"
#include "tests/support/gateway/http_stub.h"

static bool answer_size(int fd, size_t len)
{
	char *body = malloc(len + 1);
	bool kept;

	memset(body, 'x', len);
	kept = http_stub_answer(fd, 200, "", body, len);
	free(body);
	return kept;
}

static bool answer_endless(int fd)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
	static char chunk[4096 + 8] = "1000\r\n";

	memset(chunk + 6, 'x', 4096);
	memcpy(chunk + 6 + 4096, "\r\n", 2);
	if (!http_stub_send(fd, head, sizeof(head) - 1))
		return false;
	while (http_stub_send(fd, chunk, sizeof(chunk)))
		;
	return false;
}

static bool answer_flaky(struct http_stub *s, int fd, unsigned failures)
{
	return http_stub_turn(s) < failures ? http_stub_answer(fd, 503, "", "{}", 2)
					    : http_stub_answer(fd, 200, "", "{\"ok\":true}", 11);
}

static bool has_path(const char *request, const char *path)
{
	return http_stub_number(request, path) >= 0;
}

/* False when the connection is over. */
static bool behave(struct http_stub *s, int fd, const char *request, size_t len)
{
	static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":";
	char text[64];
	long n;

	if (has_path(request, "/ok"))
		return http_stub_answer(fd, 200, "", "{\"ok\":true}", 11);
	if (has_path(request, "/echo"))
		return http_stub_answer(fd, 200, "", request, len);
	if ((n = http_stub_number(request, "/status/")) >= 0)
		return http_stub_answer(
			fd, (int)n, "", text,
			(size_t)snprintf(text, sizeof(text), "{\"status\":%ld}", n));
	if ((n = http_stub_number(request, "/flaky/")) >= 0)
		return answer_flaky(s, fd, (unsigned)n);
	if ((n = http_stub_number(request, "/later/")) >= 0) {
		snprintf(text, sizeof(text), "Retry-After: %ld\r\n", n);
		return http_stub_answer(fd, 503, text, "{}", 2);
	}
	if ((n = http_stub_number(request, "/size/")) >= 0)
		return answer_size(fd, (size_t)n);
	if (has_path(request, "/huge"))
		return answer_size(fd, ACTIONS_BODY_MAX + 1);
	if (has_path(request, "/endless"))
		return answer_endless(fd);
	if (has_path(request, "/redirect"))
		return http_stub_answer(fd, 302, "Location: /ok\r\n", "", 0);
	if (has_path(request, "/hang"))
		return http_stub_hang(fd);
	if (has_path(request, "/cut"))
		http_stub_send(fd, cut, sizeof(cut) - 1);
	else if (has_path(request, "/close"))
		http_stub_answer(fd, 200, "", "{\"ok\":true}", 11);
	else
		http_stub_send(fd, "what?\r\n\r\n", 9);
	return false;
}

struct fake_shop *fake_shop_start(void)
{
	return (struct fake_shop *)http_stub_start(behave);
}

const char *fake_shop_url(const struct fake_shop *s)
{
	return http_stub_url((const struct http_stub *)s);
}

unsigned fake_shop_requests(struct fake_shop *s)
{
	return http_stub_requests((struct http_stub *)s);
}

unsigned fake_shop_connections(struct fake_shop *s)
{
	return http_stub_connections((struct http_stub *)s);
}

void fake_shop_stop(struct fake_shop *s)
{
	http_stub_stop((struct http_stub *)s);
}
