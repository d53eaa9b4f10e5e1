/*
 * Times in the frame are moments, and the line's history holds whole steps only, so that a quiet
 * desk stays the same bytes and is sent once.
 */
#include "gateway/session/board.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/wire/wire.h"

#define HOUR_MS ((int64_t)3600 * 1000)
#define BOARD_EVERY_MS 1000
/* A kill loses so much of the line's day. */
#define BOARD_KEEP_MS ((int64_t)10 * 1000)

_Static_assert(ESC_REASON_COUNT <= WIRE_BOARD_REASONS, "every reason has a row");
_Static_assert(BOARD_HOURS == WIRE_BOARD_HOURS && BOARD_STEPS == WIRE_BOARD_STEPS, "the same day");

/* ---- now ---- */

static void count_sla(struct hub *h, struct board_now *ret)
{
	const struct hub_case *k;
	enum esc_target next;

	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state != ESC_CASE_WRAPUP &&
		    esc_sla_next(&k->sla, k->answered_ms != 0, &next))
			ret->by_sla[esc_sla_at(&k->sla, next, hub_now(h))]++;
	}
}

void board_now(struct hub *h, struct board_now *ret)
{
	const struct agent *a;
	const struct conv *c;

	*ret = (struct board_now){.waiting = esc_desk_queued(h->desk)};
	ret->callbacks = esc_desk_length(h->desk) - ret->waiting;
	for (size_t i = 0; i < esc_desk_length(h->desk); i++) {
		const struct esc_waiting *w = esc_desk_at(h->desk, i);
		if (w->state != ESC_CASE_CALLBACK &&
		    (ret->oldest_ms == 0 || w->since_ms < ret->oldest_ms))
			ret->oldest_ms = w->since_ms;
	}
	for (size_t i = 0; (a = map_next(&h->agents, &i));) {
		if (!a->links)
			continue;
		ret->connected++;
		ret->by_presence[a->presence]++;
	}
	count_sla(h, ret);
	for (size_t i = 0; (c = map_next(&h->convs, &i));) {
		if (c->is_stored && c->links && c->state != STORE_ENDED)
			ret->by_state[c->state]++;
	}
}

/* ---- the day ---- */

uint64_t board_day_of(const struct hub *h, enum esc_reason r, enum locale l)
{
	int64_t hour = hub_now(h) / HOUR_MS;
	uint64_t sum = 0;

	for (int i = 0; i < BOARD_HOURS; i++)
		sum += board_day_get(&h->day, hour - i, r, l);
	return sum;
}

void board_opened(struct hub *h, enum esc_reason r, enum locale l)
{
	board_day_add(&h->day, hub_now(h), hub_now(h) / HOUR_MS, r, l, 1);
}

struct loading {
	struct hub *hub;
	void (*done)(void *arg, bool ok);
	void *arg;
};

static void steps_loaded(struct store_call call, enum store_status st,
			 const struct store_board_step *steps, size_t count)
{
	struct loading *l = call.ctx;

	for (size_t i = 0; i < count; i++)
		board_day_put(&l->hub->day, &(struct board_step){.number = steps[i].number,
								 .waiting = steps[i].waiting,
								 .longest_s = steps[i].longest_s,
								 .available = steps[i].available});
	l->done(l->arg, st == STORE_OK);
	free(l);
}

static void loaded(struct store_call call, enum store_status st, const struct store_handoffs *rows,
		   size_t count)
{
	struct loading *l = call.ctx;
	struct hub *h = l->hub;

	for (size_t i = 0; st == STORE_OK && i < count; i++)
		board_day_add(&h->day, hub_now(h), rows[i].hour, esc_reason_of_name(rows[i].reason),
			      locale_of_name(rows[i].locale), (uint32_t)rows[i].count);
	struct store_call next = {.ctx = l};
	int64_t first = hub_now(h) / BOARD_STEP_MS - BOARD_STEPS;
	if (st != STORE_OK || h->ops->board_steps(h->store, first, next, steps_loaded) != 0)
		steps_loaded(next, STORE_UNAVAILABLE, NULL, 0);
}

void board_load(struct hub *h, void (*done)(void *arg, bool ok), void *arg)
{
	struct loading *l = mem_new(1, sizeof *l);
	int64_t since = (hub_now(h) / HOUR_MS - BOARD_HOURS + 1) * HOUR_MS;

	*l = (struct loading){.hub = h, .done = done, .arg = arg};
	if (h->ops->handoffs(h->store, since, (struct store_call){.ctx = l}, loaded) != 0)
		loaded((struct store_call){.ctx = l}, STORE_UNAVAILABLE, NULL, 0);
}

/* ---- the frame ---- */

static void sum_hours(const struct hub *h, struct wire_board *f)
{
	int64_t first = hub_now(h) / HOUR_MS - BOARD_HOURS + 1;

	for (int i = 0; i < BOARD_HOURS; i++) {
		for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++) {
			for (int l = 0; l < LOCALE_COUNT; l++) {
				uint32_t n = board_day_get(&h->day, first + i, (enum esc_reason)r,
							   (enum locale)l);
				f->reasons[r][i] += n;
				f->locales[l][i] += n;
			}
		}
	}
	for (int r = ESC_NONE + 1; r < ESC_REASON_COUNT; r++)
		f->reason_names[r] = esc_reason_name((enum esc_reason)r);
}

