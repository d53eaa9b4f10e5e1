/*
 * A leak on purpose: run_sanitized.sh runs this first and stops when the sanitizer does not report
 * it.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

Test(planted, leak)
{
	char *volatile lost = malloc(123);

	cr_assert(lost != NULL);
	lost = NULL;
}
