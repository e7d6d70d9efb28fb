# Tests.  Everything prints TAP and runs under prove: unit tests and fuzz corpora from the asan
# build, command line and end-to-end tests against the release build.

unit: ## unit tests only, under the sanitizers
	@$(MAKE) --no-print-directory -s VARIANT=asan unit-binaries
	@prove --exec '' -j2 $(patsubst %.c,build/asan/%,$(UNIT_SRC))

.PHONY: unit-binaries corpus-binaries fuzz-binaries
unit-binaries: $(UNIT_BIN)
corpus-binaries fuzz-binaries: $(FUZZ_BIN)

corpus: ## replay the fuzz corpora under the sanitizers
	@$(MAKE) --no-print-directory -s VARIANT=asan corpus-binaries
	@prove -j2 fuzz/replay.t

cli: ## command line tests only
	@$(MAKE) --no-print-directory -s all
	@prove $(sort $(wildcard tests/cli/*.t))

check: deps-check ## every test: unit, corpora, command line, end to end, pages
	@tools/check.sh

fuzz: ## run each fuzz target for SECONDS_EACH (60) seconds
	@$(MAKE) --no-print-directory -s VARIANT=fuzz fuzz-binaries
	@fuzz/run.sh $${SECONDS_EACH:-60}

lint: ## format, layers, headers, names, static analysis
	@tools/lint.sh
