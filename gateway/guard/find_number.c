/*
 * Numbers that belong to a person: telephone, order, customer, and any other long one. A number is
 * a run of digits with single separators. What it is called ("order number", "call me at") decides
 * what it is; else its shape; else it is just a number. Prices and dates were set aside before.
 */
#include "gateway/guard/finder.h"

#include <string.h>

#include "config/load/attrs.h"

#define DIGITS_MAX 40
#define GROUPS_MAX 20
#define PLAIN_LEAST 6      /* digits of one group that are hidden whatever they are */
#define GROUPED_LEAST 8    /* the same of several groups */
#define NAMED_LEAST 3      /* right behind "order number" */
#define CODE_TURNS_LEAST 3 /* from letters to digits or back */
#define BEFORE_MAX 48      /* characters in front that may say what it is */
#define BEHIND_MAX 20
#define TOKEN_MAX 24

struct run {
	size_t from, to; /* cells */
	char digits[DIGITS_MAX + 1];
	size_t count;
	unsigned char groups[GROUPS_MAX]; /* their lengths */
	size_t group_count;
	bool plus, paren;
};

/* ---- what it is called ---- */

static const char *const order_words[] = {
	"order",   "parcel",   "tracking", "shipment", "invoice",  "ticket",  "reference",
	"rma",     "bestell",  "auftrag",  "sendung",  "rechnung", "vorgang", "paket",
	"retoure", "commande", "colis",    "suivi",    "facture",  "dossier", "订单",
	"单号",    "运单",     "快递",     "发票",     "包裹",     "案号",    "编号"};
static const char *const customer_words[] = {
	"customer", "account", "member", "client", "kunde", "mitglied", "konto", "compte",
	"adhérent", "客户",    "会员",   "顾客",   "账号",  "帐号",     "账户",  "用户"};
static const char *const phone_words[] = {
	"phone", "tel",      "mobile", "cell",       "call me",   "whatsapp", "wechat",
	"handy", "mobil",    "anruf",  "erreichbar", "rufnummer", "rückruf",  "fax",
	"tél",   "portable", "appel",  "joindre",    "joignable", "电话",     "手机",
	"致电",  "打给",     "联络",   "联系",       "微信",      "传真"};

static const struct context {
	enum mask_kind kind;
	const char *const *words;
	size_t count;
} contexts[] = {{MASK_ORDER, order_words, ARRAY_LEN(order_words)},
		{MASK_CUSTOMER, customer_words, ARRAY_LEN(customer_words)},
		{MASK_PHONE, phone_words, ARRAY_LEN(phone_words)}};

/* What may stand between "order" and its number. */
static const char *const links[] = {
	"number", "numbers", "nummer", "num",   "no",   "nr",    "numéro", "numero", "n",
	"n°",     "°",       "id",     "code",  "is",   "ist",   "est",    "lautet", "was",
	"war",    "my",      "meine",  "mein",  "ma",   "mon",   "the",    "die",    "der",
	"le",     "la",      "with",   "mit",   "avec", "von",   "of",     "under",  "unter",
	"sous",   "at",      "me",     "me on", "on",   "under", "号码",   "号",     "码",
	"是",     "为",      "的",     "我",    "于",   "in",    "unter"};

static bool is_edge(const char *text, size_t at)
{
	return at == 0 || (unsigned char)text[0] >= 0x80 ||
	       !view_is_letter((unsigned char)text[-1]);
}

/* The offset behind the last of the words in `text`, and how far it stands; 0: none. */
static size_t last_word(const struct context *c, const char *text)
{
	size_t best = 0;

	for (size_t w = 0; w < c->count; w++) {
		for (const char *p = text; (p = strstr(p, c->words[w])); p++) {
			size_t end = (size_t)(p - text) + strlen(c->words[w]);
			if (is_edge(p, (size_t)(p - text)) && end > best)
				best = end;
		}
	}
	return best;
}

/* Whether between the word that ends at `text` and the number nothing else is said. */
static bool is_link_only(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " .:#,;()-/\n\"'"), longest = 0;
		if ((unsigned char)text[0] >= 0x80) {
			for (size_t i = 0; i < ARRAY_LEN(links); i++) {
				size_t n = strlen(links[i]);
				if (strncmp(text, links[i], n) == 0 && n > longest)
					longest = n;
			}
			len = longest;
		} else if (len > 0) {
			for (size_t i = 0; i < ARRAY_LEN(links); i++) {
				if (strlen(links[i]) == len && strncmp(text, links[i], len) == 0)
					longest = len;
			}
		} else {
			text++;
			continue;
		}
		if (longest == 0)
			return false;
		text += len;
	}
	return true;
}

