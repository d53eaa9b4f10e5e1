/*
 * Names in Chinese: said (我叫, 我是, 收件人), given a parcel (寄给), with a title (王先生), and at
 * the end of a letter (此致, 敬上). Most need a surname in front and an end behind, since names and
 * words are of the same characters. The text is read in Simplified Chinese.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "gateway/guard/finder.h"
#include "gateway/guard/mask_impl.h"

#define NAME_LEAST 2
#define NAME_MOST 4
#define NAME_USUAL 3

/* What follows is a name, whatever its first character. */
static const char *const sure_cues[] = {"我叫",     "我的名字是", "我的名字叫",
					"我名字叫", "姓名是",     "收件人是",
					"收货人是", "联系人是",   "本人叫"};
/* What follows is one behind a colon, or if it begins with a surname and ends as one. */
static const char *const cues[] = {"我是",   "这里是", "这边是", "姓名",   "收件人",
				   "收件者", "寄件人", "收货人", "联系人", "联络人",
				   "叫",     "寄给",   "送给",   "转交",   "交给",
				   "送到",   "持卡人", "户名",   "抬头"};
static const char *const titles[] = {"先生", "小姐", "女士", "太太"};
/* Only behind a surname. */
static const char *const surname_titles[] = {"老师", "经理", "医生", "师傅", "同学",
					     "教授", "阿姨", "叔叔", "大哥"};
