/*
 * Anthropic's messages API. Two things it wants that others do not: messages that begin with the
 * user's, and a limit of tokens always.
 */
#include <string.h>

#include "gateway/llm/api.h"

/* ---- what is sent ---- */

static void write_messages(struct buf *b, const struct llm_request *r)
{
	size_t first = 0;

	while (first < r->message_count && r->messages[first].role != LLM_USER)
		first++;
	buf_text(b, ",\"messages\":[");
	for (size_t i = first; i < r->message_count; i++) {
		buf_printf(b, "%s{\"role\":\"%s\",\"content\":", i > first ? "," : "",
			   r->messages[i].role == LLM_USER ? "user" : "assistant");
		buf_json(b, r->messages[i].text);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_tools(struct buf *b, const struct llm_request *r)
{
	buf_text(b, ",\"tools\":[");
	for (size_t i = 0; i < r->tool_count; i++) {
		const struct llm_tool *t = &r->tools[i];

		buf_text(b, i ? ",{\"name\":" : "{\"name\":");
		buf_json(b, t->name);
		buf_text(b, ",\"description\":");
		buf_json(b, t->description);
		buf_printf(b, ",\"input_schema\":%s}", t->schema_json);
	}
	buf_char(b, ']');
}

static void write_body(struct buf *b, const struct llm_dialect *d, const struct llm_request *r)
{
	buf_text(b, "{\"model\":");
	buf_json(b, d->model);
	buf_printf(b, ",\"max_tokens\":%d", r->max_tokens);
	if (r->system) {
		buf_text(b, ",\"system\":");
		buf_json(b, r->system);
	}
	write_messages(b, r);
	buf_text(b, ",\"temperature\":");
	buf_fixed(b, r->temperature > 1 ? 1 : r->temperature, 2);
	buf_text(b, ",\"stream\":true");
	if (d->tools && r->tool_count)
		write_tools(b, r);
	buf_char(b, '}');
}

/* ---- what comes back ---- */

static void read_start(struct reply *r, const json_t *event)
{
	const json_t *usage = json_object_get(json_object_get(event, "message"), "usage");

	reply_usage(r, json_object_get(usage, "input_tokens"),
		    json_object_get(usage, "output_tokens"));
}

static void read_block(struct reply *r, const json_t *event)
{
	const json_t *block = json_object_get(event, "content_block");
	const char *type = json_string_value(json_object_get(block, "type"));

	if (type && !strcmp(type, "tool_use"))
		reply_tool(r, json_integer_value(json_object_get(event, "index")),
			   json_object_get(block, "name"), NULL);
	else if (type && !strcmp(type, "text"))
		reply_text(r, json_object_get(block, "text"));
}

static void read_delta(struct reply *r, const json_t *event)
{
	const json_t *delta = json_object_get(event, "delta");
	const char *type = json_string_value(json_object_get(delta, "type"));

	if (type && !strcmp(type, "text_delta"))
		reply_text(r, json_object_get(delta, "text"));
	else if (type && !strcmp(type, "input_json_delta"))
		reply_tool(r, json_integer_value(json_object_get(event, "index")), NULL,
			   json_object_get(delta, "partial_json"));
	else if (type && !strcmp(type, "thinking_delta"))
		r->parts++;
}

static void read_end(struct reply *r, const json_t *event)
{
	reply_finish(r, json_object_get(json_object_get(event, "delta"), "stop_reason"));
	reply_usage(r, NULL, json_object_get(json_object_get(event, "usage"), "output_tokens"));
}

static void read_stop(struct reply *r, const json_t *event)
{
	(void)event;
	r->is_over = true;
}

static void read_error(struct reply *r, const json_t *event)
{
	reply_error(r, json_object_get(event, "error"));
}

static const struct {
	const char *type;
	void (*read)(struct reply *r, const json_t *event);
} readers[] = {
	{"content_block_delta", read_delta}, {"message_start", read_start},
	{"content_block_start", read_block}, {"message_delta", read_end},
	{"message_stop", read_stop},         {"error", read_error},
};

/* The type stands in the event's name and in its data; the data counts. Unknown ones are for later
 * versions. */
static bool read_event(struct reply *r, const char *event, const char *data, size_t len)
{
	json_t *root = reply_json(r, data, len);
	const char *type = json_string_value(json_object_get(root, "type"));

	(void)event;
	if (root && !type)
		r->failure = FAIL_MALFORMED;
	for (size_t i = 0; type && i < ARRAY_LEN(readers); i++) {
		if (!strcmp(type, readers[i].type))
			readers[i].read(r, root);
	}
	json_decref(root);
	return r->failure == FAIL_NONE && !r->is_over;
}

const struct llm_api llm_anthropic = {
	.path = "/messages",
	.key_header = "x-api-key: ",
	.header = "anthropic-version: 2023-06-01",
	.write = write_body,
	.read = read_event,
};
