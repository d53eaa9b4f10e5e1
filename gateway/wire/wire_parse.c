/*
 * JSON to struct wire_in, along one table of fields: a row says which types of which role have the
 * key, what kind of value it takes and where it goes. Every check of a value is a function of its
 * kind, so a new message type is rows and nothing else.
 *
 * id and case are looked at first and by themselves: an error has to name the frame that caused it
 * even when all else is bad. The JSON library is jansson, walled in here. It gets JSON_ALLOW_NUL
 * because "\u0000" is valid JSON with a bad text in it, not broken JSON, and JSON_REJECT_DUPLICATES
 * because two readers of a duplicate key may disagree about what was said.
 */
#include "gateway/wire/wire.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "config/text/fold.h"
#include "config/text/utf8.h"

static const struct {
	const char *name;
	unsigned roles;
} types[] = {
#define WIRE_IN(NAME, name, roles) [WIRE_##NAME] = {name, roles},
#include "gateway/wire/messages.def"
};

/* ---- kinds of values ---- */

enum kind {
	KIND_ID,     /* const char *: an id */
	KIND_STRING, /* const char *: min to max bytes, not blank if min > 0 */
	KIND_TEXT, /* what a person wrote: 1 to WIRE_TEXT_MAX characters, not blank; also text_len,
		      text_chars */
	KIND_ANY_TEXT, /* the same, may be empty or blank */
	KIND_COMMENT,  /* the same, NULL when it is; no text_len */
	KIND_URL,      /* const char *: http:// or https:// */
	KIND_COUNT,    /* uint64_t: whole number, min or more */
	KIND_SCORE,    /* int: whole number, min to max */
	KIND_BOOL,     /* bool */
	KIND_TRUE,     /* bool: true only */
	KIND_RATING,   /* bool: "up" is true, "down" */
	KIND_PRESENCE, /* enum wire_presence */
	KIND_TARGET,   /* {"team"} or {"agent"} */
	KIND_SHOW,     /* enum wire_show */
};

enum { OPTIONAL = 0, REQUIRED = 1, NULLABLE = 2 /* and optional */ };

struct row {
	const char *key;
	enum wire_type type;
	unsigned roles;
	enum kind kind;
	unsigned need;
	size_t offset;
	int64_t min, max;
};

#define BOTH (WIRE_CUSTOMER | WIRE_AGENT)
#define AT(member) offsetof(struct wire_in, member)
#define WORDS_MAX 200
#define LONG_MAX_BYTES 8192

