/*
 * See folder.h. The lock is a flock on a file of its own: it ends with the process however that
 * ends, and no one has to guess whether a stale one may be removed. The file names the process only
 * so that an operator finds it.
 */
#include "gateway/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"

static const struct diag_place nowhere;

void folder_say_errno(const char *what, const char *path, struct diag *d)
{
	const char *hint = NULL;

	if (errno == EACCES || errno == EPERM || errno == EROFS)
		hint = "give the user of the gateway write access, or choose another folder with "
		       "--data";
	else if (errno == ENOSPC || errno == EDQUOT)
		hint = "free some space on that disk";
	diag_error(d, nowhere, hint, "%s %s: %s", what, path, strerror(errno));
}

static int make_one(const char *path, struct diag *d)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return 0;
	int why = errno;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		diag_error(d, nowhere, "choose a folder with --data", "%s is a file, not a folder",
			   path);
		return -1;
	}
	errno = why;
	folder_say_errno("cannot make the data folder", path, d);
	return -1;
}

int folder_make(const char *dir, struct diag *d)
{
	char *path = mem_string(dir);
	int rc = 0;

	for (char *p = path + 1; rc == 0 && path[0] && *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		rc = make_one(path, d);
		*p = '/';
	}
	if (rc == 0)
		rc = make_one(path, d);
	free(path);
	return rc;
}

char *folder_join(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = mem_new(size, 1);

	snprintf(path, size, "%s/%s", dir, name);
	return path;
}

int folder_lock(const char *dir, struct diag *d)
{
	char *path = folder_join(dir, "lock");
	char pid[32] = "";
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		folder_say_errno("cannot write into the data folder:", path, d);
		goto out;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK) {
			folder_say_errno("cannot lock", path, d);
		} else {
			ssize_t got = pread(fd, pid, sizeof(pid) - 1, 0);
			pid[got > 0 ? strcspn(pid, "\n") : 0] = '\0';
			diag_error(d, nowhere,
				   "stop it first, or choose another folder with --data",
				   "the data folder %s is in use by another gateway%s%s", dir,
				   pid[0] ? ", process " : "", pid);
		}
		close(fd);
		fd = -1;
		goto out;
	}
	/* Only for people; a full disk must not keep the lock from being held. */
	int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len)
		errno = 0;
out:
	free(path);
	return fd;
}

char *folder_database(const char *dir, struct diag *d)
{
	char *path = folder_join(dir, FOLDER_DATABASE);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		folder_say_errno("cannot open the database", path, d);
		free(path);
		return NULL;
	}
	close(fd);
	return path;
}
