/*
 * What a step of a case adds to the figures that the report is made of, put into the operation that
 * stores the step.
 */
#ifndef GATEWAY_SESSION_FIGURES_H
#define GATEWAY_SESSION_FIGURES_H

struct op;

/* The operation is about to be stored and has a step of a case. */
void figures_plan(struct op *op);

#endif
