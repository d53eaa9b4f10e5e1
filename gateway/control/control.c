/*
 * The gateway's side of the control socket. Each connection reads lines into a bounded buffer; a
 * request that needs the store or a worker answers later and carries the connection's number, never
 * its pointer. At most CONNECTIONS_MAX at once; more are closed at the door: whoever can reach this
 * socket owns the data folder anyway.
 *
 * Answers are small except user_list; what the socket does not take at once waits in the buffer for
 * LOOP_WRITE.
 */
#include "gateway/control/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/base/buf.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/base/map.h"
#include "gateway/control/socket.h"
#include "gateway/llm/budget.h"
#include "gateway/llm/status.h"

#define CONNECTIONS_MAX 16

struct connection {
	struct control *control;
	uint64_t number;
	int fd;
	struct loop_poll *poll;
	struct buf in, out;
	size_t sent;   /* of out */
	bool waiting;  /* a request is being worked on: later lines wait */
	bool finished; /* the other side will send no more */
	uint64_t ping; /* of a language model, under way */
};

struct control {
	struct loop *loop;
	struct people *people;
	struct llm *llm;
	const struct store_ops *ops;
	struct store *store;
	char *dir;
	int fd;
	struct loop_poll *poll;
	struct map connections; /* number -> struct connection; owned */
	uint64_t last_number;
};

/* ---- connections ---- */

static void drop(struct connection *c)
{
	map_take_u64(&c->control->connections, c->number);
	if (c->ping)
		llm_cancel(c->control->llm, c->ping);
	loop_poll_destroy(c->poll);
	close(c->fd);
	if (c->in.bytes)
		explicit_bzero(c->in.bytes, c->in.len); /* it may hold a password */
	buf_dispose(&c->in);
	buf_dispose(&c->out);
	free(c);
}

static struct connection *connection_of(struct store_call call)
{
	struct control *k = call.ctx;

	return map_get_u64(&k->connections, call.id);
}

static void flush(struct connection *c)
{
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.bytes + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			/* After its end a socket stays readable for ever. */
			loop_poll_set(c->poll, c->finished ? LOOP_WRITE : LOOP_READ | LOOP_WRITE);
			return;
		}
		if (n < 0) {
			drop(c);
			return;
		}
		c->sent += (size_t)n;
	}
	buf_clear(&c->out);
	c->sent = 0;
	if (c->finished && !c->waiting)
		drop(c);
	else
		loop_poll_set(c->poll, LOOP_READ);
}

static void next_line(struct connection *c);

/* Takes `answer` over. */
static void respond(struct connection *c, json_t *answer)
{
	char *text = json_dumps(answer, JSON_COMPACT);

	json_decref(answer);
	c->waiting = false;
	if (text) {
		buf_text(&c->out, text);
		buf_char(&c->out, '\n');
	}
	free(text);
	if (!text || buf_check(&c->out) != 0) {
		log_error("control_answer_too_large", NULL);
		drop(c);
		return;
	}
	next_line(c);
}

static json_t *refusal(const char *code, const char *text)
{
	return json_pack("{s:b,s:s,s:s}", "ok", 0, "code", code, "text", text);
}

static void respond_status(struct store_call call, enum people_status st)
{
	struct connection *c = connection_of(call);

	if (!c)
		return;
	switch (st) {
	case PEOPLE_OK: respond(c, json_pack("{s:b}", "ok", 1)); break;
	case PEOPLE_EXISTS: respond(c, refusal("exists", "the name is taken")); break;
	case PEOPLE_UNKNOWN: respond(c, refusal("unknown", "there is nobody of that name")); break;
	case PEOPLE_INVALID:
		respond(c, refusal("invalid", "name, role or password is not acceptable"));
		break;
	default: respond(c, refusal("unavailable", "the gateway cannot do that now")); break;
	}
}

/* ---- requests ---- */

static void do_ping(struct connection *c, json_t *request)
{
	(void)request;
	respond(c, json_pack("{s:b,s:s}", "ok", 1, "version", FRONTDESK_VERSION));
}

static void do_user_add(struct connection *c, json_t *request)
{
	const char *name, *role, *password;

	if (json_unpack(request, "{s:s,s:s,s:s}", "name", &name, "role", &role, "password",
			&password) != 0) {
		respond(c, refusal("invalid", "user_add needs name, role and password"));
		return;
	}
	people_add(c->control->people, name, role, password, loop_now_wall_ms(c->control->loop),
		   (struct store_call){c->control, c->number}, respond_status);
}

static void do_user_disable(struct connection *c, json_t *request)
{
	const char *name;

	if (json_unpack(request, "{s:s}", "name", &name) != 0) {
		respond(c, refusal("invalid", "user_disable needs a name"));
		return;
	}
	people_disable(c->control->people, name, loop_now_wall_ms(c->control->loop),
		       (struct store_call){c->control, c->number}, respond_status);
}

