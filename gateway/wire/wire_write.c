/*
 * Structs to frames, by hand: every frame has few fields in a fixed order, and a general JSON tree
 * would be built and torn down for each of them on the loop. Fields that DESIGN shows with null are
 * always written, so that clients need no defaults; those that a role does not have are left out.
 */
#include "gateway/base/fields.h"
#include "gateway/wire/wire.h"

static void sla_field(struct buf *b, const struct wire_sla *s)
{
	if (!s) {
		buf_text(b, ",\"sla\":null");
		return;
	}
	text_field(b, ",\"sla\":{\"target\":", s->target);
	text_field(b, ",\"due_at\":", s->due_at);
	text_field(b, ",\"state\":", s->state);
	buf_char(b, '}');
}

void wire_write_hold(struct buf *b, const struct wire_hold *h)
{
	if (!h)
		return;
	text_field(b, ",\"hold\":{\"until\":", h->until);
	if (h->since) {
		text_field(b, ",\"since\":", h->since);
		bool_field(b, ",\"over\":", h->is_over);
	}
	buf_char(b, '}');
}

static void wrapup_field(struct buf *b, const struct wire_wrapup *w)
{
	if (!w)
		return;
	text_field(b, ",\"wrapup\":{\"until\":", w->until);
	text_field(b, ",\"disposition\":", w->disposition);
	buf_char(b, '}');
}

static void callback_field(struct buf *b, const struct wire_callback *c)
{
	if (!c)
		return;
	text_field(b, ",\"callback\":{\"left_at\":", c->left_at);
	optional_field(b, ",\"due_at\":", c->due_at);
	buf_char(b, '}');
}

void wire_write_ack(struct buf *b, const char *id, uint64_t seq)
{
	text_field(b, "{\"type\":\"ack\",\"id\":", id);
	count_field(b, ",\"seq\":", seq);
	buf_char(b, '}');
}

static void error_start(struct buf *b, const char *code, const char *text, const char *id,
			const char *case_id)
{
	text_field(b, "{\"type\":\"error\",\"code\":", code);
	text_field(b, ",\"text\":", text);
	optional_field(b, ",\"id\":", id);
	optional_field(b, ",\"case\":", case_id);
}

void wire_write_error(struct buf *b, const char *code, const char *text, const char *id,
		      const char *case_id)
{
	error_start(b, code, text, id, case_id);
	buf_char(b, '}');
}

void wire_write_error_named(struct buf *b, const char *code, const char *text, const char *id,
			    const char *case_id, const struct wire_named *n)
{
	error_start(b, code, text, id, case_id);
	text_field(b, ",\"about\":", n->about);
	if (n->known_count > 0) {
		buf_text(b, ",\"known\":[");
		for (size_t i = 0; i < n->known_count; i++)
			text_field(b, i > 0 ? "," : "", n->known[i]);
		buf_char(b, ']');
	}
	buf_char(b, '}');
}

static void write_titled(struct buf *b, const struct wire_titled *list, size_t count,
			 const char *key)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(b, i > 0 ? ",{" : "{");
		buf_json(b, key);
		text_field(b, ":", list[i].name);
		buf_text(b, ",\"title\":{");
		for (int l = 0; l < LOCALE_COUNT; l++) {
			if (l > 0)
				buf_char(b, ',');
			buf_json(b, locale_name((enum locale)l));
			text_field(b, ":", list[i].title[l]);
		}
		buf_text(b, "}}");
	}
}

void wire_write_desk(struct buf *b, const struct wire_desk *d)
{
	number_field(b, "{\"type\":\"desk\",\"capacity\":", (int64_t)d->capacity);
	bool_field(b, ",\"copilot\":", d->copilot);
	buf_text(b, ",\"teams\":[");
	write_titled(b, d->teams, d->team_count, "name");
	buf_text(b, "],\"agents\":[");
	for (size_t i = 0; i < d->agent_count; i++) {
		text_field(b, i > 0 ? ",{\"name\":" : "{\"name\":", d->agents[i].name);
		text_field(b, ",\"presence\":", d->agents[i].presence);
		number_field(b, ",\"chats\":", d->agents[i].chats);
		buf_char(b, '}');
	}
	buf_text(b, "],\"dispositions\":[");
	write_titled(b, d->dispositions, d->disposition_count, "id");
	buf_text(b, "]}");
}

void wire_write_delta(struct buf *b, const struct wire_delta *d)
{
	text_field(b, "{\"type\":\"delta\",\"reply\":", d->reply);
	buf_text(b, ",\"origin\":\"llm\",\"ai_generated\":true");
	optional_field(b, ",\"label\":", d->label);
	buf_text(b, ",\"text\":");
	buf_json_n(b, d->text, d->len);
	if (d->cancelled)
		buf_text(b, ",\"cancelled\":true");
	buf_char(b, '}');
}