static const struct row rows[] = {
	{"token", WIRE_HELLO, BOTH, KIND_STRING, NULLABLE, AT(token), 1, WIRE_TOKEN_MAX},
	{"joins", WIRE_HELLO, BOTH, KIND_STRING, NULLABLE, AT(joins), 1, WIRE_TOKEN_MAX},
	{"locale", WIRE_HELLO, BOTH, KIND_STRING, OPTIONAL, AT(locale), 0, 64},
	{"page", WIRE_HELLO, BOTH, KIND_URL, NULLABLE, AT(page), 1, WIRE_PAGE_MAX},
	{"name", WIRE_HELLO, BOTH, KIND_STRING, NULLABLE, AT(name), 1, WIRE_NAME_MAX},
	{"after", WIRE_HELLO, BOTH, KIND_COUNT, OPTIONAL, AT(after), 0, 0},
	{"identity", WIRE_HELLO, BOTH, KIND_STRING, NULLABLE, AT(identity), 1, LONG_MAX_BYTES},
	{"version", WIRE_CONSENT, BOTH, KIND_STRING, REQUIRED, AT(version), 1, 64},
	{"granted", WIRE_CONSENT, BOTH, KIND_BOOL, REQUIRED, AT(granted), 0, 0},
	{"text", WIRE_MESSAGE, BOTH, KIND_TEXT, REQUIRED, AT(text), 0, 0},
	{"draft", WIRE_MESSAGE, WIRE_AGENT, KIND_ID, NULLABLE, AT(draft), 0, 0},
	{"cancel", WIRE_HANDOFF, BOTH, KIND_TRUE, NULLABLE, AT(cancel), 0, 0},
	{"seq", WIRE_READ, BOTH, KIND_COUNT, REQUIRED, AT(seq), 1, 0},
	{"seq", WIRE_FEEDBACK, BOTH, KIND_COUNT, REQUIRED, AT(seq), 1, 0},
	{"rating", WIRE_FEEDBACK, BOTH, KIND_RATING, REQUIRED, AT(up), 0, 0},
	{"score", WIRE_RATE, BOTH, KIND_SCORE, REQUIRED, AT(score), 1, 5},
	{"comment", WIRE_RATE, BOTH, KIND_COMMENT, NULLABLE, AT(comment), 0, 0},
	{"contact", WIRE_CALLBACK, BOTH, KIND_STRING, REQUIRED, AT(contact), 1, WORDS_MAX * 4},
	{"text", WIRE_CALLBACK, BOTH, KIND_ANY_TEXT, REQUIRED, AT(text), 0, 0},
	{"status", WIRE_PRESENCE, BOTH, KIND_PRESENCE, REQUIRED, AT(presence), 0, 0},
	{"agent", WIRE_PRESENCE, BOTH, KIND_STRING, NULLABLE, AT(agent), 1, WORDS_MAX},
	{"show", WIRE_LIVE, BOTH, KIND_SHOW, NULLABLE, AT(show), 0, 0},
	{"page", WIRE_LIVE, BOTH, KIND_COUNT, NULLABLE, AT(list_page), 0, 0},
	{"on", WIRE_BOARD, BOTH, KIND_BOOL, REQUIRED, AT(on), 0, 0},
	{"conversation", WIRE_LOOK_BACK, BOTH, KIND_ID, REQUIRED, AT(conversation), 0, 0},
	{"conversation", WIRE_MERGE, BOTH, KIND_ID, REQUIRED, AT(conversation), 0, 0},
	{"conversation", WIRE_OBSERVE, BOTH, KIND_ID, REQUIRED, AT(conversation), 0, 0},
	{"conversation", WIRE_TAKE_OVER, BOTH, KIND_ID, REQUIRED, AT(conversation), 0, 0},
	{"disposition", WIRE_CLOSE, BOTH, KIND_STRING, REQUIRED, AT(disposition), 1, 64},
	{"locale", WIRE_SUMMARY, BOTH, KIND_STRING, NULLABLE, AT(locale), 1, 64},
	{"minutes", WIRE_HOLD, BOTH, KIND_COUNT, NULLABLE, AT(minutes), 1, 240},
	{"disposition", WIRE_WRAPUP, BOTH, KIND_STRING, NULLABLE, AT(disposition), 1, 64},
	{"done", WIRE_WRAPUP, BOTH, KIND_TRUE, NULLABLE, AT(done), 0, 0},
	{"text", WIRE_NOTE, BOTH, KIND_TEXT, REQUIRED, AT(text), 0, 0},
	{"to", WIRE_TRANSFER, BOTH, KIND_TARGET, REQUIRED, 0, 0, 0},
	{"note", WIRE_TRANSFER, BOTH, KIND_STRING, NULLABLE, AT(note), 0,
	 (int64_t)WIRE_TEXT_MAX * 4},
};

static bool id_is_valid(const char *id, size_t len)
{
	if (len == 0 || len > WIRE_ID_MAX)
		return false;
	return strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-") ==
	       len;
}

bool wire_id_is_valid(const char *id)
{
	return id_is_valid(id, strlen(id));
}

/* White space and characters that nobody sees do not make a message. */
static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t code;

		i += utf8_decode(text + i, len - i, &code);
		if (!fold_is_invisible((int32_t)code))
			return false;
	}
	return true;
}

/* Each kind's reader returns NULL, or what it had expected. */

static const char too_long[] = "too long";

static const char *read_string(const struct row *r, const json_t *value, const char **target)
{
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);

	if (text == NULL)
		return "expected text";
	if (strlen(text) != len)
		return "must not contain U+0000";
	if (len > (size_t)r->max)
		return too_long;
	if (r->min > 0 && is_blank(text, len))
		return "must not be empty";
	*target = text;
	return NULL;
}

static const char *read_id(const json_t *value, const char **target)
{
	const char *text = json_string_value(value);

	if (text == NULL || !id_is_valid(text, json_string_length(value)))
		return "expected 1 to 64 of A-Z a-z 0-9 _ . : -";
	*target = text;
	return NULL;
}

static const char *read_message(const struct row *r, const json_t *value, struct wire_in *in)
{
	const struct row bounds = {.min = r->kind == KIND_TEXT, .max = (int64_t)WIRE_TEXT_MAX * 4};
	const char *wrong = read_string(&bounds, value, &in->text);

	if (wrong != NULL)
		return wrong;
	in->text_len = json_string_length(value);
	in->text_chars = utf8_count(in->text, in->text_len);
	return in->text_chars > WIRE_TEXT_MAX ? too_long : NULL;
}

/* Who wrote nothing visible said nothing. */
static const char *read_comment(const json_t *value, struct wire_in *in)
{
	const struct row bounds = {.max = (int64_t)WIRE_TEXT_MAX * 4};
	const char *wrong = read_string(&bounds, value, &in->comment);
	size_t len = json_string_length(value);

	if (wrong != NULL)
		return wrong;
	in->text_chars = utf8_count(in->comment, len);
	if (is_blank(in->comment, len))
		in->comment = NULL;
	return in->text_chars > WIRE_TEXT_MAX ? too_long : NULL;
}

