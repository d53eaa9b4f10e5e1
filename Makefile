# Frontdesk: all targets. `make help` lists them.
#
#   B=DIR            build folder (default build)
#   SANITIZER=LIST   address,undefined or thread (use with a B= of its own)
#   WERROR=1         warnings are errors (the gate sets it)
#   V=1              show the commands
#   BENCH=OPTIONS    for `make bench`: --connections 64,1000 --seconds 5
#   DATASETS=DIR     for `make bench-intents`: the public sets; SETS='NAME …'
#   FUZZ_SEED=0      for `make fuzz-smoke`: another way each time
#   LISTEN=A:P DATA=DIR  for `make run`: address and port, data folder

B ?= build
ifeq ($(V),)
Q := @
endif
CC ?= gcc
LISTEN ?= 127.0.0.1:8080
DATA ?= data
VERSION := 0.1.0

PKGS := libwebsockets libuv libpcre2-8 yaml-0.1 sqlite3 jansson libsodium libutf8proc libcurl
STD := -std=gnu17 -D_GNU_SOURCE -I. -I$(B)/gen -DPCRE2_CODE_UNIT_WIDTH=8 -DFRONTDESK_VERSION='"$(VERSION)"'
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef \
	-Wwrite-strings -Wformat=2 -Wvla -Wunused-result
OPT ?= -O2 -g
HARDEN := -fstack-protector-strong -fPIE -ffp-contract=off
ifeq ($(SANITIZER),)
HARDEN += -D_FORTIFY_SOURCE=2
else
comma := ,
ifneq ($(filter-out address undefined address$(comma)undefined thread,$(SANITIZER)),)
$(error unknown SANITIZER=$(SANITIZER): use address,undefined or thread)
endif
SAN := -fsanitize=$(SANITIZER) -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT := -O1 -g
endif
ifneq ($(WERROR),)
WARN += -Werror
endif
# Third-party headers are not ours to warn about.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -lpthread
CFLAGS_ALL := $(STD) $(OPT) $(WARN) $(HARDEN) $(SAN) $(PKG_CFLAGS) $(CFLAGS)
LDFLAGS_ALL := -pie $(SAN) $(LDFLAGS)

# ---- what is built from what ----

SRC_config := $(wildcard config/load/*.c config/text/*.c)
SRC_intents := $(wildcard intents/*/*.c)
SRC_escalation := $(wildcard escalation/*.c)
SRC_gateway := $(filter-out gateway/main.c,$(wildcard gateway/*.c gateway/*/*.c))
LAYERS := config intents escalation gateway

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
ALL_SRC := $(foreach l,$(LAYERS),$(SRC_$(l))) gateway/main.c
LIB_config := $(B)/libconfig.a
LIB_intents := $(B)/libintents.a $(LIB_config)
LIB_escalation := $(B)/libescalation.a $(LIB_config)
LIB_gateway := $(B)/libgateway.a $(B)/libintents.a $(B)/libescalation.a $(LIB_config)

.DEFAULT_GOAL := help
.PHONY: help
help: ## list the targets
	@echo "Frontdesk $(VERSION): a customer-service chat gateway."
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | LC_ALL=C sort -t: -k1,1 | awk -F':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'
	@echo 'Variables, as in `make V=1 build`:'
	@sed -n 's/^#   /  /p' $(firstword $(MAKEFILE_LIST))

# ---- build ----

.PHONY: build
build: $(B)/frontdesk ## compile build/frontdesk

$(B)/frontdesk: $(B)/obj/gateway/main.o $(B)/gen/web_assets.o $(LIB_gateway)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(B)/obj/gateway/main.o $(B)/gen/web_assets.o $(LIB_gateway) $(PKG_LIBS)

# What browsers load, bundled by esbuild, then put into the binary byte by byte.
WEB_SRC := $(shell find gateway/web -path '*/node_modules' -prune -o -type f -print)
web: $(B)/web/.stamp ## bundle widget, console and demo shop into build/web
.PHONY: web
$(B)/web/.stamp: $(WEB_SRC) gateway/web/node_modules/.installed
	node gateway/web/build.mjs $(B)/web
	@touch $@
