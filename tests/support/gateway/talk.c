#include "tests/support/gateway/talk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/evidence.h"

#define NUMBER                                                                         \
	"      order_number: {pattern: '\\d{6,10}', ask: {en: 'Which order number?', " \
	"de: 'Welche Bestellnummer?', zh-Hans: '订单号是多少？'}, "             \
	"retry: {en: 'It has 6 to 10 digits.'}}\n"

const char FORMS_YAML[] =
	"version: 1\n"
	"intents:\n"
	"  - id: track\n"
	"    title: {en: Track an order, de: Bestellung verfolgen}\n"
	"    patterns: ['\\btrack\\b', {regex: 'verfolgen', locale: de}, {regex: '查订单', locale: "
	"zh-Hans}]\n"
	"    slots:\n" NUMBER
	"    reply: {en: 'Order {order_number} is on its way.', de: 'Bestellung {order_number} ist "
	"unterwegs.', zh-Hans: '订单 {order_number} 已发出。'}\n"
	"  - id: fitting\n"
	"    title: A fitting\n"
	"    patterns: ['\\bfitting\\b']\n"
	"    slots:\n"
	"      email: {type: email, attempts: 2, ask: {en: 'Which e-mail address?'}}\n"
	"      size: {values: {s: {en: [small]}, l: {en: [large]}}, ask: {en: 'Which size?'}}\n"
	"      wish: {type: text, ask: {en: 'Anything else we should know?'}}\n"
	"      phone: {type: phone, optional: true}\n"
	"    reply: {en: 'Booked for {email}, size {size}: {wish}.'}\n"
	"  - id: status\n"
	"    title: Order status\n"
	"    patterns: ['\\bstatus\\b']\n"
	"    slots:\n" NUMBER
	"    action: {get: 'https://shop.example/orders/{order_number}', results: {state: "
	"'$.state'}, accept: [404]}\n"
	"    reply_if:\n"
	"      - {when: {facts: {action.http_status: 404}}, reply: {en: 'I find no order "
	"{order_number}.'}}\n"
	"    reply: {en: 'Order {order_number} is {action.state}.'}\n"
	"    reply_failed: {en: 'I cannot look that up.'}\n"
	"  - id: cancel\n"
	"    title: Cancel an order\n"
	"    patterns: ['\\bcancel my order\\b', '\\bstorno\\b']\n"
	"    slots:\n" NUMBER "    action:\n"
	"      post: 'https://shop.example/orders/{order_number}/cancel'\n"
	"      body: {by: chat}\n"
	"      results: {state: '$.state'}\n"
	"      confirm: {en: 'Shall I cancel order {order_number}?'}\n"
	"    reply: {en: 'Order {order_number} is {action.state}.'}\n"
	"    reply_failed: {en: 'I could not cancel it.'}\n"
	"  - id: pay\n"
	"    title: Ways to pay\n"
	"    patterns: ['\\bpay\\b']\n"
	"    reply: {en: ['Card or invoice.', 'We take cards and invoices.', 'Pay by card or "
	"invoice.']}\n"
	"  - id: hours\n"
	"    title: Opening hours\n"
	"    patterns: ['\\bhours\\b']\n"
	"    reply: {en: 'Nine to six.'}\n"
	"  - id: how_long\n"
	"    title: How long\n"
	"    follows: [track]\n"
	"    patterns: ['\\bhow long\\b']\n"
	"    reply: {en: 'Two more days.'}\n"
	"  - id: checkout\n"
	"    title: Checkout help\n"
	"    when: {page: '/checkout', facts: {customer.tier: [gold]}}\n"
	"    patterns: ['\\bstuck\\b']\n"
	"    reply: {en: 'Gold customers call us.'}\n"
	"  - id: person\n"
	"    title: A person\n"
	"    patterns: ['\\bhuman\\b']\n"
	"    reply: {en: 'Never said.'}\n"
	"    handoff: always\n"
	"    signal: request\n";

void talk_init(struct talk *t, const char *yaml)
{
	*t = (struct talk){.config = config_of(FORMS_POLICY, yaml), .locale = "en"};
	t->env = (struct dialog_env){.catalog = t->config->catalog,
				     .policy = t->config->policy,
				     .scratch = intent_scratch_create(),
				     .shop = "Northwind",
				     .channel = "widget"};
}

void talk_dispose(struct talk *t)
{
	dialog_step_dispose(&t->step);
	dialog_memory_free(t->memory);
	intent_scratch_destroy(t->env.scratch);
	config_set_destroy(t->config);
}

static void remember(struct talk *t)
{
	struct buf b;

	if (!t->step.memory)
		return;
	buf_init(&b, BUF_MAX_JSON);
	memory_write(t->step.memory, &b);
	cr_assert_eq(buf_check(&b), 0);
	dialog_memory_free(t->memory);
	t->memory = memory_read(b.bytes);
	cr_assert(t->memory, "%s", b.bytes);
	buf_dispose(&b);
}

static struct dialog_turn turn_of(const struct talk *t, const char *text)
{
	return (struct dialog_turn){.locale = t->locale,
				    .text = text,
				    .len = strlen(text),
				    .seq = t->seq,
				    .conversation = "talk",
				    .page = t->page,
				    .facts = t->facts,
				    .fact_count = t->fact_count};
}

const char *talk_say_once(struct talk *t, const char *text)
{
	t->seq += 2;
	struct dialog_turn turn = turn_of(t, text);
	dialog_step_dispose(&t->step);
	dialog_decide(&t->env, t->memory, &turn, &t->step);
	remember(t);
	return t->step.reply ? t->step.reply : "";
}

const char *talk_say(struct talk *t, const char *text)
{
	struct dialog_result results[DIALOG_RESULTS_MAX];
	char ids[DIALOG_RESULTS_MAX][INTENT_ID_MAX + 1];
	struct dialog_turn turn;

	(void)talk_say_once(t, text);
	turn = turn_of(t, text);
	turn.results = results;
	while (t->step.act == DIALOG_ACTION) {
		cr_assert_lt(turn.result_count, DIALOG_RESULTS_MAX, "too many requests in a turn");
		struct dialog_result *r = &results[turn.result_count];
		snprintf(ids[turn.result_count], sizeof ids[0], "%s", intent_id(t->step.acting));
		*r = (struct dialog_result){.intent = ids[turn.result_count],
					    .failed = t->status == 0,
					    .word = t->status ? NULL : "timeout",
					    .status = t->status,
					    .json = t->json ? t->json : "",
					    .len = t->json ? strlen(t->json) : 0};
		turn.result_count++;
		t->sent++;
		snprintf(t->url, sizeof t->url, "%s", t->step.request.url);
		dialog_step_dispose(&t->step);
		dialog_decide(&t->env, t->memory, &turn, &t->step);
		remember(t);
	}
	return t->step.reply ? t->step.reply : "";
}

const char *talk_hear(struct talk *t, const char *text, const struct dialog_said *said)
{
	struct dialog_turn turn = turn_of(t, text);

	turn.said = said;
	dialog_step_dispose(&t->step);
	dialog_decide(&t->env, t->memory, &turn, &t->step);
	remember(t);
	return t->step.reply ? t->step.reply : "";
}

const char *talk_slot(const struct talk *t, const char *name)
{
	const char *value =
		t->memory && t->memory->form ? dialog_form_get(t->memory->form, name) : NULL;

	return value ? value : "";
}

char *talk_evidence(const struct talk *t, const char *text)
{
	struct dialog_turn turn = turn_of(t, text);

	return evidence_decision(&t->env, &turn, &t->step, 1790000000000);
}
