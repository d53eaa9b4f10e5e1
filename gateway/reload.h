/*
 * SIGHUP or a changed file: builds a new configuration set beside the running one, swaps it in when
 * it is whole, keeps the old one otherwise. The log says what changed.
 */
#ifndef GATEWAY_RELOAD_H
#define GATEWAY_RELOAD_H

#include "gateway/app.h"

/* Starts a reload, or notes that another one is wanted when one is under way. */
void reload_start(struct app *a);
/* Watches the files from now on, or no more, as the settings say. */
void reload_watch(struct app *a);

#endif