/* The rest of a compound: "bestell|nummer", "order|s". */
static const char *skip_rest(const char *text)
{
	while (view_is_letter((unsigned char)*text) && (unsigned char)*text < 0x80)
		text++;
	return text;
}

struct called {
	enum mask_kind kind; /* MASK_NUMBER: nothing */
	bool named;          /* right in front */
};

static struct called called_before(const struct view *v, size_t at)
{
	char text[BEFORE_MAX * 4 + 8];
	size_t best = 0;
	struct called ret = {.kind = MASK_NUMBER};

	view_copy(v, at > BEFORE_MAX ? at - BEFORE_MAX : 0, at, text, sizeof text);
	for (size_t i = 0; i < ARRAY_LEN(contexts); i++) {
		size_t end = last_word(&contexts[i], text);
		if (end > best) {
			best = end;
			ret.kind = contexts[i].kind;
		}
	}
	if (best > 0)
		ret.named = is_link_only(skip_rest(text + best));
	return ret;
}

static struct called called_behind(const struct view *v, size_t at)
{
	char text[BEHIND_MAX * 4 + 8];
	struct called ret = {.kind = MASK_NUMBER};

	view_copy(v, at, at + BEHIND_MAX, text, sizeof text);
	for (size_t i = 0; i < ARRAY_LEN(contexts) && ret.kind == MASK_NUMBER; i++) {
		if (last_word(&contexts[i], text) > 0)
			ret.kind = contexts[i].kind;
	}
	return ret;
}

/* ---- what it looks like ---- */

static bool groups_are(const struct run *r, const unsigned char *lens, size_t count)
{
	return r->group_count == count && memcmp(r->groups, lens, count) == 0;
}

/* National forms: with the leading 0 (de, fr, uk, tw, cn), 1[3-9]x (cn mobile), 3-3-4 (us), 400
 * (cn hot lines). */
static bool looks_like_phone(const struct run *r)
{
	static const unsigned char us[] = {3, 3, 4}, us_one[] = {1, 3, 3, 4}, cn[] = {3, 4, 4},
				   hot[] = {3, 3, 4}, hk[] = {4, 4};
	const char *d = r->digits;

	if (r->plus || (d[0] == '0' && d[1] == '0'))
		return r->count >= 7 && r->count <= 17;
	if (d[0] == '0' || (r->paren && r->count >= 9))
		return r->count >= 9 && r->count <= 12;
	if (r->count == 11 && d[0] == '1' && d[1] >= '3')
		return r->group_count == 1 || groups_are(r, cn, 3);
	return groups_are(r, us, 3) || groups_are(r, us_one, 4) || groups_are(r, hot, 3) ||
	       (groups_are(r, hk, 2) && strchr("235679", d[0]));
}

/* A separator and whether a digit follows it: how many cells, 0: the number ends. Brackets and dots
 * may stand together with a blank: "+49 (0) 30", "030 / 12". */
static size_t separator(const struct finder *f, size_t at)
{
	size_t n = 0;

	while (n < 3 && f->states[at + n < f->view.count ? at + n : 0] == CELL_FREE) {
		uint32_t c = view_code(&f->view, at + n);
		if (c == 0 || !(c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' ||
				c == ')' || c == '_' || c == 0xB7 || c == 0x2022))
			break;
		n++;
	}
	return n > 0 && view_is_digit(view_code(&f->view, at + n)) && f->states[at + n] == CELL_FREE
		       ? n
		       : 0;
}

static void read_run(const struct finder *f, size_t at, struct run *r)
{
	const struct view *v = &f->view;

	*r = (struct run){.from = at, .group_count = 1};
	for (;;) {
		while (view_is_digit(view_code(v, at)) && f->states[at] == CELL_FREE) {
			if (r->count < DIGITS_MAX)
				r->digits[r->count++] = (char)v->cells[at].code;
			if (r->groups[r->group_count - 1] < 255)
				r->groups[r->group_count - 1]++;
			at++;
		}
		r->to = at;
		size_t gap = at < v->count ? separator(f, at) : 0;
		if (gap == 0)
			break;
		at += gap;
		if (r->group_count < GROUPS_MAX)
			r->groups[r->group_count++] = 0;
	}
	if (view_code(v, r->from - 1) == '(') {
		r->paren = true;
		r->from--;
	}
	if (view_code(v, r->from - 1) == '+') {
		r->plus = true;
		r->from--;
	}
}

