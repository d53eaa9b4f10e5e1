/*
 * HTTP: one exchange at a time on a connection. A request is read whole, answered by a route of the
 * table (now or later, by its number) or by an embedded file, and its reply leaves in pieces as the
 * socket takes them.
 *
 * A reply is written at once, from the callback that brought the request or from where the route
 * answers it, and the library told that the request is over: otherwise what a client sent ahead
 * would meet a state in which 4.3.5 ends the connection and 4.1.6 spins. While a route still works,
 * reading is off for the same reason. It cannot be off while a large reply leaves, for the library
 * then ignores writability too; a client who neither reads its reply nor stops sending is cut off
 * (is_spinning()).
 */
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "config/load/mem.h"
#include "gateway/ws/conn.h"
#include "gateway/ws/request.h"

/* A body over the limit is swallowed up to here so that the client reads our 413; above it the
 * connection ends at once. */
#define HTTP_CHECK_MS 250
#define SWALLOW_MAX ((int64_t)1024 * 1024)

const char *http_status_text(int status)
{
	switch (status) {
	case 200: return "OK";
	case 204: return "No Content";
	case 301: return "Moved Permanently";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 411: return "Length Required";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 426: return "Upgrade Required";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 503: return "Service Unavailable";
	default: return "Status";
	}
}

/* ---- replies ---- */

static void add_date(const struct exchange *x, struct buf *out)
{
	time_t now = (time_t)(loop_now_wall_ms(x->conn->server->loop) / 1000);
	struct tm tm;
	char text[40];

	if (gmtime_r(&now, &tm) && strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm))
		buf_printf(out, "Date: %s\r\n", text);
}

