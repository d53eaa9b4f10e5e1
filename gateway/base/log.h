/*
 * Structured log on stderr, one `key=value` line or JSON object an event. Never a text that a
 * person wrote, a token, a password or a contact: log ids, counts, codes. Only gateway/ logs; the
 * level is the one global of the program.
 *
 *   log_info("case_claimed", "case", id, "agent", agent, NULL);
 */
#ifndef GATEWAY_BASE_LOG_H
#define GATEWAY_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_setup(enum log_level level, bool json);
bool log_enabled(enum log_level level);
/* `event` is a snake_case word; then pairs of key and value strings (a NULL value prints empty),
 * ended by a NULL key. Values are quoted and escaped. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));
#define log_debug(...) log_event(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_event(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_event(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_event(LOG_ERROR, __VA_ARGS__)

/* A number as text for log_event; several may be used in one call. Valid until 8 further calls on
 * the same thread. */
const char *log_num(int64_t value);

#endif
