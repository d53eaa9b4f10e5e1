/* `action:` of an intent. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"
#include "config/load/units.h"
#include "intents/catalog/read.h"
#include "intents/catalog/read_body.h"

#define HEADERS_MAX 20
#define RESULTS_MAX 50

struct raw_action {
	const struct yaml_node *get, *post, *headers, *body, *results, *accept, *confirm;
	int64_t timeout, retry, cache;
	bool changes;
};

#define AT(member) offsetof(struct raw_action, member)

static const struct shape url = {.kind = SHAPE_TEXT, .pattern = "^(https?://|/)"};
static const struct shape path = {.kind = SHAPE_TEXT, .pattern = "^\\$[.\\[]"};
static const struct shape paths = {.kind = SHAPE_MAP, .of = &path};
static const struct shape any = {.kind = SHAPE_ANY};
static const struct shape json = {.kind = SHAPE_MAP, .of = &any};
static const struct shape status = {.kind = SHAPE_NUMBER, .min = 300, .max = 599};
static const struct shape statuses = {.kind = SHAPE_LIST, .of = &status};

const struct field read_action_fields[] = {
	{.key = "get",
	 .type = FIELD_NODE,
	 .offset = AT(get),
	 .shape = &url,
	 .doc = "Address to ask, with variables; one that starts with / is relative to "
		"actions.base_url of frontdesk.yaml."},
	{.key = "post",
	 .type = FIELD_NODE,
	 .offset = AT(post),
	 .shape = &url,
	 .doc = "The same, with POST and a body."},
	{.key = "headers",
	 .type = FIELD_NODE,
	 .offset = AT(headers),
	 .shape = &read_shape_text_map,
	 .doc = "Further headers; a secret stands as ${env:NAME} or ${file:PATH}."},
	{.key = "body",
	 .type = FIELD_NODE,
	 .offset = AT(body),
	 .shape = &json,
	 .doc = "post only: what is sent as JSON, texts with variables."},
	{.key = "timeout",
	 .type = FIELD_DURATION,
	 .offset = AT(timeout),
	 .fallback = "3s",
	 .min = 100,
	 .max = 10000,
	 .doc = "Longest wait for the answer."},
	{.key = "retry",
	 .type = FIELD_INT,
	 .offset = AT(retry),
	 .fallback = "1",
	 .min = 0,
	 .max = 3,
	 .doc = "Further tries when the system cannot be reached, is too slow or answers 502, 503 "
		"or 504."},
	{.key = "cache",
	 .type = FIELD_DURATION,
	 .offset = AT(cache),
	 .fallback = "0s",
	 .min = 0,
	 .max = 86400000,
	 .doc = "get only: how long an answer may be used again."},
	{.key = "results",
	 .type = FIELD_NODE,
	 .offset = AT(results),
	 .shape = &paths,
	 .doc = "Names for parts of the answer, as in status: '$.order.status', read as "
		"{action.status}; without it every text and number at the top of the answer has "
		"its own name."},
	{.key = "accept",
	 .type = FIELD_NODE,
	 .offset = AT(accept),
	 .shape = &statuses,
	 .doc = "Further statuses that are an answer and no failure, such as 404; 2xx always is."},
	{.key = "changes",
	 .type = FIELD_BOOL,
	 .offset = AT(changes),
	 .doc = "Whether it changes something, so that the customer is asked first; if missing: "
		"get no, post yes."},
	{.key = "confirm",
	 .type = FIELD_NODE,
	 .offset = AT(confirm),
	 .shape = &read_shape_localized,
	 .doc = "Per locale the question before it is done; required when it changes something."},
	{.key = NULL},
};

/* ---- address ---- */

/* The first byte after the host, or NULL when this is no address. */
static const char *after_host(const char *text)
{
	size_t skip = strncmp(text, "https://", 8) == 0  ? 8
		      : strncmp(text, "http://", 7) == 0 ? 7
							 : 0;
	size_t host;

	if (skip == 0)
		return text[0] == '/' && text[1] != '/' ? text : NULL;
	host = strcspn(text + skip, "/?#");
	return host > 0 ? text + skip + host : NULL;
}

