#include "gateway/report/figures.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

static char *text_at(const json_t *row, size_t i)
{
	const char *text = json_string_value(json_array_get(row, i));

	return mem_string(text ? text : "");
}

struct report_figures *report_figures_read(const json_t *rows)
{
	struct report_figures *f = mem_new(1, sizeof(*f));
	size_t i;
	json_t *row;

	json_array_foreach(rows, i, row)
	{
		json_int_t kind = json_integer_value(json_array_get(row, 0));
		struct figure x = {.kind = (enum store_figure_kind)kind};

		if (kind < 0 || kind >= STORE_FIGURE_KINDS || !json_is_array(row))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(x.n); k++)
			x.n[k] = json_integer_value(json_array_get(row, 4 + k));
		x.a = text_at(row, 1);
		x.b = text_at(row, 2);
		x.c = text_at(row, 3);
		*vec_push(&f->rows) = x;
	}
	return f;
}

void report_figures_free(struct report_figures *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->rows.count; i++) {
		free(f->rows.items[i].a);
		free(f->rows.items[i].b);
		free(f->rows.items[i].c);
	}
	vec_dispose(&f->rows);
	free(f);
}
