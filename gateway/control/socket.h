/*
 * The address of DATA/control.sock for both sides. The limit of the system for such a path is 107
 * bytes; a longer one goes through the open folder, /proc/self/fd/N/control.sock.
 */
#ifndef GATEWAY_CONTROL_SOCKET_H
#define GATEWAY_CONTROL_SOCKET_H

#include <sys/un.h>

#include "config/load/attrs.h"

/* Fills the address of the socket in `dir`. *ret_dir_fd: open descriptor of the folder that the
 * address may go through; the caller closes it after bind() or connect(). 0, or -1 with errno. */
int control_address(const char *dir, struct sockaddr_un *ret_address, int *ret_dir_fd) MUSTCHECK;

#define CONTROL_SOCKET "control.sock"

#endif
