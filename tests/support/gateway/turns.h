/*
 * Turns of a loop, as many as a test needs.
 */
#ifndef TESTS_SUPPORT_GATEWAY_TURNS_H
#define TESTS_SUPPORT_GATEWAY_TURNS_H

#include "gateway/loop/loop.h"

/* Enough for everything that was started, where the store answers within its call. */
void turns_spin(struct loop *l);
/* Until somebody calls loop_stop(); ends the test after 20 s. */
void turns_until_stopped(struct loop *l);

#endif