static void write_sources(struct buf *b, const struct wire_source *s, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_field(b, i ? ",{\"title\":" : ",\"sources\":[{\"title\":", s[i].title);
		text_field(b, ",\"url\":", s[i].url);
		buf_char(b, '}');
	}
	if (count > 0)
		buf_char(b, ']');
}

void wire_write_help(struct buf *b, const struct wire_help *h)
{
	text_field(b, "{\"type\":", h->summary ? "summary" : "draft");
	text_field(b, ",\"case\":", h->case_id);
	text_field(b, ",\"draft\":", h->draft);
	buf_text(b, ",\"ai_generated\":true");
	optional_field(b, ",\"label\":", h->label);
	buf_text(b, ",\"text\":");
	buf_json_n(b, h->text, h->len);
	if (h->done)
		buf_text(b, ",\"done\":true");
	optional_field(b, ",\"failed\":", h->failed);
	write_sources(b, h->sources, h->source_count);
	buf_char(b, '}');
}

void wire_write_typing(struct buf *b, const char *from, const char *case_id,
		       const char *conversation)
{
	text_field(b, "{\"type\":\"typing\",\"from\":", from);
	optional_field(b, ",\"case\":", case_id);
	optional_field(b, ",\"conversation\":", conversation);
	buf_char(b, '}');
}

void wire_write_feedback(struct buf *b, const char *case_id, uint64_t seq, bool up)
{
	text_field(b, "{\"type\":\"feedback\",\"case\":", case_id);
	count_field(b, ",\"seq\":", seq);
	text_field(b, ",\"rating\":", up ? "up" : "down");
	buf_char(b, '}');
}

void wire_write_viewers(struct buf *b, const char *case_id, const char *const *names, size_t count)
{
	text_field(b, "{\"type\":\"viewers\",\"case\":", case_id);
	buf_text(b, ",\"agents\":[");
	for (size_t i = 0; i < count; i++) {
		text_field(b, i ? ",{\"name\":" : "{\"name\":", names[i]);
		buf_char(b, '}');
	}
	buf_text(b, "]}");
}

void wire_write_note(struct buf *b, const struct wire_note *n)
{
	bool is_team = n->to_team != NULL && n->to_team[0] != '\0';
	bool is_agent = n->to_agent != NULL && n->to_agent[0] != '\0';

	text_field(b, "{\"type\":\"note\",\"case\":", n->case_id);
	optional_field(b, ",\"id\":", n->id);
	number_field(b, ",\"number\":", (int64_t)n->number);
	number_field(b, ",\"after\":", (int64_t)n->after);
	text_field(b, ",\"at\":", n->at);
	text_field(b, ",\"from\":", n->from);
	text_field(b, ",\"text\":", n->text);
	if (is_team || is_agent) {
		text_field(b, is_team ? ",\"transfer\":{\"team\":" : ",\"transfer\":{\"agent\":",
			   is_team ? n->to_team : n->to_agent);
		buf_char(b, '}');
	} else {
		buf_text(b, ",\"transfer\":null");
	}
	buf_char(b, '}');
}

void wire_write_presence(struct buf *b, const char *agent, const char *status)
{
	text_field(b, "{\"type\":\"presence\",\"agent\":", agent);
	text_field(b, ",\"status\":", status);
	buf_char(b, '}');
}

void wire_write_welcome(struct buf *b, const struct wire_welcome *w)
{
	text_field(b, "{\"type\":\"welcome\",\"conversation\":", w->conversation);
	text_field(b, ",\"token\":", w->token);
	bool_field(b, ",\"resumed\":", w->resumed);
	text_field(b, ",\"state\":", w->state);
	count_field(b, ",\"seq\":", w->seq);
	text_field(b, ",\"consent\":", w->consent);
	text_field(b, ",\"notice\":{\"text\":", w->notice_text);
	text_field(b, ",\"version\":", w->notice_version);
	text_field(b, ",\"privacy_url\":", w->privacy_url);
	text_field(b, "},\"shop\":", w->shop);
	buf_char(b, '}');
}

void wire_write_agent_welcome(struct buf *b, const char *agent, const char *presence,
			      const char *const *cases, size_t count)
{
	text_field(b, "{\"type\":\"welcome\",\"agent\":", agent);
	text_field(b, ",\"presence\":", presence);
	buf_text(b, ",\"cases\":[");
	for (size_t i = 0; i < count; i++)
		text_field(b, i > 0 ? "," : "", cases[i]);
	buf_text(b, "]}");
}

