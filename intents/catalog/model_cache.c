/*
 * A file is a header (magic, version, length), the bytes, and the SHA-256 of all before. It is
 * written under another name, synced, then renamed.
 */
#include "intents/catalog/model_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/bytes.h"

#define MAGIC "frontdesk models"
#define VERSION 1
#define HEADER (sizeof(MAGIC) - 1 + 4 + 4)
#define SUM crypto_hash_sha256_BYTES
#define FILE_MAX ((size_t)512 * 1024 * 1024)
#define SUFFIX ".model"
#define PATH_ROOM 4096

/* DIR/HEX.model, with `extra` behind. False when that is too long or the hash is not hex. */
static bool path_of(const char *dir, const char *hash, const char *extra, char path[PATH_ROOM])
{
	const char *hex = strchr(hash, ':');
	hex = hex != NULL ? hex + 1 : hash;
	if (strspn(hex, "0123456789abcdef") != strlen(hex))
		return false;
	int len = snprintf(path, PATH_ROOM, "%s/%s" SUFFIX "%s", dir, hex, extra);
	return len > 0 && len < PATH_ROOM;
}

/* ---- reading ---- */

static unsigned char *read_file(const char *path, size_t *ret_len)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return NULL;
	size_t size = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0
			      ? (size_t)st.st_size
			      : 0;
	unsigned char *data = NULL;
	if (size >= HEADER + SUM && size <= FILE_MAX) {
		size_t at = 0;
		ssize_t got = 1;
		data = mem_new(size, 1);
		while (at < size && (got = read(fd, data + at, size - at)) > 0)
			at += (size_t)got;
		if (at < size) {
			free(data);
			data = NULL;
		}
	}
	(void)close(fd);
	*ret_len = size;
	return data;
}

static bool is_good(const unsigned char *data, size_t size)
{
	unsigned char sum[SUM];
	struct bytes_in in = {.data = data, .len = size};
	const void *magic = bytes_get(&in, sizeof(MAGIC) - 1);
	if (memcmp(magic, MAGIC, sizeof(MAGIC) - 1) != 0 || bytes_get_u32(&in) != VERSION ||
	    bytes_get_u32(&in) != size - HEADER - SUM)
		return false;
	crypto_hash_sha256(sum, data, size - SUM);
	return memcmp(sum, data + size - SUM, SUM) == 0;
}

unsigned char *model_cache_read(const char *dir, const char *hash, size_t *ret_len)
{
	char path[PATH_ROOM];
	size_t size;
	if (!path_of(dir, hash, "", path))
		return NULL;
	unsigned char *data = read_file(path, &size);
	if (data == NULL)
		return NULL;
	if (!is_good(data, size)) {
		free(data);
		return NULL;
	}
	*ret_len = size - HEADER - SUM;
	memmove(data, data + HEADER, *ret_len);
	return data;
}

/* ---- writing ---- */

static bool write_all(int fd, const unsigned char *data, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, data, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		data += done;
		len -= (size_t)done;
	}
	return fsync(fd) == 0;
}

static bool write_file(const char *path, const struct bytes_out *out)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool done = write_all(fd, out->list.items, out->list.count);
	return close(fd) == 0 && done;
}

struct kept_file {
	char name[256];
	size_t size;
	struct timespec at;
};

static int compare_age(const void *a, const void *b)
{
	const struct kept_file *x = a, *y = b;
	if (x->at.tv_sec != y->at.tv_sec)
		return x->at.tv_sec < y->at.tv_sec ? -1 : 1;
	if (x->at.tv_nsec != y->at.tv_nsec)
		return x->at.tv_nsec < y->at.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool ends_in_suffix(const char *name)
{
	size_t len = strlen(name), suffix = sizeof(SUFFIX) - 1;
	return len > suffix && strcmp(name + len - suffix, SUFFIX) == 0;
}

static void remove_oldest(const char *dir, size_t most)
{
	VEC(struct kept_file) files = {0};
	size_t total = 0;
	DIR *handle = opendir(dir);
	const struct dirent *entry;
	while (handle != NULL && (entry = readdir(handle)) != NULL) {
		struct stat st;
		if (!ends_in_suffix(entry->d_name) ||
		    fstatat(dirfd(handle), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		struct kept_file *f = vec_push(&files);
		(void)snprintf(f->name, sizeof(f->name), "%s", entry->d_name);
		f->size = (size_t)st.st_size;
		f->at = st.st_mtim;
		total += f->size;
	}
	if (files.count > 0)
		qsort(files.items, files.count, sizeof(*files.items), compare_age);
	for (size_t i = 0; i < files.count && total > most; i++) {
		if (unlinkat(dirfd(handle), files.items[i].name, 0) == 0)
			total -= files.items[i].size;
	}
	vec_dispose(&files);
	if (handle != NULL)
		(void)closedir(handle);
}

void model_cache_write(const char *dir, const char *hash, const unsigned char *data, size_t len,
		       size_t most)
{
	char path[PATH_ROOM], fresh[PATH_ROOM];
	unsigned char sum[SUM];
	struct bytes_out out = {0};
	if (len + HEADER + SUM > most || len + HEADER + SUM > FILE_MAX ||
	    !path_of(dir, hash, "", path) || !path_of(dir, hash, ".new", fresh))
		return;
	(void)mkdir(dir, 0700); /* that it is there, or cannot be made, is seen at the next step */
	bytes_put(&out, MAGIC, sizeof(MAGIC) - 1);
	bytes_put_u32(&out, VERSION);
	bytes_put_u32(&out, (uint32_t)len);
	bytes_put(&out, data, len);
	crypto_hash_sha256(sum, out.list.items, out.list.count);
	bytes_put(&out, sum, sizeof(sum));
	if (!write_file(fresh, &out) || rename(fresh, path) != 0)
		(void)unlink(fresh);
	bytes_out_dispose(&out);
	remove_oldest(dir, most);
}
