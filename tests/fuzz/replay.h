/*
 * Each fuzz_*.c holds one libFuzzer target. Built with -DFUZZ_REPLAY it is a plain program instead
 * that runs the files it is given through the target once: for a crash in a debugger, and for
 * compilers without libFuzzer.
 */
#ifndef TESTS_FUZZ_REPLAY_H
#define TESTS_FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A finding that is no memory error. */
#define FUZZ_CHECK(condition)                                                           \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

#ifdef FUZZ_REPLAY
int main(int argc, char **argv)
{
	static uint8_t bytes[1024 * 1024];

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t size;

		if (f == NULL) {
			perror(argv[i]);
			return 2;
		}
		size = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
		LLVMFuzzerTestOneInput(bytes, size);
	}
	return 0;
}
#endif

#endif
