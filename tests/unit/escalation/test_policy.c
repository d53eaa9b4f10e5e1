/*
 * escalation.yaml: defaults, what a file changes, and every mistake with its place.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "escalation/cues.h"
#include "escalation/policy.h"

static struct esc_policy *load(const char *yaml, struct diag *d)
{
	diag_init(d);
	return esc_policy_parse("e.yaml", yaml, strlen(yaml), d);
}

static void expect_error(const char *yaml, const char *want)
{
	struct diag d;
	struct esc_policy *p = load(yaml, &d);
	char line[400] = "";

	cr_assert_null(p, "must not load: %s", yaml);
	cr_assert_gt(d.error_count, 0);
	diag_sort(&d);
	(void)diag_format(&d.items[0], line, sizeof(line));
	cr_assert_not_null(strstr(line, want), "for\n%s\nexpected \"%s\", got \"%s\"", yaml, want,
			   line);
	diag_dispose(&d);
}

Test(policy, defaults_without_a_file)
{
	struct diag d;
	struct esc_policy *p;

	diag_init(&d);
	p = esc_policy_load("/nonexistent/escalation.yaml", &d);
	cr_assert_not_null(p, "a file that is not there means defaults");
	cr_assert_float_eq(esc_policy_offer_at(p), 2.0, 0);
	cr_assert_float_eq(esc_policy_transfer_at(p), 3.0, 0);
	cr_assert_eq(esc_policy_queue_cap(p), 1000);
	cr_assert_eq(esc_policy_agent_capacity(p), 10);
	cr_assert_eq(esc_policy_max_wait_ms(p, "support"), 0);
	cr_assert_str_eq(esc_policy_team(p, ESC_COMPLAINT, "de"), "support");
	for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++) {
		int priority = esc_policy_priority(p, (enum esc_reason)r);

		cr_assert(priority >= 1 && priority <= 9, "priority of %s",
			  esc_reason_name((enum esc_reason)r));
	}
	cr_assert_eq(strncmp(esc_policy_hash(p), "sha256:", 7), 0);
	cr_assert_eq(strlen(esc_policy_hash(p)), 71);
	esc_policy_destroy(p);
	diag_dispose(&d);
}

Test(policy, the_shipped_file_is_the_defaults)
{
	struct diag d;
	struct esc_policy *shipped, *none;

	diag_init(&d);
	shipped = esc_policy_load("config/escalation.yaml", &d);
	none = esc_policy_load(NULL, &d);
	diag_print(&d, stderr);
	cr_assert_not_null(shipped,
			   "config/escalation.yaml must load (run from the project's folder)");
	cr_assert_eq(access("config/escalation.yaml", R_OK), 0, "run from the project's folder");
	cr_assert_eq(memcmp(esc_policy_weights(shipped), esc_policy_weights(none),
			    sizeof(struct esc_weights)),
		     0, "config/escalation.yaml says other weights than the defaults");
	for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++)
		cr_assert_eq(esc_policy_priority(shipped, (enum esc_reason)r),
			     esc_policy_priority(none, (enum esc_reason)r));
	cr_assert_eq(esc_policy_disposition_count(shipped), esc_policy_disposition_count(none));
	for (size_t i = 0; i < esc_policy_disposition_count(none); i++) {
		cr_assert_str_eq(esc_policy_disposition_at(shipped, i),
				 esc_policy_disposition_at(none, i));
		for (int l = 0; l < LOCALE_COUNT; l++)
			cr_assert_str_eq(esc_policy_disposition_title(shipped, i, (enum locale)l),
					 esc_policy_disposition_title(none, i, (enum locale)l));
	}
	for (int l = 0; l < LOCALE_COUNT; l++)
		cr_assert_str_eq(esc_policy_team_title(shipped, "support", (enum locale)l),
				 esc_policy_team_title(none, "support", (enum locale)l));
	cr_assert_eq(esc_policy_reopen_within_ms(shipped), esc_policy_reopen_within_ms(none));
	cr_assert_str_neq(esc_policy_hash(shipped), esc_policy_hash(none));
	esc_policy_destroy(shipped);
	esc_policy_destroy(none);
	diag_dispose(&d);
}

Test(policy, teams_and_routes)
{
	struct diag d;
	struct esc_policy *p = load("teams: [{name: first}, {name: safety}, {name: berlin}]\n"
				    "routes:\n  - {reason: sensitive, team: safety}\n"
				    "  - {reason: complaint, locale: de, team: berlin}\n"
				    "  - {locale: fr, team: safety}\n"
				    "priorities: {request: 9}\nqueue: {max_wait: 15m}\n",
				    &d);

	diag_print(&d, stderr);
	cr_assert_not_null(p);
	cr_assert_str_eq(esc_policy_team(p, ESC_SENSITIVE, "de"), "safety");
	cr_assert_str_eq(esc_policy_team(p, ESC_COMPLAINT, "de"), "berlin");
	cr_assert_str_eq(esc_policy_team(p, ESC_COMPLAINT, "en"), "first");
	cr_assert_str_eq(esc_policy_team(p, ESC_REQUEST, "fr"), "safety");
	cr_assert_str_eq(esc_policy_team(p, ESC_REQUEST, NULL), "first");
	cr_assert_eq(esc_policy_priority(p, ESC_REQUEST), 9);
	cr_assert_eq(esc_policy_max_wait_ms(p, "support"), 15 * 60 * 1000);
	esc_policy_destroy(p);
	diag_dispose(&d);
}

Test(policy, titles_and_dispositions)
{
	struct diag d;
	struct esc_policy *p =
		load("teams: [{name: first}, {name: safety, title: {de: Sicherheit}}]\n"
		     "dispositions:\n  - {id: sold, title: {en: Sold, fr: Vendu}}\n"
		     "  - {id: no}\nreopen_within: 10m\n",
		     &d);

	diag_print(&d, stderr);
	cr_assert_not_null(p);
	cr_assert(esc_policy_has_team(p, "safety"));
	cr_assert_not(esc_policy_has_team(p, "support"), "the shipped one is gone");
	cr_assert_str_eq(esc_policy_team_title(p, "safety", LOCALE_DE), "Sicherheit");
	cr_assert_str_eq(esc_policy_team_title(p, "safety", LOCALE_FR), "Sicherheit");
	cr_assert_str_eq(esc_policy_team_title(p, "first", LOCALE_DE), "first");
	cr_assert_str_eq(esc_policy_team_title(p, "gone", LOCALE_DE), "gone");
	cr_assert_eq(esc_policy_disposition_count(p), 2);
	cr_assert(esc_policy_has_disposition(p, "sold"));
	cr_assert_not(esc_policy_has_disposition(p, "resolved"), "a list replaces the shipped one");
	cr_assert_str_eq(esc_policy_disposition_title(p, 0, LOCALE_FR), "Vendu");
	cr_assert_str_eq(esc_policy_disposition_title(p, 0, LOCALE_DE), "Sold");
	cr_assert_str_eq(esc_policy_disposition_title(p, 1, LOCALE_DE), "no");
	cr_assert_eq(esc_policy_reopen_within_ms(p), 10 * 60 * 1000);
	esc_policy_destroy(p);
	diag_dispose(&d);
	expect_error("dispositions: [{id: a}, {id: a}]\n", "stands here twice");
	expect_error("dispositions: [{id: 'not solved'}]\n", "has other characters");
	expect_error("dispositions: [{title: {en: x}}]\n", "id");
}

Test(policy, the_shop_has_cues_of_its_own)
{
	static const char text[] = "i want a chargeback now";
	struct cue_found found[CUE_COUNT];
	struct diag d;
	struct esc_policy *p = load("cues:\n  sensitive:\n    - '\\bchargeback\\b'\n"
				    "  complaint:\n    - {regex: now, locale: de, p: 0.6}\n",
				    &d);

	diag_print(&d, stderr);
	cr_assert_not_null(p);
	cues_find(esc_policy_cues(p), text, strlen(text), "en", found);
	cr_assert_float_eq(found[CUE_SENSITIVE].p, 1.0, 0);
	cr_assert_float_eq(found[CUE_COMPLAINT].p, 0.0, 0, "a cue of another language");
	cues_find(esc_policy_cues(p), text, strlen(text), "de", found);
	cr_assert_float_eq(found[CUE_COMPLAINT].p, 0.6, 0);
	esc_policy_destroy(p);
	diag_dispose(&d);
}

Test(policy, mistakes_have_places)
{
	expect_error("scores: {}\n", "e.yaml:1:1: error: unknown key 'scores'");
	expect_error("score:\n  offer_at: 4.0\n",
		     "e.yaml:2:13: error: offer_at: 4 is more than transfer_at: 3");
	expect_error("weights: {anger: lots}\n", "e.yaml:1:18: error: anger: expected a number");
	expect_error("weights: {thanks: 1}\n", "e.yaml:1:19: error: thanks: 1 is out of range");
	expect_error("version: 2\n", "e.yaml:1:10: error: version");
	expect_error("teams: [{name: a}, {name: a}]\n", "team 'a' stands here twice");
	expect_error("routes: [{team: nobody}]\n",
		     "e.yaml:1:17: error: team: there is no team 'nobody'");
	expect_error("routes: [{reason: complaints, team: support}]\n",
		     "did you mean 'complaint'?");
	expect_error("teams: [{name: support}]\nroutes: [{locale: deu, team: support}]\n",
		     "e.yaml:2:19: error: locale");
	expect_error("queue: {cap: 0}\n", "cap: 0 is out of range");
	expect_error("queue: {cap: 1, cap: 2}\n", "e.yaml:1:17: error");
	expect_error("hours: {zone: Europe/Berlln, open: []}\n",
		     "e.yaml:1:15: error: zone: 'Europe/Berlln'");
	expect_error("hours: {open: [{days: mo, from: '09:00', to: '18:00'}]}\n",
		     "e.yaml:1:23: error: days: 'mo'");
	expect_error("hours: {open: [{days: mon, from: '9:00', to: '18:00'}]}\n",
		     "from: '9:00' is no time");
	expect_error("hours: {open: [{days: mon, from: '09:00'}]}\n", "missing key 'to'");
	expect_error("hours: {holidays: ['13-01']}\n",
		     "e.yaml:1:20: error: holidays: '13-01' is no date");
	expect_error("cues: {sensitiv: [a]}\n", "did you mean 'sensitive'?");
	expect_error("cues: {sensitive: ['(']}\n", "e.yaml:1:");
	expect_error("- a\n", "expected a mapping");
}

Test(policy, all_mistakes_at_once)
{
	struct diag d;

	cr_assert_null(
		load("scores: 1\nqueue: {cap: x}\nhours: {zone: Nowhere}\ncues: {nope: []}\n", &d));
	cr_assert_geq(d.error_count, 4, "only %zu errors were found", d.error_count);
	diag_dispose(&d);
}
