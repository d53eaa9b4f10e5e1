#include "gateway/dialog/ground_json.h"

#include <jansson.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "gateway/base/fields.h"
#include "intents/base/num.h"

static const char *const ends[] = {
	[DIALOG_SAID_ALL] = "all",         [DIALOG_SAID_NONE] = "none",
	[DIALOG_SAID_BROKEN] = "broken",   [DIALOG_SAID_STOPPED] = "stopped",
	[DIALOG_SAID_HANDOFF] = "handoff", [DIALOG_SAID_CLAIMED] = "claimed",
};

const char *dialog_said_end_name(enum dialog_said_end e)
{
	return ends[e];
}

bool dialog_said_end_find(const char *name, enum dialog_said_end *ret)
{
	for (size_t i = 0; name && i < ARRAY_LEN(ends); i++) {
		if (strcmp(ends[i], name) == 0) {
			*ret = (enum dialog_said_end)i;
			return true;
		}
	}
	return false;
}

/*
 * Two things have to hold: the passage answers (calibrated on written questions, see knowledge/)
 * and the model says what stands there. For the second the provider's own figure is taken as it is,
 * with nothing to tune: the geometric mean of its tokens' probabilities, known as the
 * length-normalised likelihood of a sequence and the inverse of its perplexity. So the product
 * falls as the model wavers, never lies above what the passages promise, and is that where nothing
 * is told.
 */
double dialog_said_wording(const struct dialog_said *said)
{
	return said->has_logprob && said->mean_logprob < 0 ? num_exp(said->mean_logprob) : 1;
}

double dialog_said_confidence(const struct dialog_said *said, double best_score)
{
	return best_score * dialog_said_wording(said);
}

/* ---- writing ---- */

static void write_passages(struct buf *b, const struct dialog_step *s)
{
	for (size_t i = 0; i < s->passage_count; i++) {
		const struct dialog_passage *p = &s->passages[i];
		text_field(b, i ? ",{\"title\":" : "{\"title\":", p->title);
		text_field(b, ",\"file\":", p->file);
		number_field(b, ",\"line\":", p->line);
		buf_text(b, ",\"score\":");
		buf_fixed(b, p->score, 6);
		buf_char(b, '}');
	}
}

static void write_lists(struct buf *b, const struct dialog_said *said)
{
	buf_text(b, ",\"cited\":[");
	for (size_t i = 0; i < said->cited_count; i++)
		number_field(b, i ? "," : "", said->cited[i]);
	buf_text(b, "],\"verdicts\":[");
	for (size_t i = 0; i < said->verdict_count; i++)
		text_field(b, i ? "," : "", said->verdicts[i]);
	buf_char(b, ']');
}

static void write_said(struct buf *b, const struct dialog_said *said, double best_score)
{
	text_field(b, ",\"said\":{\"end\":", ends[said->end]);
	text_field(b, ",\"text\":", said->text);
	write_lists(b, said);
	buf_text(b, ",\"confidence\":");
	buf_fixed(b, dialog_said_confidence(said, best_score), 6);
	buf_text(b, ",\"wording\":");
	if (said->has_logprob)
		buf_fixed(b, dialog_said_wording(said), 6);
	else
		buf_text(b, "null");
	text_field(b, ",\"reason\":", said->reason);
	text_field(b, ",\"summary\":", said->summary);
	text_field(b, ",\"outcome\":", said->outcome);
	text_field(b, ",\"provider\":", said->provider);
	text_field(b, ",\"model\":", said->model);
	text_field(b, ",\"finish\":", said->finish);
	text_field(b, ",\"prompt\":", said->prompt);
	number_field(b, ",\"tokens_in\":", (int64_t)said->tokens_in);
	number_field(b, ",\"tokens_out\":", (int64_t)said->tokens_out);
	buf_text(b, said->estimated ? ",\"estimated\":true,\"cost\":"
				    : ",\"estimated\":false,\"cost\":");
	buf_fixed(b, said->cost, 6);
	buf_text(b, ",\"mean_logprob\":");
	if (said->has_logprob)
		buf_fixed(b, said->mean_logprob, 6);
	else
		buf_text(b, "null");
	number_field(b, ",\"first_ms\":", said->first_ms);
	number_field(b, ",\"total_ms\":", said->total_ms);
	buf_char(b, '}');
}

