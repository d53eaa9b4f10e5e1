/*
 * A provider of language models for tests. The first part of the path says how it behaves:
 *
 *   /say        "Hello wörld!" in several parts, counted: 11 tokens in, 5 out
 *   /claude     the same through the messages API
 *   /nousage    the same, not counted
 *   /bytes      the same, a byte at a time
 *   /split      "日😀" in halves of characters, in two ways
 *   /nodone     the same as /say without [DONE], and the connection stays open
 *   /think      thoughts, then /say
 *   /echo       what was sent, as the text
 *   /tool       calls the tool "handoff" with {"reason":"angry"}; /badtool with half of it
 *   /refuse     a content filter
 *   /logprobs   two tokens of -0.5 and -1.5
 *   /silent     reads and says nothing; /head says only its head
 *   /stop       "Hello", then nothing; /cut the same and ends the connection; /end ends the stream
 *   /part       half an event, then ends the connection
 *   /garbage    an event that is no JSON
 *   /error      an error inside of the stream, before any text
 *   /html       200 and a page; /nohttp no HTTP; /redirect 302
 *   /line       a line without end; /comments comments without end
 *   /status/N   that status; /later/S 429 with Retry-After: S; /quota 400, nothing left
 *   /flaky/N    503 for the first N requests, then /say; /once cuts the first, then /say
 */
#ifndef TESTS_SUPPORT_GATEWAY_FAKE_LLM_H
#define TESTS_SUPPORT_GATEWAY_FAKE_LLM_H

#include "tests/support/gateway/http_stub.h"

http_stub_behave fake_llm;

#endif
