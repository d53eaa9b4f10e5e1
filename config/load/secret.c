/*
 * Where secrets come from. Values are resolved as late as possible (a disabled section's never are)
 * and wiped when they go.
 */
#include "config/load/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"

#define SECRET_MAX 16384
#define ENV_PREFIX "${env:"
#define FILE_PREFIX "${file:"

/* The name inside a reference that starts with `prefix`: owned, or NULL when it is another kind or
 * malformed. */
static char *name_of(const char *reference, const char *prefix)
{
	size_t skip = strlen(prefix), len = strlen(reference);

	if (strncmp(reference, prefix, skip) != 0 || len <= skip + 1 || reference[len - 1] != '}')
		return NULL;
	if (strpbrk(reference + skip, "{}\n") != reference + len - 1)
		return NULL;
	return mem_copy(reference + skip, len - skip - 1);
}

bool secret_is_reference(const char *text)
{
	char *env = name_of(text, ENV_PREFIX), *file = name_of(text, FILE_PREFIX);
	bool is_reference = env != NULL || file != NULL;

	free(env);
	free(file);
	return is_reference;
}

static char *resolve_env(const char *name, struct diag_place at, struct diag *d)
{
	const char *value = getenv(name);

	if (value == NULL || value[0] == '\0') {
		diag_error(d, at, NULL, "environment variable %s is %s", name,
			   value == NULL ? "not set" : "empty");
		return NULL;
	}
	return mem_string(value);
}

/* A stream of a plain file, or NULL with errno. A pipe would keep everybody waiting for a writer.
 */
static FILE *open_plain(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	FILE *f = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		f = fdopen(fd, "rb");
	else
		errno = EINVAL;
	if (f == NULL)
		close(fd);
	return f;
}

static bool is_one_line(const char *value, size_t len)
{
	return memchr(value, '\0', len) == NULL && memchr(value, '\n', len) == NULL &&
	       memchr(value, '\r', len) == NULL;
}

static char *resolve_file(const char *path, struct diag_place at, struct diag *d)
{
	char value[SECRET_MAX + 1];
	FILE *f = open_plain(path);
	char *copy = NULL;
	size_t len;

	if (f == NULL) {
		diag_error(d, at, NULL, "secret file %s cannot be read: %s", path, strerror(errno));
		return NULL;
	}
	setvbuf(f, NULL, _IONBF, 0); /* no second copy in a buffer of the library */
	len = fread(value, 1, sizeof(value), f);
	fclose(f);
	while (len > 0 && len <= SECRET_MAX && (value[len - 1] == '\n' || value[len - 1] == '\r'))
		len--;
	if (len == 0 || len > SECRET_MAX || !is_one_line(value, len))
		diag_error(d, at, NULL, "secret file %s is %s", path,
			   len == 0 ? "empty" : "not one line of text");
	else
		copy = mem_copy(value, len);
	explicit_bzero(value, sizeof(value));
	return copy;
}

char *secret_resolve(const char *reference, struct diag_place at, struct diag *d)
{
	char *env = name_of(reference, ENV_PREFIX), *file = name_of(reference, FILE_PREFIX);
	char *value = NULL;

	if (env != NULL)
		value = resolve_env(env, at, d);
	else if (file != NULL)
		value = resolve_file(file, at, d);
	else
		diag_error(d, at, "write '${env:NAME}' or '${file:PATH}'",
			   "secrets must not stand in the file");
	free(env);
	free(file);
	return value;
}

void secret_destroy(char *value)
{
	if (value == NULL)
		return;
	explicit_bzero(value, strlen(value));
	free(value);
}