static const char *read_url(const struct row *r, const json_t *value, const char **target)
{
	const char *wrong = read_string(r, value, target);

	if (wrong == NULL && strncmp(*target, "https://", 8) != 0 &&
	    strncmp(*target, "http://", 7) != 0)
		return "expected an http or https address";
	return wrong;
}

static const char *read_number(const struct row *r, const json_t *value, int64_t *ret_number)
{
	if (!json_is_integer(value))
		return "expected a whole number";
	*ret_number = json_integer_value(value);
	if (*ret_number < r->min || (r->max > 0 && *ret_number > r->max))
		return "out of range";
	return NULL;
}

static const char *read_presence(const json_t *value, enum wire_presence *target)
{
	const char *text = json_string_value(value);

	for (int p = WIRE_AVAILABLE; text != NULL && p <= WIRE_AWAY; p++) {
		if (strcmp(text, wire_presence_name((enum wire_presence)p)) == 0) {
			*target = (enum wire_presence)p;
			return NULL;
		}
	}
	return "expected available, busy or away";
}

static const char *read_show(const json_t *value, enum wire_show *target)
{
	const char *text = json_string_value(value);

	for (int s = WIRE_SHOW_ALL; text != NULL && s <= WIRE_SHOW_HUMAN; s++) {
		if (strcmp(text, wire_show_name((enum wire_show)s)) == 0) {
			*target = (enum wire_show)s;
			return NULL;
		}
	}
	return "expected all, bot, queued or human";
}

static const char *read_target(const json_t *value, struct wire_in *in)
{
	static const struct row bounds = {.min = 1, .max = WORDS_MAX};
	const json_t *team = json_object_get(value, "team"),
		     *agent = json_object_get(value, "agent");

	if ((team != NULL) == (agent != NULL))
		return "expected a team or an agent";
	return team != NULL ? read_string(&bounds, team, &in->to_team)
			    : read_string(&bounds, agent, &in->to_agent);
}

static const char *read_rating(const json_t *value, bool *target)
{
	const char *text = json_string_value(value);

	if (text == NULL || (strcmp(text, "up") != 0 && strcmp(text, "down") != 0))
		return "expected up or down";
	*target = strcmp(text, "up") == 0;
	return NULL;
}

static const char *read_bool(const struct row *r, const json_t *value, bool *target)
{
	if (!json_is_boolean(value))
		return "expected true or false";
	if (r->kind == KIND_TRUE && !json_is_true(value))
		return "expected true";
	*target = json_is_true(value);
	return NULL;
}

static const char *read_value(const struct row *r, const json_t *value, struct wire_in *in)
{
	void *target = (char *)in + r->offset;
	const char *wrong = NULL;
	int64_t number = 0;

	switch (r->kind) {
	case KIND_ID: return read_id(value, target);
	case KIND_STRING: return read_string(r, value, target);
	case KIND_TEXT:
	case KIND_ANY_TEXT: return read_message(r, value, in);
	case KIND_COMMENT: return read_comment(value, in);
	case KIND_URL: return read_url(r, value, target);
	case KIND_COUNT:
		wrong = read_number(r, value, &number);
		*(uint64_t *)target = wrong == NULL ? (uint64_t)number : 0;
		return wrong;
	case KIND_SCORE:
		wrong = read_number(r, value, &number);
		*(int *)target = (int)number;
		return wrong;
	case KIND_BOOL:
	case KIND_TRUE: return read_bool(r, value, target);
	case KIND_RATING: return read_rating(value, target);
	case KIND_PRESENCE: return read_presence(value, target);
	case KIND_TARGET: return read_target(value, in);
	case KIND_SHOW: return read_show(value, target);
	}
	return "unknown kind";
}

/* ---- frames ---- */

static int refuse(struct wire_error *e, const char *code, const char *key, const char *wrong)
{
	e->code = code;
	if (key != NULL)
		snprintf(e->detail, sizeof(e->detail), "%s: %s", key, wrong);
	else
		snprintf(e->detail, sizeof(e->detail), "%s", wrong);
	return -1;
}

/* What an agent may say without naming a case. */
static bool is_about_a_case(enum wire_type t)
{
	switch (t) {
	case WIRE_PRESENCE:
	case WIRE_VIEWING:
	case WIRE_LIVE:
	case WIRE_OBSERVE:
	case WIRE_TAKE_OVER:
	case WIRE_BOARD: return false;
	default: return true;
	}
}

/* id and case have places of their own, because every type has them and errors repeat them. */
static int read_names(const json_t *root, enum wire_role role, struct wire_in *in,
		      struct wire_error *e)
{
	const json_t *id = json_object_get(root, "id"), *case_id = json_object_get(root, "case");
	bool needs_case = role == WIRE_AGENT && is_about_a_case(in->type);
	const char *wrong;

