#include "gateway/llm/reply.h"

#include <string.h>

#include "gateway/llm/llm.h"

void reply_init(struct reply *r)
{
	*r = (struct reply){.tool_index = -1};
	buf_init(&r->text, LLM_TEXT_MAX);
	buf_init(&r->tool_json, LLM_TEXT_MAX);
	/* A stray byte becomes four. */
	buf_init(&r->scratch, 4 * (size_t)256 * 1024);
}

void reply_dispose(struct reply *r)
{
	buf_dispose(&r->text);
	buf_dispose(&r->tool_json);
	buf_dispose(&r->scratch);
}

void reply_clear(struct reply *r)
{
	reply_dispose(r);
	reply_init(r);
}

json_t *reply_json(struct reply *r, const char *data, size_t len)
{
	json_t *root;

	buf_clear(&r->scratch);
	chars_disguise(&r->scratch, data, len);
	root = buf_check(&r->scratch) == 0 && r->scratch.len > 0
		       ? json_loadb(r->scratch.bytes, r->scratch.len, 0, NULL)
		       : NULL;
	if (!json_is_object(root)) {
		json_decref(root);
		r->failure = FAIL_MALFORMED;
		return NULL;
	}
	return root;
}

static void add(struct reply *r, struct chars *half, struct buf *out, const json_t *text)
{
	size_t len = json_string_length(text);

	if (len == 0)
		return;
	chars_add(half, out, json_string_value(text), len);
	r->parts++;
	if (buf_check(out) != 0)
		r->failure = FAIL_TOO_LARGE;
}

void reply_text(struct reply *r, const json_t *text)
{
	add(r, &r->half, &r->text, text);
}

static void keep_word(char out[REPLY_WORD_SIZE], const char *word)
{
	size_t len = strnlen(word, REPLY_WORD_SIZE - 1);

	memcpy(out, word, len);
	out[len] = '\0';
}

void reply_tool(struct reply *r, int64_t index, const json_t *name, const json_t *arguments)
{
	if (r->tool_index < 0)
		r->tool_index = index;
	if (index != r->tool_index)
		return;
	if (json_string_length(name) > 0 && !r->tool_name[0]) {
		if (json_string_length(name) < REPLY_WORD_SIZE)
			keep_word(r->tool_name, json_string_value(name));
		else
			r->failure = FAIL_TOOL;
		r->parts++;
	}
	add(r, &r->tool_half, &r->tool_json, arguments);
}

void reply_finish(struct reply *r, const json_t *word)
{
	static const struct {
		const char *theirs, *ours;
	} words[] = {
		{"stop", "stop"},
		{"end_turn", "stop"},
		{"stop_sequence", "stop"},
		{"eos", "stop"},
		{"length", "length"},
		{"max_tokens", "length"},
		{"model_context_window_exceeded", "length"},
		{"tool_calls", "tool"},
		{"tool_use", "tool"},
		{"function_call", "tool"},
		{"content_filter", "refused"},
		{"refusal", "refused"},
	};
	const char *text = json_string_value(word);

	if (!text)
		return;
	keep_word(r->finish, "other");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!strcmp(text, words[i].theirs))
			keep_word(r->finish, words[i].ours);
	}
}

static bool read_count(const json_t *value, uint32_t *out)
{
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < 0 || n > 100000000)
		return false;
	*out = (uint32_t)n;
	return true;
}

void reply_usage(struct reply *r, const json_t *in, const json_t *out)
{
	bool has_in = read_count(in, &r->tokens_in), has_out = read_count(out, &r->tokens_out);

	r->has_usage |= has_in || has_out;
}

void reply_error(struct reply *r, const json_t *error)
{
	const char *code = json_string_value(json_object_get(error, "code"));
	const char *type = json_string_value(json_object_get(error, "type"));
	enum llm_failure by_code = llm_failure_of_type(code);

	r->failure = by_code != FAIL_OVERLOADED ? by_code : llm_failure_of_type(type);
}

static bool is_object(const struct buf *json)
{
	json_t *root = json->len ? json_loadb(json->bytes, json->len, 0, NULL) : json_object();
	bool is = json_is_object(root);

	json_decref(root);
	return is;
}

enum llm_failure reply_end(struct reply *r)
{
	if (r->failure != FAIL_NONE)
		return r->failure;
	if (!r->finish[0])
		return r->failure = FAIL_TRUNCATED;
	chars_end(&r->half, &r->text);
	chars_end(&r->tool_half, &r->tool_json);
	if (buf_check(&r->text) != 0 || buf_check(&r->tool_json) != 0)
		return r->failure = FAIL_TOO_LARGE;
	if (!strcmp(r->finish, "refused"))
		return r->failure = FAIL_REFUSED;
	/* A call that was cut off by the limit of tokens is broken as well. */
	if (r->tool_index >= 0 && (!r->tool_name[0] || !is_object(&r->tool_json)))
		return r->failure = FAIL_TOOL;
	return FAIL_NONE;
}
