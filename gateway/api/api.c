#include "gateway/api/api.h"

#include "gateway/words/words.h"

const struct http_route api_routes[] = {
	{"POST", "/api/login", api_login},
	{"GET", "/api/session", api_session},
	{"POST", "/api/logout", api_logout},
	{"GET", "/api/shop", api_shop},
	{"GET", "/api/replies", api_replies},
	{"GET", "/api/llm", api_llm},
	{"POST", "/api/llm", api_llm_switch},
	{"GET", "/healthz", api_healthz},
	{"GET", "/readyz", api_readyz},
	{"GET", "/metrics", api_metrics},
	{"GET", "/demo/api/orders/*", api_demo_order},
	{"POST", "/demo/api/orders/*/cancel", api_demo_cancel},
	{"POST", "/demo/api/orders/*/address", api_demo_address},
	{"GET", "/demo/api/refunds/*", api_demo_refund},
	{"POST", "/demo/api/invoices/*", api_demo_invoice},
	{NULL, NULL, NULL},
};

void api_error(struct server *s, uint64_t request, int status, const char *code, int retry_after)
{
	struct buf b;

	buf_init(&b, BUF_MAX_HTTP);
	buf_printf(&b, "{\"error\":{\"code\":\"%s\",\"text\":", code);
	buf_json(&b, word_error(code, LOCALE_EN));
	buf_text(&b, "}}");
	server_http_reply(s, request,
			  &(struct http_reply){.status = status,
					       .body = b.bytes,
					       .body_len = b.len,
					       .retry_after = retry_after});
	buf_dispose(&b);
}

void api_shop(void *ctx, struct server *s, const struct http_request *r)
{
	const struct app *a = ctx;
	const struct settings *set = a->config->settings;
	struct buf b;

	buf_init(&b, BUF_MAX_HTTP);
	buf_text(&b, "{\"name\":");
	buf_json(&b, set->shop.name);
	buf_text(&b, ",\"languages\":[");
	for (size_t i = 0; i < set->shop.language_count; i++) {
		if (i)
			buf_char(&b, ',');
		buf_json(&b, locale_name(set->shop.languages[i]));
	}
	buf_text(&b, "],\"accent\":");
	buf_json(&b, set->shop.accent);
	buf_text(&b, ",\"sites\":[");
	for (size_t i = 0; i < set->shop.sites.count; i++) {
		if (i)
			buf_char(&b, ',');
		buf_json(&b, set->shop.sites.items[i]);
	}
	buf_text(&b, "],\"privacy_url\":");
	buf_json(&b, set->shop.privacy_url);
	buf_text(&b, ",\"version\":");
	buf_json(&b, FRONTDESK_VERSION);
	buf_char(&b, '}');
	server_http_reply(s, r->id,
			  &(struct http_reply){.status = 200,
					       .body = b.bytes,
					       .body_len = b.len,
					       .cors_any = true,
					       .max_age = 300});
	buf_dispose(&b);
}
