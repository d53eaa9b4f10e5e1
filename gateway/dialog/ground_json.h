/* The passages and what a model said, as JSON for the evidence, and back. */
#ifndef GATEWAY_DIALOG_GROUND_JSON_H
#define GATEWAY_DIALOG_GROUND_JSON_H

#include "gateway/dialog/dialog.h"

/* Returns owned; NULL when nothing was found. `said` may be NULL. */
char *ground_json(const struct dialog_ground *g, const struct dialog_step *s,
		  const struct dialog_said *said);

/* What stands in the evidence of a turn, with its texts. */
struct ground_said {
	struct dialog_said said; /* borrows from `tree` */
	void *tree;
};
/* Reads `json`, the stored evidence of a decision. Returns false when no model was asked then. */
bool ground_said_read(const char *json, struct ground_said *ret);
/* ground_json() as it stands in the evidence of a turn, and nothing else. Owned. */
char *ground_said_wrap(const char *grounded);
void ground_said_dispose(struct ground_said *s);

/* The parameters of the handoff tool, as a model wrote them. Owned texts, NULL where there is none.
 */
void ground_tool_read(const char *json, char **ret_reason, char **ret_summary);

#endif