void http_head(struct exchange *x, int status)
{
	buf_printf(&x->out, "HTTP/1.1 %d %s\r\n", status, http_status_text(status));
	add_date(x, &x->out);
	buf_text(&x->out, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
	if (x->close_after)
		buf_text(&x->out, "Connection: close\r\n");
}

void http_send(struct exchange *x)
{
	struct conn *c = x->conn;

	if (buf_check(&x->out) < 0) /* cannot happen: bodies are bounded before */
		x->close_after = true;
	x->answered = true;
	x->progress_ms = loop_now_mono_ms(c->server->loop);
	conn_timer(c, HTTP_CHECK_MS);
	if (!x->inside && http_writable(c) < 0)
		lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

static void add_body(struct exchange *x, const char *type, const char *body, size_t len)
{
	buf_printf(&x->out, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", type, len);
	if (x->method != LWSHUMETH_HEAD)
		buf_add(&x->out, body, len);
}

void http_fail(struct exchange *x, int status, const char *code, const char *text)
{
	bool api = !strncmp(x->path, "/api/", 5) || !strncmp(x->path, "/demo/api/", 10);
	struct buf body;

	buf_init(&body, 1024);
	if (api) {
		buf_text(&body, "{\"error\":{\"code\":");
		buf_json(&body, code);
		buf_text(&body, ",\"text\":");
		buf_json(&body, text);
		buf_text(&body, "}}");
	} else {
		buf_printf(&body, "%s\n", text);
	}
	http_head(x, status);
	buf_text(&x->out, "Cache-Control: no-store\r\n");
	if (status == 405)
		buf_printf(&x->out, "Allow: %s\r\n", x->allow);
	if (status == 426)
		buf_text(&x->out, "Upgrade: websocket\r\n");
	add_body(x, api ? "application/json" : "text/plain; charset=utf-8", body.bytes, body.len);
	buf_dispose(&body);
	http_send(x);
}

void server_http_reply(struct server *s, uint64_t request_id, const struct http_reply *r)
{
	struct conn *c = conn_by_id(s, request_id);
	struct exchange *x = c ? c->exchange : NULL;

	if (!x || x->id != request_id || x->answered)
		return;
	http_head(x, r->status);
	if (r->max_age > 0)
		buf_printf(&x->out, "Cache-Control: max-age=%d\r\n", r->max_age);
	else
		buf_text(&x->out, "Cache-Control: no-store\r\n");
	if (r->set_cookie)
		buf_printf(&x->out, "Set-Cookie: %s\r\n", r->set_cookie);
	if (r->retry_after > 0)
		buf_printf(&x->out, "Retry-After: %d\r\n", r->retry_after);
	if (r->cors_any)
		buf_text(&x->out, "Access-Control-Allow-Origin: *\r\n"
				  "Cross-Origin-Resource-Policy: cross-origin\r\n");
	if (r->status == 204)
		buf_text(&x->out, "\r\n");
	else
		add_body(x, r->type ? r->type : "application/json", r->body ? r->body : "",
			 r->body_len);
	http_send(x);
}

void http_refuse(struct lws *wsi, int status, const char *extra_headers, const char *text)
{
	char reply[LWS_PRE + 512];
	int len = snprintf(reply + LWS_PRE, sizeof(reply) - LWS_PRE,
			   "HTTP/1.1 %d %s\r\n%sContent-Type: text/plain; charset=utf-8\r\n"
			   "Content-Length: %zu\r\nX-Content-Type-Options: nosniff\r\n"
			   "Cache-Control: no-store\r\nConnection: close\r\n\r\n%s",
			   status, http_status_text(status), extra_headers, strlen(text), text);

	if (len > 0 && (size_t)len < sizeof(reply) - LWS_PRE)
		lws_write(wsi, (unsigned char *)reply + LWS_PRE, (size_t)len,
			  LWS_WRITE_HTTP_HEADERS);
}

/* ---- requests ---- */

void http_drop(struct conn *c)
{
	struct exchange *x = c->exchange;

	if (!x)
		return;
	conn_id_free(c->server, x->id);
	buf_dispose(&x->body);
	buf_dispose(&x->out);
	free(x->cookie);
	free(x);
	c->exchange = NULL;
}

/* The route of that path and method; `ret_known` tells whether the path has any. */
static const struct http_route *find_route(struct exchange *x, bool *ret_known)
{
	static const char *const names[] = {
		[LWSHUMETH_GET] = "GET", [LWSHUMETH_POST] = "POST", [LWSHUMETH_HEAD] = "GET"};
	const char *method = (size_t)x->method < ARRAY_LEN(names) ? names[x->method] : NULL;
	const struct http_route *found = NULL;
	bool gets = false, posts = false;

	*ret_known = false;
	for (const struct http_route *r = x->conn->server->routes; r && r->method; r++) {
		if (!request_path_matches(r->path, x->path, x->part, sizeof(x->part)))
			continue;
		*ret_known = true;
		*(strcmp(r->method, "GET") == 0 ? &gets : &posts) = true;
		if (method && !strcmp(r->method, method))
			found = r;
	}
	if (*ret_known)
		x->allow = !posts ? "GET, HEAD" : !gets ? "POST" : "GET, HEAD, POST";
	return found;
}

static void run_route(struct exchange *x, const struct http_route *route)
{
	struct server *s = x->conn->server;
	struct http_request r = {
		.id = x->id,
		.method = route->method,
		.path = x->path,
		.body = x->body.bytes ? x->body.bytes : "",
		.body_len = x->body.len,
		.cookie = x->cookie ? x->cookie : "",
		.csrf = x->csrf,
		.part = x->part,
		.idempotency_key = x->key,
		.address = x->address,
		.same_origin = x->same_origin,
		.secure = x->secure,
	};

	conn_timer(x->conn, HTTP_ANSWER_MS);
	route->handle(s->http_ctx, s, &r);
}

/* 0, or -1 to close. The exchange may be over and gone afterwards. */
static int answer(struct exchange *x)
{
	struct conn *c = x->conn;
	bool known;
	const struct http_route *route = find_route(x, &known);

	x->complete = x->inside = true;
	if (x->body_too_large)
		http_fail(x, 413, "too_large", "The request is too large.");
	else if (route)
		run_route(x, route);
	else if (known)
		http_fail(x, 405, "bad_message", "This path takes another method.");
	else if (!strcmp(x->path, "/ws/customer") || !strcmp(x->path, "/ws/agent"))
		http_fail(x, 426, "bad_message", "This path takes WebSocket connections.");
	else if (!page_answer(x))
		http_fail(x, 404, "not_found", "There is nothing here.");
	x->inside = false;
	if (x->answered)
		return http_writable(c);
	x->held = true;
	lws_rx_flow_control(c->wsi, 0);
	return 0;
}

static void read_headers(struct exchange *x, struct lws *wsi)
{
	struct origin_facts f;
	char text[4096];

	conn_origin(x->conn, wsi, &f);
	address_text(&f.client, x->address);
	x->same_origin = f.allowed;
	x->secure = f.secure;
	if (conn_header(wsi, WSI_TOKEN_HTTP_COOKIE, text, sizeof(text))) {
		char value[64];

		request_cookie(text, LOGIN_COOKIE, value, sizeof(value));
		x->cookie = mem_string(value);
	}
	conn_header_named(wsi, "x-csrf-token:", x->csrf, sizeof(x->csrf));
	conn_header_named(wsi, "idempotency-key:", x->key, sizeof(x->key));
	conn_header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, x->etags, sizeof(x->etags));
	x->gzip = conn_header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, text, sizeof(text)) &&
		  request_accepts_gzip(text);
	/* HTTP/1.0 closes, 1.1 stays, unless it says otherwise: what the library decides too. */
	if (conn_header(wsi, WSI_TOKEN_CONNECTION, text, sizeof(text)))
		x->close_after = !strcasecmp(text, "close");
	else
		x->close_after = conn_header(wsi, WSI_TOKEN_HTTP, text, sizeof(text)) &&
				 !strcasecmp(text, "HTTP/1.0");
}

/* How many bytes of body follow: -1 without or with a malformed length. */
static int64_t content_length(struct lws *wsi)
{
	char text[24], *end;
	long long value;

	if (!lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH))
		return 0;
	if (!conn_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof(text)))
		return -1;
	value = strtoll(text, &end, 10);
	return *end || end == text || value < 0 ? -1 : (int64_t)value;
}