json_t *control_users(const struct store_agent *agents, size_t count)
{
	json_t *users = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct store_agent *a = &agents[i];
		char created[CLOCK_ISO_LEN + 1];
		clock_iso(a->created_ms, created);
		json_array_append_new(users, json_pack("{s:s,s:s,s:s,s:b,s:s}", "id", a->id, "name",
						       a->name, "role", a->role, "disabled",
						       a->disabled, "created", created));
	}
	return users;
}

static void on_users(struct store_call call, enum store_status st, const struct store_agent *a,
		     size_t count)
{
	struct connection *c = connection_of(call);

	if (!c)
		return;
	if (st != STORE_OK) {
		respond_status(call, PEOPLE_UNAVAILABLE);
		return;
	}
	respond(c, json_pack("{s:b,s:o}", "ok", 1, "users", control_users(a, count)));
}

static void do_user_list(struct connection *c, json_t *request)
{
	struct store_call call = {c->control, c->number};

	(void)request;
	if (c->control->ops->agents(c->control->store, call, on_users) != 0)
		respond_status(call, PEOPLE_UNAVAILABLE);
}

/* ---- the report ---- */

static void on_figures(struct store_call call, enum store_status st,
		       const struct store_figure *rows, size_t count)
{
	struct connection *c = connection_of(call);

	if (!c)
		return;
	if (st != STORE_OK)
		respond_status(call, PEOPLE_UNAVAILABLE);
	else
		respond(c,
			json_pack("{s:b,s:o}", "ok", 1, "figures", control_figures(rows, count)));
}

static void do_report(struct connection *c, json_t *request)
{
	struct control *k = c->control;
	struct store_call call = {k, c->number};
	struct store_period period;

	if (!control_period(request, loop_now_wall_ms(k->loop), &period))
		respond(c, refusal("invalid", "report needs since, until and idle"));
	else if (k->ops->figures(k->store, &period, call, on_figures) != 0)
		respond_status(call, PEOPLE_UNAVAILABLE);
}

/* ---- language models ---- */

static void on_switched(struct store_call call, enum store_status st)
{
	respond_status(call, st == STORE_OK ? PEOPLE_OK : PEOPLE_UNAVAILABLE);
}

static void do_llm_switch(struct connection *c, json_t *request)
{
	const char *who;
	int on;

	if (json_unpack(request, "{s:b,s:s}", "on", &on, "who", &who) != 0) {
		respond(c, refusal("invalid", "llm_switch needs on and who"));
		return;
	}
	llm_switch_then(c->control->llm, on, who, (struct store_call){c->control, c->number},
			on_switched);
}

static void on_costs(struct store_call call, enum store_status st, const struct store_llm_use *rows,
		     size_t count)
{
	struct connection *c = connection_of(call);

	if (!c)
		return;
	if (st != STORE_OK)
		respond_status(call, PEOPLE_UNAVAILABLE);
	else
		respond(c, json_pack("{s:b,s:o,s:o}", "ok", 1, "llm", llm_status(c->control->llm),
				     "costs", llm_costs_json(rows, count)));
}

static void do_llm_status(struct connection *c, json_t *request)
{
	struct control *k = c->control;
	struct store_call call = {k, c->number};

	(void)request;
	if (k->ops->llm_costs(k->store, budget_month(loop_now_wall_ms(k->loop)), call, on_costs) !=
	    0)
		respond_status(call, PEOPLE_UNAVAILABLE);
}

static void on_pinged(void *ctx, uint64_t id, const struct llm_result *r)
{
	struct control *k = ctx;
	struct connection *c;

	for (size_t i = 0; (c = map_next(&k->connections, &i));) {
		if (c->ping != id)
			continue;
		c->ping = 0;
		respond(c, json_pack("{s:b,s:o}", "ok", 1, "ping", llm_ping_json(r)));
		return; /* it may be gone, and the map another one */
	}
}

static void do_llm_ping(struct connection *c, json_t *request)
{
	const char *name = json_string_value(json_object_get(request, "provider"));

	c->ping = name ? llm_ping(c->control->llm, name, on_pinged, c->control) : 0;
	if (!c->ping)
		respond(c, refusal("unknown", "there is no provider of that name"));
}

static const struct {
	const char *word;
	void (*run)(struct connection *c, json_t *request);
} requests[] = {
	{"ping", do_ping},
	{"user_add", do_user_add},
	{"user_list", do_user_list},
	{"user_disable", do_user_disable},
	{"report", do_report},
	{"llm_switch", do_llm_switch},
	{"llm_status", do_llm_status},
	{"llm_ping", do_llm_ping},
};

