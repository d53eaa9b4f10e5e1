/*
 * Counts the calls that a gateway makes to the kernel, for tests: preloaded into it, it keeps a
 * page of counters in the file that COUNT_CALLS names, which the test reads at any time.
 *
 * Exact where a stop-watch would only be likely: what a turn of the loop costs shows in how often
 * it sends, waits and changes its interest.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* One 64-bit number each, in this order (tests/integration/lib/calls.mjs). */
enum call { SEND, SEND_BYTES, EPOLL_CTL, EPOLL_WAIT, POLL, ACCEPT, CALLS };

static _Atomic uint64_t nowhere[CALLS];
static _Atomic uint64_t *counters = nowhere;

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("COUNT_CALLS");
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	if (ftruncate(fd, 4096) == 0) {
		void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (page != MAP_FAILED)
			counters = page;
	}
	close(fd);
}

static void count(enum call c, uint64_t n)
{
	atomic_fetch_add_explicit(&counters[c], n, memory_order_relaxed);
}

/* The function behind the one that stands in for it; looked up once. */
#define NEXT(name)                     \
	static __typeof__(&name) next; \
	if (!next)                     \
	*(void **)&next = dlsym(RTLD_NEXT, #name)

static ssize_t sent(ssize_t n)
{
	count(SEND, 1);
	if (n > 0)
		count(SEND_BYTES, (uint64_t)n);
	return n;
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
	NEXT(send);
	return sent(next(fd, buf, len, flags));
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
	       socklen_t size)
{
	NEXT(sendto);
	return sent(next(fd, buf, len, flags, to, size));
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	NEXT(sendmsg);
	return sent(next(fd, m, flags));
}

int epoll_ctl(int ep, int op, int fd, struct epoll_event *e)
{
	NEXT(epoll_ctl);
	count(EPOLL_CTL, 1);
	return next(ep, op, fd, e);
}

int epoll_wait(int ep, struct epoll_event *e, int max, int ms)
{
	NEXT(epoll_wait);
	count(EPOLL_WAIT, 1);
	return next(ep, e, max, ms);
}

int epoll_pwait(int ep, struct epoll_event *e, int max, int ms, const sigset_t *mask)
{
	NEXT(epoll_pwait);
	count(EPOLL_WAIT, 1);
	return next(ep, e, max, ms, mask);
}

int poll(struct pollfd *p, nfds_t n, int ms)
{
	NEXT(poll);
	count(POLL, n);
	return next(p, n, ms);
}

int accept4(int fd, struct sockaddr *a, socklen_t *len, int flags)
{
	NEXT(accept4);
	count(ACCEPT, 1);
	return next(fd, a, len, flags);
}
