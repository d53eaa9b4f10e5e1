/*
 * The keys of a data folder.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/store/keys.h"

static char dir[64];
static struct diag d;

static void setup(void)
{
	snprintf(dir, sizeof dir, "/tmp/frontdesk-keys-XXXXXX");
	cr_assert(mkdtemp(dir));
	cr_assert_eq(ids_setup(), 0);
	diag_init(&d);
}

static void teardown(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/keys/token.key", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/keys", dir);
	rmdir(path);
	rmdir(dir);
	diag_dispose(&d);
}

TestSuite(keys, .init = setup, .fini = teardown);

static mode_t mode_of(const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	cr_assert_eq(stat(path, &st), 0, "%s", path);
	return st.st_mode & 0777;
}

static void write_key(const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/keys/token.key", dir);
	FILE *f = fopen(path, "w");
	cr_assert(f);
	fputs(text, f);
	fclose(f);
}

Test(keys, made_once_and_for_its_owner_only)
{
	struct keys one, two;

	cr_assert_eq(keys_open(dir, &one, &d), 0);
	cr_assert_eq(keys_open(dir, &two, &d), 0);
	cr_expect_eq(memcmp(&one, &two, sizeof one), 0,
		     "the second start reads what the first made");
	cr_expect_eq(mode_of("keys"), 0700);
	cr_expect_eq(mode_of("keys/token.key"), 0600);
}

Test(keys, two_folders_have_different_keys)
{
	struct keys one, two;
	char path[128];

	cr_assert_eq(keys_open(dir, &one, &d), 0);
	snprintf(path, sizeof path, "%s/keys/token.key", dir);
	unlink(path);
	cr_assert_eq(keys_open(dir, &two, &d), 0);
	cr_expect_neq(memcmp(&one, &two, sizeof one), 0);
}

Test(keys, a_damaged_key_is_named_and_left_alone)
{
	static const char *const bad[] = {"", "short\n",
					  "////////////////////////////////////////////\n",
					  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nmore"};
	struct keys k;

	cr_assert_eq(keys_open(dir, &k, &d), 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		write_key(bad[i]);
		cr_expect_eq(keys_open(dir, &k, &d), -1, "%s", bad[i]);
	}
	cr_assert_eq(d.count, sizeof bad / sizeof bad[0]);
	cr_expect(strstr(d.items[0].file, "keys/token.key"));
	cr_expect(strstr(d.items[0].text, "this is no key"));
}
