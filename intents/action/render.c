/*
 * An action and the facts to a request. All or nothing: a request with a hole in it would ask for
 * somebody else's order.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/action.h"
#include "intents/action/action_impl.h"
#include "intents/catalog/catalog.h"

void action_destroy(struct intent_action *a)
{
	if (a == NULL)
		return;
	free(a->host);
	template_dispose(&a->url);
	template_dispose(&a->body);
	for (size_t i = 0; i < a->body_texts.count; i++)
		free(a->body_texts.items[i]);
	for (size_t i = 0; i < a->headers.count; i++)
		template_dispose(&a->headers.items[i].value);
	for (size_t i = 0; i < a->results.count; i++)
		json_path_dispose(&a->results.items[i].path);
	localized_dispose(&a->confirm);
	vec_dispose(&a->body_texts);
	vec_dispose(&a->headers);
	vec_dispose(&a->results);
	vec_dispose(&a->accept);
	free(a);
}

bool intent_has_action(const struct intent *i)
{
	return i->action != NULL;
}

bool intent_action_changes(const struct intent *i)
{
	return i->action != NULL && i->action->changes;
}

const char *intent_action_host(const struct intent *i)
{
	return i->action != NULL ? i->action->host : NULL;
}

static int render_header(const struct action_header *h, const struct intent_facts *f,
			 struct intent_action_header *ret)
{
	ret->secret = template_secret(&h->value);
	ret->value = template_render(&h->value, TEMPLATE_HEADER, f->locale, f, &ret->secret_at);
	if (ret->value == NULL)
		return -1;
	ret->name = mem_string(h->name);
	return 0;
}

int intent_action_render(const struct intent *i, const struct intent_facts *f,
			 struct intent_action_request *ret)
{
	const struct intent_action *a = i->action;
	struct intent_action_request r = {0};
	int result = 0;

	if (a == NULL)
		return -1;
	r.is_post = a->is_post;
	r.changes = a->changes;
	r.timeout_ms = a->timeout_ms;
	r.cache_ms = a->cache_ms;
	r.retries = a->retries;
	r.url = template_render(&a->url, TEMPLATE_URL, f->locale, f, NULL);
	if (a->has_body)
		r.body = template_render(&a->body, TEMPLATE_JSON, f->locale, f, NULL);
	if (r.url == NULL || (a->has_body && r.body == NULL))
		result = -1;
	r.headers = mem_new(a->headers.count, sizeof(*r.headers));
	for (size_t k = 0; k < a->headers.count && result == 0; k++)
		result = render_header(&a->headers.items[k], f, &r.headers[r.header_count++]);
	if (result == 0)
		*ret = r;
	else
		intent_action_dispose(&r);
	return result;
}

void intent_action_dispose(struct intent_action_request *r)
{
	for (size_t i = 0; i < r->header_count; i++) {
		free(r->headers[i].name);
		free(r->headers[i].value);
	}
	free(r->headers);
	free(r->url);
	free(r->body);
	*r = (struct intent_action_request){0};
}
