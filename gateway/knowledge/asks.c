#include "gateway/knowledge/asks.h"

#include <stdlib.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/features/synonyms.h"

#define CUES_MAX 32

/* As synonyms are written: word* is the beginning of a word, *word its end. Both Chinese scripts
 * are normalised to one. */
static const struct cues {
	enum locale locale;
	enum asks kind;
	const char *question[CUES_MAX], *text[CUES_MAX];
} table[] = {
	{LOCALE_EN,
	 ASKS_TIME,
	 {"how long", "how many days", "how many weeks", "how many months", "how many years",
	  "how quick*", "how fast", "how soon", "when", "what day", "duration", "deadline",
	  "how old", "time limit", "by when"},
	 {"day", "days", "hour*", "week", "weeks", "month", "months", "monthly", "year*", "at once",
	  "noon"}},
	{LOCALE_EN,
	 ASKS_MONEY,
	 {"how much", "cost*", "price*", "charge for", "fee", "fees", "free", "expensive",
	  "pay for", "extra"},
	 {"eur", "euro*", "free", "cost*", "postage"}},
	{LOCALE_DE,
	 ASKS_TIME,
	 {"wie lange", "wie lang", "wann", "wie schnell", "wie viele tage", "wieviele tage",
	  "wie viele wochen", "wie viele jahre", "*dauer", "frist", "*frist", "zeitraum"},
	 {"tag", "tage*", "*tage", "*tagen", "stunde*", "woche*", "monat*", "jahr*", "sofort"}},
	{LOCALE_DE,
	 ASKS_MONEY,
	 {"wie viel kost*", "wieviel", "wie viel", "kostet", "kosten", "*kosten", "preis*",
	  "*gebühr*", "gratis", "kostenlos*", "umsonst", "porto", "teuer", "*preis"},
	 {"eur", "euro*", "kostenlos*", "gratis", "kostet", "frei"}},
	{LOCALE_FR,
	 ASKS_TIME,
	 {"combien de temps", "combien de jours", "combien de mois", "combien d années",
	  "combien d ans", "quand", "délai*", "durée", "quel moment", "valable*", "validité"},
	 {"jour", "jours", "heure*", "semaine*", "mois", "an", "ans", "année*", "aussitôt",
	  "immédiatement"}},
	{LOCALE_FR,
	 ASKS_MONEY,
	 {"combien coût*", "coût*", "cout*", "prix", "tarif*", "frais", "gratuit*", "cher",
	  "payant*", "quel montant", "quels sont les frais"},
	 {"eur", "euro*", "gratuit*", "coût*"}},
	{LOCALE_ZH_HANS,
	 ASKS_TIME,
	 {"多久", "几天", "多少天", "多长", "什么时候", "何时", "几年", "几个月", "有效期", "几号",
	  "多快", "期限", "几日", "几小时", "当天"},
	 {"天", "小时", "个月", "年", "当日", "立即"}},
	{LOCALE_ZH_HANS,
	 ASKS_MONEY,
	 {"多少钱", "运费", "邮费", "费用", "免费", "包邮", "收费", "要钱", "付钱", "要付",
	  "多少费", "加多少", "免运", "谁出", "怎么收", "怎么算"},
	 {"欧元", "免费", "费用", "免运"}},
};

struct asks_finder {
	struct synonyms *of[LOCALE_COUNT][ASKS_COUNT][2]; /* of questions, of texts */
};

static void add(struct synonyms *s, const char *const *cues)
{
	struct synonym_form form;

	for (size_t i = 0; i < CUES_MAX && cues[i]; i++) {
		if (synonym_form_of(cues[i], &form) == SYNONYM_FINE)
			synonyms_add(s, "cue", form.bytes);
	}
}

struct asks_finder *asks_create(void)
{
	struct asks_finder *f = mem_new(1, sizeof *f);

	for (int l = 0; l < LOCALE_COUNT; l++) {
		for (int kind = 0; kind < ASKS_COUNT; kind++) {
			f->of[l][kind][0] = synonyms_create();
			f->of[l][kind][1] = synonyms_create();
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct cues *c = &table[i];
		add(f->of[c->locale][c->kind][0], c->question);
		add(f->of[c->locale][c->kind][1], c->text);
	}
	return f;
}

void asks_destroy(struct asks_finder *f)
{
	if (!f)
		return;
	for (int l = 0; l < LOCALE_COUNT; l++) {
		for (int kind = 0; kind < ASKS_COUNT; kind++) {
			synonyms_destroy(f->of[l][kind][0]);
			synonyms_destroy(f->of[l][kind][1]);
		}
	}
	free(f);
}

bool asks_find(const struct asks_finder *f, enum locale l, enum asks kind, bool is_text,
	       const char *plain, size_t len)
{
	struct synonym_hit hit;

	l = l == LOCALE_ZH_HANT ? LOCALE_ZH_HANS : l;
	return synonyms_find(f->of[l][kind][is_text], plain, len, &hit, 1) > 0;
}