/* Whether a query parameter with a fixed value sounds like a key. */
static bool has_secret_parameter(const char *text)
{
	static const char *const names[] = {"key",          "api_key", "apikey",   "token",
					    "access_token", "secret",  "password", "auth"};
	const char *p = strchr(text, '?');

	while (p != NULL) {
		size_t len = strcspn(++p, "=&");

		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			if (strlen(names[i]) == len && strncasecmp(p, names[i], len) == 0 &&
			    p[len] == '=' && p[len + 1] != '{' && p[len + 1] != '\0')
				return true;
		}
		p = strchr(p, '&');
	}
	return false;
}

/* The host between the scheme and `end`, owned. */
static char *host_of(const char *text, const char *end)
{
	const char *start = strstr(text, "://") + 3;

	return mem_copy(start, (size_t)(end - start));
}

/* Checks the address and takes its host. */
static void read_host(struct reader *r, const struct yaml_node *node, const char *what,
		      struct intent_action *a)
{
	const char *path_at = after_host(node->text);
	static const char in_header[] =
		"send it in a header, as in headers: {Authorization: 'Bearer ${file:…}'}";

	if (path_at == NULL || strpbrk(node->text, " \t\r\n") != NULL) {
		diag_error(r->d, node->at,
			   "write https://shop.example/orders/{order_number}, or /orders/… below "
			   "actions.base_url",
			   "%s: '%.100s' is not an address", what, node->text);
		return;
	}
	if (memchr(node->text, '{', (size_t)(path_at - node->text)) != NULL)
		diag_error(r->d, node->at, "variables may stand behind the host only",
			   "%s: the host must be fixed", what);
	if (memchr(node->text, '@', (size_t)(path_at - node->text)) != NULL ||
	    has_secret_parameter(node->text))
		diag_error(r->d, node->at, in_header, "%s: a secret must not stand in an address",
			   what);
	else if (node->text[0] != '/')
		a->host = host_of(node->text, path_at);
}

static void read_url(struct reader *r, const struct yaml_node *node, const struct raw_action *raw,
		     struct intent_action *a)
{
	const char *what = raw->post != NULL ? "post" : "get";
	const struct yaml_node *value = raw->post != NULL ? raw->post : raw->get;

	if ((raw->get != NULL) == (raw->post != NULL)) {
		diag_error(r->d, node->at, "write get: 'https://…' to ask, post: to send something",
			   raw->get == NULL ? "the action has no address"
					    : "the action has both get and post");
		return;
	}
	a->is_post = raw->post != NULL;
	if (read_template(r, value, what, READ_SLOTS, false, &a->url) == 0)
		read_host(r, value, what, a);
}

/* ---- headers ---- */

static bool is_header_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');

		if (!letter && (*p < '0' || *p > '9') && *p != '-' && *p != '_')
			return false;
	}
	return name[0] != '\0';
}

