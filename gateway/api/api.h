/*
 * The HTTP side beside WebSocket and pages: login, shop facts, health, metrics. openapi.yaml in
 * gateway/ is the contract.
 */
#ifndef GATEWAY_API_API_H
#define GATEWAY_API_API_H

#include "gateway/app.h"
#include "gateway/ws/server.h"

/* The route table; its context is the struct app. */
extern const struct http_route api_routes[];

/* Answers `{"error":{"code","text"}}`. */
void api_error(struct server *s, uint64_t request, int status, const char *code, int retry_after);

/* A handler each. */
void api_login(void *ctx, struct server *s, const struct http_request *r);
void api_session(void *ctx, struct server *s, const struct http_request *r);
void api_logout(void *ctx, struct server *s, const struct http_request *r);
void api_shop(void *ctx, struct server *s, const struct http_request *r);
void api_llm(void *ctx, struct server *s, const struct http_request *r);
void api_llm_switch(void *ctx, struct server *s, const struct http_request *r);
void api_replies(void *ctx, struct server *s, const struct http_request *r);
void api_healthz(void *ctx, struct server *s, const struct http_request *r);
void api_readyz(void *ctx, struct server *s, const struct http_request *r);
void api_metrics(void *ctx, struct server *s, const struct http_request *r);
void api_demo_order(void *ctx, struct server *s, const struct http_request *r);
void api_demo_refund(void *ctx, struct server *s, const struct http_request *r);
void api_demo_cancel(void *ctx, struct server *s, const struct http_request *r);
void api_demo_address(void *ctx, struct server *s, const struct http_request *r);
void api_demo_invoice(void *ctx, struct server *s, const struct http_request *r);

#endif
