/*
 * The request for the report's figures, the same with a gateway and without one.
 */
#include "gateway/control/control.h"
#include "gateway/llm/budget.h"

#define IDLE_MAX_MS ((int64_t)365 * 24 * 3600 * 1000)

bool control_period(json_t *request, int64_t now_ms, struct store_period *ret)
{
	json_int_t since, until, idle;

	if (json_unpack(request, "{s:I,s:I,s:I}", "since", &since, "until", &until, "idle",
			&idle) != 0 ||
	    since < 0 || until < since || until > now_ms + IDLE_MAX_MS || idle < 0 ||
	    idle > IDLE_MAX_MS)
		return false;
	*ret = (struct store_period){.since_ms = since,
				     .until_ms = until,
				     .now_ms = now_ms,
				     .idle_ms = idle,
				     .month_day = budget_month(now_ms)};
	return true;
}

json_t *control_figures(const struct store_figure *rows, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct store_figure *f = &rows[i];
		json_t *row = json_pack("[i,s,s,s]", (int)f->kind, f->a, f->b, f->c);

		for (size_t k = 0; row && k < ARRAY_LEN(f->n); k++)
			json_array_append_new(row, json_integer((json_int_t)f->n[k]));
		if (row)
			json_array_append_new(list, row);
	}
	return list;
}