/* Steps that are over; where nobody looked, -1. */
static void copy_steps(const struct hub *h, struct wire_board *f)
{
	int64_t last = hub_now(h) / BOARD_STEP_MS;

	for (int i = 0; i < BOARD_STEPS; i++) {
		const struct board_step *s = board_day_step(&h->day, last - BOARD_STEPS + i);
		f->line[i] = s ? (int64_t)s->waiting : -1;
		f->longest[i] = s ? (int64_t)s->longest_s : -1;
	}
}

static void write_frame(struct hub *h, struct buf *b)
{
	char oldest[CLOCK_ISO_LEN + 1], hours[CLOCK_ISO_LEN + 1], steps[CLOCK_ISO_LEN + 1];
	struct wire_board *f = mem_new(1, sizeof *f);
	struct board_now now;

	board_now(h, &now);
	clock_iso(now.oldest_ms, oldest);
	clock_iso((hub_now(h) / HOUR_MS - BOARD_HOURS + 1) * HOUR_MS, hours);
	clock_iso((hub_now(h) / BOARD_STEP_MS - BOARD_STEPS) * BOARD_STEP_MS, steps);
	f->waiting = now.waiting;
	f->callbacks = now.callbacks;
	f->oldest = now.oldest_ms ? oldest : NULL;
	f->available = now.by_presence[ESC_AVAILABLE];
	f->busy = now.by_presence[ESC_BUSY];
	f->away = now.by_presence[ESC_AWAY];
	f->bot = now.by_state[STORE_BOT];
	f->human = now.by_state[STORE_HUMAN];
	f->sla_ok = now.by_sla[ESC_SLA_OK];
	f->sla_warning = now.by_sla[ESC_SLA_WARNING];
	f->sla_breached = now.by_sla[ESC_SLA_BREACHED];
	f->hours_from = hours;
	f->steps_from = steps;
	f->step_seconds = BOARD_STEP_MS / 1000;
	sum_hours(h, f);
	copy_steps(h, f);
	wire_write_board(b, f);
	free(f);
}

static void send(struct agent_link *w, const struct buf *b, bool always)
{
	uint64_t print = buf_print(b);

	if (buf_check(b) == 0 && (always || print != w->board_print))
		peer_send(w->peer, b->bytes, b->len);
	w->board_print = print;
}

void board_set(struct hub *h, struct agent_link *w, bool on)
{
	struct buf b;

	w->board = on;
	if (!on)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	write_frame(h, &b);
	send(w, &b, true);
	buf_dispose(&b);
}

static void sample(struct hub *h)
{
	struct board_now now;

	board_now(h, &now);
	board_day_sample(
		&h->day, hub_now(h),
		&(struct board_step){
			.waiting = (uint32_t)now.waiting,
			.longest_s =
				now.oldest_ms ? (uint32_t)((hub_now(h) - now.oldest_ms) / 1000) : 0,
			.available = (uint32_t)now.by_presence[ESC_AVAILABLE]});
}

static void kept(struct store_call call, enum store_status st)
{
	(void)call;
	if (st != STORE_OK)
		log_warn("board_not_stored", NULL);
}

static void keep_step(struct hub *h, int64_t number)
{
	const struct board_step *s = board_day_step(&h->day, number), *old = &h->board_kept;

	if (!s || (s->number == old->number && s->waiting == old->waiting &&
		   s->longest_s == old->longest_s && s->available == old->available))
		return;
	h->board_kept = *s;
	struct store_board_step row = {.number = s->number,
				       .waiting = s->waiting,
				       .longest_s = s->longest_s,
				       .available = s->available};
	if (h->ops->board_step(h->store, &row, (struct store_call){.ctx = h}, kept) != 0)
		log_warn("board_not_stored", NULL);
}

static void keep(struct hub *h)
{
	int64_t number = hub_now(h) / BOARD_STEP_MS;

	if (h->board_kept.number == number - 1)
		keep_step(h, number - 1); /* its end */
	else if (hub_now(h) - h->board_kept_ms < BOARD_KEEP_MS)
		return;
	h->board_kept_ms = hub_now(h);
	keep_step(h, number);
}

void board_tick(struct hub *h)
{
	struct agent_link *w;
	struct buf b;

	if (hub_now(h) - h->board_sent_ms < BOARD_EVERY_MS)
		return;
	h->board_sent_ms = hub_now(h);
	sample(h);
	keep(h);
	buf_init(&b, BUF_MAX_FRAME);
	for (size_t i = 0; (w = map_next(&h->agent_links, &i));) {
		if (!w->is_ready || !w->board)
			continue;
		if (b.len == 0)
			write_frame(h, &b);
		send(w, &b, false);
	}
	buf_dispose(&b);
}
