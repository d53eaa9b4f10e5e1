#include "intents/base/bytes.h"

#include <stdlib.h>
#include <string.h>

void bytes_out_dispose(struct bytes_out *out)
{
	vec_dispose(&out->list);
}

void bytes_put(struct bytes_out *out, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	for (size_t i = 0; i < len; i++)
		*vec_push(&out->list) = bytes[i];
}

static void put_number(struct bytes_out *out, uint64_t x, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*vec_push(&out->list) = (unsigned char)(x >> 8 * i);
}

void bytes_put_u32(struct bytes_out *out, uint32_t x)
{
	put_number(out, x, 4);
}

void bytes_put_f32(struct bytes_out *out, float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof(bits));
	put_number(out, bits, 4);
}

void bytes_put_f64(struct bytes_out *out, double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	put_number(out, bits, 8);
}

const void *bytes_get(struct bytes_in *in, size_t len)
{
	if (in->failed || len > in->len - in->at) {
		in->failed = true;
		return NULL;
	}
	const unsigned char *data = in->data + in->at;
	in->at += len;
	return data;
}

static uint64_t get_number(struct bytes_in *in, size_t len)
{
	const unsigned char *bytes = bytes_get(in, len);
	uint64_t x = 0;
	for (size_t i = 0; bytes != NULL && i < len; i++)
		x |= (uint64_t)bytes[i] << 8 * i;
	return x;
}

uint32_t bytes_get_u32(struct bytes_in *in)
{
	return (uint32_t)get_number(in, 4);
}

float bytes_get_f32(struct bytes_in *in)
{
	uint32_t bits = bytes_get_u32(in);
	float x;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

double bytes_get_f64(struct bytes_in *in)
{
	uint64_t bits = get_number(in, 8);
	double x;
	memcpy(&x, &bits, sizeof(x));
	return x;
}
