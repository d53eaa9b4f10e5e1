/*
 * What every request that leaves the gateway has in common, whoever makes it: one exchange with the
 * host that was named, and nothing that the library could do by itself beyond that.
 */
#ifndef GATEWAY_HTTP_EASY_H
#define GATEWAY_HTTP_EASY_H

#include <curl/curl.h>

/* How to reach the world; borrowed from the configuration. */
struct http_trust {
	const char *proxy, *ca_file; /* NULL: none, the system's */
};

/* No redirects, other protocols, proxies and credentials of the environment; certificates are
 * verified, TLS 1.2 at least; a name that does not resolve holds nobody up. */
void http_harden(CURL *easy, const struct http_trust *t);

#endif
