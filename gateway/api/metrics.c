/*
 * /metrics in Prometheus' text format 0.0.4. Names follow its conventions: base units, _total for
 * counters.
 */
#include <inttypes.h>
#include <string.h>

#include "gateway/api/api.h"
#include "gateway/llm/status.h"
#include "gateway/session/board.h"
#include "gateway/session/hold.h"

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP frontdesk_%s %s\n# TYPE frontdesk_%s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, uint64_t value)
{
	head(b, name, type, help);
	buf_printf(b, "frontdesk_%s %" PRIu64 "\n", name, value);
}

static void write_traffic(struct buf *b, const struct app *a)
{
	const struct server_counters *n = server_counters(a->server);

	one(b, "connections", "gauge", "Open connections.", n->connections_now);
	one(b, "connections_total", "counter", "Connections accepted.", n->connections_total);
	head(b, "connections_refused_total", "counter", "Connections refused, by cause.");
	buf_printf(b, "frontdesk_connections_refused_total{cause=\"limit\"} %" PRIu64 "\n",
		   n->refused_limit);
	buf_printf(b, "frontdesk_connections_refused_total{cause=\"origin\"} %" PRIu64 "\n",
		   n->refused_origin);
	buf_printf(b, "frontdesk_connections_refused_total{cause=\"rate\"} %" PRIu64 "\n",
		   n->refused_rate);
	buf_printf(b, "frontdesk_connections_refused_total{cause=\"files\"} %" PRIu64 "\n",
		   n->refused_files);
	one(b, "frames_received_total", "counter", "Messages received on WebSockets.",
	    n->frames_in);
	one(b, "frames_sent_total", "counter", "Frames sent on WebSockets.", n->frames_out);
	one(b, "received_bytes_total", "counter", "Bytes received.", n->bytes_in);
	one(b, "sent_bytes_total", "counter", "Bytes sent.", n->bytes_out);
	one(b, "slow_readers_closed_total", "counter", "Sockets closed because they did not read.",
	    n->slow_closed);
	one(b, "http_requests_total", "counter", "HTTP requests.", n->http_requests);
}

static void write_dialog(struct buf *b, const struct hub *h)
{
	const struct hub_counters *n = &h->counters;

	head(b, "messages_total", "counter", "Messages committed, by origin.");
	buf_printf(b, "frontdesk_messages_total{origin=\"customer\"} %" PRIu64 "\n",
		   n->messages_customer);
	buf_printf(b, "frontdesk_messages_total{origin=\"rule\"} %" PRIu64 "\n", n->replies_rule);
	buf_printf(b, "frontdesk_messages_total{origin=\"llm\"} %" PRIu64 "\n", n->replies_llm);
	buf_printf(b, "frontdesk_messages_total{origin=\"agent\"} %" PRIu64 "\n",
		   n->messages_agent);
	one(b, "unanswered_total", "counter", "Turns that no intent answered.", n->unanswered);
	one(b, "replies_refused_total", "counter",
	    "Bot replies refused because the conversation had moved on.", n->replies_refused);
	one(b, "replies_cut_total", "counter",
	    "Replies of language models that were overtaken: by a person, the next message, a "
	    "customer "
	    "who left.",
	    n->replies_cut);
	one(b, "duplicates_total", "counter", "Sends that were there already.", n->duplicates);
	one(b, "offers_total", "counter", "Offers of a person.", n->offers);
	one(b, "broken_patterns_total", "counter", "Patterns skipped because they hit their limit.",
	    n->broken_patterns);
	one(b, "conversations_opened_total", "counter", "Conversations opened.", n->opened);
	one(b, "conversations_resumed_total", "counter", "Conversations resumed.", n->resumed);
	head(b, "handoffs_total", "counter", "Handoffs, by reason.");
	for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++)
		buf_printf(b, "frontdesk_handoffs_total{reason=\"%s\"} %" PRIu64 "\n",
			   esc_reason_name((enum esc_reason)r), n->handoffs[r]);
}

