/*
 * frontdesk.yaml: everything about the gateway that is no intent and no escalation policy.
 *
 * One struct a section. Texts are never NULL unless it is said here. Durations are milliseconds,
 * sizes are bytes. A loaded struct is immutable; a reload makes a new one and keeps to
 * settings_restart_keys() what a running process cannot change.
 */
#ifndef CONFIG_LOAD_SETTINGS_H
#define CONFIG_LOAD_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/cidr.h"
#include "config/load/diag.h"
#include "config/load/locale.h"
#include "config/load/schema.h"
#include "config/load/settings_guard.h"

#define SETTINGS_HOST_SIZE 64

/* An address to listen on. */
struct settings_address {
	char host[SETTINGS_HOST_SIZE]; /* numeric, without brackets */
	unsigned port;                 /* 0 picks a free one */
	bool is_ipv6;
};

struct settings_shop {
	char *name;
	enum locale languages[LOCALE_COUNT]; /* the first one is the fallback */
	size_t language_count;               /* 1 to LOCALE_COUNT, no repeats */
	struct field_texts
		sites;     /* origins that embed the widget, as "https://host[:port]", lower case */
	char *accent;      /* "#rrggbb" */
	char *privacy_url; /* http(s) URL or NULL */
	struct field_texts language_names; /* as written; use `languages` */
};

struct settings_listen {
	char *text; /* as written; use `address` */
	struct settings_address address;
	int64_t backlog;
	bool demo; /* serve the demo shop at / */
};

struct settings_store {
	char *path;    /* data folder */
	int64_t queue; /* operations that may wait for the writer */
	int64_t batch; /* operations in one commit */
};

/* Hard limits; what happens at each stands in its line of config/README.md. */
struct settings_limits {
	int64_t connections; /* 0: derived from the limit of file descriptors */
	int64_t sockets_per_address;
	int64_t connects_per_second; /* an address */
	int64_t sockets_per_conversation;
	int64_t messages_per_second; /* a connection */
	int64_t message_burst;
	int64_t frame_bytes;
	int64_t message_chars;
	int64_t send_buffer; /* bytes that may wait for one connection */
	int64_t http_body;   /* bytes */
	int64_t ping_interval, pong_timeout;
	int64_t login_failures;
	int64_t login_delay; /* after login_failures, doubles with each more */
	int64_t login_delay_max;
	int64_t session; /* an agent's login */
	int64_t drain;   /* shutdown: longest wait for what is under way */
};

struct settings_consent {
	bool required;
	char *version;
	char *text[LOCALE_COUNT]; /* NULL: the built-in text */
};

enum settings_log_level {
	SETTINGS_LOG_ERROR,
	SETTINGS_LOG_WARNING,
	SETTINGS_LOG_INFO,
	SETTINGS_LOG_DEBUG
};
enum settings_log_format { SETTINGS_LOG_TEXT, SETTINGS_LOG_JSON };

struct settings_log {
	int level;  /* enum settings_log_level */
	int format; /* enum settings_log_format */
};

struct settings_metrics {
	bool enabled;
	struct field_texts allow_texts; /* as written; use `allow` */
	struct cidr *allow; /* who may read /metrics, by the address of the connection */
	size_t allow_count;
};

/* Requests to the shop's systems (intents' `action`). */
struct settings_actions {
	char *base_url; /* what "/…" stands below, without a slash at its end; NULL: none */
	struct field_texts
		hosts; /* "host" or "host:port", lower case; empty: those of the catalog */
	int64_t max_in_flight;
	int64_t queue; /* more wait here */
	int64_t cache; /* bytes of answers that are kept; 0: none */
	char *proxy;   /* http(s) URL or NULL */
	char *ca_file; /* PEM file of certificate authorities, or NULL: the system's */
};

enum settings_llm_api { SETTINGS_LLM_OPENAI, SETTINGS_LLM_ANTHROPIC };
enum settings_llm_auth { SETTINGS_AUTH_API, SETTINGS_AUTH_BEARER, SETTINGS_AUTH_API_KEY };
enum settings_llm_limit { SETTINGS_LIMIT_TOKENS, SETTINGS_LIMIT_COMPLETION_TOKENS };

