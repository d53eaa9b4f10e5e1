/* A catalog of a small shop in all five locales, for tests that are about sentences. */
#ifndef TESTS_UNIT_INTENTS_SHOP_H
#define TESTS_UNIT_INTENTS_SHOP_H

extern const char shop_yaml[];

#endif
