/*
 * States are computed when they are told, from the case, the desk and the policy as they are now:
 * position and estimate are never stored, so they can't be stale.
 */
#include "gateway/session/tell.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/clock.h"
#include "gateway/session/conv.h"
#include "gateway/session/hold.h"
#include "gateway/session/sla.h"
#include "gateway/session/wrapup.h"
#include "gateway/wire/wire.h"
#include "gateway/words/words.h"

static struct peer *peer_of(struct hub *h, uint64_t id, enum locale *ret_locale)
{
	struct link *l = map_get_u64(&h->links, id);

	if (l) {
		*ret_locale = l->conv ? l->conv->locale : l->locale;
		return l->peer;
	}
	struct agent_link *w = map_get_u64(&h->agent_links, id);
	*ret_locale = LOCALE_EN;
	return w ? w->peer : NULL;
}

void tell_error(struct hub *h, uint64_t peer, const char *code, const char *id, const char *case_id)
{
	enum locale l;
	struct peer *p = peer_of(h, peer, &l);
	struct buf b;

	if (!p)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_error(&b, code, word_error(code, l), id, case_id);
	peer_send(p, b.bytes, b.len);
	buf_dispose(&b);
}

void tell_error_named(struct hub *h, uint64_t peer, const char *code, const char *id,
		      const char *case_id, const struct wire_named *n)
{
	enum locale l;
	struct peer *p = peer_of(h, peer, &l);
	struct buf b;

	if (!p)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_error_named(&b, code, word_error_about(code, n->about, l), id, case_id, n);
	if (buf_check(&b) == 0)
		peer_send(p, b.bytes, b.len);
	buf_dispose(&b);
}

void tell_ack(struct hub *h, uint64_t peer, const char *id, uint64_t seq)
{
	enum locale l;
	struct peer *p = peer_of(h, peer, &l);
	struct buf b;

	if (!p)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_ack(&b, id, seq);
	peer_send(p, b.bytes, b.len);
	buf_dispose(&b);
}

/* What a `state` frame is made of, with room for its texts. */
struct state_view {
	struct wire_state frame;
	char until[CLOCK_ISO_LEN + 1], hours[160];
	struct sla_view sla;
	struct hold_view hold;
	struct wrapup_view wrapup;
};

static void view_case(struct hub *h, struct conv *c, const struct hub_case *k, struct state_view *v)
{
	v->frame.outcome =
		k->state == ESC_CASE_ASSIGNED ? "assigned" : esc_outcome_name(k->outcome);
	v->frame.reference = k->reference;
	v->frame.reason = esc_reason_name(k->reason);
	v->frame.hold = hold_view(k, false, &v->hold);
	if (k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED) {
		size_t position = esc_desk_position(h->desk, k->id);
		int64_t wait = esc_desk_wait_ms(h->config->policy, h->desk, k->id, hub_now(h));
		v->frame.position = (int64_t)position;
		v->frame.wait_seconds = wait < 0 ? -1 : (wait + 999) / 1000;
		c->position_told = (unsigned)position;
		c->is_wait_told = wait >= 0;
	}
	if (k->outcome == ESC_CLOSED_UNTIL && k->state == ESC_CASE_CALLBACK) {
		int64_t until = 0;
		char ignored[160];
		if (!esc_is_open(h->config->policy, hub_now(h), &until, ignored) && until > 0) {
			clock_iso(until, v->until);
			v->frame.until = v->until;
		}
		esc_hours_text(h->config->policy, locale_name(c->locale), v->hours);
		v->frame.hours = v->hours;
	}
}

static void view(struct hub *h, struct conv *c, struct state_view *v)
{
	const struct hub_case *k = conv_case(h, c);

	memset(v, 0, sizeof *v);
	v->frame.state = store_conv_state_name(c->state);
	v->frame.wait_seconds = -1;
	if (c->state == STORE_HUMAN)
		v->frame.agent = c->owner_name;
	if (k)
		view_case(h, c, k, v);
}

void tell_state(struct hub *h, struct conv *c, struct link *l)
{
	struct state_view v;
	struct buf b;

	view(h, c, &v);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_state(&b, &v.frame);
	peer_send(l->peer, b.bytes, b.len);
	buf_dispose(&b);
}

void tell_state_watchers(struct hub *h, struct conv *c, const char *case_id)
{
	struct state_view v;
	struct buf b;

	if (c->watcher_count == 0)
		return;
	const struct hub_case *k = map_get_text(&h->cases, case_id);
	view(h, c, &v);
	v.frame.case_id = case_id;
	v.frame.sla = k ? sla_view(h, k, &v.sla) : NULL;
	v.frame.hold = k ? hold_view(k, true, &v.hold) : NULL;
	v.frame.wrapup = k ? wrapup_view(k, &v.wrapup) : NULL;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_state(&b, &v.frame);
	conv_send_watchers(c, &b);
	buf_dispose(&b);
}

const char *consent_name(enum conv_consent c)
{
	return c == CONSENT_GIVEN ? "given" : c == CONSENT_REFUSED ? "refused" : "needed";
}

void tell_welcome(struct hub *h, struct conv *c, struct link *l, const char *token, bool resumed)
{
	const struct settings *s = h->config->settings;
	char notice[2048];
	struct buf b;
	size_t used = word_write(WORD_NOTICE, c->locale, &(struct word_fill){.shop = s->shop.name},
				 notice, sizeof notice);

	/* The shop's own text is added to the built-in one, which names AI and shop: it can't be
	 * configured away. */
	if (s->consent.text[c->locale])
		snprintf(notice + used, sizeof notice - used, " %s", s->consent.text[c->locale]);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_welcome(&b, &(struct wire_welcome){.conversation = c->id,
						      .token = token,
						      .resumed = resumed,
						      .state = store_conv_state_name(c->state),
						      .seq = c->seq,
						      .consent = consent_name(c->consent),
						      .notice_text = notice,
						      .notice_version = s->consent.version,
						      .privacy_url = s->shop.privacy_url,
						      .shop = s->shop.name});
	peer_send(l->peer, b.bytes, b.len);
	buf_dispose(&b);
}