char *ground_json(const struct dialog_ground *g, const struct dialog_step *s,
		  const struct dialog_said *said)
{
	struct buf b;

	if (s->passage_count == 0)
		return NULL;
	buf_init(&b, BUF_MAX_JSON);
	text_field(&b, "{\"knowledge\":", g->hash);
	buf_text(&b, g->strict ? ",\"strict\":true,\"least\":" : ",\"strict\":false,\"least\":");
	buf_fixed(&b, s->decision.out_of_scope ? g->sure : g->least, 6);
	if (s->asked_before)
		text_field(&b, ",\"asked_before\":", s->asked_before);
	buf_text(&b, ",\"passages\":[");
	write_passages(&b, s);
	buf_char(&b, ']');
	if (said)
		write_said(&b, said, s->passages[0].score);
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

/* ---- reading ---- */

static void read_lists(const json_t *o, struct dialog_said *said)
{
	const json_t *cited = json_object_get(o, "cited");
	const json_t *verdicts = json_object_get(o, "verdicts");

	for (size_t i = 0; i < json_array_size(cited) && i < DIALOG_PASSAGES_MAX; i++)
		said->cited[said->cited_count++] =
			(unsigned)json_integer_value(json_array_get(cited, i));
	for (size_t i = 0; i < json_array_size(verdicts) && i < DIALOG_VERDICTS_MAX; i++)
		said->verdicts[said->verdict_count++] =
			json_string_value(json_array_get(verdicts, i));
}

static const char *member(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

bool ground_said_read(const char *json, struct ground_said *ret)
{
	json_t *tree = json ? json_loads(json, 0, NULL) : NULL;
	const json_t *o = json_object_get(json_object_get(tree, "llm"), "said");
	const json_t *logprob = json_object_get(o, "mean_logprob");
	const char *text = member(o, "text");

	*ret = (struct ground_said){.tree = tree};
	if (!text || !dialog_said_end_find(member(o, "end"), &ret->said.end)) {
		ground_said_dispose(ret);
		return false;
	}
	struct dialog_said *said = &ret->said;
	said->text = text;
	read_lists(o, said);
	said->reason = member(o, "reason");
	said->summary = member(o, "summary");
	said->outcome = member(o, "outcome");
	said->provider = member(o, "provider");
	said->model = member(o, "model");
	said->finish = member(o, "finish");
	said->prompt = member(o, "prompt");
	said->tokens_in = (uint64_t)json_integer_value(json_object_get(o, "tokens_in"));
	said->tokens_out = (uint64_t)json_integer_value(json_object_get(o, "tokens_out"));
	said->estimated = json_is_true(json_object_get(o, "estimated"));
	said->cost = json_number_value(json_object_get(o, "cost"));
	said->has_logprob = json_is_number(logprob);
	said->mean_logprob = json_number_value(logprob);
	said->first_ms = json_integer_value(json_object_get(o, "first_ms"));
	said->total_ms = json_integer_value(json_object_get(o, "total_ms"));
	return true;
}

char *ground_said_wrap(const char *grounded)
{
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	buf_text(&b, "{\"llm\":");
	buf_text(&b, grounded);
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

void ground_said_dispose(struct ground_said *s)
{
	json_decref(s->tree);
	s->tree = NULL;
}

void ground_tool_read(const char *json, char **ret_reason, char **ret_summary)
{
	json_t *tree = json_loads(json, 0, NULL);

	*ret_reason = mem_string(member(tree, "reason"));
	*ret_summary = mem_string(member(tree, "summary"));
	json_decref(tree);
}
