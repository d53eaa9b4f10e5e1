/* Units, secrets, networks. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/attrs.h"
#include "config/load/cidr.h"
#include "config/load/secret.h"
#include "config/load/units.h"

Test(units, durations)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{"0", 0},       {"500ms", 500},  {"30s", 30000},
		{"5m", 300000}, {"2h", 7200000}, {"7d", 604800000},
	};
	static const char *const bad[] = {"",
					  "5",
					  "s",
					  "1.5h",
					  "-1s",
					  "5 s",
					  "5S",
					  "5min",
					  "1h30m",
					  "99999999999999999999s",
					  "9223372036854775807d"};
	int64_t value;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		char text[UNITS_TEXT_SIZE];

		cr_assert_eq(units_duration(good[i].text, &value), 0, "%s", good[i].text);
		cr_expect_eq(value, good[i].ms, "%s", good[i].text);
		units_format_duration(value, text);
		cr_expect_eq(units_duration(text, &value), 0, "%s", text);
		cr_expect_eq(value, good[i].ms, "%s printed as %s", good[i].text, text);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_eq(units_duration(bad[i], &value), -1, "'%s' was accepted", bad[i]);
}

Test(units, sizes)
{
	static const char *const bad[] = {"64K", "64KB", "64kib", "1.5MiB", "-1", "KiB", "1TiB"};
	char text[UNITS_TEXT_SIZE];
	int64_t value;

	cr_assert_eq(units_size("512", &value), 0);
	cr_assert_eq(value, 512);
	cr_assert_eq(units_size("64KiB", &value), 0);
	cr_assert_eq(value, 65536);
	units_format_size(value, text);
	cr_assert_str_eq(text, "64KiB");
	cr_assert_eq(units_size("2GiB", &value), 0);
	cr_assert_eq(value, INT64_C(2) << 30);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_eq(units_size(bad[i], &value), -1, "'%s' was accepted", bad[i]);
}

Test(units, numbers)
{
	int64_t integer;
	double real;

	cr_assert_eq(units_integer("-12", &integer), 0);
	cr_assert_eq(integer, -12);
	cr_assert_eq(units_integer("80x", &integer), -1);
	cr_assert_eq(units_integer(" 8", &integer), -1);
	cr_assert_eq(units_integer("0x10", &integer), -1);
	cr_assert_eq(units_integer("9223372036854775808", &integer), -1);
	cr_assert_eq(units_real("-1.5", &real), 0);
	cr_assert_float_eq(real, -1.5, 1e-12);
	cr_assert_eq(units_real("1,5", &real), -1);
	cr_assert_eq(units_real("inf", &real), -1);
	cr_assert_eq(units_real("1e999", &real), -1);
	cr_assert_eq(units_real("", &real), -1);
}

static const struct diag_place here = {"s.yaml", 1, 1};

Test(secret, references)
{
	cr_assert(secret_is_reference("${env:KEY}"));
	cr_assert(secret_is_reference("${file:/run/secrets/key}"));
	cr_assert_not(secret_is_reference("sk-123"));
	cr_assert_not(secret_is_reference("${env:}"));
	cr_assert_not(secret_is_reference("${env:KEY} "));
	cr_assert_not(secret_is_reference("x${env:KEY}"));
	cr_assert_not(secret_is_reference("${ENV:KEY}"));
}

Test(secret, from_the_environment)
{
	struct diag d;
	char *value;

	diag_init(&d);
	setenv("FRONTDESK_TEST_KEY", "s3cret", 1);
	value = secret_resolve("${env:FRONTDESK_TEST_KEY}", here, &d);
	cr_assert_str_eq(value, "s3cret");
	secret_destroy(value);
	cr_assert_null(secret_resolve("${env:FRONTDESK_TEST_NONE}", here, &d));
	cr_assert_str_eq(d.items[0].text, "environment variable FRONTDESK_TEST_NONE is not set");
	diag_dispose(&d);
}

Test(secret, from_a_file_and_never_in_a_diagnostic)
{
	char path[] = "/tmp/frontdesk-secret-XXXXXX", reference[64];
	int fd = mkstemp(path);
	struct diag d;
	char *value;

	diag_init(&d);
	snprintf(reference, sizeof(reference), "${file:%s}", path);
	cr_assert_null(secret_resolve(reference, here, &d), "an empty file is no secret");
	cr_assert_eq(write(fd, "s3cret\r\n", 8), 8);
	value = secret_resolve(reference, here, &d);
	cr_assert_str_eq(value, "s3cret");
	secret_destroy(value);
	cr_assert_eq(write(fd, "\0x", 2), 2);
	cr_assert_null(secret_resolve(reference, here, &d));
	unlink(path);
	close(fd);
	cr_assert_null(secret_resolve(reference, here, &d));
	cr_assert_null(secret_resolve("s3cret", here, &d));
	for (size_t i = 0; i < d.count; i++)
		cr_assert_null(strstr(d.items[i].text, "s3cret"), "%s", d.items[i].text);
	cr_assert_eq(d.error_count, 4);
	diag_dispose(&d);
}

Test(secret, a_file_that_is_no_line_or_no_file, .timeout = 5)
{
	char path[] = "/tmp/frontdesk-secret-XXXXXX", reference[64];
	int fd = mkstemp(path);
	struct diag d;

	diag_init(&d);
	snprintf(reference, sizeof(reference), "${file:%s}", path);
	cr_assert_eq(write(fd, "one\nX-Evil: two\n", 16), 16);
	close(fd);
	cr_assert_null(secret_resolve(reference, here, &d), "a header has one line");
	unlink(path);
	cr_assert_eq(mkfifo(path, 0600), 0);
	cr_assert_null(secret_resolve(reference, here, &d), "a pipe would be waited for");
	unlink(path);
	cr_assert_null(secret_resolve("${file:/}", here, &d));
	cr_assert_eq(d.error_count, 3);
	diag_dispose(&d);
}

static bool has(const char *net, const char *address)
{
	struct cidr c;
	uint8_t bytes[CIDR_BYTES];

	cr_assert_eq(cidr_parse(net, &c), 0, "%s", net);
	cr_assert_eq(cidr_parse_address(address, bytes), 0, "%s", address);
	return cidr_has(&c, bytes);
}

Test(cidr, networks)
{
	cr_assert(has("10.0.0.0/8", "10.255.1.2"));
	cr_assert_not(has("10.0.0.0/8", "11.0.0.1"));
	cr_assert(has("192.0.2.7", "192.0.2.7"));
	cr_assert_not(has("192.0.2.7", "192.0.2.6"));
	cr_assert(has("192.0.2.0/25", "192.0.2.127"));
	cr_assert_not(has("192.0.2.0/25", "192.0.2.128"));
	cr_assert(has("127.0.0.0/8", "::ffff:127.0.0.1"));
	cr_assert(has("2001:db8::/32", "2001:db8:1::5"));
	cr_assert_not(has("2001:db8::/32", "2001:db9::5"));
	cr_assert(has("::1", "::1%lo"));
	cr_assert(has("0.0.0.0/0", "8.8.8.8"));
	cr_assert_not(has("0.0.0.0/0", "::1"));
	cr_assert(has("::/0", "8.8.8.8"));
}

Test(cidr, refused)
{
	static const char *const bad[] = {"",         "10.0.0.1/8", "10.0.0.0/33", "10.0.0/8",
					  "::/129",   "10.0.0.0/",  "10.0.0.0/-1", "example.com",
					  "1.2.3.4.5"};
	struct cidr c;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_eq(cidr_parse(bad[i], &c), -1, "'%s' was accepted", bad[i]);
}
