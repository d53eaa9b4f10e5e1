#include "tests/support/gateway/turns.h"

#include <criterion/criterion.h>

static void stop(void *loop)
{
	loop_stop(loop);
}

void turns_spin(struct loop *l)
{
	for (int i = 0; i < 14; i++) {
		loop_post(l, stop, l);
		loop_run(l);
	}
}

static void too_late(void *arg)
{
	(void)arg;
	cr_assert_fail("nobody stopped the loop in 20 s");
}

void turns_until_stopped(struct loop *l)
{
	struct loop_timer *limit = loop_timer_create(l, too_late, NULL);

	loop_timer_start(limit, 20000, 0);
	loop_run(l);
	loop_timer_destroy(limit);
}
