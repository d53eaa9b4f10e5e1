#include "gateway/session/viewers.h"

#include <string.h>

#include "gateway/base/buf.h"
#include "gateway/wire/wire.h"

/* Each agent once, however many windows they have open. */
static size_t names_of(const struct hub *h, const char *case_id, const char *names[VIEWERS_MAX])
{
	const struct agent_link *w;
	size_t count = 0;

	for (size_t i = 0; count < VIEWERS_MAX && (w = map_next(&h->agent_links, &i));) {
		size_t k = 0;
		if (!w->agent || strcmp(w->viewing, case_id) != 0)
			continue;
		while (k < count && names[k] != w->agent->name)
			k++;
		names[k] = w->agent->name;
		count += k == count;
	}
	return count;
}

static void tell(struct hub *h, const char *case_id)
{
	const char *names[VIEWERS_MAX];
	size_t count = names_of(h, case_id, names);
	struct agent_link *w;
	struct buf b;

	if (count == 0)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_viewers(&b, case_id, names, count);
	for (size_t i = 0; buf_check(&b) == 0 && (w = map_next(&h->agent_links, &i));) {
		if (strcmp(w->viewing, case_id) == 0)
			peer_send(w->peer, b.bytes, b.len);
	}
	buf_dispose(&b);
}

void viewers_set(struct hub *h, struct agent_link *w, const char *case_id)
{
	const struct hub_case *k = case_id ? map_get_text(&h->cases, case_id) : NULL;
	char before[ID_LEN + 1];

	memcpy(before, w->viewing, sizeof before);
	memset(w->viewing, 0, sizeof w->viewing);
	if (k)
		memcpy(w->viewing, k->id, sizeof w->viewing);
	if (before[0] && strcmp(before, w->viewing) != 0)
		tell(h, before);
	if (k)
		tell(h, k->id);
}
