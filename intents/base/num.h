/*
 * exp, log and sqrt of our own.
 *
 * libm's results differ in the last bits between processors (FMA variants are picked at run time),
 * and a decision has to be the same everywhere, so everything that ends in a model or a decision
 * uses these. Built from additions, multiplications and divisions only, which IEEE 754 defines to
 * the bit; the tree is compiled with -ffp-contract=off. Accurate to about 1e-14.
 */
#ifndef INTENTS_NUM_H
#define INTENTS_NUM_H

/* e to the `x`; 0 below -700, the value of 700 above. */
double num_exp(double x);
/* The same in floats, to 6 digits, several times as fast; 0 below -80, the value of 80 above. */
float num_exp_fast(float x);
/* 1 / (1 + e^-x) by the former. */
float num_gate(float x);
/* Natural logarithm of `x` > 0 (anything else gives that of the smallest normal number). */
double num_log(double x);
/* Square root of `x` >= 0; 0 for anything else. */
double num_sqrt(double x);
/* 1 / (1 + e^-x), inside (0, 1). */
double num_sigmoid(double x);

#endif
