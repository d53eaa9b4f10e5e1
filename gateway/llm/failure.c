#include "gateway/llm/failure.h"

#include <string.h>
#include <strings.h>

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)

static const struct llm_failure_rule rules[FAIL_COUNT] = {
	[FAIL_NONE] = {"ok", "fine", false, false, 0},
	[FAIL_CONNECT] = {"connect", "no connection", true, true, 0},
	[FAIL_TLS] = {"tls", "the certificate is not trusted, or TLS failed", false, true, 0},
	[FAIL_SILENT] = {"silent", "connected, but nothing came in time", false, true, 0},
	[FAIL_IDLE] = {"idle", "it stopped in the middle", true, true, 0},
	[FAIL_SLOW] = {"slow", "not done in time", false, true, 0},
	[FAIL_DEADLINE] = {"deadline", "the time for the reply was over", false, false, 0},
	[FAIL_REDIRECT] = {"redirect", "it wants to send us elsewhere, which is not followed",
			   false, true, 0},
	[FAIL_CONTENT_TYPE] = {"content_type", "the answer is no event stream", false, true, 0},
	[FAIL_MALFORMED] = {"malformed", "the stream is not what the API says", true, true, 0},
	[FAIL_TOO_LARGE] = {"too_large", "the answer is larger than any reply may be", false, true,
			    0},
	[FAIL_TRUNCATED] = {"truncated", "the stream ended before the reply did", true, true, 0},
	[FAIL_BROKEN] = {"broken", "the connection broke, or it was no HTTP", true, true, 0},
	[FAIL_AUTH] = {"auth", "the key is not accepted", false, false, 5 * MINUTE},
	[FAIL_KEY] = {"key", "the key cannot be read from where the settings say", false, false,
		      10 * SECOND},
	[FAIL_BUDGET] = {"provider_budget", "the account has no budget left", false, false,
			 10 * MINUTE},
	[FAIL_RATE] = {"rate_limited", "too many requests", true, false, 2 * SECOND},
	[FAIL_OVERLOADED] = {"overloaded", "the provider has an error of its own", true, true, 0},
	[FAIL_NOT_FOUND] = {"not_found", "no such address or model", false, true, 0},
	[FAIL_REQUEST] = {"request", "the provider does not take this request", false, false, 0},
	[FAIL_REFUSED] = {"refused", "the model or a filter would not answer", false, false, 0},
	[FAIL_TOOL] = {"bad_tool", "a tool call without a JSON object", true, false, 0},
	[FAIL_LOCAL] = {"local", "the request could not be made", false, false, 0},
};

const struct llm_failure_rule *llm_failure_rule(enum llm_failure f)
{
	return &rules[f];
}

/* Whether a budget is what is missing; providers say so with 400, 402, 403 and 429 alike. */
static bool says_budget(const char *body, size_t len)
{
	static const char *const words[] = {"insufficient_quota", "billing_hard_limit",
					    "billing_not_active", "credit balance",
					    "budget_exceeded",    "insufficient credits",
					    "quota_exceeded"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		for (size_t at = 0; at + n <= len; at++) {
			if (!strncasecmp(body + at, words[i], n))
				return true;
		}
	}
	return false;
}

enum llm_failure llm_failure_of_status(int status, const char *body, size_t len)
{
	if (status >= 300 && status <= 399)
		return FAIL_REDIRECT;
	if (status == 402)
		return FAIL_BUDGET;
	if (status >= 400 && status <= 499 && says_budget(body, len))
		return FAIL_BUDGET;
	if (status == 401 || status == 403)
		return FAIL_AUTH;
	if (status == 404)
		return FAIL_NOT_FOUND;
	if (status == 429)
		return FAIL_RATE;
	if (status == 408 || status == 425)
		return FAIL_OVERLOADED;
	if (status >= 400 && status <= 499)
		return FAIL_REQUEST;
	if (status >= 500)
		return FAIL_OVERLOADED;
	return FAIL_CONTENT_TYPE; /* 1xx, 2xx without a stream */
}

enum llm_failure llm_failure_of_type(const char *type)
{
	static const struct {
		const char *word;
		enum llm_failure failure;
	} types[] = {
		{"insufficient_quota", FAIL_BUDGET},
		{"billing_error", FAIL_BUDGET},
		{"rate_limit_error", FAIL_RATE},
		{"rate_limit_exceeded", FAIL_RATE},
		{"authentication_error", FAIL_AUTH},
		{"permission_error", FAIL_AUTH},
		{"not_found_error", FAIL_NOT_FOUND},
		{"invalid_request_error", FAIL_REQUEST},
		{"request_too_large", FAIL_REQUEST},
		{"content_filter", FAIL_REFUSED},
		{"content_policy_violation", FAIL_REFUSED},
	};

	for (size_t i = 0; type && i < sizeof(types) / sizeof(types[0]); i++) {
		if (!strcmp(type, types[i].word))
			return types[i].failure;
	}
	return FAIL_OVERLOADED;
}
