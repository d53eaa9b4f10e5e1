/*
 * A shop's system to call: a real HTTP server on a free port of 127.0.0.1, a thread a connection,
 * so that the client under test meets real sockets. The path says how it behaves:
 *
 *   /ok            200 {"ok":true}
 *   /echo          200, the request as it came, as the body
 *   /status/N      that status, {"status":N}
 *   /flaky/N       503 for the first N requests, then 200
 *   /later/S       503 with Retry-After: S
 *   /hang          reads and never answers
 *   /huge          announces a byte more than ACTIONS_BODY_MAX allows
 *   /endless       a chunked body without end
 *   /size/N        200 with a body of N bytes
 *   /cut           ends in the middle of the body
 *   /garbage       no HTTP
 *   /redirect      302 to /ok
 *   /close         200, then closes the connection although it was to be kept
 */
#ifndef TESTS_SUPPORT_GATEWAY_FAKE_SHOP_H
#define TESTS_SUPPORT_GATEWAY_FAKE_SHOP_H

struct fake_shop;

struct fake_shop *fake_shop_start(void);
/* "http://127.0.0.1:PORT"; borrowed. */
const char *fake_shop_url(const struct fake_shop *s);
unsigned fake_shop_requests(struct fake_shop *s);
unsigned fake_shop_connections(struct fake_shop *s);
/* Ends every connection, joins every thread, frees. */
void fake_shop_stop(struct fake_shop *s);

#endif
