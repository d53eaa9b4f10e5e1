/*
 * WebSocket messages in and out, and the only place that implements struct peer_ops.
 *
 * In: the library hands over pieces (of a read, of a frame, of a message); they are joined up to
 * the frame limit. A message that came in one piece, the usual case, is passed on without a copy.
 *
 * Out: frames wait in the outbox until the turn ends, then leave in one write. While the library
 * itself has something buffered nothing more is given to it: it would keep a copy of everything for
 * a reader that may never read. So what one connection can cost is limits.send_buffer plus one
 * chunk.
 *
 * Close: our own close frame goes behind what is queued, then the peer's is waited for. The
 * library's way, lws_close_reason() and -1 from the WRITEABLE callback, ends the socket without a
 * close frame in Debian's 4.1.6: built with _DEBUG, it calls its close function twice under libuv.
 * CLOSE_MS after the wish the socket is ended whatever the peer does.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/ws/conn.h"

/* A message over the limit is swallowed so that the connection can go on; over this multiple it
 * ends. */
#define TOO_LARGE_FACTOR 32
/* Of a refused message so much is kept that its id can be found. */
#define REFUSED_HEAD ((size_t)1024)
#define CLOSE_REASON_MAX 100
/* Refusals a good message outweighs, and how many bursts of them end the connection. */
#define ABUSE_PER_MESSAGE 10
/* hello and consent come before the burst that customers are promised. */
#define RATE_HANDSHAKE 2
#define ABUSE_BURSTS 10

static void stream_close(struct peer *p, enum peer_close code, const char *reason);

/* ---- out ---- */

static void mark_dirty(struct conn *c)
{
	struct server *s = c->server;

	if (c->dirty)
		return;
	c->dirty = true;
	c->dirty_next = NULL;
	*s->dirty_last = c;
	s->dirty_last = &c->dirty_next;
}

/* Hands chunks to the library as long as it passes them on. 0, or -1 when the socket is broken. */
static int write_chunks(struct conn *c)
{
	struct outbox_chunk *chunk;

	while ((chunk = outbox_peek(&c->out)) && !lws_partial_buffered(c->wsi)) {
		if (lws_write(c->wsi, chunk->bytes, chunk->len, LWS_WRITE_RAW) < 0) {
			c->dead = true;
			return -1;
		}
		c->server->counters.bytes_out += chunk->len;
		outbox_pop(&c->out);
	}
	return 0;
}

static bool can_write(const struct conn *c)
{
	return c->state == CONN_STREAM && !c->dead;
}

static void stream_send(struct peer *p, const char *frame, size_t len)
{
	struct conn *c = (struct conn *)p;
	size_t limit = (size_t)c->server->settings->limits.send_buffer;

	if (!can_write(c))
		return;
	if (!outbox_add(&c->out, FRAME_TEXT, frame, len, limit)) {
		/* A turn may produce more than the limit for a reader who is quick: let the socket
		 * decide. */
		write_chunks(c);
		if (!outbox_add(&c->out, FRAME_TEXT, frame, len, limit)) {
			outbox_clear(&c->out);
			c->server->counters.slow_closed++;
			stream_close(p, PEER_CLOSE_OVERLOAD, "slow reader");
			return;
		}
	}
	c->server->counters.frames_out++;
	mark_dirty(c);
}

static void stream_close(struct peer *p, enum peer_close code, const char *reason)
{
	struct conn *c = (struct conn *)p;
	size_t len = reason ? strnlen(reason, CLOSE_REASON_MAX) : 0;
	uint8_t payload[2 + CLOSE_REASON_MAX] = {(uint8_t)(code >> 8), (uint8_t)code};

	if (p->closing)
		return;
	p->closing = true;
	if (!can_write(c))
		return;
	if (len)
		memcpy(payload + 2, reason, len);
	(void)!outbox_add(&c->out, FRAME_CLOSE, payload, 2 + len, SIZE_MAX);
	conn_timer(c, CLOSE_MS);
	mark_dirty(c);
}

static size_t stream_queued(const struct peer *p)
{
	return ((const struct conn *)p)->out.bytes;
}

const struct peer_ops stream_peer_ops = {
	.send = stream_send, .close = stream_close, .queued = stream_queued};

void stream_flush_all(void *server)
{
	struct server *s = server;
	struct conn *c;

	while ((c = s->dirty)) {
		s->dirty = c->dirty_next;
		if (!s->dirty)
			s->dirty_last = &s->dirty;
		c->dirty = false;
		if (!can_write(c))
			continue;
		/* What stays queued waits for what the library has buffered; it calls when that is
		 * gone. */
		if (write_chunks(c) < 0)
			conn_kill(c);
	}
}

int stream_writable(struct conn *c)
{
	return can_write(c) ? write_chunks(c) : -1;
}

/* ---- in ---- */

static const struct peer_events *events_of(const struct conn *c)
{
	return &c->server->events[c->peer.role];
}

static void incoming_reset(struct incoming *in)
{
	free(in->bytes);
	*in = (struct incoming){0};
}

/* Whether the message is within the rate. Connections that go on regardless are ended. */
static bool within_rate(struct conn *c)
{
	const struct settings_limits *l = &c->server->settings->limits;

	if (ratelimit_take(&c->rate, l->messages_per_second, l->message_burst + RATE_HANDSHAKE,
			   loop_now_mono_ms(c->server->loop))) {
		c->abuse -= c->abuse > ABUSE_PER_MESSAGE ? ABUSE_PER_MESSAGE : c->abuse;
		return true;
	}
	c->server->counters.refused_rate++;
	if (++c->abuse > ABUSE_BURSTS * l->message_burst)
		stream_close(&c->peer, PEER_CLOSE_POLICY, "too many messages");
	return false;
}

