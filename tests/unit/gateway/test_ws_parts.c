/* The other pure parts of the transport: frames, outbox, addresses, header values. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/schema.h"
#include "gateway/ws/address.h"
#include "gateway/ws/frame.h"
#include "gateway/ws/outbox.h"
#include "gateway/ws/request.h"

/* ---- frames ---- */

Test(frame, heads_take_the_shortest_form)
{
	uint8_t h[FRAME_HEAD_MAX];

	cr_assert_eq(frame_head(FRAME_TEXT, 0, h), 2);
	cr_assert_eq(h[0], 0x81);
	cr_assert_eq(h[1], 0);
	cr_assert_eq(frame_head(FRAME_PING, 125, h), 2);
	cr_assert_eq(h[0], 0x89);
	cr_assert_eq(frame_head(FRAME_TEXT, 126, h), 4);
	cr_assert_arr_eq(h, ((uint8_t[]){0x81, 126, 0, 126}), 4);
	cr_assert_eq(frame_head(FRAME_TEXT, 65535, h), 4);
	cr_assert_eq(frame_head(FRAME_TEXT, 65536, h), 10);
	cr_assert_arr_eq(h, ((uint8_t[]){0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}), 10);
}

/* A slow, obvious decoder to compare with. */
static bool decodes(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = p[i], least = 0;
		size_t more = 0;

		if (c >= 0xf0 && c < 0xf8) {
			more = 3;
			c &= 7;
			least = 0x10000;
		} else if (c >= 0xe0 && c < 0xf0) {
			more = 2;
			c &= 15;
			least = 0x800;
		} else if (c >= 0xc0 && c < 0xe0) {
			more = 1;
			c &= 31;
			least = 0x80;
		} else if (c >= 0x80) {
			return false;
		}
		if (i + more >= len)
			return false;
		for (size_t k = 1; k <= more; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
			c = c << 6 | (p[i + k] & 63);
		}
		if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
		i += more + 1;
	}
	return true;
}

