/* Allocation and growable arrays. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

Test(mem, zeroed_and_never_null)
{
	char *p = mem_new(3, 4), *none = mem_new(0, 0);

	cr_assert_not_null(none);
	for (int i = 0; i < 12; i++)
		cr_assert_eq(p[i], 0, "byte %d is not zero", i);
	free(p);
	free(none);
}

Test(mem, copies)
{
	char *part = mem_copy("abcdef", 3), *all = mem_string("abc");

	cr_assert_str_eq(part, "abc");
	cr_assert_str_eq(all, "abc");
	cr_assert_null(mem_string(NULL));
	free(part);
	free(all);
}

Test(mem, overflow_aborts, .signal = SIGABRT)
{
	free(mem_resize(NULL, (size_t)-1, 16));
}

Test(vec, keeps_items_while_growing_and_zeroes_new_ones)
{
	VEC(int) v = {0};

	for (int i = 0; i < 1000; i++) {
		int *p = vec_push(&v);

		cr_assert_eq(*p, 0, "item %d was not zeroed", i);
		*p = i;
	}
	cr_assert_eq(v.count, 1000);
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(v.items[i], i);
	vec_dispose(&v);
	cr_assert_null(v.items);
	cr_assert_eq(v.count, 0);
}