gateway/web/node_modules/.installed: gateway/web/package-lock.json
	deploy/setup.sh

$(B)/gen/web_assets.c: $(B)/web/.stamp gateway/ws/embed.sh
	@mkdir -p $(@D)
	sh gateway/ws/embed.sh $(B)/web $@
$(B)/gen/web_assets.o: $(B)/gen/web_assets.c
	$(Q)$(CC) $(STD) $(OPT) $(HARDEN) $(SAN) -c -o $@ $<

# The migrations are put into the store with .incbin, which the compiler's dependency files don't see.
$(B)/obj/gateway/store/schema.o: $(wildcard gateway/store/schema/sqlite/*.sql)

define layer_rules
$(B)/lib$(1).a: $(call obj,$(SRC_$(1)))
	@rm -f $$@
	$(Q)ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

# Loops over numbers: more of them become vectors, the results stay the same to the bit.
ifeq ($(SANITIZER),)
$(B)/obj/intents/model/%.o: CFLAGS_ALL += -O3
endif
$(B)/obj/%.o: %.c
	@echo '  CC  $<'
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<
-include $(patsubst %.o,%.d,$(call obj,$(ALL_SRC)))

# ---- unit tests: one Criterion program a layer ----

# The oracle of the support vectors.
TEST_LIBS_intents := -llinear
UNIT_LAYERS := $(foreach l,$(LAYERS),$(if $(wildcard tests/unit/$(l)/*.c),$(l)))
define unit_rules
TEST_$(1) := $$(wildcard tests/unit/$(1)/*.c) $$(wildcard tests/support/$(1)/*.c)
$(B)/unit/$(1): $$(call obj,$$(TEST_$(1))) $$(LIB_$(1))
	@mkdir -p $$(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $$@ $$(call obj,$$(TEST_$(1))) $$(LIB_$(1)) $(PKG_LIBS) -lcriterion $$(TEST_LIBS_$(1))
-include $$(patsubst %.o,%.d,$$(call obj,$$(TEST_$(1))))
.PHONY: unit-$(1)
unit-$(1): $(B)/unit/$(1)
	$(B)/unit/$(1) $(UNIT_FLAGS)
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$(l))))

# ---- tests ----

.PHONY: test unit asan test-int test-web test-yaml long
test: setup-tests ## install what tests need, run all of them
	@$(MAKE) --no-print-directory build
	@$(MAKE) --no-print-directory unit test-yaml
	@$(MAKE) --no-print-directory -j2 $(B)/count_calls.so test-int test-web

unit: $(addprefix unit-,$(UNIT_LAYERS)) ## unit tests (Criterion), a program a layer

# A leak does not fail a Criterion test: each test is a process of its own, so reports go to files, and a file is a failure. The
# planted leak proves that this works before its silence is believed.
ASAN_B := $(B)/asan
asan: ## unit tests under the address and UB sanitizers
	@$(MAKE) --no-print-directory B=$(ASAN_B) SANITIZER=address,undefined asan-run
.PHONY: asan-run
asan-run: $(B)/planted_leak $(addprefix $(B)/unit/,$(UNIT_LAYERS))
	sh tests/tools/run_sanitized.sh $(B)/reports $(B)/planted_leak $(addprefix $(B)/unit/,$(UNIT_LAYERS))
$(B)/planted_leak: tests/support/planted_leak.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $< -lcriterion

test-yaml: $(B)/frontdesk ## check the shipped YAML and run its tests
	$(B)/frontdesk check --strict
	$(B)/frontdesk test

NODE_TEST := timeout 1200 node --test --test-reporter=spec
# Counts the gateway's calls to the kernel when preloaded into it.
$(B)/count_calls.so: tests/support/count_calls.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -shared -fPIC -o $@ $<
test-int: $(B)/frontdesk $(B)/count_calls.so tests/node_modules/.installed ## integration tests: the real binary, real sockets
	FRONTDESK=$(B)/frontdesk COUNT_CALLS_LIBRARY=$(B)/count_calls.so $(NODE_TEST) $(sort $(wildcard tests/integration/*.test.mjs))
test-web: $(B)/frontdesk tests/node_modules/.installed ## browser tests; screenshots in build/screenshots
	FRONTDESK=$(B)/frontdesk SCREENSHOTS=$(B)/screenshots $(NODE_TEST) --test-concurrency=1 $(sort $(wildcard tests/web/*.spec.mjs))
	node gateway/web/check-size.mjs $(B)/web
tests/node_modules/.installed: tests/package-lock.json
	deploy/setup.sh --tests

schema: $(B)/frontdesk ## write config/schema/*.json from the loader's tables
	@for name in frontdesk escalation intents replies; do $(B)/frontdesk schema $$name >config/schema/$$name.json || exit 1; done
.PHONY: schema

# ---- fuzzing ----

FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 10
# The same way each time, so that what was green is not red by luck; 0: another way each time, to find what is new.
FUZZ_SEED ?= 1
FUZZ_SRC := gateway/wire/% gateway/base/% gateway/guard/% $(addprefix gateway/llm/,sse.c chars.c reply.c failure.c openai.c anthropic.c) gateway/knowledge/% intents/base/% intents/features/%
.PHONY: fuzz-smoke
fuzz-smoke: $(addprefix $(B)/fuzz/,$(FUZZ)) ## each fuzzer for FUZZ_SECONDS (10), from its corpus
	@printf '%s\n' $(FUZZ) | xargs -P 2 -I {} sh -c 'mkdir -p $(B)/fuzz/corpus_{} && \
		if $(B)/fuzz/{} -seed=$(FUZZ_SEED) -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 -timeout=5 \
			-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/corpus_{} tests/fuzz/corpus_{} >$(B)/fuzz/{}.log 2>&1; \
		then echo "fuzz {}: $(FUZZ_SECONDS) s, nothing found"; \
		else tail -40 $(B)/fuzz/{}.log; echo "fuzz {}: see $(B)/fuzz/"; exit 1; fi'
$(B)/fuzz/%: tests/fuzz/fuzz_%.c $(ALL_SRC)
	@mkdir -p $(@D)
	@echo '  FUZZ $*'
	$(Q)clang $(STD) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(PKG_CFLAGS) -w -o $@ $< \
		$(SRC_config) $(filter $(FUZZ_SRC),$(SRC_gateway) $(SRC_intents)) $(PKG_LIBS)

# ---- benchmarks ----

.PHONY: bench
bench: $(B)/frontdesk $(B)/bench/echo $(B)/bench/load ## the gateway under load, beside a bare echo
	node tests/bench/run.mjs $(B)/frontdesk $(B)/bench/echo $(B)/bench/load $(BENCH)
.PHONY: bench-llm
bench-llm: $(B)/bench/llm ## 500 streams of a local language model at once, beside curl
	$(B)/bench/llm
$(B)/bench/llm: $(call obj,tests/bench/llm.c tests/bench/llm_provider.c) $(LIB_gateway)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS)
.PHONY: bench-heldout
bench-heldout: $(B)/frontdesk ## the shipped catalog on held-out messages: totals
	@node tests/bench/heldout.mjs $(B)/frontdesk
FIT_KNOWLEDGE := tests/bench/knowledge_fit.c $(addprefix tests/support/gateway/,knowledge_fit.c knowledge_set.c)
.PHONY: fit-knowledge
fit-knowledge: $(B)/bench/knowledge_fit ## coefficients of the knowledge search; MEASURE=FILE: those of the tree on other questions
	$(B)/bench/knowledge_fit $(MEASURE)
$(B)/bench/knowledge_fit: $(call obj,$(FIT_KNOWLEDGE)) $(LIB_gateway)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS)
-include $(patsubst %.o,%.d,$(call obj,$(FIT_KNOWLEDGE)))
BENCH_INTENTS := $(wildcard tests/bench/intents/*.c)
DATASETS ?= ../shared/data/intents
.PHONY: bench-intents
bench-intents: $(B)/bench/intents ## the matcher on public sets and the shipped catalog
	$(B)/bench/intents $(DATASETS) config/intents $(SETS)
$(B)/bench/intents: $(call obj,$(BENCH_INTENTS)) $(LIB_intents)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS) $(TEST_LIBS_intents) -lm
-include $(patsubst %.o,%.d,$(call obj,$(BENCH_INTENTS)))
.PHONY: bench-desk
bench-desk: $(B)/bench/desk ## a day of 200 agents and 10,000 cases through the desk; SEED=N for another one
	$(B)/bench/desk $(SEED)
$(B)/bench/desk: $(call obj,tests/bench/desk.c) $(LIB_escalation)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS) -lm
-include $(patsubst %.o,%.d,$(call obj,tests/bench/desk.c))
$(B)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $< $(PKG_LIBS)

# ---- checks of the tree ----

C_FILES := $(shell git ls-files -co --exclude-standard '*.c' '*.h' 2>/dev/null)
# Other versions lay code out differently, so only this one is asked.
CLANG_FORMAT_VERSION := 14
.PHONY: check format format-check lint tidy check-deps check-headers check-size check-banned
check: format-check lint check-deps check-headers check-size check-banned ## all checks of the tree

format: ## lay the C code out with clang-format
	@clang-format -i $(C_FILES)
format-check:
	@if clang-format --version | grep -q 'version $(CLANG_FORMAT_VERSION)\.'; then \
		clang-format --dry-run --Werror $(C_FILES) && echo 'format: fine'; \
	else echo 'format: 1 skipped (clang-format is not version $(CLANG_FORMAT_VERSION))'; fi
# It does not read the libraries' headers, so it is told what their macros stand for.
CPPCHECK_MACROS := '-DLIST_HEAD(a,b)=struct b *' '-DSTAILQ_HEAD(a,b)=struct b *' '-DSTAILQ_ENTRY(a)=struct a *' \
	'-DLIST_ENTRY(a)=struct a *' '-Djson_array_foreach(a,i,v)=while ((v = json_array_get(a, i = 0)))' \
	'-DLIST_FOREACH(v,h,f)=while ((v = list_first(h)))'
lint: ## static analysis
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppressions-list=tests/tools/cppcheck.txt \
		--error-exitcode=1 $(CPPCHECK_MACROS) -D__GNUC__ -I. -j 2 config intents escalation gateway/*.c $(filter-out gateway/web,$(wildcard gateway/*/))
