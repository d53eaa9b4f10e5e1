/*
 * SIGHUP: builds a new configuration set beside the running one, swaps it in when it is whole,
 * keeps the old one otherwise.
 */
#ifndef GATEWAY_RELOAD_H
#define GATEWAY_RELOAD_H

#include "gateway/app.h"

/* Starts a reload, or notes that another one is wanted when one is under way. */
void reload_start(struct app *a);

#endif