#define SETTINGS_PROVIDERS_MAX 16

struct settings_provider {
	char *name;
	int api; /* enum settings_llm_api */
	char *url;
	char *model;
	char *key;                          /* reference, not the value; NULL when none is needed */
	int auth;                           /* enum settings_llm_auth */
	int64_t connect_timeout;            /* each within the deadline of the reply */
	int64_t first_token_timeout;        /* from the start of a try */
	int64_t idle_timeout;               /* between two parts of a stream */
	int64_t timeout;                    /* of a whole try */
	int64_t concurrency;                /* streams at once */
	double price_in, price_out;         /* of a million tokens */
	bool stream_usage, logprobs, tools; /* what may be asked for */
	int limit_key;                      /* enum settings_llm_limit */
};

struct settings_llm_budget {
	int64_t tokens; /* 0: no limit */
	double money;   /* 0: no limit */
};

struct settings_llm_budgets {
	struct settings_llm_budget reply, conversation, day, month;
};

/* Language models. */
struct settings_llm {
	bool enabled;
	int64_t deadline; /* of a reply, all tries and providers */
	int64_t max_tokens;
	double temperature;
	bool strict;   /* approved texts word for word; no model is asked */
	char *tone;    /* how replies sound, a sentence; NULL: as it comes */
	int64_t queue; /* replies that may wait for a free stream */
	char *proxy;   /* http(s) URL or NULL */
	char *ca_file; /* PEM file of certificate authorities, or NULL: the system's */
	struct settings_llm_budgets budget;
	struct field_list providers; /* of struct settings_provider, tried in this order */
	struct settings_guard guard;
};

/* How messages are matched to intents. */
struct settings_matcher {
	bool refine;        /* better models are trained behind the first ones */
	int64_t model_keep; /* bytes of trained models that are kept in the data folder */
};

/* What the shop wants of its front desk; 0 = no goal. Only `frontdesk report` reads them. */
struct settings_goals {
	double containment, no_answer; /* shares */
	int64_t wait_p90;
	double rating; /* share of thumbs up */
	double score;  /* mean of ratings, 1 to 5 */
	double cost_per_chat;
	double locale_gap; /* difference of shares */
	int64_t locale_wait_gap;
};

/* When changed files go live. */
struct settings_reload {
	bool watch;     /* by themselves; else on SIGHUP only */
	int64_t settle; /* quiet after the last change before they are read */
};

struct settings {
	int64_t version;
	struct settings_shop shop;
	struct settings_listen listen;
	struct field_texts origins;       /* more allowed Origins, as shop.sites */
	struct field_texts trusted_texts; /* as written; use `trusted_proxies` */
	struct cidr *trusted_proxies;     /* whose X-Forwarded-For counts */
	size_t trusted_proxy_count;
	struct settings_store store;
	struct settings_limits limits;
	struct settings_consent consent;
	struct settings_log log;
	struct settings_metrics metrics;
	struct settings_reload reload;
	struct settings_matcher matcher;
	struct settings_actions actions;
	struct settings_llm llm;
	struct settings_goals goals;
};

/* The table of the whole file, for documentation and JSON Schema, and that of its section llm. */
extern const struct field settings_fields[], settings_llm_fields[];

/* Reads the file; `path` NULL, or no file there, gives the defaults. Returns owned settings, or
 * NULL with errors added. */
struct settings *settings_load(const char *path, struct diag *d) MUSTCHECK;
void settings_destroy(struct settings *s);
/* "ADDR:PORT" with a numeric address, "[v6]:PORT", "localhost:PORT" or "*:PORT" (all of IPv4). 0 or
 * -1. */
int settings_parse_address(const char *text, struct settings_address *ret_address) MUSTCHECK;
/* Writes the keys that differ, as below. */
size_t settings_changed_keys(const struct settings *running, const struct settings *loaded,
			     char *out, size_t size);
/* Writes the keys that differ and need a restart, as "listen.address, store.path", cut at `size`.
 * Returns how many. */
size_t settings_restart_keys(const struct settings *running, const struct settings *loaded,
			     char *out, size_t size);

#endif
