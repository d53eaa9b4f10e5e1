/*
 * The same masks and checks as for replies to customers: what an agent sends without a second look
 * must be as safe. A draft stands on the shop's texts where they answer; their numbers are taken
 * out of it, for the customer could make nothing of them, and the agent sees the texts below it. A
 * summary is for the agent alone, so its words are not checked for promises.
 *
 * Whoever wants people only gets people only: without consent nothing of the chat leaves.
 */
#include "gateway/session/copilot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/dialog/look_up.h"
#include "gateway/dialog/prompt.h"
#include "gateway/dialog/speech.h"
#include "gateway/session/conv.h"
#include "gateway/session/guarding.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"
#include "gateway/words/words.h"

#define HISTORY 40 /* messages that are read back */

struct help {
	struct hub *hub;
	uint64_t number, peer, call; /* call: 0 = none under way */
	char case_id[ID_LEN + 1], id[ID_LEN + 1], agent[ID_LEN + 1];
	enum locale locale;
	bool is_summary, is_labelled;
	struct mask *mask;   /* owned, as the next one */
	struct guard *guard; /* NULL: a summary */
	struct speech speech;
	struct config_set *config;                           /* held */
	struct dialog_passage passages[DIALOG_PASSAGES_MAX]; /* borrowed from the config */
	size_t passage_count;
};

static void end(struct help *p)
{
	struct hub *h = p->hub;

	if (p->call)
		h->cancel_llm(h->llm, p->call);
	map_take_u64(&h->helps, p->number);
	speech_dispose(&p->speech);
	guard_destroy(p->guard);
	mask_destroy(p->mask);
	config_set_destroy(p->config);
	free(p);
}

void copilot_forget(struct hub *h, const struct agent_link *w)
{
	struct help *p;

	for (size_t i = 0; (p = map_next(&h->helps, &i));) {
		if (p->peer != w->peer->id)
			continue;
		end(p);
		i = 0; /* the map has changed */
	}
}

void copilot_forget_all(struct hub *h)
{
	struct help *p;

	for (size_t i = 0; (p = map_next(&h->helps, &i)); i = 0)
		end(p);
}

/* ---- to the agent ---- */

/* What the words so far stand on. */
static size_t sources_of(const struct help *p, struct wire_source ret[DIALOG_PASSAGES_MAX])
{
	const struct cites *c = &p->speech.cites;

	for (size_t i = 0; i < c->count; i++) {
		const struct dialog_passage *from = &p->passages[c->passages[i]];
		ret[i] = (struct wire_source){.title = from->title, .url = from->url};
	}
	return c->count;
}

static void tell(struct help *p, const char *text, size_t len, bool done, const char *failed)
{
	struct agent_link *w = map_get_u64(&p->hub->agent_links, p->peer);
	struct wire_source sources[DIALOG_PASSAGES_MAX];
	struct buf b;

	if (!w)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_help(&b, &(struct wire_help){.summary = p->is_summary,
						.case_id = p->case_id,
						.draft = p->id,
						.label = p->is_labelled
								 ? NULL
								 : word_raw(WORD_LABEL, p->locale),
						.text = text,
						.len = len,
						.done = done,
						.failed = failed,
						.sources = sources,
						.source_count = done ? sources_of(p, sources) : 0});
	if (buf_check(&b) == 0)
		peer_send(w->peer, b.bytes, b.len);
	p->is_labelled = true;
	buf_dispose(&b);
}

/* Still the agent's own. */
static struct hub_case *case_of(const struct help *p)
{
	struct hub_case *k = map_get_text(&p->hub->cases, p->case_id);

	return k && k->state == ESC_CASE_ASSIGNED && strcmp(k->agent, p->agent) == 0 ? k : NULL;
}

static void remember(const struct help *p, struct hub_case *k)
{
	if (p->is_summary)
		return;
	memcpy(k->draft, p->id, sizeof k->draft);
	free(k->draft_text);
	k->draft_text =
		mem_copy(p->speech.shown.bytes ? p->speech.shown.bytes : "", p->speech.shown.len);
}

static void finish(struct help *p, const char *failed)
{
	struct hub_case *k = case_of(p);

	if (k)
		remember(p, k);
	tell(p, "", 0, true, k ? failed : "stopped");
	end(p);
}

/* ---- the model ---- */

static void pass_on(struct help *p, const struct buf *out)
{
	if (out->len > 0 && buf_check(out) == 0 && case_of(p))
		tell(p, out->bytes, out->len, false, NULL);
}

static void on_delta(void *ctx, uint64_t id, const char *text, size_t len)
{
	struct help *p = ctx;
	struct buf out;

	(void)id;
	buf_init(&out, BUF_MAX_FRAME);
	speech_add(&p->speech, text, len, &out);
	pass_on(p, &out);
	buf_dispose(&out);
	if (p->speech.is_over || !case_of(p))
		finish(p, "stopped");
}

static void on_done(void *ctx, uint64_t id, const struct llm_result *r)
{
	struct help *p = ctx;
	struct buf out;

	(void)id;
	p->call = 0;
	buf_init(&out, BUF_MAX_FRAME);
	if (r->outcome == LLM_OK)
		speech_end(&p->speech, &out);
	pass_on(p, &out);
	buf_dispose(&out);
	finish(p, p->speech.is_over      ? "stopped"
		  : r->outcome != LLM_OK ? llm_outcome_word(r->outcome)
					 : NULL);
}

