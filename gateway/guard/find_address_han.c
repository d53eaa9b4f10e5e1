/*
 * Chinese addresses, from the large to the small: 北京市朝阳区建国路88号3楼. What tells them is a
 * number between the word for a street and the word for a house.
 */
#include "config/load/attrs.h"
#include "gateway/guard/address.h"

#define BUILDING_MAX 8 /* characters of its name */

static bool is_one(uint32_t code, const uint32_t *set, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (set[i] == code)
			return true;
	}
	return false;
}

/* 路 街 道 巷 弄 段 村 里 区 园 厦 寓 苑 坊 庄 场 镇 城 塔 心 */
static const uint32_t zh_places[] = {0x8DEF, 0x8857, 0x9053, 0x5DF7, 0x5F04, 0x6BB5, 0x6751,
				     0x91CC, 0x533A, 0x56ED, 0x53A6, 0x5BD3, 0x82D1, 0x574A,
				     0x5E84, 0x573A, 0x9547, 0x57CE, 0x5854, 0x5FC3};
/* 中 东 西 南 北, behind a street: 皇后大道中 */
static const uint32_t zh_sides[] = {0x4E2D, 0x4E1C, 0x897F, 0x5357, 0x5317};
/* 号 栋 幢 座 室 楼 弄 巷 层 之 单 元 院 段 */
static const uint32_t zh_units[] = {0x53F7, 0x680B, 0x5E62, 0x5EA7, 0x5BA4, 0x697C, 0x5F04,
				    0x5DF7, 0x5C42, 0x4E4B, 0x5355, 0x5143, 0x9662, 0x6BB5};
/* 到 在 是 住 寄 送 址 为 于 至 往 从 ： 改 成 给 */
static const uint32_t zh_stops[] = {0x5230, 0x5728, 0x662F, 0x4F4F, 0x5BC4, 0x9001, 0x5740, 0x4E3A,
				    0x4E8E, 0x81F3, 0x5F80, 0x4ECE, 0x6539, 0x6210, 0x7ED9};

bool address_is_numeral(uint32_t c)
{
	/* 一 to 十, 百 千 零 */
	static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03,
					    0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x96F6};

	return view_is_digit(c) || is_one(c, numerals, ARRAY_LEN(numerals));
}

/* A building with a number behind the house: 中信广场3501. `at` when there is none. */
static size_t building_end(const struct view *v, size_t at)
{
	size_t end = at, digits;

	while (end - at < BUILDING_MAX && view_is_han(view_code(v, end)) &&
	       !is_one(view_code(v, end), zh_stops, ARRAY_LEN(zh_stops)))
		end++;
	digits = address_digits_end(v, end);
	return end - at >= 2 && digits - end >= 2 &&
			       is_one(view_code(v, end - 1), zh_places, ARRAY_LEN(zh_places))
		       ? end
		       : at;
}

static bool is_place(const struct view *v, size_t at)
{
	if (is_one(view_code(v, at), zh_sides, ARRAY_LEN(zh_sides)))
		at--;
	return is_one(view_code(v, at), zh_places, ARRAY_LEN(zh_places));
}

/* What an address goes on with to its left; names of buildings may have Latin letters. */
static bool is_part(const struct view *v, size_t at)
{
	uint32_t c = v->cells[at].code;

	if (finder_behind(v, at, "成都"))
		return true;
	return (view_is_han(c) || address_is_numeral(c) || (c >= 'a' && c <= 'z')) &&
	       !is_one(c, zh_stops, ARRAY_LEN(zh_stops));
}

/* From the street's number at `at`: over further numbers with their units. */
static size_t chinese_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (;;) {
		size_t from = building_end(v, address_skip(v, at, "- "));
		size_t stop = from;
		while (address_is_numeral(view_code(v, stop)) ||
		       (view_is_letter(view_code(v, stop)) && stop - from < 2))
			stop++;
		at = stop;
		while (is_one(view_code(v, at), zh_units, ARRAY_LEN(zh_units)))
			at++;
		if (stop == from || (at == stop && v->cells[stop - 1].code > '9'))
			return end;
		end = at;
	}
}

bool address_try_chinese(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t start = at, stop = at;

	while (address_is_numeral(view_code(v, stop)))
		stop++;
	if (!is_one(view_code(v, stop), zh_units, ARRAY_LEN(zh_units)) || !is_place(v, at - 1))
		return false;
	while (start > 0 && at - start < 30 && is_part(v, start - 1))
		start--;
	*ret_end = chinese_end(v, at);
	finder_take(f, start, *ret_end, MASK_ADDRESS);
	return true;
}
