/*
 * The only switch over the library's callback reasons. No logic: each arm is one call. One function
 * serves both of our protocols, plain HTTP and the WebSocket one.
 */
#include "gateway/ws/conn.h"

static struct conn *conn_of(struct lws *wsi)
{
	return lws_get_opaque_user_data(wsi);
}

static void remember_wsi(struct lws *wsi)
{
	struct server *s = lws_context_user(lws_get_context(wsi));

	if (s && s->adopting)
		s->adopting->wsi = wsi;
}

static int on_destroy(struct lws *wsi)
{
	struct conn *c = conn_of(wsi);

	if (c)
		conn_free(c);
	return 0;
}

static int on_closed(struct conn *c)
{
	if (c)
		stream_closed(c);
	return 0;
}

static int on_stream(struct conn *c, enum lws_callback_reasons reason, void *in, size_t len)
{
	if (!c)
		return -1;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED: stream_open(c); return 0;
	case LWS_CALLBACK_RECEIVE: stream_receive(c, in, len); return 0;
	case LWS_CALLBACK_RECEIVE_PONG: c->heard_ms = loop_now_mono_ms(c->server->loop); return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE: return stream_writable(c);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: return stream_peer_closes(c);
	default: return 0;
	}
}

int server_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE: remember_wsi(wsi); return 0;
	case LWS_CALLBACK_WSI_DESTROY: return on_destroy(wsi);
	case LWS_CALLBACK_CLOSED: return on_closed(conn_of(wsi));
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return upgrade_check(conn_of(wsi), wsi);
	case LWS_CALLBACK_HTTP: return http_begin(conn_of(wsi), in, len);
	case LWS_CALLBACK_HTTP_BODY: return http_body(conn_of(wsi), in, len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION: return http_complete(conn_of(wsi));
	case LWS_CALLBACK_HTTP_WRITEABLE: return http_writable(conn_of(wsi));
	case LWS_CALLBACK_RAW_ADOPT: /* CONNECT would turn into a raw socket */
	case LWS_CALLBACK_RAW_RX: return -1;
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: return on_stream(conn_of(wsi), reason, in, len);
	default: return 0;
	}
}
