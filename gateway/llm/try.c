/*
 * One try of a reply: a POST whose answer is an event stream. Everything that the library could do
 * by itself beyond that is turned off (gateway/http/easy.c). Callbacks of the library only collect;
 * what arrived is given out when it has returned (job_has_news()).
 *
 * Time is kept here, not by the library: it knows no first part and no pauses between parts.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"
#include "config/load/secret.h"
#include "gateway/llm/job.h"

/* After the last event, until the connection counts as one that does not end by itself. */
#define AFTER_END_MS 200

/* ---- what is sent ---- */

static int add_header(struct job *j, const char *line)
{
	struct curl_slist *longer = curl_slist_append(j->headers, line);

	if (!longer)
		return -1;
	j->headers = longer;
	return 0;
}

static enum llm_failure add_key(struct job *j)
{
	struct diag d;
	char *key, *line;
	size_t size;
	int rc = 0;

	if (!j->provider->key)
		return FAIL_NONE;
	diag_init(&d); /* its text stays here: the failure's word says enough */
	key = secret_resolve(j->provider->key, (struct diag_place){0}, &d);
	diag_dispose(&d);
	if (!key)
		return FAIL_KEY;
	size = strlen(j->provider->key_header) + strlen(key) + 1;
	line = mem_new(size, 1);
	snprintf(line, size, "%s%s", j->provider->key_header, key);
	rc = add_header(j, line);
	secret_destroy(line);
	secret_destroy(key);
	return rc == 0 ? FAIL_NONE : FAIL_LOCAL;
}

static enum llm_failure add_headers(struct job *j)
{
	const struct llm_api *api = j->provider->api;

	if (add_header(j, "Content-Type: application/json") != 0 ||
	    add_header(j, "Accept: text/event-stream") != 0 ||
	    add_header(j, "User-Agent: Frontdesk/" FRONTDESK_VERSION) != 0 ||
	    add_header(j, "Expect:") != 0 || (api->header && add_header(j, api->header) != 0))
		return FAIL_LOCAL;
	return add_key(j);
}

/* ---- what comes back ---- */

/* Whether the answer is one to be read as a stream; looks at it once. */
static bool is_stream(struct job *j)
{
	static const char type[] = "text/event-stream";
	const char *found = NULL;
	long status = 0;

	if (!j->has_head) {
		j->has_head = true;
		curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(j->easy, CURLINFO_CONTENT_TYPE, &found);
		j->status = (int)status;
		if (status == 200 && (!found || strncasecmp(found, type, sizeof(type) - 1) != 0))
			j->failure = FAIL_CONTENT_TYPE;
	}
	return j->status == 200;
}

bool try_event(void *ctx, const char *name, const char *data, size_t len)
{
	struct job *j = ctx;

	return j->provider->api->read(&j->reply, name, data, len);
}

/* The start of an error's body is enough to look for words in. */
static size_t keep_error(struct job *j, const char *bytes, size_t len)
{
	size_t room = ERROR_BODY_MAX - j->error_len, take = len < room ? len : room;

	memcpy(j->error_body + j->error_len, bytes, take);
	j->error_len += take;
	return take == len ? len : 0;
}

static size_t on_bytes(char *bytes, size_t one, size_t len, void *ctx)
{
	struct job *j = ctx;

	(void)one; /* always 1 */
	if (!is_stream(j))
		return keep_error(j, bytes, len);
	if (j->failure != FAIL_NONE)
		return 0;
	if (j->reply.is_over)
		return len;
	if (sse_feed(&j->sse, bytes, len) == SSE_TOO_LARGE)
		j->failure = FAIL_TOO_LARGE;
	else if (j->reply.failure != FAIL_NONE)
		j->failure = j->reply.failure;
	if (j->reply.parts != j->parts || j->reply.is_over)
		job_has_news(j);
	return j->failure == FAIL_NONE ? len : 0;
}

/* ---- a try ---- */

static void set_options(struct job *j)
{
	const struct provider *p = j->provider;
	CURL *e = j->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, j);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, j);
	curl_easy_setopt(e, CURLOPT_POST, 1L);
	curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)j->body.len);
	curl_easy_setopt(e, CURLOPT_POSTFIELDS, j->body.bytes);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)p->connect_ms);
	/* Streams share a connection where TLS and the server let them. */
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	/* As large as a usual part: 500 streams at once are not 8 MiB. */
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, 4096L);
	http_harden(e, &j->llm->trust);
}

