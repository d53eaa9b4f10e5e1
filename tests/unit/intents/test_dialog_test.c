/* Conversation tests as they stand in the file. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "intents/dialog_test.h"
#include "tests/unit/intents/help.h"

static const char yaml[] =
	"intents:\n"
	"  - id: track\n"
	"    patterns: [track]\n"
	"    reply: {de: x, en: y}\n"
	"    slots: {order: {pattern: '\\d+', ask: {de: '?', en: '?'}}}\n"
	"    action: {get: /x}\n"
	"    reply_failed: {de: x, en: y}\n"
	"    tests:\n"
	"      - {say: track it, locale: en}\n"
	"      - locale: en\n"
	"        page: https://shop.example/cart\n"
	"        turns:\n"
	"          - {say: track it, intent: track, reply: number, not_reply: sorry, label: true}\n"
	"          - {say: 4711, slots: {order: 4711}, action: {status: open, eta: ''}}\n"
	"          - {say: again, action: failed, label: false, escalate: request, team: default, "
	"state: queued}\n"
	"      - turns: [{say: hallo}]\n";

Test(dialog_test, what_the_file_says)
{
	struct intent_catalog *c = catalog_good(yaml);

	cr_expect_eq(intent_catalog_test_count(c), 1, "tests of one message are apart");
	cr_assert_eq(intent_catalog_dialog_test_count(c), 2);
	struct intent_dialog_test t = intent_catalog_dialog_test(c, 0);
	cr_expect_str_eq(intent_id(t.intent), "track");
	cr_expect_str_eq(t.locale, "en");
	cr_expect_str_eq(t.page, "https://shop.example/cart");
	cr_expect_eq(t.at.line, 10);
	cr_assert_eq(t.turn_count, 3);
	const struct intent_dialog_turn *turn = &t.turns[0];
	cr_expect_str_eq(turn->say, "track it");
	cr_expect_str_eq(turn->intent, "track");
	cr_expect_str_eq(turn->reply, "number");
	cr_expect_str_eq(turn->not_reply, "sorry");
	cr_expect(turn->has_label && turn->label);
	cr_expect_not(turn->has_action);
	cr_expect_null(turn->escalate);
	cr_expect_eq(turn->slot_count, 0);
	cr_expect_eq(turn->at.line, 13);
	turn = &t.turns[1];
	cr_assert_eq(turn->slot_count, 1);
	cr_expect_str_eq(turn->slots[0].name, "order");
	cr_expect_str_eq(turn->slots[0].value, "4711");
	cr_expect_eq(turn->slots[0].at.line, 14);
	cr_assert_eq(turn->result_count, 2);
	cr_expect_str_eq(turn->results[1].name, "eta");
	cr_expect_str_eq(turn->results[1].value, "");
	cr_expect(turn->has_action && !turn->action_failed && !turn->has_label);
	turn = &t.turns[2];
	cr_expect(turn->has_action && turn->action_failed);
	cr_expect(turn->has_label && !turn->label);
	cr_expect_str_eq(turn->escalate, "request");
	cr_expect_str_eq(turn->team, "default");
	cr_expect_str_eq(turn->state, "queued");
	t = intent_catalog_dialog_test(c, 1);
	cr_expect_str_eq(t.locale, "de", "the catalog's first");
	cr_expect_null(t.page);
	intent_catalog_destroy(c);
}
