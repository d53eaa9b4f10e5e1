/*
 * The command line's side of the control socket: one request, one answer, blocking with a time
 * limit. Nobody listening is an ordinary answer: the caller then opens the store itself, and the
 * store's lock decides if that was right.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/control/control.h"
#include "gateway/control/socket.h"

#define ANSWER_SECONDS 30
#define ANSWER_MAX ((size_t)16 * 1024 * 1024)

static const struct diag_place nowhere;

/* Returns a connected socket, -1 when nobody listens, -2 with an error added. */
static int reach(const char *dir, struct diag *d)
{
	struct sockaddr_un address;
	struct timeval limit = {.tv_sec = ANSWER_SECONDS};
	int dir_fd;

	if (control_address(dir, &address, &dir_fd) != 0)
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = fd < 0 ? -1 : connect(fd, (struct sockaddr *)&address, sizeof(address));
	int why = errno;
	close(dir_fd);
	if (rc == 0) {
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
		return fd;
	}
	if (fd >= 0)
		close(fd);
	if (why == ENOENT || why == ECONNREFUSED || why == ENOTDIR)
		return -1;
	diag_error(d, nowhere, why == EACCES ? "run it as the user of the gateway" : NULL,
		   "cannot reach the gateway through %s/" CONTROL_SOCKET ": %s", dir,
		   strerror(why));
	return -2;
}

static int send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		bytes += sent;
		len -= (size_t)sent;
	}
	return 0;
}

/* Reads up to the first newline. Returns owned text, or NULL. */
static char *read_line(int fd)
{
	size_t len = 0, room = 0;
	char *text = NULL;

	while (len < ANSWER_MAX) {
		if (room - len < 4096) {
			room = room ? room * 2 : 8192;
			text = mem_resize(text, room, 1);
		}
		ssize_t got = recv(fd, text + len, room - len - 1, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		char *end = memchr(text + len, '\n', (size_t)got);
		len += (size_t)got;
		if (end) {
			*end = '\0';
			return text;
		}
	}
	free(text);
	return NULL;
}

enum control_answer control_ask(const char *dir, json_t *request, json_t **ret, struct diag *d)
{
	int fd = reach(dir, d);
	char *line = NULL, *answer = NULL;
	enum control_answer result = CONTROL_FAILED;

	if (fd < 0)
		return fd == -1 ? CONTROL_NOBODY : CONTROL_FAILED;
	line = json_dumps(request, JSON_COMPACT);
	if (line && send_all(fd, line, strlen(line)) == 0 && send_all(fd, "\n", 1) == 0)
		answer = read_line(fd);
	json_t *got = answer ? json_loads(answer, 0, NULL) : NULL;
	if (json_is_object(got)) {
		*ret = got;
		result = CONTROL_OK;
	} else {
		json_decref(got);
		diag_error(d, nowhere, "look into its log", "the gateway on %s did not answer",
			   dir);
	}
	/* It may hold a password. */
	if (line)
		explicit_bzero(line, strlen(line));
	free(line);
	free(answer);
	close(fd);
	return result;
}