static void refuse(struct conn *c, const char *code, const char *head, size_t len)
{
	const struct peer_events *e = events_of(c);
	size_t kept = len < REFUSED_HEAD ? len : REFUSED_HEAD;

	if (!within_rate(c))
		code = "rate_limited";
	if (!c->peer.closing)
		e->on_refused(e->ctx, &c->peer, code, head, head ? kept : 0);
}

static void deliver(struct conn *c, const char *json, size_t len)
{
	const struct peer_events *e = events_of(c);

	c->server->counters.frames_in++;
	if (!frame_is_utf8(json, len)) {
		c->server->counters.protocol_errors++;
		stream_close(&c->peer, PEER_CLOSE_UTF8, "invalid UTF-8");
		return;
	}
	if (within_rate(c))
		e->on_message(e->ctx, &c->peer, json, len);
	else if (!c->peer.closing)
		e->on_refused(e->ctx, &c->peer, "rate_limited", json, len);
}

static void keep_piece(struct incoming *in, const char *bytes, size_t len, size_t expect)
{
	if (in->len + len > in->room) {
		in->room = in->len + len + expect;
		in->bytes = mem_resize(in->bytes, in->room, 1);
	}
	memcpy(in->bytes + in->len, bytes, len);
	in->len += len;
}

/* From here on the message is only counted. Its first bytes stay. */
static void begin_refusal(struct incoming *in, const char *bytes, size_t len)
{
	if (!in->bytes)
		keep_piece(in, bytes, len < REFUSED_HEAD ? len : REFUSED_HEAD, 0);
	if (in->len > REFUSED_HEAD) {
		in->bytes = mem_resize(in->bytes, REFUSED_HEAD, 1);
		in->len = in->room = REFUSED_HEAD;
	}
	in->refused = true;
}

void stream_receive(struct conn *c, const char *bytes, size_t len)
{
	size_t limit = (size_t)c->server->settings->limits.frame_bytes;
	size_t rest = lws_remaining_packet_payload(c->wsi);
	bool final = lws_is_final_fragment(c->wsi), binary = lws_frame_is_binary(c->wsi);
	struct incoming *in = &c->in;

	c->heard_ms = loop_now_mono_ms(c->server->loop);
	c->server->counters.bytes_in += len;
	if (c->peer.closing || c->state != CONN_STREAM)
		return;
	if (final && !in->seen && !binary && len <= limit) {
		deliver(c, bytes, len);
		return;
	}
	in->seen += len;
	if (in->seen > TOO_LARGE_FACTOR * limit || rest > TOO_LARGE_FACTOR * limit - in->seen) {
		c->server->counters.protocol_errors++;
		incoming_reset(in);
		stream_close(&c->peer, PEER_CLOSE_TOO_LARGE, "message too large");
		return;
	}
	if (!in->refused && (binary || in->seen + rest > limit))
		begin_refusal(in, bytes, len);
	else if (!in->refused)
		keep_piece(in, bytes, len, rest);
	if (!final)
		return;
	if (in->refused)
		refuse(c, binary ? "bad_json" : "too_large", binary ? NULL : in->bytes, in->len);
	else
		deliver(c, in->bytes, in->len);
	incoming_reset(in);
}

/* ---- life ---- */

void stream_open(struct conn *c)
{
	struct server *s = c->server;
	const struct settings_limits *l = &s->settings->limits;

	c->state = CONN_STREAM;
	c->heard_ms = loop_now_mono_ms(s->loop);
	ratelimit_init(&c->rate, l->message_burst + RATE_HANDSHAKE, c->heard_ms);
	c->peer.ops = &stream_peer_ops;
	c->peer.id = conn_id_new(s, c);
	conn_timer(c, l->ping_interval);
	events_of(c)->on_open(events_of(c)->ctx, &c->peer);
	if (s->closing.on)
		stream_close(&c->peer, s->closing.code, "shutting down");
}

int stream_peer_closes(struct conn *c)
{
	if (c->peer.closing) /* the answer to our close frame: done */
		return -1;
	/* The library answers the close frame itself. */
	c->peer.closing = true;
	outbox_clear(&c->out);
	conn_timer(c, CLOSE_MS);
	return 0;
}

void stream_closed(struct conn *c)
{
	if (c->state != CONN_STREAM)
		return;
	c->state = CONN_GONE;
	c->peer.closing = true;
	outbox_clear(&c->out);
	incoming_reset(&c->in);
	wheel_cancel(&c->server->wheel, &c->timer);
	events_of(c)->on_closed(events_of(c)->ctx, &c->peer);
	conn_id_free(c->server, c->peer.id);
}

void stream_on_timer(struct conn *c)
{
	const struct settings_limits *l = &c->server->settings->limits;
	int64_t now = loop_now_mono_ms(c->server->loop);

	if (c->peer.closing || (c->pinged_ms && c->heard_ms < c->pinged_ms)) {
		conn_timer(c, CLOSE_MS); /* in case the library lingers */
		conn_kill(c);
		return;
	}
	if (c->pinged_ms && l->ping_interval > l->pong_timeout) { /* it answered */
		c->pinged_ms = 0;
		conn_timer(c, l->ping_interval - l->pong_timeout);
		return;
	}
	/* Pinged also when it talks: a proxy between may count only what flows towards the client.
	 * With a payload, for the library tells nothing of an empty pong. Behind a full queue it is
	 * not needed: the peer has bytes to acknowledge. */
	if (outbox_add(&c->out, FRAME_PING, "fd", 2, (size_t)l->send_buffer))
		mark_dirty(c);
	c->pinged_ms = now;
	conn_timer(c, l->pong_timeout);
}
