/*
 * May this request become a WebSocket? Decided before the library answers it, so that a refusal is
 * an HTTP reply that says why: 404 for another path, 403 for an Origin that is not ours, 400
 * without our subprotocol, 429 over the limits of an address.
 *
 * Headers are gone after the upgrade; what the layer above needs (client address, login cookie) is
 * copied here.
 */
#include <string.h>
#include <strings.h>

#include "gateway/ws/conn.h"
#include "gateway/ws/request.h"

static int refuse(struct lws *wsi, int status, const char *headers, const char *text)
{
	http_refuse(wsi, status, headers, text);
	return -1;
}

static bool role_of(struct lws *wsi, enum peer_role *ret_role)
{
	char *uri;
	int len;

	if (lws_http_get_uri_and_method(wsi, &uri, &len) != LWSHUMETH_GET)
		return false;
	if (len == 12 && !memcmp(uri, "/ws/customer", 12))
		*ret_role = PEER_CUSTOMER;
	else if (len == 9 && !memcmp(uri, "/ws/agent", 9))
		*ret_role = PEER_AGENT;
	else
		return false;
	return true;
}

static bool has_subprotocol(struct lws *wsi)
{
	char list[120]; /* the library itself reads no more than 127 */

	return conn_header(wsi, WSI_TOKEN_PROTOCOL, list, sizeof(list)) &&
	       request_list_has(list, SUBPROTOCOL);
}

/* Counts a forwarded client; those with a socket of their own were counted when it was accepted. */
static enum crowd_answer count_client(struct conn *c, const struct origin_facts *f)
{
	const struct settings_limits *l = &c->server->settings->limits;

	if (!f->trusted_proxy || c->member)
		return CROWD_IN;
	return crowd_join(c->server->crowd, &f->client, l->sockets_per_address,
			  l->connects_per_second, loop_now_mono_ms(c->server->loop), &c->member);
}

int upgrade_check(struct conn *c, struct lws *wsi)
{
	struct origin_facts f;
	enum peer_role role;
	char cookies[4096], version[8], protocol[16];

	/* The header is read again and not taken from the callback's argument: after an upgrade
	 * that the library refused by itself on a kept connection, that argument points to freed
	 * memory (server.c of 4.1.6 falls through). */
	if (!c || !lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE))
		return -1;
	if (!conn_header(wsi, WSI_TOKEN_UPGRADE, protocol, sizeof(protocol)) ||
	    strcasecmp(protocol, "websocket") != 0)
		return refuse(wsi, 400, "", "only WebSocket upgrades are known here\n");
	if (!role_of(wsi, &role))
		return refuse(wsi, 404, "", "no such WebSocket\n");
	conn_origin(c, wsi, &f);
	if (!f.allowed) {
		c->server->counters.refused_origin++;
		return refuse(wsi, 403, "", "this Origin is not allowed\n");
	}
	if (!has_subprotocol(wsi))
		return refuse(wsi, 400, "", "the subprotocol must be " SUBPROTOCOL "\n");
	if (!conn_header(wsi, WSI_TOKEN_VERSION, version, sizeof(version)) ||
	    strcmp(version, "13") != 0)
		return refuse(wsi, 426, "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
			      "only version 13 is spoken\n");
	if (lws_hdr_total_length(wsi, WSI_TOKEN_KEY) != 24)
		return refuse(wsi, 400, "", "Sec-WebSocket-Key is missing or malformed\n");
	if (count_client(c, &f) != CROWD_IN) {
		c->server->counters.refused_limit++;
		return refuse(wsi, 429, "Retry-After: 1\r\n", "too many connections\n");
	}
	c->peer.role = role;
	address_text(&f.client, c->peer.address);
	if (conn_header(wsi, WSI_TOKEN_HTTP_COOKIE, cookies, sizeof(cookies)))
		request_cookie(cookies, LOGIN_COOKIE, c->peer.cookie, sizeof(c->peer.cookie));
	return 0;
}
