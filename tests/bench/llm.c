/*
 * `make bench-llm`: STREAMS replies of a language model at once, from a local provider, beside
 * plain curl doing the same in the same run. Prints CPU a stream, time to the first delta and
 * memory a stream that is open. The provider's own waiting is in both sides' times, so what we add
 * is the difference.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gateway/base/log.h"
#include "gateway/llm/llm.h"
#include "tests/bench/llm_provider.h"

#define STREAMS 500
#define ROUNDS 4 /* the first one makes the connections */
/* What curl 7.88 takes at once; two of them do what one of us does. */
#define CURL_STREAMS 250

static struct {
	struct loop *loop;
	struct llm *llm;
	int64_t start_ns[STREAMS], first_ms_us[STREAMS];
	uint64_t first_id;
	unsigned first, ended, whole;
	long rss_open; /* pages, with all streams open */
} run;

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double cpu_of(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static long rss(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%ld %ld", &size, &resident) != 2)
		abort();
	fclose(f);
	return resident;
}

/* ---- ours ---- */

static void on_delta(void *ctx, uint64_t id, const char *text, size_t len)
{
	int64_t *first = &run.first_ms_us[id - run.first_id];

	(void)ctx, (void)text, (void)len;
	if (*first)
		return;
	*first = (now_ns() - run.start_ns[id - run.first_id]) / 1000;
	if (++run.first == STREAMS)
		run.rss_open = rss();
}

static void on_done(void *ctx, uint64_t id, const struct llm_result *r)
{
	(void)ctx, (void)id;
	run.whole += r->outcome == LLM_OK && r->len == PROVIDER_PARTS * strlen("zinc ") &&
		     r->tokens_out == 60;
	if (++run.ended == STREAMS)
		loop_stop(run.loop);
}

static void one_round(void)
{
	static const struct llm_message question = {LLM_USER, "Is zinc in stock, and since when?"};
	struct llm_request r = {.system = "You answer for a shop of garden tools, in a sentence.",
				.messages = &question,
				.message_count = 1};

	run.first = run.ended = run.whole = 0;
	memset(run.first_ms_us, 0, sizeof(run.first_ms_us));
	for (unsigned i = 0; i < STREAMS; i++) {
		run.start_ns[i] = now_ns();
		uint64_t id = llm_start(run.llm, &r, on_delta, on_done, NULL);
		if (i == 0)
			run.first_id = id;
	}
	loop_run(run.loop);
	if (run.whole != STREAMS) {
		fprintf(stderr, "%u of %u streams were whole\n", run.whole, STREAMS);
		exit(1);
	}
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void print(const char *who, int64_t *us, unsigned count, double cpu)
{
	qsort(us, count, sizeof(*us), by_size);
	printf("%-28s %8.1f %8.1f %12.2f\n", who, (double)us[count / 2] / 1000,
	       (double)us[count * 99 / 100] / 1000, cpu * 1000 / count);
}

static void set_up(const char *url)
{
	static struct settings_provider p = {.name = (char *)"local",
					     .model = (char *)"m",
					     .connect_timeout = 60000,
					     .first_token_timeout = 60000,
					     .idle_timeout = 60000,
					     .timeout = 60000,
					     .concurrency = STREAMS,
					     .stream_usage = true};
	struct settings_llm s = {.enabled = true,
				 .deadline = 60000,
				 .max_tokens = 200,
				 .providers = {.items = &p, .count = 1}};

	p.url = (char *)url;
	log_setup(LOG_ERROR, false);
	run.loop = loop_create();
	run.llm = llm_create(run.loop);
	llm_configure(run.llm, &s);
}

/* ---- curl ---- */

static void one_curl(const char *url, int64_t *us, unsigned *count)
{
	char command[1024], line[64];
	FILE *pipes[STREAMS / CURL_STREAMS];

	snprintf(command, sizeof(command),
		 "curl -sS --no-progress-meter --noproxy '*' -N -Z --parallel-immediate "
		 "--parallel-max %d -o /dev/null "
		 "-H 'Content-Type: application/json' -d '{\"model\":\"m\",\"stream\":true}' "
		 "-w '%%{time_starttransfer}\\n' '%s/chat/completions?[1-%d]'",
		 CURL_STREAMS, url, CURL_STREAMS);
	for (size_t i = 0; i < STREAMS / CURL_STREAMS; i++)
		pipes[i] = popen(command, "r");
	for (size_t i = 0; i < STREAMS / CURL_STREAMS; i++) {
		while (pipes[i] && fgets(line, sizeof(line), pipes[i]) && *count < STREAMS)
			us[(*count)++] = (int64_t)(strtod(line, NULL) * 1e6);
		if (!pipes[i] || pclose(pipes[i]) != 0)
			fprintf(stderr, "curl failed\n");
	}
}

int main(void)
{
	static int64_t curl_us[STREAMS];
	unsigned port, count = 0;
	char url[64];
	long before;
	double cpu;
	pid_t provider = provider_start(&port);

	snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1", port);
	set_up(url);
	before = rss();
	printf("%d streams at once, %d parts each, the first after %d ms\n\n", STREAMS,
	       PROVIDER_PARTS, PROVIDER_FIRST_MS);
	printf("%-28s %8s %8s %12s\n", "first delta after ms", "p50", "p99", "CPU ms each");
	for (int i = 0; i < ROUNDS; i++) {
		char who[48];

		cpu = cpu_of(RUSAGE_SELF);
		one_round();
		snprintf(who, sizeof(who), "frontdesk, %s",
			 i ? "kept connections" : "new connections");
		print(who, run.first_ms_us, STREAMS, cpu_of(RUSAGE_SELF) - cpu);
	}
	long page = sysconf(_SC_PAGESIZE);
	cpu = cpu_of(RUSAGE_CHILDREN);
	one_curl(url, curl_us, &count);
	if (count > 0)
		print("curl, new connections", curl_us, count, cpu_of(RUSAGE_CHILDREN) - cpu);
	printf("\nmemory of an open stream: %.1f KiB\n",
	       (double)(run.rss_open - before) * (double)page / 1024 / STREAMS);
	kill(provider, SIGKILL);
	waitpid(provider, NULL, 0);
	llm_destroy(run.llm);
	return loop_destroy(run.loop);
}
