/*
 * Private to this folder: the store's figures as they came.
 */
#ifndef GATEWAY_REPORT_FIGURES_H
#define GATEWAY_REPORT_FIGURES_H

#include "gateway/report/report.h"
#include "gateway/store/store.h"

struct figure {
	enum store_figure_kind kind;
	char *a, *b, *c; /* owned */
	int64_t n[8];
};

struct report_figures {
	VEC(struct figure) rows;
};

#endif
