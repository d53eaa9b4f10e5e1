/*
 * Three small nets whose opinions are added to a linear model's scores: better in every measured
 * set from about eight examples a class, several times as slow to train and to ask. Internal to
 * this folder.
 */
#ifndef INTENTS_NETS_H
#define INTENTS_NETS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "intents/base/bytes.h"
#include "intents/model/model.h"

struct nets; /* immutable */

/* Names the way they are trained and asked, for hashes. */
#define NETS_KIND "nets-5"

/* Whether there is enough to learn from, and room. */
bool nets_are_worth_it(size_t features, size_t classes, size_t examples);
/* Returns owned; NULL when `cancel` (may be NULL) became true. */
struct nets *nets_train(const struct model_data *data, const atomic_bool *cancel);
void nets_destroy(struct nets *n);
size_t nets_bytes(const struct nets *n);
/* Adds to each class's score the mean logarithm of its probability, to scale. `room` is for three
 * times the classes, rounded up to 16. */
void nets_add(const struct nets *n, const struct sparse *v, float *scores, float *room);

/* For keeping: the same on every machine. */
void nets_write(const struct nets *n, struct bytes_out *out);
/* Returns owned, or NULL when the bytes are not such nets for this many features and classes. */
struct nets *nets_read(struct bytes_in *in, size_t features, size_t classes);

#endif
