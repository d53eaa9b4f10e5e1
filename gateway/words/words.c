/*
 * The table of sentences is compiled in: the product can always speak, whatever happens to files.
 */
#include "gateway/words/words.h"

#include <string.h>

#include "config/load/attrs.h"

static const char *const table[WORD_COUNT][LOCALE_COUNT] = {
#define WORD(name, en, de, fr, hant, hans) {en, de, fr, hant, hans},
#include "gateway/words/words.def"
#undef WORD
};

const char *word_raw(enum word w, enum locale l)
{
	if (l < 0 || l >= LOCALE_COUNT)
		l = LOCALE_EN;
	return table[w][l];
}

/* The value of the placeholder that starts at `at` ("{shop}"), and its length in the sentence; NULL
 * when it is none. */
static const char *placeholder(const char *at, const struct word_fill *fill, size_t *ret_len)
{
	const struct {
		const char *name, *value;
	} known[] = {
		{"{shop}", fill->shop},           {"{agent}", fill->agent},
		{"{reference}", fill->reference}, {"{title}", fill->title},
		{"{hours}", fill->hours},         {"{other}", fill->other},
		{"{minutes}", fill->minutes},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = strlen(known[i].name);
		if (strncmp(at, known[i].name, n) == 0) {
			*ret_len = n;
			return known[i].value ? known[i].value : "";
		}
	}
	return NULL;
}

/* Appends at most what fits and ends on a whole character. */
static size_t append(char *out, size_t used, size_t size, const char *text, size_t len)
{
	size_t room = size - 1 - used;

	if (len > room) {
		len = room;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(out + used, text, len);
	return used + len;
}

size_t word_write(enum word w, enum locale l, const struct word_fill *fill, char *out, size_t size)
{
	const char *p = word_raw(w, l);
	size_t used = 0;

	while (*p) {
		size_t len = strcspn(p, "{");
		used = append(out, used, size, p, len);
		p += len;
		if (*p != '{')
			break;
		const char *value = placeholder(p, fill, &len);
		if (!value) {
			value = "{";
			len = 1;
		}
		used = append(out, used, size, value, strlen(value));
		p += len;
	}
	out[used] = '\0';
	return used;
}

const char *word_error(const char *code, enum locale l)
{
	static const struct {
		const char *code;
		enum word word;
	} codes[] = {
		{"bad_json", WORD_ERR_BAD_JSON},
		{"bad_message", WORD_ERR_BAD_MESSAGE},
		{"unknown_type", WORD_ERR_UNKNOWN_TYPE},
		{"too_large", WORD_ERR_TOO_LARGE},
		{"rate_limited", WORD_ERR_RATE_LIMITED},
		{"consent_required", WORD_ERR_CONSENT_REQUIRED},
		{"wrong_state", WORD_ERR_WRONG_STATE},
		{"not_found", WORD_ERR_NOT_FOUND},
		{"forbidden", WORD_ERR_FORBIDDEN},
		{"already_claimed", WORD_ERR_ALREADY_CLAIMED},
		{"at_capacity", WORD_ERR_AT_CAPACITY},
		{"id_conflict", WORD_ERR_ID_CONFLICT},
		{"session_expired", WORD_ERR_SESSION_EXPIRED},
		{"identity_invalid", WORD_ERR_IDENTITY_INVALID},
		{"queue_full", WORD_ERR_QUEUE_FULL},
		{"not_available", WORD_ERR_NOT_AVAILABLE},
		{"store_unavailable", WORD_ERR_STORE_UNAVAILABLE},
		{"shutting_down", WORD_ERR_SHUTTING_DOWN},
		{"internal", WORD_ERR_INTERNAL},
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (strcmp(codes[i].code, code) == 0)
			return word_raw(codes[i].word, l);
	}
	return word_raw(WORD_ERR_INTERNAL, l);
}

const char *word_error_about(const char *code, const char *about, enum locale l)
{
	static const struct {
		const char *code, *about;
		enum word word;
	} known[] = {
		{"not_found", "team", WORD_ERR_NO_TEAM},
		{"not_found", "agent", WORD_ERR_NO_AGENT},
		{"wrong_state", "agent", WORD_ERR_AGENT_AWAY},
		{"at_capacity", "agent", WORD_ERR_AGENT_FULL},
		{"bad_message", "disposition", WORD_ERR_NO_DISPOSITION},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i].code, code) == 0 && strcmp(known[i].about, about) == 0)
			return word_raw(known[i].word, l);
	}
	return word_error(code, l);
}