static bool is_chunked(struct lws *wsi)
{
	return lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
}

/* Bytes that the library has read from the socket since it was connected; -1 when the kernel cannot
 * tell. */
static int64_t bytes_read(struct conn *c)
{
	int fd = lws_get_socket_fd(c->wsi), before, after;
	struct tcp_info info;
	socklen_t len;

	do { /* nothing may arrive between the two questions */
		len = sizeof(info);
		if (ioctl(fd, SIOCINQ, &before) < 0 ||
		    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0 ||
		    ioctl(fd, SIOCINQ, &after) < 0)
			return -1;
	} while (before != after);
	return (int64_t)info.tcpi_bytes_received - after;
}

/*
 * A request with a body that was sent ahead, behind another one. Libwebsockets (4.1.6 to 4.3.5,
 * lws_http_action()) then takes the request's own header for its body, reads freed memory, and can
 * loop for ever. Such a request came without a further read.
 */
static bool is_sent_ahead_with_body(struct conn *c, int method, int64_t length)
{
	bool body = length || method == LWSHUMETH_POST || method == LWSHUMETH_PUT ||
		    method == LWSHUMETH_PATCH || is_chunked(c->wsi);
	int64_t now = body && c->http_count ? bytes_read(c) : 0;

	return body && c->http_count && (now < 0 || now == c->read_before);
}

/* Why a request is refused before its body is read; false when it is not. The connection cannot go
 * on after that. */
static bool refuse_early(struct exchange *x, size_t path_len, int64_t length)
{
	struct lws *wsi = x->conn->wsi;
	bool chunked = is_chunked(wsi), keep = !x->close_after;

	x->close_after = x->inside = true;
	if (path_len >= sizeof(x->path))
		http_fail(x, 414, "bad_message", "The path is too long.");
	else if (length > SWALLOW_MAX)
		http_fail(x, 413, "too_large", "The request is too large.");
	else if (length < 0 || chunked)
		http_fail(x, 411, "bad_message", "A body needs a Content-Length.");
	else if (length && x->method != LWSHUMETH_POST)
		http_fail(x, 405, "bad_message", "Only POST takes a body.");
	else if (x->method == LWSHUMETH_POST &&
		 !lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH))
		/* The library would wait for a body of 100 MB. */
		http_fail(x, 411, "bad_message", "A POST needs a Content-Length.");
	else
		x->close_after = !keep;
	x->inside = false;
	return x->answered;
}

static struct exchange *exchange_new(struct conn *c, int method)
{
	struct exchange *x = mem_new(1, sizeof(*x));

	c->exchange = x;
	x->conn = c;
	x->allow = "GET, HEAD";
	x->method = method;
	x->id = conn_id_new(c->server, c);
	buf_init(&x->body, (size_t)c->server->settings->limits.http_body);
	buf_init(&x->out, BUF_MAX_HTTP + 4096);
	c->server->counters.http_requests++;
	conn_timer(c, HANDSHAKE_MS);
	return x;
}

