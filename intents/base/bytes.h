/*
 * Numbers as bytes, the lowest first, on every machine alike.
 */
#ifndef INTENTS_BYTES_H
#define INTENTS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/vec.h"

struct bytes_out {
	VEC(unsigned char) list;
};

void bytes_out_dispose(struct bytes_out *out);
void bytes_put(struct bytes_out *out, const void *data, size_t len);
void bytes_put_u32(struct bytes_out *out, uint32_t x);
void bytes_put_f32(struct bytes_out *out, float x);
void bytes_put_f64(struct bytes_out *out, double x);

/* Reading past the end gives zeros, and `failed`. */
struct bytes_in {
	const unsigned char *data; /* borrowed */
	size_t len, at;
	bool failed;
};

/* The next `len` bytes, borrowed; NULL past the end. */
const void *bytes_get(struct bytes_in *in, size_t len);
uint32_t bytes_get_u32(struct bytes_in *in);
float bytes_get_f32(struct bytes_in *in);
double bytes_get_f64(struct bytes_in *in);

#endif