/* The mean absolute error is _absolute_seconds_sum / _seconds_count. */
static void write_wait_error(struct buf *b, const struct hub_wait_error *e)
{
	uint64_t sum = 0;

	head(b, "wait_error_seconds", "histogram",
	     "The wait that a customer was told first, minus the real one until the claim.");
	for (size_t i = 0; i < WAIT_ERROR_BUCKETS; i++) {
		sum += e->buckets[i];
		if (i < WAIT_ERROR_BUCKETS - 1)
			buf_printf(b,
				   "frontdesk_wait_error_seconds_bucket{le=\"%" PRId64
				   "\"} %" PRIu64 "\n",
				   hub_wait_error_ends[i], sum);
	}
	buf_printf(b, "frontdesk_wait_error_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
	buf_printf(b, "frontdesk_wait_error_seconds_sum %.3f\n", (double)e->sum_ms / 1000);
	buf_printf(b, "frontdesk_wait_error_seconds_count %" PRIu64 "\n", sum);
	head(b, "wait_error_absolute_seconds_sum", "counter",
	     "The same without signs; by the count it is the mean absolute error.");
	buf_printf(b, "frontdesk_wait_error_absolute_seconds_sum %.3f\n",
		   (double)e->absolute_ms / 1000);
}

static void write_ratings(struct buf *b, const struct hub_counters *n)
{
	static const char *const by[] = {"assistant", "agent"};

	head(b, "ratings_total", "counter",
	     "Ratings of chats that customers gave or changed, by score and by whom they are "
	     "about.");
	for (size_t w = 0; w < ARRAY_LEN(by); w++) {
		for (size_t s = 0; s < ARRAY_LEN(n->ratings[w]); s++)
			buf_printf(b,
				   "frontdesk_ratings_total{score=\"%zu\",by=\"%s\"} %" PRIu64 "\n",
				   s + 1, by[w], n->ratings[w][s]);
	}
}

/* What the wallboard draws. */
static void write_day(struct buf *b, const struct hub *h)
{
	head(b, "escalations_day", "gauge", "Handoffs of the last 24 hours, by reason and locale.");
	for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++) {
		for (int l = 0; l < LOCALE_COUNT; l++) {
			uint64_t n = board_day_of(h, (enum esc_reason)r, (enum locale)l);
			if (n)
				buf_printf(b,
					   "frontdesk_escalations_day{reason=\"%s\",locale=\"%s\"} "
					   "%" PRIu64 "\n",
					   esc_reason_name((enum esc_reason)r),
					   locale_name((enum locale)l), n);
		}
	}
}

static void write_sla(struct buf *b, struct hub *h)
{
	const struct hub_counters *n = &h->counters;
	struct board_now now;

	board_now(h, &now);
	head(b, "sla_cases", "gauge", "Open cases with a service level, by its state.");
	for (int s = ESC_SLA_OK; s <= ESC_SLA_BREACHED; s++)
		buf_printf(b, "frontdesk_sla_cases{state=\"%s\"} %zu\n",
			   esc_sla_state_name((enum esc_sla_state)s), now.by_sla[s]);
	head(b, "sla_total", "counter", "Service levels met, warned of and breached, by target.");
	for (int t = 0; t < ESC_TARGET_COUNT; t++) {
		const char *name = esc_target_name((enum esc_target)t);
		buf_printf(b,
			   "frontdesk_sla_total{target=\"%s\",result=\"met\"} %" PRIu64 "\n"
			   "frontdesk_sla_total{target=\"%s\",result=\"warned\"} %" PRIu64 "\n"
			   "frontdesk_sla_total{target=\"%s\",result=\"breached\"} %" PRIu64 "\n",
			   name, n->sla_met[t], name, n->sla_warned[t], name, n->sla_breached[t]);
	}
}