	if (id != NULL && (wrong = read_id(id, &in->id)) != NULL)
		return refuse(e, "bad_message", "id", wrong);
	if (id == NULL && in->type == WIRE_MESSAGE)
		return refuse(e, "bad_message", "id", "missing");
	if (role != WIRE_AGENT)
		return 0;
	if (case_id != NULL && (wrong = read_id(case_id, &in->case_id)) != NULL)
		return refuse(e, "bad_message", "case", wrong);
	if (case_id == NULL && needs_case)
		return refuse(e, "bad_message", "case", "missing");
	return 0;
}

/* What a person wrote is too_large, as it is above a lower limit of the configuration. */
static const char *code_for(const struct row *r, const char *wrong)
{
	bool is_text = r->kind == KIND_TEXT || r->kind == KIND_ANY_TEXT || r->kind == KIND_COMMENT;

	return is_text && wrong == too_long ? "too_large" : "bad_message";
}

static int read_fields(const json_t *root, enum wire_role role, struct wire_in *in,
		       struct wire_error *e)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		const json_t *value;
		const char *wrong;

		if (r->type != in->type || !(r->roles & role))
			continue;
		value = json_object_get(root, r->key);
		if (value != NULL && json_is_null(value) && r->need == NULLABLE)
			value = NULL;
		if (value == NULL && r->need == REQUIRED)
			return refuse(e, "bad_message", r->key, "missing");
		if (value != NULL && (wrong = read_value(r, value, in)) != NULL)
			return refuse(e, code_for(r, wrong), r->key, wrong);
	}
	return 0;
}

static int read_type(const json_t *root, enum wire_role role, enum wire_type *ret_type,
		     struct wire_error *e)
{
	const char *name = json_string_value(json_object_get(root, "type"));

	if (name == NULL)
		return refuse(e, "bad_message", "type",
			      json_object_get(root, "type") == NULL ? "missing" : "expected text");
	for (int t = 0; t < WIRE_TYPE_COUNT; t++) {
		if (strcmp(types[t].name, name) != 0)
			continue;
		if (!wire_type_allowed((enum wire_type)t, role))
			return refuse(e, "forbidden", "type", "belongs to the other role");
		*ret_type = (enum wire_type)t;
		return 0;
	}
	return refuse(e, "unknown_type", "type", "unknown");
}

static void echo_name(const json_t *root, const char *key, char out[WIRE_ID_MAX + 1])
{
	const json_t *value = json_object_get(root, key);
	const char *text = json_string_value(value);

	if (text != NULL && id_is_valid(text, json_string_length(value)))
		memcpy(out, text, json_string_length(value) + 1);
}

static int refuse_json(const char *json, size_t len, const json_error_t *error,
		       struct wire_error *e)
{
	bool is_range = json_error_code(error) == json_error_numeric_overflow;

	wire_peek(json, len, e);
	if (is_range)
		return refuse(e, "bad_message", NULL, "a number is out of range");
	e->code = "bad_json";
	snprintf(e->detail, sizeof(e->detail), "JSON error at byte %d", error->position);
	return -1;
}

int wire_parse(enum wire_role role, const char *json, size_t len, struct wire_in *ret,
	       struct wire_error *reterr)
{
	struct wire_in in = {.locale = ""};
	json_error_t error;
	json_t *root = json_loadb(
		json, len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	*reterr = (struct wire_error){.code = NULL};
	if (root == NULL)
		return refuse_json(json, len, &error, reterr);
	if (!json_is_object(root)) {
		refuse(reterr, "bad_message", NULL, "expected an object");
		goto out;
	}
	echo_name(root, "id", reterr->id);
	echo_name(root, "case", reterr->case_id);
	if (read_type(root, role, &in.type, reterr) != 0 ||
	    read_names(root, role, &in, reterr) != 0 || read_fields(root, role, &in, reterr) != 0)
		goto out;
	in.tree = root;
	*ret = in;
	return 0;
out:
	json_decref(root);
	return -1;
}

void wire_in_dispose(struct wire_in *in)
{
	json_decref(in->tree);
	*in = (struct wire_in){.locale = ""};
}

const char *wire_type_name(enum wire_type t)
{
	return t >= 0 && t < WIRE_TYPE_COUNT ? types[t].name : "unknown";
}

bool wire_type_allowed(enum wire_type t, enum wire_role role)
{
	return (types[t].roles & role) != 0;
}

const char *wire_presence_name(enum wire_presence p)
{
	static const char *const names[] = {"available", "busy", "away"};

	return names[p];
}

const char *wire_show_name(enum wire_show s)
{
	static const char *const names[] = {"none", "all", "bot", "queued", "human"};

	return names[s];
}
