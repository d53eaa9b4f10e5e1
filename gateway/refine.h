/*
 * The second stage of a catalog: once it serves, better models are trained from it in the
 * background at the lowest priority, and the gateway goes over to them. A catalog that goes ends
 * its training.
 */
#ifndef GATEWAY_REFINE_H
#define GATEWAY_REFINE_H

#include "gateway/app.h"

/* Begins with the configuration that serves now, if its settings want it; ends what is under way.
 */
void refine_start(struct app *a);
/* Ends it soon; nothing is swapped any more. */
void refine_stop(struct app *a);

#endif