static const char *const farewells[] = {"此致", "敬礼", "谢谢", "感谢", "祝好", "多谢"};
static const char *const signatures[] = {"敬上", "谨启", "敬启", "谨上", "拜上"};
static const char surnames[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏"
	"魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱"
	"严覃武戴莫孔汤温康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟申耿兰焦俞柳甘祝宁尚阮柯纪梅童凌毕裴"
	"霍涂苗翁骆蓝游靳柴鲍喻祁蒲滕饶牟穆卓简詹洪赖";
static const char *const double_surnames[] = {"欧阳", "司徒", "上官", "诸葛", "司马",
					      "夏侯", "令狐", "慕容", "皇甫", "端木"};
/* Words that begin with a surname. */
static const char *const no_names[] = {
	"黄金", "黄色", "白金", "白色", "金卡", "金色", "高级", "高端", "高兴", "普通", "周末",
	"周一", "周二", "周三", "周四", "周五", "周六", "周日", "马上", "许多", "方便", "任何",
	"石头", "简单", "游客", "安全", "温馨", "严重", "程序", "蓝色", "何时", "何人", "施工",
	"解决", "康乃", "田园", "孔雀", "林业", "江苏", "江西", "陕西", "蒙古", "武汉", "温州",
	"宁波", "苏州", "常州", "徐州", "杭州", "高雄", "金门", "马祖", "贺卡", "雷同", "方式",
	"柳橙", "兰花", "梅花", "樱花", "苗木", "叶子", "万寿", "蓝莓", "苏打", "龙井", "纪念",
	"顾客", "经理", "方法", "任务", "路上", "陆续", "段时", "毛巾", "毛毯", "石材", "花束"};
/* Characters that begin what is said next, not a name's. */
static const char stops[] =
	"的了想要请问你您我在这那和买订电手住地来是有给把寄退换不没昨今能可为也就"
	"会吗呢吧啊下查先女收已他她它们都台辆";

static bool is_in(const struct view *v, size_t at, const char *set)
{
	char text[8];

	return at < v->count && view_copy(v, at, at + 1, text, sizeof text) > 0 &&
	       strstr(set, text);
}

static void learn(struct finder *f, size_t from, size_t to)
{
	const struct view *v = &f->view;
	size_t start = v->cells[from].start;

	if (finder_is_free(f, from, to))
		mask_know_name(f->mask, v->text + start, v->cells[to - 1].end - start);
}

/* Characters from `at` that may be a name's. */
static size_t characters_end(const struct view *v, size_t at)
{
	size_t end = at;

	while (view_is_han(view_code(v, end)) && end - at <= NAME_MOST && !is_in(v, end, stops))
		end++;
	return end;
}

/* The cell behind the surname at `at`; `at` when it is none. */
static size_t surname_end(const struct view *v, size_t at)
{
	for (size_t i = 0; i < ARRAY_LEN(double_surnames); i++) {
		size_t end = finder_behind(v, at, double_surnames[i]);
		if (end)
			return end;
	}
	return view_is_han(view_code(v, at)) && is_in(v, at, surnames) ? at + 1 : at;
}

/* A surname and one or two characters, and nothing that goes on. */
static size_t full_name_end(const struct view *v, size_t at)
{
	size_t given = surname_end(v, at), end;

	if (given == at)
		return at;
	for (size_t i = 0; i < ARRAY_LEN(no_names); i++) {
		if (finder_behind(v, at, no_names[i]))
			return at;
	}
	end = characters_end(v, given);
	return end > given && end - given <= 2 ? end : at;
}

/* 小丽, 阿强: for friends. */
static size_t pet_name_end(const struct view *v, size_t at)
{
	size_t end = characters_end(v, at);

	return is_in(v, at, "小阿") && end - at >= 2 && end - at <= 3 &&
			       !is_in(v, at + 1, "姐哥弟妹二时") && view_is_han(view_code(v, at))
		       ? end
		       : at;
}

/* Latin letters up to a mark: 我叫Anna Weber. */
static size_t latin_end(const struct view *v, size_t at)
{
	size_t end = view_word_end(v, at), more;

	if (end > at && view_code(v, end) == ' ' && (more = view_word_end(v, end + 1)) > end + 1)
		end = more;
	return end;
}

static size_t mark_end(const struct view *v, size_t at)
{
	while (view_code(v, at) == ' ' || view_code(v, at) == ':' || view_code(v, at) == 0x662F)
		at++;
	return at;
}

static void try_sure_cue(struct finder *f, size_t at, const char *cue)
{
	const struct view *v = &f->view;
	size_t from = finder_behind(v, at, cue), end;

	if (!from || is_in(v, at - 1, "帮管替请给让")) /* 帮我叫车 */
		return;
	from = mark_end(v, from);
	end = characters_end(v, from);
	if (end - from > NAME_MOST)
		end = from + NAME_USUAL;
	if (end - from >= NAME_LEAST)
		learn(f, from, end);
	else if (end == from && (end = latin_end(v, from)) > from)
		learn(f, from, end);
}

static void try_cue(struct finder *f, size_t at, const char *cue)
{
	const struct view *v = &f->view;
	size_t from = finder_behind(v, at, cue), end;

	if (!from)
		return;
	end = full_name_end(v, mark_end(v, from));
	if (end > mark_end(v, from))
		learn(f, mark_end(v, from), end);
	else if (view_code(v, from) == ':' && (from = mark_end(v, from)) < v->count) {
		end = characters_end(v, from);
		end = end == from ? latin_end(v, from) : end;
		if (end - from >= NAME_LEAST && (end - from <= NAME_MOST || v->cells[from].upper))
			learn(f, from, end);
	}
}

/* 我姓陈: one character stands everywhere, so it is hidden here only. */
static void try_surname(struct finder *f, size_t at)
{
	const struct view *v = &f->view;
	size_t from = finder_behind(v, at, "姓"), end;

	if (!from)
		return;
	from = mark_end(v, from);
	end = surname_end(v, from);
	if (end > from && (!view_is_han(view_code(v, end)) || is_in(v, end, stops)))
		finder_take(f, from, end, MASK_NAME);
}

/* Where the name in front of a title begins: 王, 欧阳, 王小明; `at` when there is none. */
static size_t titled_start(const struct view *v, size_t at, bool needs_surname)
{
	for (size_t len = NAME_MOST; len >= 1; len--) {
		size_t from = at - len, given;
		if (len > at)
			continue;
		given = surname_end(v, from);
		if (given > from && given <= at && at - given <= 2 &&
		    (given == at || characters_end(v, given) >= at))
			return from;
	}
	if (needs_surname || at == 0 || !view_is_han(view_code(v, at - 1)) ||
	    is_in(v, at - 1, stops) || is_in(v, at - 1, "位名个") ||
	    (view_is_han(view_code(v, at - 2)) && !is_in(v, at - 2, "是给找位的")))
		return at;
	return at - 1;
}

/* Hidden with the title. */
static void try_title(struct finder *f, size_t at)
{
	const struct view *v = &f->view;
	size_t count = ARRAY_LEN(titles) + ARRAY_LEN(surname_titles);

	for (size_t i = 0; i < count; i++) {
		bool weak = i >= ARRAY_LEN(titles);
		const char *title = weak ? surname_titles[i - ARRAY_LEN(titles)] : titles[i];
		size_t end = finder_behind(v, at, title);
		size_t start = end ? titled_start(v, at, weak) : at;
		if (start < at)
			finder_take(f, start, end, MASK_NAME);
	}
}

static size_t skip_marks(const struct view *v, size_t at)
{
	while (at < v->count && !view_is_word(v->cells[at].code) && !view_is_han(v->cells[at].code))
		at++;
	return at;
}

/* 谢谢，小丽 at the end of a text or line. */
static void try_farewell(struct finder *f, size_t at, const char *farewell)
{
	const struct view *v = &f->view;
	size_t end = finder_behind(v, at, farewell), from, name;

	if (!end || (from = skip_marks(v, end)) == end)
		return;
	if ((name = finder_behind(v, from, "敬礼")) > 0)
		from = skip_marks(v, name);
	name = full_name_end(v, from);
	name = name > from ? name : pet_name_end(v, from);
	if (name > from && (skip_marks(v, name) == v->count || view_code(v, name) == '\n' ||
			    view_code(v, name) == ' '))
		learn(f, from, name);
}

/* 王小明 敬上 */
static void try_signature(struct finder *f, size_t at, const char *signature)
{
	const struct view *v = &f->view;
	size_t to = at;

	if (!finder_behind(v, at, signature))
		return;
	while (to > 0 && view_code(v, to - 1) == ' ')
		to--;
	for (size_t len = NAME_LEAST; len <= NAME_MOST && len <= to; len++) {
		size_t from = to - len;
		size_t given = surname_end(v, from);
		if (given > from && given < to && to - given <= 2 &&
		    !view_is_han(view_code(v, from - 1)))
			learn(f, from, to);
	}
}

void find_han_names(struct finder *f)
{
	const struct view *v = &f->view;

	for (size_t i = 0; i < v->count; i++) {
		if (!view_is_han(v->cells[i].code))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(sure_cues); k++)
			try_sure_cue(f, i, sure_cues[k]);
		for (size_t k = 0; k < ARRAY_LEN(cues); k++)
			try_cue(f, i, cues[k]);
		for (size_t k = 0; k < ARRAY_LEN(farewells); k++)
			try_farewell(f, i, farewells[k]);
		for (size_t k = 0; k < ARRAY_LEN(signatures); k++)
			try_signature(f, i, signatures[k]);
		try_surname(f, i);
		try_title(f, i);
	}
}
