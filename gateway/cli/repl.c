/*
 * One line, one turn. What was decided last stays until the next turn, so that ":why" can explain
 * it.
 */
#include "gateway/cli/repl.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/terminal.h"

#define INDENT 2

struct repl {
	const struct dialog_env *env;
	const char *locale;
	FILE *out;
	struct dialog_memory *memory; /* owned; NULL before the first turn */
	struct dialog_step step;      /* the last turn */
	bool has_step;
	bool is_queued; /* handed over */
	char *page;     /* owned; NULL = none */
	uint64_t seq;
};

static void forget_step(struct repl *r)
{
	if (r->has_step)
		dialog_step_dispose(&r->step);
	r->has_step = false;
}

static void reset(struct repl *r)
{
	forget_step(r);
	dialog_memory_free(r->memory);
	r->memory = NULL;
	r->is_queued = false;
	r->seq = 0;
}

/* ---- a turn ---- */

/* A reply of several paragraphs, each wrapped. */
static void print_reply(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_copy(text, len);
		if (len > 0)
			fprintf(out, "%*s", INDENT, "");
		terminal_wrap(out, INDENT, INDENT, line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* The buttons in a row, or in as many as it takes. */
static void print_choices(FILE *out, const struct dialog_step *s)
{
	size_t column = 0;

	for (size_t i = 0; i < s->choice_count; i++) {
		size_t width = terminal_width(s->choices[i], strlen(s->choices[i])) + 2;
		if (column > 0 && column + 1 + width > TERMINAL_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%*s[%s]", column ? 1 : INDENT, "", s->choices[i]);
		column += width + (column ? 1 : INDENT);
	}
	if (s->choice_count > 0)
		fputc('\n', out);
}

static void print_step(const struct repl *r)
{
	const struct dialog_step *s = &r->step;

	if (s->act == DIALOG_HANDOFF)
		fprintf(r->out, "%*s-> a person takes over (%s); :reset begins anew\n", INDENT, "",
			esc_reason_name(s->verdict.reason));
	else if (s->reply)
		print_reply(r->out, s->reply);
	else
		fprintf(r->out, "%*s(depends on what the shop's system says)\n", INDENT, "");
	if (s->acting)
		fprintf(r->out, "%*sasks %s %s\n", INDENT, "", s->request.is_post ? "POST" : "GET",
			s->request.url);
	print_choices(r->out, s);
}

static void take_turn(struct repl *r, const char *text, size_t len)
{
	struct dialog_turn turn = {.locale = r->locale,
				   .text = text,
				   .len = len,
				   .seq = 2 * r->seq + 1,
				   .conversation = "try",
				   .page = r->page};

	if (r->is_queued) {
		fprintf(r->out,
			"%*sThe chat is with people; the bot stays silent. :reset begins "
			"anew\n",
			INDENT, "");
		return;
	}
	forget_step(r);
	dialog_decide_dry(r->env, r->memory, &turn, &r->step);
	r->has_step = true;
	r->seq++;
	r->is_queued = r->step.act == DIALOG_HANDOFF;
	print_step(r);
	if (r->step.memory) {
		dialog_memory_free(r->memory);
		r->memory = dialog_memory_copy(r->step.memory);
	}
}

/* ---- commands ---- */

static void do_help(struct repl *r, const char *rest)
{
	(void)rest;
	fputs("  :why          why the last message was answered like this\n"
	      "  :reset        begins a new conversation\n"
	      "  :locale L     goes on in another language: en, de, fr, zh-Hant, zh-Hans\n"
	      "  :page URL     the customer is on that page; without URL on none\n"
	      "  :help         this list\n"
	      "  :quit         ends, like Ctrl-D\n",
	      r->out);
}

static void do_why(struct repl *r, const char *rest)
{
	(void)rest;
	if (r->has_step)
		repl_why(r->out, &r->step);
	else
		fputs("  Nothing was said yet.\n", r->out);
}

static void do_reset(struct repl *r, const char *rest)
{
	(void)rest;
	reset(r);
	fputs("  A new conversation.\n", r->out);
}

static void do_locale(struct repl *r, const char *rest)
{
	enum locale l = locale_lookup(rest);

	if (l == LOCALE_NONE)
		fprintf(r->out, "  The languages are en, de, fr, zh-Hant and zh-Hans; now %s.\n",
			r->locale);
	else
		r->locale = locale_name(l);
}

static void do_page(struct repl *r, const char *rest)
{
	free(r->page);
	r->page = *rest ? mem_string(rest) : NULL;
}

static const struct command {
	const char *name;
	void (*run)(struct repl *r, const char *rest);
} commands[] = {
	{":why", do_why},   {":reset", do_reset}, {":locale", do_locale}, {":page", do_page},
	{":help", do_help}, {":quit", NULL},      {":exit", NULL},
};

/* Returns false to end. */
static bool run_command(struct repl *r, const char *line)
{
	size_t len = strcspn(line, " \t");
	const char *rest = line + len + strspn(line + len, " \t");

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strlen(commands[i].name) != len || strncmp(commands[i].name, line, len) != 0)
			continue;
		if (!commands[i].run)
			return false;
		commands[i].run(r, rest);
		return true;
	}
	fputs("  No such command; :help lists them.\n", r->out);
	return true;
}

static bool take_line(struct repl *r, char *line, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", line[len - 1]))
		line[--len] = '\0';
	if (len == 0)
		return true;
	if (line[0] == ':' && line[1] >= 'a' && line[1] <= 'z')
		return run_command(r, line);
	take_turn(r, line, len);
	return true;
}

int repl_run(const struct dialog_env *env, const char *locale, FILE *in, FILE *out)
{
	struct repl r = {.env = env, .locale = locale, .out = out};
	char *line = NULL;
	size_t room = 0;
	ssize_t len = 0;
	bool goes_on = true;

	fprintf(out, "%s, %zu intents, catalog %.19s. Commands: :help.\n", env->shop,
		intent_catalog_count(env->catalog), intent_catalog_hash(env->catalog));
	while (goes_on) {
		fprintf(out, "%s> ", r.locale);
		fflush(out);
		len = getline(&line, &room, in);
		if (len < 0)
			break;
		goes_on = take_line(&r, line, (size_t)len);
	}
	if (len < 0)
		fputc('\n', out);
	reset(&r);
	free(r.page);
	free(line);
	return CLI_OK;
}