void wire_write_state(struct buf *b, const struct wire_state *s)
{
	text_field(b, "{\"type\":\"state\",\"state\":", s->state);
	text_field(b, ",\"outcome\":", s->outcome);
	maybe_number_field(b, ",\"position\":", s->position, s->position > 0);
	maybe_number_field(b, ",\"wait_seconds\":", s->wait_seconds, s->wait_seconds >= 0);
	text_field(b, ",\"until\":", s->until);
	text_field(b, ",\"hours\":", s->hours);
	if (s->agent != NULL) {
		text_field(b, ",\"agent\":{\"name\":", s->agent);
		buf_char(b, '}');
	} else {
		buf_text(b, ",\"agent\":null");
	}
	optional_field(b, ",\"reference\":", s->reference);
	optional_field(b, ",\"reason\":", s->reason);
	optional_field(b, ",\"case\":", s->case_id);
	if (s->case_id != NULL && s->case_id[0] != '\0')
		sla_field(b, s->sla);
	wire_write_hold(b, s->hold);
	wrapup_field(b, s->wrapup);
	buf_char(b, '}');
}

static void write_entry(struct buf *b, const struct wire_queue_entry *e)
{
	text_field(b, "{\"case\":", e->case_id);
	text_field(b, ",\"reason\":", e->reason);
	text_field(b, ",\"team\":", e->team);
	number_field(b, ",\"priority\":", e->priority);
	text_field(b, ",\"locale\":", e->locale);
	number_field(b, ",\"waiting_seconds\":", e->waiting_seconds);
	maybe_number_field(b, ",\"position\":", e->position, e->position > 0);
	text_field(b, ",\"summary\":", e->summary);
	text_field(b, ",\"reference\":", e->reference);
	text_field(b, ",\"state\":", e->state);
	text_field(b, ",\"since\":", e->since);
	if (e->offered_to)
		text_field(b, ",\"offered_to\":", e->offered_to);
	maybe_number_field(b, ",\"wait_seconds\":", e->wait_seconds, e->wait_seconds >= 0);
	optional_field(b, ",\"until\":", e->until);
	sla_field(b, e->sla);
	callback_field(b, e->callback);
	buf_char(b, '}');
}

void wire_write_queue(struct buf *b, const struct wire_queue_entry *entries, size_t count)
{
	buf_text(b, "{\"type\":\"queue\",\"cases\":[");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_char(b, ',');
		write_entry(b, &entries[i]);
	}
	buf_text(b, "]}");
}

void wire_write_offer(struct buf *b, const struct wire_offer *o)
{
	text_field(b, "{\"type\":\"offer\",\"case\":", o->case_id);
	number_field(b, ",\"seconds\":", o->seconds);
	text_field(b, ",\"reason\":", o->reason);
	text_field(b, ",\"team\":", o->team);
	number_field(b, ",\"priority\":", o->priority);
	text_field(b, ",\"locale\":", o->locale);
	number_field(b, ",\"waiting_seconds\":", o->waiting_seconds);
	text_field(b, ",\"summary\":", o->summary);
	text_field(b, ",\"reference\":", o->reference);
	buf_char(b, '}');
}

void wire_case_start(struct buf *b, const struct wire_case *c)
{
	text_field(b, "{\"type\":\"case\",\"case\":", c->case_id);
	text_field(b, ",\"conversation\":", c->conversation);
	text_field(b, ",\"state\":", c->state);
	if (c->open)
		buf_text(b, ",\"open\":true");
	text_field(b, ",\"locale\":", c->locale);
	text_field(b, ",\"reference\":", c->reference);
	buf_text(b, ",\"escalation\":");
	buf_text(b, c->escalation != NULL ? c->escalation : "null");
	if (c->past != NULL) {
		buf_text(b, ",\"past\":");
		buf_text(b, c->past);
	}
	sla_field(b, c->sla);
	wire_write_hold(b, c->hold);
	wrapup_field(b, c->wrapup);
	callback_field(b, c->callback);
	if (c->twin != NULL) {
		buf_text(b, ",\"twin\":");
		buf_text(b, c->twin);
	}
	wire_rating(b, &c->rating);
	if (c->reopened != NULL) {
		buf_text(b, ",\"reopened\":");
		buf_text(b, c->reopened);
	}
	text_field(b, ",\"customer\":{\"locale\":", c->locale);
	text_field(b, ",\"page\":", c->page);
	if (c->name)
		text_field(b, ",\"name\":", c->name);
	text_field(b, ",\"since\":", c->since);
	text_field(b, ",\"consent\":", c->consent);
	text_field(b, ",\"contact\":", c->contact);
	buf_text(b, "},\"transcript\":[");
}

void wire_case_notes(struct buf *b)
{
	buf_text(b, "],\"notes\":[");
}

void wire_case_end(struct buf *b)
{
	buf_text(b, "]}");
}
