/*
 * The field tables of frontdesk.yaml: what there is, its default, its range, its line of
 * documentation. Nothing else.
 *
 * Ranges are hard ceilings: a file may lower a limit, never raise it over what the code was built
 * and tested for.
 */
#include "config/load/settings.h"

#include <stddef.h>

#define END                 \
	{                   \
		.key = NULL \
	}
#define SECOND 1000.0
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)
#define KIB 1024.0
#define MIB (1024 * KIB)

#define AT(member) .offset = offsetof(struct settings_shop, member)
static const struct field shop_fields[] = {
	{"name", FIELD_TEXT, AT(name), .fallback = "Shop", .min = 1, .max = 200,
	 .doc = "Name that customers read, also in the AI notice"},
	{"languages", FIELD_TEXTS, AT(language_names), .fallback = "en, de, fr, zh-Hant, zh-Hans",
	 .doc = "Languages of the shop; the first one is used for customers who speak none of "
		"them"},
	{"sites", FIELD_TEXTS, AT(sites),
	 .doc = "Origins of the shops that embed the widget, such as https://shop.example"},
	{"accent", FIELD_TEXT, AT(accent), .fallback = "#0f766e",
	 .doc = "Colour of the widget, #rrggbb"},
	{"privacy_url", FIELD_TEXT, AT(privacy_url), .max = 2000,
	 .doc = "Address of the privacy notice that the AI notice links to"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_listen, member), .restart = true
static const struct field listen_fields[] = {
	{"address", FIELD_TEXT, AT(text), .fallback = "127.0.0.1:8080",
	 .doc = "ADDRESS:PORT with a numeric address; port 0 picks a free one"},
	{"backlog", FIELD_INT, AT(backlog), .fallback = "4096", .min = 16, .max = 65535,
	 .doc = "Connections that may wait to be accepted; the system may lower it "
		"(net.core.somaxconn)"},
	{"demo", FIELD_BOOL, AT(demo), .fallback = "true",
	 .doc = "Serve a demo shop at /; set to false in production"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_store, member), .restart = true
static const struct field store_fields[] = {
	{"path", FIELD_TEXT, AT(path), .fallback = "data", .min = 1, .max = 4000,
	 .doc = "Data folder, made if missing; relative to the folder that frontdesk is started "
		"in"},
	{"queue", FIELD_INT, AT(queue), .fallback = "10000", .min = 16, .max = 1000000,
	 .doc = "Writes that may wait; more are answered store_unavailable"},
	{"batch", FIELD_INT, AT(batch), .fallback = "512", .min = 1, .max = 10000,
	 .doc = "Writes that share one commit at most"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_limits, member)
static const struct field limits_fields[] = {
	{"connections", FIELD_INT, AT(connections), .fallback = "0", .min = 0, .max = 1000000,
	 .restart = true,
	 .doc = "Open connections; 0 derives it from the limit of file descriptors. More are "
		"refused"},
	{"sockets_per_address", FIELD_INT, AT(sockets_per_address), .fallback = "256", .min = 1,
	 .max = 1000000, .doc = "Open sockets of one address. More are answered 429"},
	{"connects_per_second", FIELD_INT, AT(connects_per_second), .fallback = "50", .min = 1,
	 .max = 100000, .doc = "New sockets of one address a second. More are answered 429"},
	{"sockets_per_conversation", FIELD_INT, AT(sockets_per_conversation), .fallback = "8",
	 .min = 1, .max = 64,
	 .doc = "Tabs of one customer in one conversation. One more is closed with 1008"},
	{"messages_per_second", FIELD_INT, AT(messages_per_second), .fallback = "20", .min = 1,
	 .max = 100000, .doc = "Frames of one connection a second. More are answered rate_limited"},
	{"message_burst", FIELD_INT, AT(message_burst), .fallback = "40", .min = 1, .max = 100000,
	 .doc = "Frames that one connection may send at once"},
	{"frame_bytes", FIELD_SIZE, AT(frame_bytes), .fallback = "64KiB", .min = 1 * KIB,
	 .max = 1 * MIB, .restart = true,
	 .doc = "Bytes of one frame. A larger one is answered too_large, one of many times that "
		"closes the socket with 1009"},
	{"message_chars", FIELD_INT, AT(message_chars), .fallback = "8000", .min = 1, .max = 8000,
	 .doc = "Characters of one message. A longer one is answered too_large"},
	{"send_buffer", FIELD_SIZE, AT(send_buffer), .fallback = "1MiB", .min = 64 * KIB,
	 .max = 64 * MIB,
	 .doc = "Bytes that may wait for one slow reader. At more it is closed with 1013"},
	{"http_body", FIELD_SIZE, AT(http_body), .fallback = "16KiB", .min = 1 * KIB,
	 .max = 1 * MIB, .doc = "Bytes of one HTTP request body. A larger one is answered 413"},
	{"ping_interval", FIELD_DURATION, AT(ping_interval), .fallback = "30s", .min = 1 * SECOND,
	 .max = 1 * HOUR, .doc = "Silence after which a connection is pinged"},
	{"pong_timeout", FIELD_DURATION, AT(pong_timeout), .fallback = "15s", .min = 1 * SECOND,
	 .max = 1 * HOUR,
	 .doc = "Wait for the answer to a ping. Without one the connection is dropped"},
	{"login_failures", FIELD_INT, AT(login_failures), .fallback = "5", .min = 1, .max = 1000,
	 .doc = "Failed logins of one name from one address before the throttle begins"},
	{"login_delay", FIELD_DURATION, AT(login_delay), .fallback = "2s", .min = 1 * SECOND,
	 .max = 1 * HOUR, .doc = "First wait of the throttle; doubles with each further failure"},
	{"login_delay_max", FIELD_DURATION, AT(login_delay_max), .fallback = "15m",
	 .min = 1 * SECOND, .max = 1 * DAY, .doc = "Longest wait of the throttle"},
	{"session", FIELD_DURATION, AT(session), .fallback = "12h", .min = 60 * SECOND,
	 .max = 30 * DAY, .doc = "Life of an agent's login. Then the socket is closed with 4401"},
	{"drain", FIELD_DURATION, AT(drain), .fallback = "10s", .min = 0, .max = 1 * HOUR,
	 .doc = "Longest wait at shutdown for what is under way"},
	END,
};
#undef AT

#define AT(l) .offset = sizeof(char *) * (l), .max = 4000
static const struct field notice_fields[] = {
	{"en", FIELD_TEXT, AT(LOCALE_EN), .doc = "English text"},
	{"de", FIELD_TEXT, AT(LOCALE_DE), .doc = "German text"},
	{"fr", FIELD_TEXT, AT(LOCALE_FR), .doc = "French text"},
	{"zh-Hant", FIELD_TEXT, AT(LOCALE_ZH_HANT), .doc = "Traditional Chinese text"},
	{"zh-Hans", FIELD_TEXT, AT(LOCALE_ZH_HANS), .doc = "Simplified Chinese text"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_consent, member)
static const struct field consent_fields[] = {
	{"required", FIELD_BOOL, AT(required), .fallback = "true",
	 .doc = "Ask before the first message is stored"},
	{"version", FIELD_TEXT, AT(version), .fallback = "1", .min = 1, .max = 64,
	 .doc = "Version of the notice; stored with each answer. Change it with the text"},
	{"text", FIELD_MAP, AT(text), .fields = notice_fields,
	 .doc = "Own text of the AI notice per language; {shop} becomes the shop's name"},
	END,
};
#undef AT

static const char *const log_levels[] = {"error", "warning", "info", "debug", NULL};
static const char *const log_formats[] = {"text", "json", NULL};

#define AT(member) .offset = offsetof(struct settings_log, member)
static const struct field log_fields[] = {
	{"level", FIELD_WORD, AT(level), .fallback = "info", .words = log_levels,
	 .doc = "Least important line that is logged"},
	{"format", FIELD_WORD, AT(format), .fallback = "text", .words = log_formats,
	 .restart = true,
	 .doc = "Lines for people (text) or for programs (json); message texts are in neither"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_metrics, member)
static const struct field metrics_fields[] = {
	{"enabled", FIELD_BOOL, AT(enabled), .fallback = "true",
	 .doc = "Serve /metrics for Prometheus"},
	{"allow", FIELD_TEXTS, AT(allow_texts), .fallback = "127.0.0.0/8, ::1",
	 .doc = "Addresses and networks that may read /metrics. Others are answered 403"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_actions, member)
static const struct field actions_fields[] = {
	{"base_url", FIELD_TEXT, AT(base_url), .max = 2000,
	 .doc = "What actions with a relative URL (/orders/…) stand below. Left out: /demo/api of "
		"this gateway while the demo shop is served"},
	{"hosts", FIELD_TEXTS, AT(hosts),
	 .doc = "Hosts that actions may call, as host or host:port; empty: those that stand in "
		"the intents' actions"},
	{"max_in_flight", FIELD_INT, AT(max_in_flight), .fallback = "32", .min = 1, .max = 256,
	 .doc = "Requests under way at once. More wait in line"},
	{"queue", FIELD_INT, AT(queue), .fallback = "256", .min = 0, .max = 10000,
	 .doc = "Requests that may wait, each no longer than its timeout. More fail at once"},
	{"cache", FIELD_SIZE, AT(cache), .fallback = "4MiB", .min = 0, .max = 64 * MIB,
	 .doc = "Bytes of answers that are kept for actions with cache:; the longest unused go "
		"first"},
	{"proxy", FIELD_TEXT, AT(proxy), .max = 2000,
	 .doc = "HTTP proxy for actions; the environment's (https_proxy) is not used"},
	{"ca_file", FIELD_TEXT, AT(ca_file), .max = 4000,
	 .doc = "PEM file of the certificate authorities to trust instead of the system's"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_reload, member)
static const struct field reload_fields[] = {
	{"watch", FIELD_BOOL, AT(watch), .fallback = "true",
	 .doc = "Read changed files by themselves, not only on SIGHUP"},
	{"settle", FIELD_DURATION, AT(settle), .fallback = "500ms", .min = 50, .max = 60 * SECOND,
	 .doc = "Quiet after the last change before the files are read"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_matcher, member)
static const struct field matcher_fields[] = {
	{"refine", FIELD_BOOL, AT(refine), .fallback = "true",
	 .doc = "Train better models in the background once a catalog serves, and go over to them"},
	{"model_keep", FIELD_SIZE, AT(model_keep), .fallback = "512MiB", .max = 65536 * MIB,
	 .doc = "Bytes of trained models kept in the data folder, so that a restart does not train "
		"again; the oldest go first"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_goals, member)
static const struct field goals_fields[] = {
	{"containment", FIELD_REAL, AT(containment), .fallback = "0", .min = 0, .max = 1,
	 .doc = "Share of chats that the assistant answers to their end, at least; 0: no goal"},
	{"no_answer", FIELD_REAL, AT(no_answer), .fallback = "0", .min = 0, .max = 1,
	 .doc = "Share of turns that nothing fits, at most; 0: no goal"},
	{"wait_p90", FIELD_DURATION, AT(wait_p90), .fallback = "0s", .min = 0, .max = 30 * DAY,
	 .doc = "Nine in ten are taken from the line within; 0s: no goal"},
	{"rating", FIELD_REAL, AT(rating), .fallback = "0", .min = 0, .max = 1,
	 .doc = "Share of thumbs that are up, at least; 0: no goal"},
	{"score", FIELD_REAL, AT(score), .fallback = "0", .min = 0, .max = 5,
	 .doc = "Mean score of the chats that customers rated from 1 to 5, at least; 0: no goal"},
	{"cost_per_chat", FIELD_REAL, AT(cost_per_chat), .fallback = "0", .min = 0, .max = 1000000,
	 .doc = "Cost of language models for a chat, at most, by the prices of the providers; 0: "
		"no goal"},
	{"locale_gap", FIELD_REAL, AT(locale_gap), .fallback = "0", .min = 0, .max = 1,
	 .doc = "Difference of containment and of no_answer between the best and the worst "
		"language, at most; 0: no goal"},
	{"locale_wait_gap", FIELD_DURATION, AT(locale_wait_gap), .fallback = "0s", .min = 0,
	 .max = 30 * DAY,
	 .doc = "Difference of wait_p90 between the best and the worst language, at most; 0s: no "
		"goal"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings, member)
const struct field settings_fields[] = {
	{"version", FIELD_INT, AT(version), .fallback = "1", .min = 1, .max = 1,
	 .doc = "Version of this file's format"},
	{"shop", FIELD_MAP, AT(shop), .fields = shop_fields,
	 .doc = "What customers see of the shop"},
	{"listen", FIELD_MAP, AT(listen), .fields = listen_fields,
	 .doc = "Where the gateway listens"},
	{"origins", FIELD_TEXTS, AT(origins),
	 .doc = "Further Origins that may open sockets, besides the gateway's own"},
	{"trusted_proxies", FIELD_TEXTS, AT(trusted_texts),
	 .doc = "Addresses and networks of proxies whose X-Forwarded-For is believed"},
	{"store", FIELD_MAP, AT(store), .fields = store_fields,
	 .doc = "Where conversations are kept"},
	{"limits", FIELD_MAP, AT(limits), .fields = limits_fields, .doc = "Hard limits"},
	{"consent", FIELD_MAP, AT(consent), .fields = consent_fields,
	 .doc = "Consent and AI notice"},
	{"log", FIELD_MAP, AT(log), .fields = log_fields, .doc = "Log on stderr"},
	{"metrics", FIELD_MAP, AT(metrics), .fields = metrics_fields, .doc = "Metrics"},
	{"reload", FIELD_MAP, AT(reload), .fields = reload_fields,
	 .doc = "When changed files go live"},
	{"matcher", FIELD_MAP, AT(matcher), .fields = matcher_fields,
	 .doc = "How messages are matched to intents"},
	{"actions", FIELD_MAP, AT(actions), .fields = actions_fields,
	 .doc = "Requests to the shop's own systems"},
	{"llm", FIELD_MAP, AT(llm), .fields = settings_llm_fields, .doc = "Language models"},
	{"goals", FIELD_MAP, AT(goals), .fields = goals_fields,
	 .doc = "What `frontdesk report` measures the desk by"},
	END,
};
#undef AT
