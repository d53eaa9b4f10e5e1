#include "gateway/guard/address.h"

#include <string.h>

#include "config/load/attrs.h"

#define HOUSE_DIGITS_MAX 5
#define TOWN_WORDS_MAX 3

bool address_is_word(const struct view *v, size_t from, size_t to, const char *const *words,
		     size_t count, bool any_case)
{
	char text[48];

	view_copy(v, from, to, text, sizeof text);
	for (size_t i = 0; i < count; i++) {
		if (!words[i] && !any_case)
			return false;
		if (words[i] && strcmp(words[i], text) == 0)
			return true;
	}
	return false;
}

size_t address_digits_end(const struct view *v, size_t at)
{
	while (view_is_digit(view_code(v, at)))
		at++;
	return at;
}

size_t address_skip(const struct view *v, size_t at, const char *any)
{
	for (size_t n = 0; n < 3 && view_code(v, at) && view_code(v, at) < 0x80 &&
			   strchr(any, (int)view_code(v, at));
	     n++)
		at++;
	return at;
}

size_t address_house_end(const struct view *v, size_t at)
{
	size_t end = address_digits_end(v, at);

	if (end == at || end - at > HOUSE_DIGITS_MAX)
		return at;
	if (view_code(v, end) == '-' && address_digits_end(v, end + 1) > end + 1)
		end = address_digits_end(v, end + 1);
	if (view_is_letter(view_code(v, end)) && !view_is_word(view_code(v, end + 1)))
		end++;
	else if (view_code(v, end) == ' ' && view_is_letter(view_code(v, end + 1)) &&
		 !view_is_word(view_code(v, end + 2)) && view_code(v, end + 1) <= 'h')
		end += 2;
	return end;
}

size_t address_town_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (unsigned n = 0; n < TOWN_WORDS_MAX; n++) {
		size_t stop = view_word_end(v, at);
		if (stop == at || !v->cells[at].upper || view_is_digit(view_code(v, stop)))
			break;
		end = stop;
		if (view_code(v, stop) != ' ')
			break;
		at = stop + 1;
	}
	return end;
}

size_t address_place_end(const struct view *v, size_t at)
{
	size_t from = address_skip(v, at, ", \n"), code, end;

	if (view_is_letter(view_code(v, from)) && view_code(v, from + 1) == '-' &&
	    view_is_digit(view_code(v, from + 2)))
		from += 2;
	code = address_digits_end(v, from);
	if (code - from >= 4 && code - from <= 5) {
		end = address_town_end(v, address_skip(v, code, " "));
		return end > code + 1 ? end : code;
	}
	if (from >= v->count || from == at || (end = address_town_end(v, from)) == from)
		return at;
	from = address_skip(v, end, ", ");
	code = view_word_end(v, from);
	if (code == from + 2 && v->cells[from].upper && v->cells[from + 1].upper)
		from = address_skip(v, code, " ");
	code = address_digits_end(v, from);
	if (code - from == 5) {
		end = code;
		if (view_code(v, end) == '-' && address_digits_end(v, end + 1) == end + 5)
			end += 5;
	}
	return end;
}

size_t address_word_start(const struct view *v, size_t at)
{
	while (at > 0 &&
	       (view_is_letter(v->cells[at - 1].code) ||
		(v->cells[at - 1].code == '-' && at > 1 && view_is_letter(v->cells[at - 2].code))))
		at--;
	return at;
}

/* The areas of two letters: in small letters nothing else is a post code. */
static const char areas[] =
	"ab al ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt "
	"dy ec eh en ex fk fy gl gu ha hd hg hp hr hs hu hx ig ip iv ka kt kw ky la ld le ll ln "
	"ls lu me mk ml ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm sa se sg sk sl sm sn "
	"so sp sr ss st sw sy ta td tf tn tq tr ts tw ub wa wc wd wf wn wr ws wv yo ze ";

static bool is_small_area(const struct view *v, size_t at, size_t letters)
{
	char area[16];
	size_t len = view_copy(v, at, at + letters, area, 8);

	memcpy(area + len, " ", 2);
	return letters == 2 && strstr(areas, area);
}

/* A letter of the post code's second half. */
static bool is_inward(const struct view *v, size_t at, bool small)
{
	uint32_t c = view_code(v, at);

	return c >= 'a' && c <= 'z' && (small || v->cells[at].upper) && !strchr("cikmov", (int)c);
}

size_t address_postcode_end(const struct view *v, size_t at)
{
	size_t i = at, letters = 0;
	bool small = at < v->count && !v->cells[at].upper;

	while (letters < 3 && view_is_letter(view_code(v, i)) && v->cells[i].upper != small)
		i++, letters++;
	if (letters < 1 || letters > 2 || !view_is_digit(view_code(v, i)) ||
	    (small && !is_small_area(v, at, letters)))
		return at;
	i++;
	if (view_is_digit(view_code(v, i)) && !view_is_letter(view_code(v, i + 1)))
		i++;
	else if (view_is_letter(view_code(v, i)) && v->cells[i].upper != small)
		i++;
	i = view_code(v, i) == ' ' ? i + 1 : i;
	if (!view_is_digit(view_code(v, i)) || !is_inward(v, i + 1, small) ||
	    !is_inward(v, i + 2, small) || view_is_word(view_code(v, i + 3)))
		return at;
	return i + 3;
}
