#include "gateway/llm/request.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define PER_MESSAGE 4 /* what APIs put around each */

static size_t length_of(const char *text)
{
	return text ? strlen(text) : 0;
}

static bool is_too_large(const struct llm_request *r)
{
	size_t bytes = length_of(r->system);

	if (r->message_count > LLM_MESSAGES_MAX || r->tool_count > LLM_TOOLS_MAX)
		return true;
	for (size_t i = 0; i < r->message_count; i++)
		bytes += length_of(r->messages[i].text);
	for (size_t i = 0; i < r->tool_count; i++)
		bytes += length_of(r->tools[i].schema_json) + length_of(r->tools[i].description);
	return bytes > LLM_SENT_MAX / 2;
}

struct llm_request *request_copy(const struct llm_request *r)
{
	struct llm_request *copy;
	struct llm_message *messages;
	struct llm_tool *tools;

	if (is_too_large(r))
		return NULL;
	copy = mem_new(1, sizeof(*copy));
	messages = mem_new(r->message_count, sizeof(*messages));
	tools = mem_new(r->tool_count, sizeof(*tools));
	*copy = *r;
	for (size_t i = 0; i < r->message_count; i++)
		messages[i] = (struct llm_message){.role = r->messages[i].role,
						   .text = mem_string(r->messages[i].text)};
	for (size_t i = 0; i < r->tool_count; i++)
		tools[i] = (struct llm_tool){.name = mem_string(r->tools[i].name),
					     .description = mem_string(r->tools[i].description),
					     .schema_json = mem_string(r->tools[i].schema_json)};
	copy->messages = messages;
	copy->tools = tools;
	copy->conversation = mem_string(r->conversation ? r->conversation : "");
	copy->intent = mem_string(r->intent ? r->intent : "");
	copy->system = mem_string(r->system);
	return copy;
}

void request_destroy(struct llm_request *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->message_count; i++)
		free((char *)r->messages[i].text);
	for (size_t i = 0; i < r->tool_count; i++) {
		free((char *)r->tools[i].name);
		free((char *)r->tools[i].description);
		free((char *)r->tools[i].schema_json);
	}
	free((struct llm_message *)r->messages);
	free((struct llm_tool *)r->tools);
	free((char *)r->conversation);
	free((char *)r->intent);
	free((char *)r->system);
	free(r);
}

uint32_t request_estimate(const char *text, size_t len)
{
	size_t quarters = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x80)
			quarters += 1;
		else if (c >= 0xe0) /* begins a character of three or four bytes */
			quarters += 5;
		else if (c >= 0xc0) /* of two */
			quarters += 2;
	}
	return (uint32_t)((quarters + 3) / 4);
}

uint32_t request_estimate_all(const struct llm_request *r)
{
	uint32_t tokens = request_estimate(r->system, length_of(r->system)) + PER_MESSAGE;

	for (size_t i = 0; i < r->message_count; i++)
		tokens += request_estimate(r->messages[i].text, length_of(r->messages[i].text)) +
			  PER_MESSAGE;
	for (size_t i = 0; i < r->tool_count; i++)
		tokens += request_estimate(r->tools[i].schema_json,
					   length_of(r->tools[i].schema_json)) +
			  request_estimate(r->tools[i].description,
					   length_of(r->tools[i].description)) +
			  2 * PER_MESSAGE;
	return tokens;
}
