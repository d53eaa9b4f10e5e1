/*
 * The library calls back from inside its own functions (which socket to watch, when to be called),
 * where it must not be called again: those callbacks only set watches and the timer. What ended is
 * read after each call into it, from the loop.
 */
#include "gateway/http/multi.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"

struct multi {
	CURLM *curl;
	struct loop *loop;
	struct loop_timer *timer;
	struct multi_events events;
};

/* A socket of the library that the loop watches. */
struct watch {
	struct multi *multi;
	struct loop_poll *poll;
	curl_socket_t fd;
};

static void tell_ended(struct multi *m)
{
	struct CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(m->curl, &left))) {
		CURL *easy = message->easy_handle;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_multi_remove_handle(m->curl, easy); /* `message` is gone after this */
		m->events.done(easy, code);
	}
}

/* After each call into the library. */
static void settle(struct multi *m)
{
	if (m->events.settled)
		m->events.settled(m->events.ctx);
	tell_ended(m);
}

static void on_ready(void *arg, int events)
{
	struct watch *w = arg;
	struct multi *m = w->multi; /* the watch may be freed in the call */
	int mask = ((events & LOOP_READ) ? CURL_CSELECT_IN : 0) |
		   ((events & LOOP_WRITE) ? CURL_CSELECT_OUT : 0);
	int running;

	curl_multi_socket_action(m->curl, w->fd, mask, &running);
	settle(m);
}

static void on_time(void *arg)
{
	struct multi *m = arg;
	int running;

	curl_multi_socket_action(m->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	settle(m);
}

static struct watch *watch_new(struct multi *m, curl_socket_t fd)
{
	struct watch *w = mem_new(1, sizeof(*w));

	*w = (struct watch){.multi = m, .fd = fd};
	w->poll = loop_poll_create(m->loop, fd, on_ready, w);
	if (!w->poll) {
		free(w);
		return NULL;
	}
	curl_multi_assign(m->curl, fd, w);
	return w;
}

/* Always 0: another answer would end every transfer there is, and all that come. One whose socket
 * cannot be watched runs into its time-out. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct multi *m = ctx;
	struct watch *w = known;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (w) {
			loop_poll_destroy(w->poll);
			free(w);
			curl_multi_assign(m->curl, fd, NULL);
		}
		return 0;
	}
	if (!w)
		w = watch_new(m, fd);
	if (!w)
		log_error("http_socket_unwatched", "fd", log_num(fd), NULL);
	else
		loop_poll_set(w->poll, ((what & CURL_POLL_IN) ? LOOP_READ : 0) |
					       ((what & CURL_POLL_OUT) ? LOOP_WRITE : 0));
	return 0;
}

static int on_timer_wish(CURLM *curl, long delay_ms, void *ctx)
{
	struct multi *m = ctx;

	(void)curl;
	if (delay_ms < 0)
		loop_timer_stop(m->timer);
	else
		loop_timer_start(m->timer, delay_ms, 0);
	return 0;
}

struct multi *multi_create(struct loop *l, const struct multi_events *events)
{
	struct multi *m = mem_new(1, sizeof(*m));

	*m = (struct multi){.loop = l, .events = *events, .curl = curl_multi_init()};
	if (!m->curl) {
		free(m);
		return NULL;
	}
	m->timer = loop_timer_create(l, on_time, m);
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERFUNCTION, on_timer_wish);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
	return m;
}

void multi_keep(struct multi *m, int64_t count)
{
	curl_multi_setopt(m->curl, CURLMOPT_MAXCONNECTS, (long)count);
}

int multi_add(struct multi *m, CURL *easy)
{
	return curl_multi_add_handle(m->curl, easy) == CURLM_OK ? 0 : -1;
}

void multi_remove(struct multi *m, CURL *easy)
{
	curl_multi_remove_handle(m->curl, easy);
}

void multi_destroy(struct multi *m)
{
	if (!m)
		return;
	curl_multi_cleanup(m->curl); /* closes idle connections: on_socket() may run */
	loop_timer_destroy(m->timer);
	free(m);
}
