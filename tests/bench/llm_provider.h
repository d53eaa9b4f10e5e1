/*
 * A provider of language models for the benchmark, in a process of its own: streams of PARTS words,
 * PART_MS apart, the first FIRST_MS after the request; connections are kept.
 */
#ifndef TESTS_BENCH_LLM_PROVIDER_H
#define TESTS_BENCH_LLM_PROVIDER_H

#include <sys/types.h>

#define PROVIDER_PARTS 60
#define PROVIDER_PART_MS 20
#define PROVIDER_FIRST_MS 200

/* Starts it; *ret_port is where it listens. Its process, to be killed. */
pid_t provider_start(unsigned *ret_port);

#endif
