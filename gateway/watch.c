/*
 * See watch.h. Folders are watched, not files: editors write a new file and rename it over the old
 * one. The pause before looking is begun anew with each event, so that saving ten files, or one in
 * ten pieces, is one change; a steady stream of events delays it by at most SETTLE_ROUNDS pauses.
 */
#include "gateway/watch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"

#define PATH_ROOM 4096
#define SETTLE_ROUNDS 10

static const char *const folders[] = {"", "/intents", "/knowledge"};

struct watch {
	struct loop *loop;
	const char *dir;
	int64_t settle_ms;
	void (*changed)(void *arg);
	void *arg;
	struct loop_watch *seats[ARRAY_LEN(folders)];
	struct loop_timer *settle;
	int64_t first_ms; /* of the events since the last look; 0: none */
};

static bool ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len > n && strcmp(name + len - n, ending) == 0;
}

static bool is_configuration(const char *name)
{
	return name[0] != '.' && (ends_in(name, ".yaml") || ends_in(name, ".md"));
}

/* ---- the fingerprint: FNV-1a ---- */

static uint64_t mix(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3ULL;
	return h;
}

static uint64_t mix_file(const char *path, const char *name)
{
	struct stat st = {0};
	uint64_t h = mix(0xcbf29ce484222325ULL, name, strlen(name));

	if (stat(path, &st) != 0)
		return h;
	h = mix(h, &st.st_ino, sizeof st.st_ino);
	h = mix(h, &st.st_size, sizeof st.st_size);
	return mix(h, &st.st_mtim, sizeof st.st_mtim);
}

uint64_t watch_fingerprint(const char *dir)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char folder[PATH_ROOM], path[PATH_ROOM + 256];
		snprintf(folder, sizeof folder, "%s%s", dir, folders[i]);
		DIR *open = opendir(folder);
		for (struct dirent *e; open && (e = readdir(open));) {
			if (!is_configuration(e->d_name))
				continue;
			snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
			sum += mix_file(path, e->d_name) * (i + 1); /* in whatever order */
		}
		if (open)
			closedir(open);
	}
	return sum;
}

/* ---- watching ---- */

static void settled(void *arg)
{
	struct watch *w = arg;

	w->first_ms = 0;
	w->changed(w->arg);
}

/* A name is missing when the folder itself changed; one without ".yaml" or ".md" is an editor's
 * own, unless it is one of the folders or the link that a mounted configuration is switched with.
 */
static void seen(void *arg, const char *name)
{
	struct watch *w = arg;
	int64_t now = loop_now_mono_ms(w->loop);

	if (name && !is_configuration(name) && strcmp(name, "intents") != 0 &&
	    strcmp(name, "knowledge") != 0 && strncmp(name, "..", 2) != 0)
		return;
	if (!w->first_ms)
		w->first_ms = now;
	if (now - w->first_ms < w->settle_ms * SETTLE_ROUNDS)
		loop_timer_start(w->settle, w->settle_ms, 0);
}

void watch_renew(struct watch *w)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char path[PATH_ROOM];
		snprintf(path, sizeof path, "%s%s", w->dir, folders[i]);
		loop_watch_destroy(w->seats[i]);
		w->seats[i] = loop_watch_create(w->loop, path, seen, w);
		if (!w->seats[i] &&
		    access(path, F_OK) == 0) /* the folder of knowledge may be missing */
			log_warn("watch_failed", "folder", path, "hint",
				 "send SIGHUP after changes", NULL);
	}
}

struct watch *watch_create(struct loop *l, const char *dir, int64_t settle_ms,
			   void (*changed)(void *arg), void *arg)
{
	struct watch *w = mem_new(1, sizeof *w);

	*w = (struct watch){
		.loop = l, .dir = dir, .settle_ms = settle_ms, .changed = changed, .arg = arg};
	w->settle = loop_timer_create(l, settled, w);
	watch_renew(w);
	return w;
}

void watch_settle(struct watch *w, int64_t settle_ms)
{
	w->settle_ms = settle_ms;
}

void watch_destroy(struct watch *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		loop_watch_destroy(w->seats[i]);
	loop_timer_destroy(w->settle);
	free(w);
}
