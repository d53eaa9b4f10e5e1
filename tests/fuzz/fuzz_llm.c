/*
 * What a provider of language models may send: the bytes of an event stream, through the reader of
 * streams and that of an API. The first byte chooses the API, the second the size of pieces. Whole
 * or in pieces, the reply must be the same, its text whole UTF-8 within its bound.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/llm/api.h"
#include "gateway/llm/sse.h"
#include "tests/fuzz/replay.h"

struct run {
	const struct llm_api *api;
	struct reply reply;
	enum llm_failure failure;
	enum sse_status status;
};

static bool on_event(void *ctx, const char *name, const char *data, size_t len)
{
	struct run *r = ctx;

	FUZZ_CHECK(data[len] == '\0' && strlen(name) <= SSE_NAME_MAX);
	return r->api->read(&r->reply, name, data, len);
}

static void check(const struct buf *b)
{
	const char *bytes = b->bytes ? b->bytes : "";

	FUZZ_CHECK(b->len <= LLM_TEXT_MAX);
	FUZZ_CHECK(utf8_valid(bytes, b->len) == b->len);
}

static void play(struct run *r, const struct llm_api *api, const char *bytes, size_t len,
		 size_t piece)
{
	struct sse s;

	r->api = api;
	reply_init(&r->reply);
	sse_init(&s, on_event, r);
	for (size_t at = 0; at < len; at += piece)
		sse_feed(&s, bytes + at, at + piece < len ? piece : len - at);
	r->status = sse_end(&s);
	check(&r->reply.text); /* before the end too: this is what is given out */
	r->failure = reply_end(&r->reply);
	check(&r->reply.text);
	check(&r->reply.tool_json);
	sse_dispose(&s);
}

static bool is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (a->len == 0 || !memcmp(a->bytes, b->bytes, a->len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run whole, pieces;

	if (size < 2)
		return 0;
	const struct llm_api *api = data[0] & 1 ? &llm_anthropic : &llm_openai;
	const char *bytes = (const char *)data + 2;
	play(&whole, api, bytes, size - 2, size);
	play(&pieces, api, bytes, size - 2, 1 + data[1] % 16);
	FUZZ_CHECK(whole.status == pieces.status && whole.failure == pieces.failure);
	FUZZ_CHECK(is_same(&whole.reply.text, &pieces.reply.text));
	FUZZ_CHECK(is_same(&whole.reply.tool_json, &pieces.reply.tool_json));
	reply_dispose(&whole.reply);
	reply_dispose(&pieces.reply);
	return 0;
}
