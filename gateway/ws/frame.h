/*
 * WebSocket frames as a server writes them (RFC 6455: unmasked, whole), and the check that a text
 * is UTF-8. Pure.
 */
#ifndef GATEWAY_WS_FRAME_H
#define GATEWAY_WS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum frame_kind { FRAME_TEXT = 1, FRAME_CLOSE = 8, FRAME_PING = 9 };

#define FRAME_HEAD_MAX 10

/* Writes the head of an unfragmented frame of `len` payload bytes; returns its length, 2, 4 or 10.
 */
size_t frame_head(enum frame_kind kind, size_t len, uint8_t out[FRAME_HEAD_MAX]);
/* Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut. NUL
 * bytes are well-formed. */
bool frame_is_utf8(const char *text, size_t len);

#endif