Test(frame, utf8_agrees_with_a_decoder_on_all_short_texts_and_many_long_ones)
{
	static const uint8_t corner[] = {0,    0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
					 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
					 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
	const size_t n = sizeof(corner);
	uint8_t t[24];

	for (size_t i = 0; i < n * n * n * n; i++) {
		t[0] = corner[i % n];
		t[1] = corner[i / n % n];
		t[2] = corner[i / n / n % n];
		t[3] = corner[i / n / n / n];
		for (size_t len = 1; len <= 4; len++)
			cr_assert_eq(frame_is_utf8((char *)t, len), decodes(t, len),
				     "%02x %02x %02x %02x, %zu bytes", t[0], t[1], t[2], t[3], len);
	}
	srand(3);
	for (int i = 0; i < 200000; i++) {
		size_t len = (size_t)rand() % sizeof(t);

		for (size_t k = 0; k < len; k++)
			t[k] = rand() % 3 ? 'a' : corner[(size_t)rand() % n];
		cr_assert_eq(frame_is_utf8((char *)t, len), decodes(t, len));
	}
	cr_assert(frame_is_utf8("", 0));
}

/* ---- outbox ---- */

/* Length of the frame at the start, head included. */
static size_t frame_length(const uint8_t *p)
{
	if (p[1] < 126)
		return 2U + p[1];
	if (p[1] == 126)
		return 4U + ((size_t)p[2] << 8 | p[3]);
	return 10U + ((size_t)p[6] << 24 | (size_t)p[7] << 16 | (size_t)p[8] << 8 | p[9]);
}

Test(outbox, keeps_order_and_never_cuts_a_frame)
{
	static char payload[200000];
	struct outbox o = {0};
	unsigned next = 0;

	srand(5);
	for (unsigned i = 0; i < 3000; i++) {
		size_t len = i % 500 == 499 ? 150000 : 8 + (size_t)rand() % 900;

		memcpy(payload, &i, sizeof(i));
		cr_assert(outbox_add(&o, FRAME_TEXT, payload, len, SIZE_MAX));
	}
	while (outbox_peek(&o)) {
		struct outbox_chunk *c = outbox_peek(&o);

		for (size_t at = 0; at < c->len;) {
			size_t len = frame_length(c->bytes + at);
			unsigned seen;

			cr_assert_leq(at + len, c->len, "a frame goes over the end of its chunk");
			memcpy(&seen,
			       c->bytes + at +
				       (len < 128     ? 2
					: len < 65540 ? 4
						      : 10),
			       sizeof(seen));
			cr_assert_eq(seen, next++);
			at += len;
		}
		outbox_pop(&o);
	}
	cr_assert_eq(next, 3000);
	cr_assert_eq(o.bytes, 0);
	cr_assert_null(o.last, "nothing is kept while idle");
}

Test(outbox, holds_its_limit_and_stays_as_it_was)
{
	static char payload[1000];
	struct outbox o = {0};
	size_t before;

	while (outbox_add(&o, FRAME_TEXT, payload, sizeof(payload), 65536))
		;
	before = o.bytes;
	cr_assert_leq(before, 65536);
	cr_assert_gt(before, 64000);
	cr_assert_not(outbox_add(&o, FRAME_TEXT, payload, sizeof(payload), 65536));
	cr_assert_eq(o.bytes, before);
	outbox_clear(&o);
	cr_assert_null(outbox_peek(&o));
	cr_assert(outbox_add(&o, FRAME_TEXT, payload, sizeof(payload), 100),
		  "a frame larger than the limit passes when nothing waits");
	cr_assert_not(outbox_add(&o, FRAME_TEXT, payload, 1, 100));
	outbox_clear(&o);
}

/* ---- addresses ---- */

static const char *text_of(const char *from)
{
	static char out[ADDRESS_TEXT];
	struct address a;

	if (address_parse(from, strlen(from), &a) < 0)
		return "none";
	address_text(&a, out);
	return out;
}

Test(address, reads_what_proxies_write)
{
	cr_assert_str_eq(text_of("192.0.2.7"), "192.0.2.7");
	cr_assert_str_eq(text_of(" 192.0.2.7:1234 "), "192.0.2.7");
	cr_assert_str_eq(text_of("\"[2001:db8::1]:443\""), "2001:db8::1");
	cr_assert_str_eq(text_of("[2001:DB8:0::1]"), "2001:db8::1");
	cr_assert_str_eq(text_of("2001:db8::1"), "2001:db8::1");
	cr_assert_str_eq(text_of("::ffff:192.0.2.7"), "192.0.2.7");
	cr_assert_str_eq(text_of("unknown"), "none");
	cr_assert_str_eq(text_of("_hidden"), "none");
	cr_assert_str_eq(text_of(""), "none");
	cr_assert_str_eq(text_of("[::1"), "none");
	cr_assert_str_eq(text_of("1.2.3.4.5"), "none");
}

static const char *forwarded(const char *header)
{
	static char out[ADDRESS_TEXT];
	struct cidr trusted[2];
	struct address socket, client;

	cr_assert_eq(cidr_parse("127.0.0.1", &trusted[0]), 0);
	cr_assert_eq(cidr_parse("10.0.0.0/8", &trusted[1]), 0);
	cr_assert_eq(address_parse("127.0.0.1", 9, &socket), 0);
	client = address_forwarded(&socket, header, trusted, 2);
	address_text(&client, out);
	return out;
}

Test(address, the_client_is_the_rightmost_that_is_no_proxy)
{
	cr_assert_str_eq(forwarded("203.0.113.9"), "203.0.113.9");
	cr_assert_str_eq(forwarded("6.6.6.6, 203.0.113.9"), "203.0.113.9",
			 "what the client itself claimed does not count");
	cr_assert_str_eq(forwarded("6.6.6.6, 203.0.113.9, 10.1.2.3"), "203.0.113.9");
	cr_assert_str_eq(forwarded("6.6.6.6,203.0.113.9,10.1.2.3,127.0.0.1"), "203.0.113.9");
	cr_assert_str_eq(forwarded("10.1.2.3"), "10.1.2.3", "only proxies: the outermost");
	cr_assert_str_eq(forwarded("6.6.6.6, rubbish, 10.1.2.3"), "10.1.2.3",
			 "nothing left of an unreadable entry counts");
	cr_assert_str_eq(forwarded(""), "127.0.0.1");
	cr_assert_str_eq(forwarded(",,"), "127.0.0.1");
	cr_assert_str_eq(forwarded("2001:db8::5, 10.0.0.1"), "2001:db8::5");
}

/* ---- header values ---- */

static const char *cookie(const char *header)
{
	static char out[16];

	request_cookie(header, "login", out, sizeof(out));
	return out;
}

Test(request, finds_a_cookie)
{
	cr_assert_str_eq(cookie("login=abc"), "abc");
	cr_assert_str_eq(cookie("a=1; login=abc; b=2"), "abc");
	cr_assert_str_eq(cookie("a=1;login=abc ;b=2"), "abc");
	cr_assert_str_eq(cookie("xlogin=no; loginx=no"), "");
	cr_assert_str_eq(cookie("login="), "");
	cr_assert_str_eq(cookie("login=abc; login=abc"), "abc");
	cr_assert_str_eq(cookie("login=abc; login=other"), "", "two that differ are none");
	cr_assert_str_eq(cookie("login=0123456789abcdefg"), "", "too long is none");
	cr_assert_str_eq(cookie(""), "");
	cr_assert_str_eq(cookie(";;;"), "");
}

Test(request, allows_its_own_and_listed_origins)
{
	char *items[] = {(char *)"https://shop.example", (char *)"http://other.example:8081"};
	struct field_texts listed = {.items = items, .count = 2}, none = {0};

	cr_assert(request_origin_allowed("http://127.0.0.1:8080", false, "127.0.0.1:8080", &none));
	cr_assert(request_origin_allowed("https://Chat.Example", true, "chat.example:443", &none));
	cr_assert(request_origin_allowed("https://chat.example:443", true, "chat.example", &none));
	cr_assert(request_origin_allowed("http://[::1]:80", false, "[::1]", &none));
	cr_assert(request_origin_allowed("https://shop.example", false, "x", &listed));
	cr_assert(request_origin_allowed("http://other.example:8081", false, "x", &listed));
	cr_assert_not(request_origin_allowed("https://chat.example", false, "chat.example", &none),
		      "another scheme is another origin");
	cr_assert_not(request_origin_allowed("http://shop.example", false, "x", &listed));
	cr_assert_not(
		request_origin_allowed("http://127.0.0.1:8081", false, "127.0.0.1:8080", &listed));
	cr_assert_not(request_origin_allowed("https://shop.example.evil", true, "x", &listed));
	cr_assert_not(request_origin_allowed("https://evil/shop.example", true, "x", &listed));
	cr_assert_not(request_origin_allowed("https://a@shop.example", true, "x", &listed));
	cr_assert_not(request_origin_allowed("null", false, "null", &listed));
	cr_assert_not(request_origin_allowed("http://", false, "", &listed));
	cr_assert_not(request_origin_allowed("", false, "", &listed));
}

Test(request, compares_entity_tags)
{
	cr_assert(request_tag_matches("\"abc\"", "\"abc\""));
	cr_assert(request_tag_matches("W/\"abc\"", "\"abc\""));
	cr_assert(request_tag_matches("\"x\", W/\"abc\" ,\"y\"", "\"abc\""));
	cr_assert(request_tag_matches("*", "\"abc\""));
	cr_assert_not(request_tag_matches("\"abcd\"", "\"abc\""));
	cr_assert_not(request_tag_matches("", "\"abc\""));
}

Test(request, reads_accept_encoding)
{
	cr_assert(request_accepts_gzip("gzip"));
	cr_assert(request_accepts_gzip("br, GZIP;q=0.5"));
	cr_assert(request_accepts_gzip("*"));
	cr_assert_not(request_accepts_gzip("gzip;q=0"));
	cr_assert_not(request_accepts_gzip("gzip; q=0.000, br"));
	cr_assert(request_accepts_gzip("gzip;q=0.001"));
	cr_assert_not(request_accepts_gzip("*;q=0"));
	cr_assert_not(request_accepts_gzip("gzip;q=0, *"));
	cr_assert_not(request_accepts_gzip("br, deflate, xgzip"));
	cr_assert_not(request_accepts_gzip(""));
}

Test(request, finds_words_of_lists)
{
	cr_assert(request_list_has("a, frontdesk.v1 ,b", "frontdesk.v1"));
	cr_assert_not(request_list_has("frontdesk.v10", "frontdesk.v1"));
	cr_assert_not(request_list_has("", "frontdesk.v1"));
}

Test(request, paths_of_routes)
{
	static const struct {
		const char *route, *path, *part; /* part NULL: no match */
	} cases[] = {
		{"/metrics", "/metrics", ""},
		{"/metrics", "/metrics/", NULL},
		{"/o/*", "/o/4711", "4711"},
		{"/o/*", "/o/", NULL},
		{"/o/*", "/o", NULL},
		{"/o/*", "/o/4711/x", NULL},
		{"/o/*/cancel", "/o/4711/cancel", "4711"},
		{"/o/*/cancel", "/o/4711/cancels", NULL},
		{"/o/*/cancel", "/o//cancel", NULL},
		{"/o/*", "/o/1234567", "1234567"},
		{"/o/*", "/o/12345678", NULL}, /* does not fit */
	};
	char part[8];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool found =
			request_path_matches(cases[i].route, cases[i].path, part, sizeof(part));

		cr_expect_eq(found, cases[i].part != NULL, "%s %s", cases[i].route, cases[i].path);
		if (found && cases[i].part)
			cr_expect_str_eq(part, cases[i].part);
	}
}