enum llm_failure try_begin(struct job *j)
{
	const struct provider *p = j->provider;
	enum llm_failure failure;

	snprintf(j->provider_name, sizeof(j->provider_name), "%s", p->name);
	snprintf(j->model, sizeof(j->model), "%s", p->model);
	j->failure = FAIL_NONE;
	j->status = 0;
	j->retry_after_ms = 0;
	j->has_head = false;
	j->error_len = 0;
	j->parts = 0;
	j->part_ms = 0;
	j->try_ms = loop_now_mono_ms(j->llm->loop);
	reply_clear(&j->reply);
	sse_clear(&j->sse);
	buf_clear(&j->body);
	p->api->write(&j->body, &p->dialect, j->request);
	failure = add_headers(j);
	if (failure != FAIL_NONE)
		return failure;
	j->easy = curl_easy_init();
	if (!j->easy || buf_check(&j->body) != 0 ||
	    curl_easy_setopt(j->easy, CURLOPT_URL, p->url) != CURLE_OK ||
	    curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->headers) != CURLE_OK)
		return FAIL_LOCAL;
	set_options(j);
	return multi_add(j->llm->multi, j->easy) == 0 ? FAIL_NONE : FAIL_LOCAL;
}

void try_dispose(struct job *j)
{
	if (j->easy)
		curl_easy_cleanup(j->easy);
	j->easy = NULL;
	for (struct curl_slist *h = j->headers; h; h = h->next)
		sodium_memzero(h->data, strlen(h->data));
	curl_slist_free_all(j->headers);
	j->headers = NULL;
	buf_clear(&j->body);
}

static enum llm_failure failure_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK: return FAIL_NONE;
	case CURLE_URL_MALFORMAT:
	case CURLE_OUT_OF_MEMORY: return FAIL_LOCAL;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT: return FAIL_CONNECT; /* only connecting has a time there */
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS: return FAIL_TLS;
	default: return FAIL_BROKEN;
	}
}

/* A reply that was whole counts as such, however its connection ended. */
static enum llm_failure end_stream(struct job *j, CURLcode code)
{
	enum llm_failure failure;

	if (sse_end(&j->sse) == SSE_TOO_LARGE)
		return FAIL_TOO_LARGE;
	failure = reply_end(&j->reply);
	if (failure == FAIL_TRUNCATED && code != CURLE_OK)
		return failure_of(code);
	return failure;
}

static void read_pause(struct job *j)
{
	curl_off_t pause = 0;

	curl_easy_getinfo(j->easy, CURLINFO_RETRY_AFTER, &pause);
	if (pause > 0)
		j->retry_after_ms = (int64_t)(pause < 86400 ? pause : 86400) * 1000;
}

void try_end(struct job *j, CURLcode code)
{
	bool streams = is_stream(j); /* also of an answer without a body */

	if (j->failure != FAIL_NONE)
		return;
	if (streams) {
		j->failure = end_stream(j, code);
	} else if (j->status) {
		read_pause(j);
		j->failure = llm_failure_of_status(j->status, j->error_body, j->error_len);
	} else {
		j->failure = code == CURLE_OK ? FAIL_BROKEN : failure_of(code);
	}
}

/* ---- time ---- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t try_limit(const struct job *j)
{
	const struct provider *p = j->provider;
	int64_t limit = least(j->deadline_ms, j->try_ms + p->total_ms);

	if (j->reply.is_over)
		return least(limit, j->part_ms + AFTER_END_MS);
	return least(limit, j->part_ms ? j->part_ms + p->idle_ms : j->try_ms + p->first_ms);
}

enum llm_failure try_over(const struct job *j, int64_t now_ms)
{
	const struct provider *p = j->provider;

	if (now_ms >= j->deadline_ms)
		return FAIL_DEADLINE;
	if (now_ms >= j->try_ms + p->total_ms)
		return FAIL_SLOW;
	if (j->part_ms ? now_ms >= j->part_ms + p->idle_ms : now_ms >= j->try_ms + p->first_ms)
		return j->part_ms ? FAIL_IDLE : FAIL_SILENT;
	return FAIL_NONE;
}

struct job *try_job(CURL *easy)
{
	void *job = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
	return job;
}
