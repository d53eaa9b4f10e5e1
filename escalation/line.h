/*
 * The waiting line as an order-statistics tree: find by case id, place by order, both in O(log n),
 * so that 100,000 waiting cases cost no more per change than a dozen steps.
 */
#ifndef ESCALATION_LINE_H
#define ESCALATION_LINE_H

#include <stddef.h>

#include "escalation/desk.h"

struct line; /* one thread */

struct line *line_create(void) MUSTCHECK;
void line_destroy(struct line *l);
/* Adds a copy; one with the same case id is replaced. */
void line_put(struct line *l, const struct esc_waiting *w);
/* Returns whether it was there. */
bool line_remove(struct line *l, const char *case_id);
/* Orders all anew. */
void line_set_aging(struct line *l, int64_t aging_ms);
/* Sets is_held of a case that is there. */
void line_hold(struct line *l, const char *case_id, bool held);
size_t line_count(const struct line *l);
size_t line_queued(const struct line *l);
/* Borrowed until the next change; NULL when absent. */
const struct esc_waiting *line_at(const struct line *l, size_t index);
const struct esc_waiting *line_find(const struct line *l, const char *case_id);
/* How many that are no callbacks stand at or before `case_id`; 0 when it is absent or a callback.
 */
size_t line_position(const struct line *l, const char *case_id);

#endif
