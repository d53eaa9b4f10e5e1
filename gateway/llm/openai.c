/*
 * Chat completions, as OpenAI has them and many others too. Their differences are met by leaving
 * out what a request does not need, and by taking what comes: first events without choices (Azure),
 * usage in an event of its own or with the last choice, thoughts in `reasoning_content`, streams
 * that end without [DONE].
 */
#include <string.h>

#include "gateway/llm/api.h"

/* ---- what is sent ---- */

static void write_message(struct buf *b, const char *role, const char *text)
{
	buf_printf(b, "{\"role\":\"%s\",\"content\":", role);
	buf_json(b, text);
	buf_char(b, '}');
}

static void write_tools(struct buf *b, const struct llm_request *r)
{
	buf_text(b, ",\"tools\":[");
	for (size_t i = 0; i < r->tool_count; i++) {
		const struct llm_tool *t = &r->tools[i];

		buf_text(b, i ? ",{\"type\":\"function\",\"function\":{\"name\":"
			      : "{\"type\":\"function\",\"function\":{\"name\":");
		buf_json(b, t->name);
		buf_text(b, ",\"description\":");
		buf_json(b, t->description);
		buf_printf(b, ",\"parameters\":%s}}", t->schema_json);
	}
	buf_char(b, ']');
}

static void write_body(struct buf *b, const struct llm_dialect *d, const struct llm_request *r)
{
	buf_text(b, "{\"model\":");
	buf_json(b, d->model);
	buf_text(b, ",\"messages\":[");
	if (r->system)
		write_message(b, "system", r->system);
	for (size_t i = 0; i < r->message_count; i++) {
		if (i || r->system)
			buf_char(b, ',');
		write_message(b, r->messages[i].role == LLM_USER ? "user" : "assistant",
			      r->messages[i].text);
	}
	buf_printf(b, "],\"%s\":%d,\"temperature\":", d->limit_key, r->max_tokens);
	buf_fixed(b, r->temperature, 2);
	buf_text(b, ",\"stream\":true");
	if (d->stream_usage)
		buf_text(b, ",\"stream_options\":{\"include_usage\":true}");
	if (d->logprobs)
		buf_text(b, ",\"logprobs\":true");
	if (d->tools && r->tool_count)
		write_tools(b, r);
	buf_char(b, '}');
}

/* ---- what comes back ---- */

static void read_logprobs(struct reply *r, const json_t *list)
{
	size_t i;
	json_t *token;

	json_array_foreach(list, i, token)
	{
		const json_t *value = json_object_get(token, "logprob");

		if (json_is_number(value)) {
			r->logprob_sum += json_number_value(value);
			r->logprob_count++;
		}
	}
}

static void read_tools(struct reply *r, const json_t *list)
{
	size_t i;
	json_t *call;

	json_array_foreach(list, i, call)
	{
		const json_t *function = json_object_get(call, "function");
		const json_t *index = json_object_get(call, "index");

		reply_tool(r, json_is_integer(index) ? json_integer_value(index) : (json_int_t)i,
			   json_object_get(function, "name"),
			   json_object_get(function, "arguments"));
	}
}

static void read_choice(struct reply *r, const json_t *choice)
{
	const json_t *delta = json_object_get(choice, "delta");

	if (json_string_length(json_object_get(delta, "reasoning_content")) > 0 ||
	    json_string_length(json_object_get(delta, "reasoning")) > 0)
		r->parts++;
	reply_text(r, json_object_get(delta, "content"));
	read_tools(r, json_object_get(delta, "tool_calls"));
	read_logprobs(r, json_object_get(json_object_get(choice, "logprobs"), "content"));
	reply_finish(r, json_object_get(choice, "finish_reason"));
	if (json_string_length(json_object_get(delta, "refusal")) > 0)
		r->failure = FAIL_REFUSED;
}

static bool read_event(struct reply *r, const char *event, const char *data, size_t len)
{
	(void)event;
	if (len == 6 && !memcmp(data, "[DONE]", 6)) {
		r->is_over = true;
		return false;
	}
	json_t *root = reply_json(r, data, len);
	const json_t *error = json_object_get(root, "error");
	const json_t *usage = json_object_get(root, "usage");

	if (json_is_object(error))
		reply_error(r, error);
	else if (json_is_string(error))
		r->failure = FAIL_OVERLOADED;
	else
		read_choice(r, json_array_get(json_object_get(root, "choices"), 0));
	if (json_is_object(usage))
		reply_usage(r, json_object_get(usage, "prompt_tokens"),
			    json_object_get(usage, "completion_tokens"));
	json_decref(root);
	return r->failure == FAIL_NONE;
}

const struct llm_api llm_openai = {
	.path = "/chat/completions",
	.key_header = "Authorization: Bearer ",
	.write = write_body,
	.read = read_event,
};
