/*
 * The better models, for the commands that run without a gateway: what they say with `--refined` is
 * what a gateway says that has gone over to them.
 */
#ifndef GATEWAY_CLI_REFINED_H
#define GATEWAY_CLI_REFINED_H

#include "gateway/dialog/config_set.h"

/* Takes `c` and returns it, or the same with a refined catalog where that is better. Trains for
 * seconds to a minute, which it says on stderr, unless DIR/models of the data folder `data` has the
 * models; NULL: no folder. */
struct config_set *cli_refined(struct config_set *c, const char *data);

#endif