static void write_desk(struct buf *b, struct hub *h)
{
	const struct hub_counters *n = &h->counters;
	struct board_now now;

	board_now(h, &now);
	one(b, "queue_cases", "gauge", "Cases in line.", now.waiting);
	one(b, "callback_cases", "gauge", "Cases that wait for a call back.", now.callbacks);
	head(b, "queue_oldest_seconds", "gauge", "How long the oldest case in line has waited.");
	buf_printf(b, "frontdesk_queue_oldest_seconds %.3f\n",
		   now.oldest_ms ? (double)(hub_now(h) - now.oldest_ms) / 1000 : 0);
	one(b, "agents_connected", "gauge", "Agents with an open console.", now.connected);
	one(b, "agents_available", "gauge", "Agents who are available.",
	    now.by_presence[ESC_AVAILABLE]);
	head(b, "agents", "gauge", "Agents with an open console, by presence.");
	buf_printf(b, "frontdesk_agents{presence=\"available\"} %zu\n",
		   now.by_presence[ESC_AVAILABLE]);
	buf_printf(b, "frontdesk_agents{presence=\"busy\"} %zu\n", now.by_presence[ESC_BUSY]);
	buf_printf(b, "frontdesk_agents{presence=\"away\"} %zu\n", now.by_presence[ESC_AWAY]);
	head(b, "chats", "gauge", "Chats whose customer is connected, by who they are with.");
	buf_printf(b, "frontdesk_chats{state=\"bot\"} %zu\n", now.by_state[STORE_BOT]);
	buf_printf(b, "frontdesk_chats{state=\"queued\"} %zu\n", now.by_state[STORE_QUEUED]);
	buf_printf(b, "frontdesk_chats{state=\"human\"} %zu\n", now.by_state[STORE_HUMAN]);
	write_day(b, h);
	one(b, "claims_total", "counter", "Cases claimed.", n->claims);
	one(b, "chats_on_hold", "gauge",
	    "Chats whose agent looks into something, those over included.", hold_count(h));
	one(b, "holds_total", "counter", "Holds that agents began or prolonged.", n->holds);
	one(b, "holds_over_total", "counter",
	    "Holds that took longer than their customers were told.", n->holds_over);
	one(b, "claims_lost_total", "counter", "Claims of a case that was taken.", n->claims_lost);
	head(b, "claim_wait_seconds_sum", "counter", "Sum of waits until the claim.");
	buf_printf(b, "frontdesk_claim_wait_seconds_sum %.3f\n",
		   (double)n->claim_wait_ms_total / 1000);
	write_wait_error(b, &n->wait_error);
	one(b, "cases_closed_total", "counter", "Cases closed by an agent.", n->closed);
	head(b, "dispositions_total", "counter", "Cases closed by an agent, by disposition.");
	for (size_t i = 0; i < n->ending_count; i++)
		buf_printf(b, "frontdesk_dispositions_total{disposition=\"%s\"} %" PRIu64 "\n",
			   n->endings[i].id, n->endings[i].count);
	head(b, "transfers_total", "counter", "Cases transferred, by what to; refused ones too.");
	buf_printf(b, "frontdesk_transfers_total{to=\"team\"} %" PRIu64 "\n", n->transfers_team);
	buf_printf(b, "frontdesk_transfers_total{to=\"agent\"} %" PRIu64 "\n", n->transfers_agent);
	buf_printf(b, "frontdesk_transfers_total{to=\"refused\"} %" PRIu64 "\n",
		   n->transfers_refused);
	one(b, "notes_total", "counter", "Notes and transfers that agents kept with cases.",
	    n->notes);
	one(b, "case_offers_total", "counter", "Offers of a case to an agent.", n->offered);
	one(b, "case_offers_declined_total", "counter", "Offers that the agent did not take.",
	    n->declined);
	one(b, "cases_released_total", "counter",
	    "Cases back in line because their agent was gone.", n->released);
	one(b, "cases_overflowed_total", "counter",
	    "Cases that waited too long and went to another team.", n->overflowed);
	one(b, "cases_expired_total", "counter",
	    "Cases that waited too long and were asked for a contact.", n->expired);
	one(b, "cases_returned_total", "counter", "Cases returned to the assistant.", n->returned);
}

static void write_actions(struct buf *b, const struct actions_counters *n)
{
	head(b, "actions_total", "counter",
	     "Requests to the shop's systems, by outcome: ok, status (an answer other than 2xx), "
	     "cached, cancelled, or why there was no answer.");
	for (int e = 0; e < ACTIONS_ERROR_COUNT; e++) {
		uint64_t value = n->by_error[e];

		if (e == ACTIONS_OK)
			value -= n->ok_refused + n->cached;
		buf_printf(b, "frontdesk_actions_total{outcome=\"%s\"} %" PRIu64 "\n",
			   actions_error_word((enum actions_error)e), value);
	}
	buf_printf(b, "frontdesk_actions_total{outcome=\"status\"} %" PRIu64 "\n", n->ok_refused);
	buf_printf(b, "frontdesk_actions_total{outcome=\"cached\"} %" PRIu64 "\n", n->cached);
	buf_printf(b, "frontdesk_actions_total{outcome=\"cancelled\"} %" PRIu64 "\n", n->cancelled);
	head(b, "action_seconds", "summary",
	     "How long requests to the shop's systems took, all tries and pauses.");
	buf_printf(b,
		   "frontdesk_action_seconds_sum %.3f\nfrontdesk_action_seconds_count %" PRIu64
		   "\n",
		   (double)n->ms_total / 1000, n->finished);
	one(b, "action_retries_total", "counter", "Further tries.", n->retries);
	one(b, "actions_in_flight", "gauge", "Requests to the shop's systems under way.",
	    n->in_flight);
	one(b, "actions_waiting", "gauge", "Requests that wait for one to end.", n->waiting);
}

