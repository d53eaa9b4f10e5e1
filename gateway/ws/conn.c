/*
 * Life of a connection. Our struct is made when a socket is accepted and freed when the library
 * says that its own is destroyed; it hangs on the library's "opaque user data", which survives the
 * change from HTTP to WebSocket (per-session data does not).
 *
 * Numbers: a slot index in the low 20 bits, a counter that never repeats above it. Looking one up
 * is an array access, and an old number can never find a new owner of its slot.
 */
#include "gateway/ws/conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/ws/request.h"

#define SLOT_BITS 20
#define NO_SLOT UINT32_MAX

/* ---- numbers ---- */

uint64_t conn_id_new(struct server *s, struct conn *c)
{
	uint32_t at = s->ids.first_free;

	if (!s->ids.slots || at == NO_SLOT) {
		uint32_t old = s->ids.slots ? s->ids.count : 0, count = old ? old * 2 : 256;

		if (count > (1U << SLOT_BITS))
			abort(); /* far above the cap on connections */
		s->ids.slots = mem_resize(s->ids.slots, count, sizeof(s->ids.slots[0]));
		for (uint32_t i = old; i < count; i++)
			s->ids.slots[i] =
				(struct id_slot){.next_free = i + 1 < count ? i + 1 : NO_SLOT};
		s->ids.count = count;
		at = old;
	}
	s->ids.first_free = s->ids.slots[at].next_free;
	s->ids.slots[at] = (struct id_slot){.conn = c, .id = (++s->ids.last << SLOT_BITS) | at};
	return s->ids.slots[at].id;
}

static struct id_slot *slot_of(struct server *s, uint64_t id)
{
	uint64_t at = id & ((1U << SLOT_BITS) - 1);

	if (!s->ids.slots || at >= s->ids.count || s->ids.slots[at].id != id ||
	    !s->ids.slots[at].conn)
		return NULL;
	return &s->ids.slots[at];
}

void conn_id_free(struct server *s, uint64_t id)
{
	struct id_slot *slot = slot_of(s, id);

	if (!slot)
		return;
	*slot = (struct id_slot){.next_free = s->ids.first_free};
	s->ids.first_free = (uint32_t)(slot - s->ids.slots);
}

struct conn *conn_by_id(struct server *s, uint64_t id)
{
	struct id_slot *slot = slot_of(s, id);

	return slot ? slot->conn : NULL;
}

/* ---- headers ---- */

bool conn_header(struct lws *wsi, enum lws_token_indexes token, char *out, size_t size)
{
	int len = lws_hdr_total_length(wsi, token);

	out[0] = '\0';
	return len > 0 && (size_t)len < size && lws_hdr_copy(wsi, out, (int)size, token) > 0;
}

bool conn_header_named(struct lws *wsi, const char *name, char *out, size_t size)
{
	int name_len = (int)strlen(name);
	int len = lws_hdr_custom_length(wsi, name, name_len);

	out[0] = '\0';
	return len > 0 && (size_t)len < size &&
	       lws_hdr_custom_copy(wsi, out, (int)size, name, name_len) > 0;
}

/* ---- life ---- */

void conn_adopt(struct server *s, int fd, const struct address *a, struct crowd_member *m)
{
	struct conn *c = mem_new(1, sizeof(*c));
	lws_adopt_desc_t how = {
		.vh = s->vhost,
		.type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP,
		.fd = {.sockfd = fd},
		.opaque = c,
	};

	c->server = s;
	c->socket = *a;
	c->member = m;
	c->state = CONN_HTTP;
	c->heard_ms = loop_now_mono_ms(s->loop);
	c->next = s->conns;
	if (s->conns)
		s->conns->prev = c;
	s->conns = c;
	s->conn_count++;
	s->counters.connections_total++;
	s->counters.connections_now = s->conn_count;
	conn_timer(c, HANDSHAKE_MS);
	s->adopting = c;
	if (!lws_adopt_descriptor_vhost_via_info(&how) && !c->wsi)
		conn_free(c); /* else the library is about to destroy what it made, and says so */
	s->adopting = NULL;
}

static void leave_dirty_list(struct conn *c)
{
	struct server *s = c->server;

	if (!c->dirty)
		return;
	for (struct conn **link = &s->dirty; *link; link = &(*link)->dirty_next) {
		if (*link != c)
			continue;
		*link = c->dirty_next;
		if (s->dirty_last == &c->dirty_next)
			s->dirty_last = link;
		break;
	}
	c->dirty = false;
}

void conn_free(struct conn *c)
{
	struct server *s = c->server;

	if (c->state == CONN_STREAM)
		stream_closed(c);
	http_drop(c);
	leave_dirty_list(c);
	outbox_clear(&c->out);
	free(c->in.bytes);
	wheel_cancel(&s->wheel, &c->timer);
	crowd_leave(s->crowd, c->member);
	if (s->adopting == c)
		s->adopting = NULL;
	*(c->prev ? &c->prev->next : &s->conns) = c->next;
	if (c->next)
		c->next->prev = c->prev;
	s->conn_count--;
	s->counters.connections_now = s->conn_count;
	free(c);
}

void conn_kill(struct conn *c)
{
	if (!c->wsi || c->state == CONN_GONE)
		return;
	c->dead = true;
	/* Without this the library would first wait for a reader that does not read: it flushes
	 * what it has buffered. */
	shutdown(lws_get_socket_fd(c->wsi), SHUT_RDWR);
	lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void conn_timer(struct conn *c, int64_t in_ms)
{
	wheel_set(&c->server->wheel, &c->timer, loop_now_mono_ms(c->server->loop) + in_ms);
}

void conn_on_timer(void *server, struct wheel_node *n)
{
	struct conn *c = (struct conn *)((char *)n - offsetof(struct conn, timer));

	(void)server;
	if (c->state == CONN_STREAM)
		stream_on_timer(c);
	else
		http_on_timer(c);
}

/* ---- where a request comes from ---- */

void conn_origin(struct conn *c, struct lws *wsi, struct origin_facts *ret_facts)
{
	const struct settings *set = c->server->settings;
	char text[2048], host[256], origin[256];
	struct origin_facts f = {.client = c->socket};

	f.trusted_proxy = address_in(&c->socket, set->trusted_proxies, set->trusted_proxy_count);
	conn_header(wsi, WSI_TOKEN_HOST, host, sizeof(host));
	if (f.trusted_proxy) {
		if (conn_header(wsi, WSI_TOKEN_X_FORWARDED_FOR, text, sizeof(text)))
			f.client = address_forwarded(&c->socket, text, set->trusted_proxies,
						     set->trusted_proxy_count);
		if (conn_header_named(wsi, "x-forwarded-proto:", text, sizeof(text)))
			f.secure = !strncmp(text, "https", 5);
		if (conn_header_named(wsi, "x-forwarded-host:", text, sizeof(host)))
			memcpy(host, text, strlen(text) + 1);
	}
	f.has_origin = lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0;
	f.allowed =
		!f.has_origin || (conn_header(wsi, WSI_TOKEN_ORIGIN, origin, sizeof(origin)) &&
				  request_origin_allowed(origin, f.secure, host, &set->origins));
	*ret_facts = f;
}