/* Headers whose value is a secret by their nature. */
static bool is_secret_header(const char *name)
{
	static const char *const names[] = {"authorization", "proxy-authorization", "cookie",
					    "x-api-key", "api-key"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Headers that say how the message is carried are not the file's business. */
static bool is_transport_header(const char *name)
{
	static const char *const names[] = {"host", "content-length", "transfer-encoding",
					    "connection", "idempotency-key"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static void read_header(struct reader *r, const struct yaml_node *key, const struct yaml_node *node,
			struct intent_action *a)
{
	struct action_header *h = vec_push(&a->headers);

	h->name = key->text;
	if (!is_header_name(key->text) || is_transport_header(key->text))
		diag_error(r->d, key->at, "remove it, or use another name",
			   "'%.60s' is not a header that can be set", key->text);
	if (read_template(r, node, key->text, READ_SLOTS, true, &h->value) == 0 &&
	    is_secret_header(key->text) && template_secret(&h->value) == NULL)
		diag_error(r->d, node->at, "write '${env:NAME}' or '${file:PATH}' for it",
			   "%s: a secret must not stand in the file", key->text);
	if (node->kind == YAML_SCALAR && strpbrk(node->text, "\r\n") != NULL)
		diag_error(r->d, node->at, "write it on one line", "%s: a header has one line",
			   key->text);
}

static void read_headers(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_MAPPING || node->count > HEADERS_MAX) {
		diag_error(r->d, node->at, "write {Authorization: 'Bearer ${file:…}'}",
			   "headers must be names and texts, %d at most", HEADERS_MAX);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_header(r, node->keys[i], node->items[i], a);
}

/* ---- answer ---- */

static void read_result(struct reader *r, const struct yaml_node *key, const struct yaml_node *node,
			struct intent_action *a)
{
	const char *text = read_text(node, key->text, r->d);
	struct action_result *result;
	struct diag_place at = node->at;
	size_t wrong;

	if (!read_is_name(key->text) || strcmp(key->text, "http_status") == 0)
		diag_error(r->d, key->at,
			   "use a to z, 0 to 9 and _, a letter first; http_status is there anyway",
			   "'%.60s' is not a name for a result", key->text);
	if (text == NULL)
		return;
	result = vec_push(&a->results);
	result->name = key->text;
	wrong = json_path_parse(&result->path, text);
	if (wrong == 0)
		return;
	at.col += at.col != 0 ? (unsigned)(wrong - 1) + (node->quoted ? 1 : 0) : 0;
	diag_error(r->d, at, "write $.order.parcels[0].eta", "%s: '%.100s' is not a path into JSON",
		   key->text, text);
}

static void read_results(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_MAPPING || node->count == 0 || node->count > RESULTS_MAX) {
		diag_error(r->d, node->at, "write {status: '$.order.status'}",
			   "results must be names and paths into the answer, %d at most",
			   RESULTS_MAX);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_result(r, node->keys[i], node->items[i], a);
}

static void read_accept(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_SEQUENCE) {
		diag_error(r->d, node->at, "write [404]", "accept must be a list of statuses");
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct yaml_node *item = node->items[i];
		int64_t value = 0;

		if (item->kind != YAML_SCALAR || units_integer(item->text, &value) != 0 ||
		    value < 300 || value > 599)
			diag_error(r->d, item->at, "write a number such as 404; 2xx is one always",
				   "accept: not a status from 300 to 599");
		else
			*vec_push(&a->accept) = (int)value;
	}
}

/* ---- the whole ---- */

static void check_changes(struct reader *r, const struct yaml_node *node,
			  const struct raw_action *raw, const struct intent_action *a)
{
	if (a->changes && raw->confirm == NULL)
		diag_error(r->d, node->at,
			   "add confirm: {en: Shall I …?}, or changes: false when nothing changes",
			   "an action that changes something needs 'confirm'");
	if (a->is_post ? a->cache_ms > 0 : a->changes && a->cache_ms > 0)
		diag_error(r->d, read_key(node, "cache")->at, "remove 'cache:'",
			   "only a get that changes nothing can be cached");
	if (!a->is_post && raw->body != NULL)
		diag_error(r->d, read_key(node, "body")->at,
			   "use post:, or put it into the address", "a get has no body");
}

static bool is_used(const struct template *t, const char *name)
{
	for (size_t i = 0; i < t->parts.count; i++) {
		if (t->parts.items[i].name != NULL && strcmp(t->parts.items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A slot that is never asked for leaves a hole in the request. */
static void check_optional(struct reader *r, const struct intent_action *a,
			   const struct yaml_node *node)
{
	const struct intent *i = reader_intent(r);

	for (size_t k = 0; k < i->slots.count; k++) {
		const struct intent_slot *slot = &i->slots.items[k];

		if (slot->optional &&
		    (is_used(&a->url, slot->name) || is_used(&a->body, slot->name)))
			diag_warning(
				r->d, node->at,
				"ask for it, or leave it out: without a value the action fails",
				"the action needs the optional slot '%s'", slot->name);
	}
}

void read_action(struct reader *r, const struct yaml_node *node)
{
	struct raw_action raw = {0};
	struct intent_action *a;

	if (node == NULL)
		return;
	a = mem_new(1, sizeof(*a));
	reader_intent(r)->action = a; /* also when it is wrong: texts may name its results */
	if (node->kind != YAML_MAPPING) {
		diag_error(r->d, node->at, "write {get: 'https://…/{order_number}'}",
			   "an action must be a mapping");
		return;
	}
	if (schema_read(read_action_fields, node, &raw, r->d) != 0)
		return;
	a->timeout_ms = raw.timeout;
	a->cache_ms = raw.cache;
	a->retries = (int)raw.retry;
	read_url(r, node, &raw, a);
	a->changes = yaml_get(node, "changes") != NULL ? raw.changes : a->is_post;
	read_headers(r, raw.headers, a);
	if (raw.body != NULL)
		read_body(r, raw.body, a);
	read_results(r, raw.results, a);
	read_accept(r, raw.accept, a);
	read_localized(r, raw.confirm, "confirm", READ_SLOTS, 0, &a->confirm);
	check_changes(r, node, &raw, a);
	check_optional(r, a, node);
}
