/*
 * One try of a request through libcurl. Everything that the library could do by itself beyond one
 * exchange with the host that was checked is turned off (gateway/http/easy.c).
 */
#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"
#include "gateway/actions/job.h"

#define HEADERS_MAX ((size_t)16 * 1024)
#define KEY_MAX 200

/* ---- what is sent ---- */

/* Set by us or by the library; a template has no say. */
static bool is_reserved(const char *name)
{
	static const char *const names[] = {"accept-encoding",
					    "connection",
					    "content-length",
					    "expect",
					    "host",
					    "idempotency-key",
					    "keep-alive",
					    "te",
					    "trailer",
					    "transfer-encoding",
					    "upgrade"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!strcasecmp(name, names[i]))
			return true;
	}
	return !strncasecmp(name, "proxy-", 6);
}

static bool is_token(const char *text)
{
	size_t len = strspn(text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return len > 0 && text[len] == '\0';
}

/* No line break can smuggle in a header of its own. */
static bool is_value(const char *text)
{
	for (; *text; text++) {
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
			return false;
	}
	return true;
}

static int add_header(struct job *j, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 3;
	char *line = mem_new(size, 1);
	struct curl_slist *longer;

	/* "Name;" is how the library is told of a header without value. */
	snprintf(line, size, "%s%s%s", name, *value ? ": " : ";", value);
	longer = curl_slist_append(j->headers, line);
	sodium_memzero(line, size); /* it may hold a token */
	free(line);
	if (!longer)
		return -1;
	j->headers = longer;
	return 0;
}

/* The headers that a template may replace. */
static int add_defaults(struct job *j, const struct actions_request *r)
{
	bool accept = false, type = false, agent = false;

	for (size_t i = 0; i < r->header_count; i++) {
		accept |= !strcasecmp(r->headers[i].name, "accept");
		type |= !strcasecmp(r->headers[i].name, "content-type");
		agent |= !strcasecmp(r->headers[i].name, "user-agent");
	}
	if (!accept && add_header(j, "Accept", "application/json") != 0)
		return -1;
	if (!agent && add_header(j, "User-Agent", "Frontdesk/" FRONTDESK_VERSION) != 0)
		return -1;
	if (r->is_post && r->body && !type)
		return add_header(j, "Content-Type", "application/json");
	return 0;
}

static int add_headers(struct job *j, const struct actions_request *r)
{
	size_t bytes = 0;

	for (size_t i = 0; i < r->header_count; i++) {
		const struct actions_header *h = &r->headers[i];

		bytes += strlen(h->name) + strlen(h->value) + 4;
		if (bytes > HEADERS_MAX || !is_token(h->name) || is_reserved(h->name) ||
		    !is_value(h->value) || add_header(j, h->name, h->value) != 0)
			return -1;
	}
	if (r->is_post && r->key &&
	    (!*r->key || strlen(r->key) > KEY_MAX || !is_value(r->key) ||
	     add_header(j, "Idempotency-Key", r->key) != 0))
		return -1;
	return add_defaults(j, r);
}

static void hash_text(crypto_generichash_state *st, const char *text)
{
	crypto_generichash_update(st, (const uint8_t *)text, strlen(text) + 1);
}

/* Two requests share an answer only when URL and all headers are the same. */
static int make_cache_key(struct job *j)
{
	crypto_generichash_state st;
	char *url = NULL;

	if (curl_url_get(j->target.url, CURLUPART_URL, &url, 0) != CURLUE_OK)
		return -1;
	crypto_generichash_init(&st, NULL, 0, sizeof(j->cache_key));
	hash_text(&st, url);
	for (const struct curl_slist *h = j->headers; h; h = h->next)
		hash_text(&st, h->data);
	crypto_generichash_final(&st, j->cache_key, sizeof(j->cache_key));
	curl_free(url);
	return 0;
}

enum actions_error transfer_prepare(struct job *j, const struct actions_request *r)
{
	if (r->is_post && r->body && strlen(r->body) > ACTIONS_SENT_MAX)
		return ACTIONS_BAD_REQUEST;
	if (add_headers(j, r) != 0 || make_cache_key(j) != 0)
		return ACTIONS_BAD_REQUEST;
	j->is_post = r->is_post;
	j->has_key = r->is_post && r->key;
	j->body = r->is_post ? mem_string(r->body ? r->body : "") : NULL;
	return ACTIONS_OK;
}

void transfer_forget(struct job *j)
{
	for (struct curl_slist *h = j->headers; h; h = h->next)
		sodium_memzero(h->data, strlen(h->data));
	curl_slist_free_all(j->headers);
	j->headers = NULL;
}

/* ---- a try ---- */

static size_t on_body(char *bytes, size_t one, size_t len, void *ctx)
{
	struct job *j = ctx;

	(void)one; /* always 1 */
	buf_add(&j->answer, bytes, len);
	if (buf_check(&j->answer) != 0) {
		j->is_too_large = true;
		return 0; /* ends the transfer */
	}
	return len;
}

/* What an answer may cost. */
static void set_limits(const struct job *j)
{
	CURL *e = j->easy;

	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)j->timeout_ms);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)j->timeout_ms);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)ACTIONS_BODY_MAX);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

