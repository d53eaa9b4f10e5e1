/*
 * After a handover the chat is with people: later turns are shown with what they would have
 * matched, unanswered.
 */
#include "gateway/cli/conversations.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/try_print.h"

static void run_turn(const struct dialog_env *env, struct dialog_memory **memory,
		     const struct dialog_turn *turn, unsigned number, bool *queued, FILE *out)
{
	struct dialog_step step = {0};
	bool silent = *queued;

	if (silent)
		intent_match(env->catalog, env->scratch, turn->locale, turn->text, turn->len,
			     &step.decision);
	else
		dialog_decide_dry(env, *memory, turn, &step);
	if (step.act == DIALOG_HANDOFF)
		*queued = true;
	try_print_json(out, env, turn, &step,
		       &(struct try_turn){.number = number, .state = *queued ? "queued" : "bot"});
	if (step.memory) {
		dialog_memory_free(*memory);
		*memory = dialog_step_take_memory(&step);
	}
	dialog_step_dispose(&step);
}

static bool is_conversation(const json_t *root)
{
	size_t i;
	json_t *turn;

	if (!json_is_array(json_object_get(root, "turns")))
		return false;
	json_array_foreach(json_object_get(root, "turns"), i, turn)
	{
		if (!json_is_string(turn))
			return false;
	}
	json_t *locale = json_object_get(root, "locale");
	return !locale || json_is_string(locale);
}

static void run_conversation(const struct dialog_env *env, const char *fallback, const json_t *root,
			     FILE *out)
{
	const char *tag = json_string_value(json_object_get(root, "locale"));
	enum locale l = tag ? locale_lookup(tag) : LOCALE_NONE;
	struct dialog_memory *memory = NULL;
	bool queued = false;
	size_t i;
	json_t *text;

	json_array_foreach(json_object_get(root, "turns"), i, text)
	{
		struct dialog_turn turn = {.locale = l == LOCALE_NONE ? fallback : locale_name(l),
					   .text = json_string_value(text),
					   .len = json_string_length(text),
					   .seq = 2 * i + 1};
		run_turn(env, &memory, &turn, (unsigned)i + 1, &queued, out);
	}
	dialog_memory_free(memory);
}

int conversations_run(const struct dialog_env *env, const char *fallback, FILE *in, FILE *out)
{
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t len;
	int status = CLI_OK;

	while (status == CLI_OK && (len = getline(&line, &room, in)) >= 0) {
		json_error_t error;
		number++;
		if (strspn(line, " \t\r\n") == (size_t)len)
			continue;
		json_t *root = json_loadb(line, (size_t)len, 0, &error);
		if (root && is_conversation(root)) {
			run_conversation(env, fallback, root, out);
		} else {
			fprintf(stderr, "frontdesk: standard input:%zu: %s\n", number,
				root ? "expected {\"locale\":\"…\",\"turns\":[\"…\"]}"
				     : error.text);
			status = CLI_USAGE;
		}
		json_decref(root);
	}
	free(line);
	return status;
}
