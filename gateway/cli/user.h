/*
 * `frontdesk user add|list|disable`: the people of the console. Works beside a running gateway (through its control socket) and
 * without one (opens the store itself).
 */
#ifndef GATEWAY_CLI_USER_H
#define GATEWAY_CLI_USER_H

/* `argv[0]` is "user". Returns the exit status of DESIGN 4.1: 0 fine, 1 (not used), 2 wrong usage or input, 3 the environment failed. */
int cli_user(const char *config_dir, int argc, char **argv);

#endif