/* ---- what becomes of it ---- */

static bool is_token(uint32_t c)
{
	return view_is_word(c) || c == '-' || c == '_' || c == '/';
}

/* Letters that belong to the number: NW-100234, FD2026X11. */
static void widen_to_token(const struct finder *f, size_t *from, size_t *to)
{
	const struct view *v = &f->view;
	size_t start = *from, end = *to;

	while (start > 0 && is_token(v->cells[start - 1].code) &&
	       f->states[start - 1] == CELL_FREE && *from - start < TOKEN_MAX)
		start--;
	while (!view_is_word(view_code(v, start)) && start < *from)
		start++;
	while (end < v->count && is_token(v->cells[end].code) && f->states[end] == CELL_FREE &&
	       end - *to < TOKEN_MAX)
		end++;
	while (end > *to && !view_is_word(v->cells[end - 1].code))
		end--;
	if (end - start <= TOKEN_MAX) {
		*from = start;
		*to = end;
	}
}

static bool is_year(const struct run *r)
{
	return r->count == 4 && r->group_count == 1 &&
	       (memcmp(r->digits, "19", 2) == 0 || memcmp(r->digits, "20", 2) == 0);
}

static size_t longest_group(const struct run *r)
{
	size_t most = 0;

	for (size_t i = 0; i < r->group_count; i++)
		most = r->groups[i] > most ? r->groups[i] : most;
	return most;
}

/* "order 100 pieces" */
static bool counts_things(const struct view *v, size_t at)
{
	static const char *const things[] = {"piece",   "pcs",  "stück",  "stk", "pièce",
					     "item",    "unit", "copies", "box", "karton",
					     "cartons", "个",   "件",     "箱",  "份",
					     "盆",      "束",   "支",     "朵",  "%"};

	at += view_code(v, at) == ' ';
	for (size_t i = 0; i < ARRAY_LEN(things); i++) {
		if (finder_behind(v, at, things[i]))
			return true;
	}
	return false;
}

/* FD7X2K: letters and digits by turns. RTX 4070 and 80x200 are none. */
static bool is_code(const struct view *v, size_t from, size_t to)
{
	size_t turns = 0;

	for (size_t i = from + 1; i < to; i++)
		turns += view_is_digit(v->cells[i].code) != view_is_digit(v->cells[i - 1].code);
	return turns >= CODE_TURNS_LEAST;
}

/* Groups of a number that was named are those of the number only as far as they look like it:
 * "order 4711 2 chairs" has one. */
static void take_run(struct finder *f, const struct run *r)
{
	size_t from = r->from, to = r->to;
	struct called called;

	if (!r->plus && !r->paren)
		widen_to_token(f, &from, &to);
	called = called_before(&f->view, from);
	if (called.kind == MASK_NUMBER)
		called = called_behind(&f->view, to);
	bool is_long = longest_group(r) >= PLAIN_LEAST || r->count >= GROUPED_LEAST;
	bool is_named = called.named && called.kind != MASK_PHONE && !counts_things(&f->view, to) &&
			((r->count >= NAMED_LEAST && !is_year(r)) || is_code(&f->view, from, to));
	if (!is_long && !is_named && !(r->plus && r->count >= 7) &&
	    !(called.kind == MASK_PHONE && r->count >= PLAIN_LEAST))
		return;
	if (called.kind == MASK_NUMBER || (!called.named && called.kind != MASK_PHONE)) {
		if (looks_like_phone(r))
			called.kind = MASK_PHONE;
	}
	if (called.kind == MASK_PHONE && (r->count < PLAIN_LEAST || r->count > 17))
		called.kind = MASK_NUMBER;
	finder_take(f, from, to, called.kind);
}

void find_numbers(struct finder *f)
{
	for (size_t i = 0; i < f->view.count;) {
		struct run r;
		if (!view_is_digit(f->view.cells[i].code) || f->states[i] != CELL_FREE) {
			i++;
			continue;
		}
		read_run(f, i, &r);
		take_run(f, &r);
		i = r.to > i ? r.to : i + 1;
	}
}
