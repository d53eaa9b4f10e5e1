/*
 * The words of the store's enums, as they stand on the wire.
 */
#include "gateway/store/store.h"

const char *store_origin_name(enum store_origin o)
{
	switch (o) {
	case STORE_CUSTOMER: return "customer";
	case STORE_RULE: return "rule";
	case STORE_LLM: return "llm";
	case STORE_AGENT: return "agent";
	case STORE_AGENT_AI_DRAFT: return "agent_ai_draft";
	case STORE_SYSTEM: return "system";
	}
	return "system";
}

const char *store_conv_state_name(enum store_conv_state s)
{
	switch (s) {
	case STORE_BOT: return "bot";
	case STORE_QUEUED: return "queued";
	case STORE_HUMAN: return "human";
	case STORE_ENDED: return "closed";
	}
	return "closed";
}
