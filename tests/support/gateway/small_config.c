#include "tests/support/gateway/small_config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char intents[] = "version: 1\n"
			      "intents:\n"
			      "  - id: track_order\n"
			      "    title: Where is my order?\n"
			      "    patterns: ['\\bwhere is my (parcel|order)\\b', {regex: 'wo ist "
			      "mein paket', locale: de}]\n"
			      "    examples: {en: [has it shipped yet, track my package], de: "
			      "[paket verfolgen, lieferstatus]}\n"
			      "    reply: {en: 'It is on its way.', de: 'Es ist unterwegs.'}\n"
			      "    choices: {en: [Change my address, Thank you]}\n"
			      "  - id: english_only\n"
			      "    title: Gift cards\n"
			      "    patterns: ['\\bgift ?cards?\\b', 'geschenkkarte']\n"
			      "    reply: {en: 'We sell gift cards.'}\n"
			      "  - id: phone\n"
			      "    title: Paying by phone\n"
			      "    patterns: ['\\bpay by phone\\b']\n"
			      "    reply: {en: 'Never said.'}\n"
			      "    handoff: always\n";

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	cr_assert(f, "cannot write %s", path);
	fputs(text, f);
	cr_assert_eq(fclose(f), 0);
}

static void remove_files(const char *dir)
{
	static const char *const names[] = {"intents/a.yaml", "escalation.yaml", "intents", ""};
	char path[256];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		cr_assert_eq(remove(path), 0, "%s", path);
	}
}

struct config_set *config_of(const char *policy, const char *yaml)
{
	char dir[] = "/tmp/fd-config-XXXXXX", sub[64];
	struct diag d;

	cr_assert(mkdtemp(dir));
	snprintf(sub, sizeof sub, "%s/intents", dir);
	cr_assert_eq(mkdir(sub, 0700), 0);
	write_file(dir, "intents/a.yaml", yaml);
	write_file(dir, "escalation.yaml", policy);
	diag_init(&d);
	struct config_set *c = config_set_load(dir, &d);
	cr_assert(c, "the small configuration does not load: %s",
		  d.count ? d.items[0].text : "no reason");
	diag_dispose(&d);
	remove_files(dir);
	return c;
}

struct config_set *small_config(const char *policy)
{
	return config_of(policy, intents);
}