static void write_process(struct buf *b, const struct app *a)
{
	int64_t commit_ms = 0;
	bool healthy = a->ops->healthy(a->store, &commit_ms);

	one(b, "store_healthy", "gauge", "1 when the last commit worked.", healthy);
	head(b, "store_commit_seconds", "gauge", "How long the last commit took.");
	buf_printf(b, "frontdesk_store_commit_seconds %.3f\n", (double)commit_ms / 1000);
	one(b, "store_backlog", "gauge", "Operations waiting for the store.",
	    a->ops->backlog(a->store));
	one(b, "store_errors_total", "counter", "Operations the store could not do.",
	    a->hub->counters.store_errors);
	one(b, "actions_unreported_total", "counter",
	    "Changes whose result nobody could be told: the chat was over.",
	    a->hub->counters.actions_unreported);
	one(b, "catalogs_kept", "gauge", "Earlier catalogs that open forms still need.",
	    a->hub->old_count);
	head(b, "reloads_total", "counter", "Reloads of the configuration, by result.");
	buf_printf(b, "frontdesk_reloads_total{result=\"ok\"} %u\n", a->reloads_ok);
	buf_printf(b, "frontdesk_reloads_total{result=\"refused\"} %u\n", a->reloads_refused);
	one(b, "refined_total", "counter", "Catalogs that went over to better models.", a->refined);
	head(b, "intents_changed_total", "counter", "Intents that reloads changed, by kind.");
	buf_printf(b, "frontdesk_intents_changed_total{change=\"added\"} %llu\n",
		   (unsigned long long)a->intent_changes[INTENT_ADDED]);
	buf_printf(b, "frontdesk_intents_changed_total{change=\"removed\"} %llu\n",
		   (unsigned long long)a->intent_changes[INTENT_REMOVED]);
	buf_printf(b, "frontdesk_intents_changed_total{change=\"changed\"} %llu\n",
		   (unsigned long long)a->intent_changes[INTENT_CHANGED]);
	one(b, "intents", "gauge", "Intents in the catalog.",
	    intent_catalog_count(a->config->catalog));
	head(b, "info", "gauge", "Version and catalog.");
	buf_printf(b, "frontdesk_info{version=\"%s\",catalog=\"%s\"} 1\n", FRONTDESK_VERSION,
		   intent_catalog_hash(a->config->catalog));
	head(b, "start_time_seconds", "gauge", "When the process started, seconds since 1970.");
	buf_printf(b, "frontdesk_start_time_seconds %.3f\n", (double)a->started_ms / 1000);
}

static bool may_read(const struct settings_metrics *m, const char *address)
{
	uint8_t bytes[CIDR_BYTES];

	if (!m->enabled || cidr_parse_address(address, bytes) != 0)
		return false;
	for (size_t i = 0; i < m->allow_count; i++) {
		if (cidr_has(&m->allow[i], bytes))
			return true;
	}
	return false;
}

void api_metrics(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;
	struct buf b;

	if (!may_read(&a->config->settings->metrics, r->address)) {
		api_error(s, r->id, a->config->settings->metrics.enabled ? 403 : 404,
			  a->config->settings->metrics.enabled ? "forbidden" : "not_found", 0);
		return;
	}
	buf_init(&b, BUF_MAX_HTTP);
	write_traffic(&b, a);
	write_dialog(&b, a->hub);
	write_ratings(&b, &a->hub->counters);
	write_desk(&b, a->hub);
	write_sla(&b, a->hub);
	write_actions(&b, actions_counters(a->actions));
	llm_metrics(a->llm, &b);
	write_process(&b, a);
	server_http_reply(s, r->id,
			  &(struct http_reply){.status = 200,
					       .type = "text/plain; version=0.0.4; charset=utf-8",
					       .body = b.bytes,
					       .body_len = b.len});
	buf_dispose(&b);
}
