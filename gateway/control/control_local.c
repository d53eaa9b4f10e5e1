/*
 * The control requests without a gateway: opens the store itself, under its lock, and answers in
 * the same words. For the command line only: everything here blocks.
 */
#include <stdio.h>
#include <string.h>

#include "gateway/base/clock.h"
#include "gateway/control/control.h"
#include "gateway/people/password.h"

struct answer {
	enum store_status status;
	json_t *users, *figures; /* owned; of a list, of a report */
};

static json_t *refusal(const char *code, const char *text)
{
	return json_pack("{s:b,s:s,s:s}", "ok", 0, "code", code, "text", text);
}

static json_t *respond(enum store_status st)
{
	switch (st) {
	case STORE_OK: return json_pack("{s:b}", "ok", 1);
	case STORE_DUPLICATE: return refusal("exists", "the name is taken");
	case STORE_GONE: return refusal("unknown", "there is nobody of that name");
	default: return refusal("unavailable", "the store cannot be written now");
	}
}

static void on_status(struct store_call c, enum store_status st)
{
	struct answer *a = c.ctx;

	a->status = st;
}

static void on_agent(struct store_call c, enum store_status st, const struct store_agent *agent)
{
	(void)agent;
	on_status(c, st);
}

static void on_agents(struct store_call c, enum store_status st, const struct store_agent *agents,
		      size_t count)
{
	struct answer *a = c.ctx;

	a->status = st;
	a->users = control_users(agents, count);
}

static json_t *user_add(const struct store_ops *ops, struct store *s, json_t *request)
{
	struct answer a = {.status = STORE_UNAVAILABLE};
	struct store_agent agent = {.created_ms = clock_wall_ms()};
	const char *name, *role, *password;

	if (json_unpack(request, "{s:s,s:s,s:s}", "name", &name, "role", &role, "password",
			&password) != 0 ||
	    people_rules_name(name) || people_rules_role(role) || people_rules_password(password))
		return refusal("invalid", "name, role or password is not acceptable");
	if (password_hash(password, (struct password_cost){0}, agent.password) != 0)
		return refusal("unavailable", "not enough memory to hash the password");
	id_new(agent.created_ms, agent.id);
	memcpy(agent.name, name, strlen(name) + 1);
	memcpy(agent.role, role, strlen(role) + 1);
	if (ops->agent_add(s, &agent, (struct store_call){.ctx = &a}, on_status) != 0)
		a.status = STORE_UNAVAILABLE;
	return respond(a.status);
}

static json_t *user_disable(const struct store_ops *ops, struct store *s, json_t *request)
{
	struct answer a = {.status = STORE_UNAVAILABLE};
	const char *name = json_string_value(json_object_get(request, "name"));

	if (!name)
		return refusal("invalid", "user_disable needs a name");
	if (ops->agent_disable(s, name, clock_wall_ms(), (struct store_call){.ctx = &a},
			       on_agent) != 0)
		a.status = STORE_UNAVAILABLE;
	return respond(a.status);
}

static json_t *user_list(const struct store_ops *ops, struct store *s)
{
	struct answer a = {.status = STORE_UNAVAILABLE};

	if (ops->agents(s, (struct store_call){.ctx = &a}, on_agents) != 0 ||
	    a.status != STORE_OK) {
		json_decref(a.users);
		return respond(STORE_UNAVAILABLE);
	}
	return json_pack("{s:b,s:o}", "ok", 1, "users", a.users);
}

static json_t *switch_llm(const struct store_ops *ops, struct store *s, json_t *request)
{
	struct answer a = {.status = STORE_UNAVAILABLE};
	struct store_llm_switch flip = {.at_ms = clock_wall_ms()};
	const char *who;
	int on;

	if (json_unpack(request, "{s:b,s:s}", "on", &on, "who", &who) != 0)
		return refusal("invalid", "llm_switch needs on and who");
	flip.is_on = on;
	snprintf(flip.who, sizeof(flip.who), "%s", who);
	if (ops->llm_switch(s, &flip, (struct store_call){.ctx = &a}, on_status) != 0)
		a.status = STORE_UNAVAILABLE;
	return respond(a.status);
}

static void on_figures(struct store_call c, enum store_status st, const struct store_figure *rows,
		       size_t count)
{
	struct answer *a = c.ctx;

	a->status = st;
	a->figures = control_figures(rows, count);
}

static json_t *report(const struct store_ops *ops, struct store *s, json_t *request)
{
	struct answer a = {.status = STORE_UNAVAILABLE};
	struct store_period period;

	if (!control_period(request, clock_wall_ms(), &period))
		return refusal("invalid", "report needs since, until and idle");
	if (ops->figures(s, &period, (struct store_call){.ctx = &a}, on_figures) != 0 ||
	    a.status != STORE_OK) {
		json_decref(a.figures);
		return refusal("unavailable", "the store cannot be read now");
	}
	return json_pack("{s:b,s:o}", "ok", 1, "figures", a.figures);
}

int control_local(const char *dir, json_t *request, json_t **ret, struct diag *d)
{
	const struct store_ops *ops = &store_sqlite;
	const char *word = json_string_value(json_object_get(request, "do"));
	bool reads = word && strcmp(word, "report") == 0;
	struct store_config config = {.dir = dir, .exclusive = !reads, .read_only = reads};
	struct store *s = ops->open(NULL, &config, d);

	if (!s)
		return -1;
	if (word && strcmp(word, "user_add") == 0)
		*ret = user_add(ops, s, request);
	else if (word && strcmp(word, "user_disable") == 0)
		*ret = user_disable(ops, s, request);
	else if (word && strcmp(word, "user_list") == 0)
		*ret = user_list(ops, s);
	else if (word && strcmp(word, "llm_switch") == 0)
		*ret = switch_llm(ops, s, request);
	else if (reads)
		*ret = report(ops, s, request);
	else
		*ret = refusal("invalid", "unknown request");
	ops->close(s);
	return 0;
}

int control_do(const char *dir, json_t *request, json_t **ret, struct diag *d)
{
	switch (control_ask(dir, request, ret, d)) {
	case CONTROL_OK: return 0;
	case CONTROL_NOBODY: return control_local(dir, request, ret, d);
	case CONTROL_FAILED: break;
	}
	return -1;
}
