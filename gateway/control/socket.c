/*
 * See socket.h.
 */
#include "gateway/control/socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int control_address(const char *dir, struct sockaddr_un *ret_address, int *ret_dir_fd)
{
	int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	memset(ret_address, 0, sizeof(*ret_address));
	ret_address->sun_family = AF_UNIX;
	int len = snprintf(ret_address->sun_path, sizeof(ret_address->sun_path),
			   "%s/" CONTROL_SOCKET, dir);
	if (len < 0 || (size_t)len >= sizeof(ret_address->sun_path))
		snprintf(ret_address->sun_path, sizeof(ret_address->sun_path),
			 "/proc/self/fd/%d/" CONTROL_SOCKET, fd);
	*ret_dir_fd = fd;
	return 0;
}