/* The gateway's own demo shop is not behind the proxy. */
static void set_trust(const struct job *j, const struct http_trust *t)
{
	struct http_trust own = {.ca_file = t->ca_file};

	http_harden(j->easy, j->target.is_self ? &own : t);
}

static int make_easy(struct job *j, const struct http_trust *t)
{
	CURL *e = j->easy = curl_easy_init();

	if (!e || curl_easy_setopt(e, CURLOPT_CURLU, j->target.url) != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_HTTPHEADER, j->headers) != CURLE_OK)
		return -1;
	curl_easy_setopt(e, CURLOPT_PRIVATE, j);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, j);
	if (j->is_post) {
		curl_easy_setopt(e, CURLOPT_POST, 1L);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)strlen(j->body));
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, j->body);
		/* On a kept connection that turns out to be closed the library sends again by
		 * itself: only right where the key makes it harmless. */
		if (!j->has_key)
			curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	}
	set_limits(j);
	set_trust(j, t);
	return 0;
}

int transfer_begin(struct job *j, const struct http_trust *t)
{
	if (!j->easy && make_easy(j, t) != 0)
		return -1;
	buf_clear(&j->answer);
	j->status = 0;
	j->retry_after_ms = 0;
	j->is_too_large = false;
	j->tries++;
	return 0;
}

/* ---- what came back ---- */

static enum actions_error error_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK: return ACTIONS_OK;
	case CURLE_URL_MALFORMAT: return ACTIONS_BAD_REQUEST;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT: return ACTIONS_CONNECT;
	case CURLE_OPERATION_TIMEDOUT: return ACTIONS_TIMEOUT;
	case CURLE_FILESIZE_EXCEEDED: return ACTIONS_TOO_LARGE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS: return ACTIONS_TLS;
	default: return ACTIONS_BROKEN;
	}
}

void transfer_end(struct job *j, CURLcode code)
{
	long status = 0, sent = 0;
	curl_off_t pause = 0;

	curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(j->easy, CURLINFO_REQUEST_SIZE, &sent);
	curl_easy_getinfo(j->easy, CURLINFO_RETRY_AFTER, &pause);
	j->is_sent |= sent > 0;
	j->status = (int)status;
	j->retry_after_ms = pause > 0 && pause < 3600 ? (int64_t)pause * 1000
			    : pause > 0               ? 3600000
						      : 0;
	j->error = j->is_too_large ? ACTIONS_TOO_LARGE : error_of(code);
	if (j->error == ACTIONS_OK && status >= 300 && status <= 399)
		j->error = ACTIONS_REDIRECT;
	if (j->error != ACTIONS_OK)
		buf_clear(&j->answer);
}

bool transfer_may_repeat(const struct job *j)
{
	if (j->tries > j->retries || (j->is_post && !j->has_key))
		return false;
	if (j->error == ACTIONS_OK)
		return j->status == 502 || j->status == 503 || j->status == 504;
	return j->error == ACTIONS_CONNECT || j->error == ACTIONS_TIMEOUT;
}

struct job *transfer_job(CURL *easy)
{
	void *job = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
	return job;
}
