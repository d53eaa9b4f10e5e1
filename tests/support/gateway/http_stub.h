/*
 * An HTTP server for tests: a free port of 127.0.0.1, a thread a connection, so that what is under
 * test meets real sockets. What it answers is the user's.
 */
#ifndef TESTS_SUPPORT_GATEWAY_HTTP_STUB_H
#define TESTS_SUPPORT_GATEWAY_HTTP_STUB_H

#include <stdbool.h>
#include <stddef.h>

struct http_stub;

/* Answers one request (`len` bytes, head and body, NUL-terminated), on a thread of its own. False
 * when the connection is over. */
typedef bool http_stub_behave(struct http_stub *s, int fd, const char *request, size_t len);

struct http_stub *http_stub_start(http_stub_behave *behave);
/* "http://127.0.0.1:PORT"; borrowed. */
const char *http_stub_url(const struct http_stub *s);
unsigned http_stub_requests(struct http_stub *s);
unsigned http_stub_connections(struct http_stub *s);
/* Ends every connection, joins every thread, frees. */
void http_stub_stop(struct http_stub *s);

/* ---- for answers ---- */

bool http_stub_send(int fd, const char *bytes, size_t len);
/* `extra`: further header lines, each with its line end. */
bool http_stub_answer(int fd, int status, const char *extra, const char *body, size_t len);
/* Until the other side goes; false. */
bool http_stub_hang(int fd);
/* 0, 1, 2 …: a count that the user may take turns by. */
unsigned http_stub_turn(struct http_stub *s);
/* The number behind `start` in the path of the request; -1 when the path is another one. */
long http_stub_number(const char *request, const char *start);

#endif