tidy: ## clang-tidy, slower
	printf '%s\n' $(ALL_SRC) | xargs -P 2 -n 8 clang-tidy --quiet -warnings-as-errors='*' -- 2>/dev/null
check-deps: ; @node tests/tools/check_layers.mjs
check-headers: ; @sh tests/tools/check_headers.sh $(CC) $(STD) $(PKG_CFLAGS)
check-size: ; @node tests/tools/check_size.mjs
check-banned: ; @sh tests/tools/check_banned.sh

# ---- the gate: what continuous integration runs ----

.PHONY: gate gate-long
gate: setup-tests ## what continuous integration runs, under 20 minutes
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory WERROR=1 build
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory asan
	@$(MAKE) --no-print-directory -j2 fuzz-smoke
	@echo 'gate: green'
gate-long: gate ## what takes longer: 50 rounds of kill -9, long fuzzing
	@KILL_ROUNDS=50 $(MAKE) --no-print-directory test-int
	@$(MAKE) --no-print-directory FUZZ_SECONDS=600 FUZZ_SEED=0 fuzz-smoke

# ---- on a fresh machine ----

.PHONY: setup setup-tests run
setup: ## install what building needs (Debian 12, 13)
	deploy/setup.sh
setup-tests: ## install what tests need on top
	deploy/setup.sh --tests
run: setup ## install, build, serve the demo shop and console
	@$(MAKE) --no-print-directory build
	@deploy/run.sh $(B)/frontdesk $(LISTEN) $(DATA)

.PHONY: clean
clean: ## remove the build folder
	rm -rf $(B)