int http_begin(struct conn *c, const char *uri, size_t len)
{
	int64_t length = c ? content_length(c->wsi) : 0;
	struct exchange *x;
	char *path;
	int path_len, method;

	if (!c ||
	    c->exchange) /* the library begins a request only after the last one was completed */
		return -1;
	method = lws_http_get_uri_and_method(c->wsi, &path, &path_len);
	if (is_sent_ahead_with_body(c, method, length))
		return -1;
	c->http_count++;
	x = exchange_new(c, method);
	read_headers(x, c->wsi);
	if (len < sizeof(x->path)) {
		memcpy(x->path, uri, len);
		x->path[len] = '\0';
	}
	if (refuse_early(x, len, length))
		return http_writable(c);
	x->body_rest = length;
	x->body_too_large = length > (int64_t)x->body.max;
	/* A POST of no bytes is told by the library too. */
	return !length && method != LWSHUMETH_POST ? answer(x) : 0;
}

int http_body(struct conn *c, const char *bytes, size_t len)
{
	struct exchange *x = c->exchange;

	if (!x || x->complete)
		return 0;
	/* 4.3.5 passes on what was sent ahead as if it were body, and then waits for 2^64 bytes
	 * more. */
	if (!x->answered && (int64_t)len > x->body_rest)
		return -1;
	x->body_rest -= (int64_t)len;
	if (len && !x->body_too_large)
		buf_add(&x->body, bytes, len);
	return 0;
}

int http_complete(struct conn *c)
{
	struct exchange *x = c->exchange;

	if (!x || x->complete || x->answered)
		return 0;
	if (buf_check(&x->body) < 0)
		x->body_too_large = true;
	return answer(x);
}

/* ---- writing ---- */

/* Writes up to one chunk; false on a broken socket. */
static bool write_some(struct exchange *x)
{
	const unsigned char *from;
	size_t len, most = OUTBOX_CHUNK;

	if (x->out_at < x->out.len) {
		from = (const unsigned char *)x->out.bytes + x->out_at;
		len = x->out.len - x->out_at;
		len = len < most ? len : most;
		x->out_at += len;
	} else {
		from = x->tail + x->tail_at;
		len = x->tail_len - x->tail_at;
		len = len < most ? len : most;
		x->tail_at += len;
	}
	x->conn->server->counters.bytes_out += len;
	/* The library takes a pointer to bytes it may prepend to, but on HTTP/1 it only reads. */
	return lws_write(x->conn->wsi, (unsigned char *)(uintptr_t)from, len,
			 LWS_WRITE_HTTP_HEADERS) >= 0;
}

/* Whether there is something to read that the library does not read now, so that the loop would
 * never sleep: a further request sent ahead, or the end of the stream. */
static bool is_spinning(struct conn *c)
{
	char byte;

	return recv(lws_get_socket_fd(c->wsi), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

int http_writable(struct conn *c)
{
	struct exchange *x = c ? c->exchange : NULL;
	bool close_after, held;

	if (!x || !x->answered)
		return 0;
	held = x->held;
	x->held = false;
	x->progress_ms = loop_now_mono_ms(c->server->loop);
	while (!lws_partial_buffered(c->wsi) &&
	       (x->out_at < x->out.len || x->tail_at < x->tail_len))
		if (!write_some(x))
			return -1;
	if (lws_partial_buffered(c->wsi)) {
		if (held)
			lws_rx_flow_control(c->wsi, 1);
		return 0; /* it calls when that is gone */
	}
	close_after = x->close_after || c->server->closing.on;
	http_drop(c);
	if (close_after)
		return -1;
	conn_timer(c, HTTP_IDLE_MS);
	c->read_before = bytes_read(c);
	if (lws_http_transaction_completed(c->wsi))
		return -1;
	if (held)
		lws_rx_flow_control(c->wsi, 1);
	return 0;
}

void http_on_timer(struct conn *c)
{
	struct exchange *x = c->exchange;
	int64_t now = loop_now_mono_ms(c->server->loop);

	if (x && x->answered && c->state == CONN_HTTP && !c->dead && !is_spinning(c) &&
	    now - x->progress_ms < HTTP_STALL_MS) {
		conn_timer(c, HTTP_CHECK_MS);
		return;
	}
	conn_timer(c, CLOSE_MS); /* in case the library lingers */
	conn_kill(c);
}