static void handle_line(struct connection *c, const char *line)
{
	json_t *request = json_loads(line, 0, NULL);
	const char *word = json_string_value(json_object_get(request, "do"));
	size_t i;

	c->waiting = true;
	for (i = 0; word && i < ARRAY_LEN(requests); i++) {
		if (strcmp(requests[i].word, word) == 0)
			break;
	}
	if (word && i < ARRAY_LEN(requests))
		requests[i].run(c, request);
	else
		respond(c, refusal("invalid", word ? "unknown request" : "not a request"));
	json_decref(request);
}

/* Handles the next whole line unless one is being worked on, else sends what is there. May drop the
 * connection. */
static void next_line(struct connection *c)
{
	char *end = c->waiting || !c->in.bytes ? NULL : memchr(c->in.bytes, '\n', c->in.len);

	if (!end) {
		flush(c);
		return;
	}
	size_t len = (size_t)(end - c->in.bytes);
	char *line = mem_copy(c->in.bytes, len);
	size_t rest = c->in.len - len - 1;
	memmove(c->in.bytes, end + 1, rest);
	explicit_bzero(c->in.bytes + rest, len + 1);
	c->in.len = rest;
	handle_line(c, line);
	explicit_bzero(line, len);
	free(line);
}

static void receive(struct connection *c)
{
	char bytes[4096];
	ssize_t got = recv(c->fd, bytes, sizeof(bytes), 0);

	if (got < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			drop(c);
		return;
	}
	if (got == 0) {
		c->finished = true;
		if (!c->waiting && c->out.len == 0)
			drop(c);
		else
			loop_poll_set(c->poll, c->out.len ? LOOP_WRITE : 0);
		return;
	}
	buf_add(&c->in, bytes, (size_t)got);
	explicit_bzero(bytes, (size_t)got);
	if (buf_check(&c->in) != 0) {
		drop(c);
		return;
	}
	if (!c->waiting)
		next_line(c);
}

static void on_ready(void *arg, int events)
{
	struct connection *c = arg;

	if ((events & LOOP_READ) && !c->finished)
		receive(c);
	else if (events & LOOP_WRITE)
		flush(c);
}

/* ---- the listener ---- */

static void on_connect(void *arg, int events)
{
	struct control *k = arg;
	int fd = accept4(k->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0)
		return;
	if (k->connections.count >= CONNECTIONS_MAX) {
		close(fd);
		return;
	}
	struct connection *c = mem_new(1, sizeof(*c));
	c->control = k;
	c->number = ++k->last_number;
	c->fd = fd;
	buf_init(&c->in, CONTROL_LINE_MAX);
	buf_init(&c->out, BUF_MAX_TRANSCRIPT);
	map_put_u64(&k->connections, c->number, c);
	c->poll = loop_poll_create(k->loop, fd, on_ready, c);
	if (!c->poll) {
		drop(c);
		return;
	}
	loop_poll_set(c->poll, LOOP_READ);
}

/* Returns a listening socket in `dir`, mode 0600, or -1 with errno. */
static int listen_in(const char *dir)
{
	struct sockaddr_un address;
	int dir_fd, fd = -1;

	if (control_address(dir, &address, &dir_fd) != 0)
		return -1;
	/* The store's lock is ours, so what is there is left over. */
	unlink(address.sun_path);
	mode_t before = umask(0177);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(before);
	if (rc == 0)
		rc = listen(fd, CONNECTIONS_MAX);
	int why = errno;
	close(dir_fd);
	if (rc == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = why;
	return -1;
}

struct control *control_create(struct loop *l, const char *dir, struct people *p, struct llm *llm,
			       const struct store_ops *ops, struct store *s, struct diag *d)
{
	int fd = listen_in(dir);

	if (fd < 0) {
		diag_error(d, (struct diag_place){0}, NULL,
			   "cannot listen on %s/" CONTROL_SOCKET ": %s", dir, strerror(errno));
		return NULL;
	}
	struct control *k = mem_new(1, sizeof(*k));
	k->loop = l;
	k->people = p;
	k->llm = llm;
	k->ops = ops;
	k->store = s;
	k->dir = mem_string(dir);
	k->fd = fd;
	map_init(&k->connections);
	k->poll = loop_poll_create(l, fd, on_connect, k);
	if (!k->poll) {
		diag_error(d, (struct diag_place){0}, NULL, "cannot watch %s/" CONTROL_SOCKET, dir);
		control_destroy(k);
		return NULL;
	}
	loop_poll_set(k->poll, LOOP_READ);
	return k;
}

void control_destroy(struct control *k)
{
	struct connection *c;
	struct sockaddr_un address;
	int dir_fd;

	if (!k)
		return;
	for (size_t i = 0; (c = map_next(&k->connections, &i)); i = 0)
		drop(c);
	map_dispose(&k->connections);
	loop_poll_destroy(k->poll);
	close(k->fd);
	if (control_address(k->dir, &address, &dir_fd) == 0) {
		unlink(address.sun_path);
		close(dir_fd);
	}
	free(k->dir);
	free(k);
}
