/*
 * Any bytes as a frame, of both roles: a frame that passes has what its type promises, one that
 * does not has a code and a well-formed echo; what was read can be written again.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/wire/wire.h"
#include "tests/fuzz/replay.h"

static void check_good(enum wire_role role, const struct wire_in *in)
{
	FUZZ_CHECK(in->tree != NULL);
	FUZZ_CHECK(wire_type_allowed(in->type, role));
	FUZZ_CHECK(in->id == NULL || wire_id_is_valid(in->id));
	FUZZ_CHECK(in->case_id == NULL || wire_id_is_valid(in->case_id));
	if (in->type == WIRE_MESSAGE) {
		FUZZ_CHECK(in->id != NULL && in->text_chars >= 1 &&
			   in->text_chars <= WIRE_TEXT_MAX);
		FUZZ_CHECK(strlen(in->text) == in->text_len);
		FUZZ_CHECK(utf8_valid(in->text, in->text_len) == in->text_len);
		FUZZ_CHECK(role != WIRE_AGENT || in->case_id != NULL);
	}
	if (in->type == WIRE_RATE)
		FUZZ_CHECK(in->score >= 1 && in->score <= 5);
}

static void check_bad(const struct wire_error *e)
{
	FUZZ_CHECK(e->code != NULL && e->detail[0] != '\0');
	FUZZ_CHECK(e->id[0] == '\0' || wire_id_is_valid(e->id));
	FUZZ_CHECK(e->case_id[0] == '\0' || wire_id_is_valid(e->case_id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum wire_role roles[] = {WIRE_CUSTOMER, WIRE_AGENT};
	struct wire_error e;

	for (size_t r = 0; r < ARRAY_LEN(roles); r++) {
		struct wire_in in;

		if (wire_parse(roles[r], (const char *)data, size, &in, &e) == 0) {
			struct buf b;

			check_good(roles[r], &in);
			buf_init(&b, BUF_MAX_FRAME);
			wire_write_error(&b, "internal", in.text, in.id, in.case_id);
			FUZZ_CHECK(buf_check(&b) == 0);
			buf_dispose(&b);
			wire_in_dispose(&in);
		} else {
			check_bad(&e);
		}
	}
	wire_peek((const char *)data, size, &e);
	FUZZ_CHECK(e.id[0] == '\0' || wire_id_is_valid(e.id));
	return 0;
}
