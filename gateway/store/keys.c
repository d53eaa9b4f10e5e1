/*
 * See keys.h. A new key is written beside its name, synced and then linked to it, so that a crash
 * leaves either no key or a whole one, and of two that make one at once both use the same.
 */
#include "gateway/store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/store/folder.h"

/* The text of a key: base64url and a line feed. */
#define KEY_TEXT_LEN (TOKEN_LEN + 1)

static int sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

static int write_new(const char *path)
{
	char text[KEY_TEXT_LEN + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	token_new(text);
	text[TOKEN_LEN] = '\n';
	bool ok = write(fd, text, KEY_TEXT_LEN) == KEY_TEXT_LEN && fsync(fd) == 0;
	sodium_memzero(text, sizeof text);
	return close(fd) == 0 && ok ? 0 : -1;
}

/* Makes the key `path` of the folder `dir`; one that somebody else made in between stays. */
static int make_key(const char *dir, const char *path, struct diag *d)
{
	char name[64];

	snprintf(name, sizeof name, ".new-%ld", (long)getpid());
	char *fresh = folder_join(dir, name);
	bool ok = write_new(fresh) == 0 && (link(fresh, path) == 0 || errno == EEXIST) &&
		  sync_folder(dir) == 0;
	if (!ok)
		folder_say_errno("cannot make the key", path, d);
	unlink(fresh);
	free(fresh);
	return ok ? 0 : -1;
}

static int parse_key(const char *text, ssize_t len, struct token_key *ret)
{
	size_t got = 0;

	if (len < TOKEN_LEN || len > KEY_TEXT_LEN ||
	    (len == KEY_TEXT_LEN && text[TOKEN_LEN] != '\n'))
		return -1;
	if (sodium_base642bin(ret->bytes, sizeof ret->bytes, text, TOKEN_LEN, NULL, &got, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return -1;
	return got == sizeof ret->bytes ? 0 : -1;
}

/* 0, or -1 with errno ENOENT when there is none, with an error added otherwise. */
static int read_key(const char *path, struct token_key *ret, struct diag *d)
{
	char text[KEY_TEXT_LEN + 2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		if (errno != ENOENT)
			folder_say_errno("cannot read the key", path, d);
		return -1;
	}
	ssize_t len = read(fd, text, sizeof text);
	int rc = parse_key(text, len, ret);
	sodium_memzero(text, sizeof text);
	close(fd);
	if (rc != 0) {
		diag_error(d, (struct diag_place){.file = path},
			   "put the key of this data folder back from a copy; removing the file "
			   "makes a new "
			   "key, and every chat and login that is open ends",
			   "this is no key: it has to be %d characters of base64url", TOKEN_LEN);
		errno = EINVAL;
	}
	return rc;
}

int keys_open(const char *dir, struct keys *ret, struct diag *d)
{
	char *folder = folder_join(dir, KEYS_FOLDER);
	char *path = folder_join(folder, KEYS_TOKEN);
	int rc = folder_make(folder, d);

	if (rc == 0) {
		rc = read_key(path, &ret->token, d);
		if (rc != 0 && errno == ENOENT) {
			rc = make_key(folder, path, d);
			if (rc == 0)
				rc = read_key(path, &ret->token, d);
		}
	}
	free(path);
	free(folder);
	return rc;
}

void keys_wipe(struct keys *k)
{
	sodium_memzero(k, sizeof *k);
}
