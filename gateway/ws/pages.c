/*
 * The embedded pages as replies. Which headers a page gets depends on who may frame it: the widget
 * is made to stand in the shops' pages (shop.sites), the demo shop in nobody's but our own, the
 * console in nobody's at all.
 *
 * The gzip form is sent with `Vary`; both forms share one weak entity tag.
 */
#include <string.h>

#include "gateway/ws/assets.h"
#include "gateway/ws/conn.h"
#include "gateway/ws/request.h"

#define POLICY                                                                            \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " \
	"connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "      \
	"frame-src 'self'; frame-ancestors "

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* Which file stands for the path; the buffer takes it. False when there is none. */
static bool file_of(const struct exchange *x, char *out, size_t size)
{
	bool demo = x->conn->server->settings->listen.demo;
	size_t len = strlen(x->path);
	const char *index = len && x->path[len - 1] == '/' ? "index.html" : "";
	const char *folder = strcmp(x->path, "/") ? "" : "demo/";
	int n = snprintf(out, size, "%s%s%s", folder, x->path + 1, index);

	if (n < 0 || (size_t)n >= size)
		return false;
	return demo || !starts_with(out, "demo/");
}

static bool redirect(struct exchange *x)
{
	static const char *const folders[] = {"/console", "/widget", "/demo"};
	size_t count = x->conn->server->settings->listen.demo ? 3 : 2;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(x->path, folders[i]) != 0)
			continue;
		http_head(x, 301);
		buf_printf(&x->out, "Location: %s/\r\nContent-Length: 0\r\n\r\n", folders[i]);
		http_send(x);
		return true;
	}
	return false;
}

static void add_security(struct exchange *x, const char *file)
{
	const struct field_texts *sites = &x->conn->server->settings->shop.sites;
	struct buf *out = &x->out;

	buf_text(out, "Content-Security-Policy: " POLICY);
	if (starts_with(file, "widget/")) {
		buf_text(out, "'self'");
		for (size_t i = 0; i < sites->count; i++)
			buf_printf(out, " %s", sites->items[i]);
	} else {
		buf_text(out, starts_with(file, "demo/") ? "'self'" : "'none'");
	}
	buf_text(out, "\r\nPermissions-Policy: camera=(), microphone=(), geolocation=(), "
		      "payment=(), usb=()\r\n");
	if (starts_with(file, "console/"))
		buf_text(out,
			 "X-Frame-Options: DENY\r\nCross-Origin-Opener-Policy: same-origin\r\n");
	if (!strcmp(file, "widget.js") || starts_with(file, "widget/"))
		buf_text(out, "Cross-Origin-Resource-Policy: cross-origin\r\n");
	else
		buf_text(out, "Cross-Origin-Resource-Policy: same-origin\r\n");
}

static void send_file(struct exchange *x, const struct asset *a)
{
	bool gzip = x->gzip && a->gz_bytes && a->gz_len < a->len;
	size_t len = gzip ? a->gz_len : a->len;
	bool unchanged = request_tag_matches(x->etags, a->etag);

	http_head(x, unchanged ? 304 : 200);
	/* The loader stands on every page of a shop and may be five minutes old; all else is asked
	 * for by tag. */
	buf_printf(&x->out, "Cache-Control: %s\r\nETag: W/%s\r\n",
		   strcmp(a->path, "widget.js") ? "no-cache" : "public, max-age=300", a->etag);
	if (a->gz_bytes)
		buf_text(&x->out, "Vary: Accept-Encoding\r\n");
	add_security(x, a->path);
	if (!unchanged) {
		buf_printf(&x->out, "Content-Type: %s\r\nContent-Length: %zu\r\n", a->type, len);
		if (gzip)
			buf_text(&x->out, "Content-Encoding: gzip\r\n");
	}
	buf_text(&x->out, "\r\n");
	if (!unchanged && x->method != LWSHUMETH_HEAD) {
		x->tail = gzip ? a->gz_bytes : a->bytes;
		x->tail_len = len;
	}
	http_send(x);
}

bool page_answer(struct exchange *x)
{
	const struct asset *a;
	char file[sizeof(x->path) + 16];

	if (x->path[0] != '/')
		return false;
	if (x->method != LWSHUMETH_GET && x->method != LWSHUMETH_HEAD) {
		a = file_of(x, file, sizeof(file)) ? asset_find(file) : NULL;
		if (!a)
			return false;
		http_fail(x, 405, "bad_message", "This path takes another method.");
		return true;
	}
	if (redirect(x))
		return true;
	a = file_of(x, file, sizeof(file)) ? asset_find(file) : NULL;
	if (a)
		send_file(x, a);
	return a != NULL;
}