static void send(struct help *p, const char *conversation, const struct prompt *prompt)
{
	struct hub *h = p->hub;
	struct llm_message messages[PROMPT_MESSAGES_MAX];

	for (size_t i = 0; i < prompt->count; i++)
		messages[i] = (struct llm_message){
			.role = prompt->messages[i].by_model ? LLM_ASSISTANT : LLM_USER,
			.text = prompt->messages[i].text};
	p->call = h->start_llm(h->llm,
			       &(struct llm_request){.conversation = conversation,
						     .intent = p->is_summary ? "summary" : "draft",
						     .system = prompt->system,
						     .messages = messages,
						     .message_count = prompt->count,
						     .temperature = -1},
			       on_delta, on_done, p);
}

/* What the customer said last, and before that: asked of the shop's texts. */
static void look_up(struct help *p, const struct store_message *m, size_t count)
{
	const struct dialog_ground *g = config_set_ground(p->config);
	const char *said[2] = {NULL, NULL};
	size_t n = 0;

	for (size_t i = count; i > 0 && n < 2; i--) {
		if (m[i - 1].origin == STORE_CUSTOMER)
			said[n++] = m[i - 1].text;
	}
	if (!g || n == 0 || p->is_summary)
		return;
	struct dialog_question q = {.locale = locale_name(p->locale),
				    .text = said[0],
				    .len = strlen(said[0]),
				    .before = said[1]};
	p->passage_count = look_up_passages(g, &q, p->passages);
	if (p->passage_count > 0 && p->passages[0].score < g->least / 2)
		p->passage_count = 0;
	p->speech.cites = (struct cites){.given = p->passage_count, .is_hidden = true};
}

static void history_read(struct store_call call, enum store_status st,
			 const struct store_message *m, size_t count, bool more)
{
	struct hub *h = call.ctx;
	struct help *p = map_get_u64(&h->helps, call.id);
	struct hub_case *k = p ? case_of(p) : NULL;
	char boundary[BOUNDARY_LEN + 1];
	struct prompt prompt;

	(void)more;
	if (!p)
		return;
	if (!k || st != STORE_OK || count == 0) {
		finish(p, k ? "unavailable" : "stopped");
		return;
	}
	look_up(p, m, count);
	guarding_boundary(boundary);
	prompt_help(&prompt,
		    &(struct prompt_help){.boundary = boundary,
					  .shop = hub_shop(h),
					  .tone = p->config->settings->llm.tone,
					  .locale = p->locale,
					  .summary = p->is_summary,
					  .passages = p->passages,
					  .passage_count = p->passage_count},
		    p->mask, m, count);
	if (!p->is_summary)
		p->guard = guarding_create(h, &(struct guarding){.config = p->config,
								 .locale = p->locale,
								 .prompt = &prompt,
								 .boundary = boundary,
								 .mask = p->mask,
								 .passages = p->passages,
								 .passage_count = p->passage_count,
								 .chat_is_fact = true});
	p->speech.guard = p->guard;
	send(p, k->conversation, &prompt);
	prompt_dispose(&prompt);
}

/* ---- start ---- */

static const char *refusal(struct hub *h, const struct agent_link *w, const struct hub_case *k,
			   const struct conv *c)
{
	if (!k)
		return "not_found";
	if (k->state != ESC_CASE_ASSIGNED || !c || c->state != STORE_HUMAN)
		return "wrong_state";
	if (strcmp(k->agent, w->agent->id) != 0)
		return "forbidden";
	if (!h->llm || !h->config->settings->llm.enabled || c->consent != CONSENT_GIVEN)
		return "not_available";
	return NULL;
}

void copilot_start(struct hub *h, struct agent_link *w, const struct copilot_request *r)
{
	struct hub_case *k = map_get_text(&h->cases, r->case_id);
	struct conv *c = k ? conv_find(h, k->conversation) : NULL;
	const char *code = h->is_draining ? "shutting_down" : refusal(h, w, k, c);

	if (code) {
		tell_error(h, w->peer->id, code, r->id, r->case_id);
		return;
	}
	copilot_forget(h, w);
	struct help *p = mem_new(1, sizeof *p);
	p->hub = h;
	p->number = ++h->asks_made;
	p->peer = w->peer->id;
	memcpy(p->case_id, k->id, sizeof p->case_id);
	memcpy(p->agent, w->agent->id, sizeof p->agent);
	id_new(hub_now(h), p->id);
	p->locale = r->locale == LOCALE_NONE || !r->summary ? c->locale : r->locale;
	p->is_summary = r->summary;
	p->mask = mask_create();
	mask_add_name(p->mask, c->name, NULL);
	p->config = config_set_hold(h->config);
	speech_init(&p->speech, NULL, p->mask, 0);
	map_put_u64(&h->helps, p->number, p);
	uint64_t after = c->seq > HISTORY ? c->seq - HISTORY : 0;
	struct store_call call = {.ctx = h, .id = p->number};
	if (h->ops->read_after(h->store, c->id, after, HISTORY, call, history_read) != 0)
		history_read(call, STORE_UNAVAILABLE, NULL, 0, false);
}

/* ---- the message ---- */

static size_t trim(const char **text)
{
	*text += strspn(*text, " \r\n\t");
	size_t len = strlen(*text);

	while (len > 0 && strchr(" \r\n\t", (*text)[len - 1]))
		len--;
	return len;
}

bool copilot_is_draft(const struct hub_case *k, const char *draft, const char *text)
{
	const char *drafted = k->draft_text;

	if (!drafted || strcmp(k->draft, draft) != 0)
		return true;
	size_t a = trim(&drafted), b = trim(&text);
	return a == b && memcmp(drafted, text, a) == 0;
}
