# Hoshi's build: one Makefile, no configure step.  `make help` lists the targets.
#
# Objects go to build/VARIANT/.  release is what is installed; asan (address and undefined
# behaviour sanitizers) runs the unit tests and the fuzz corpora; fuzz is built by clang.

.DEFAULT_GOAL := all

include mk/deps.mk
include mk/flags.mk

VARIANT ?= release
B := build/$(VARIANT)

MODULES := base wire crypto net login sandbox criteria product samples run judge probe report tlog label workflow signer store scheme web serve
LIB_SRC := $(foreach m,$(MODULES),$(sort $(wildcard src/$m/*.c)))
CLI_SRC := $(sort $(wildcard src/cli/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/*/test_*.c))
FUZZ_SRC := $(sort $(wildcard fuzz/fuzz_*.c))
DATA := $(sort $(wildcard catalogue/*.json catalogue/*/*.json src/report/assets/* \
	src/store/migrations/*.sql src/store/sql/*.sql src/web/templates/*.html src/web/static/* src/web/openapi.json))

LIB_OBJ := $(LIB_SRC:%.c=$B/%.o) $B/embedded.o
CLI_OBJ := $(CLI_SRC:%.c=$B/%.o)
UNIT_BIN := $(UNIT_SRC:%.c=$B/%)
FUZZ_BIN := $(FUZZ_SRC:%.c=$B/%)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: always all help demo check lint fuzz bench bench-truth deps deps-check install clean unit corpus cli

all: $B/hoshi ## build the program: build/release/hoshi

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The new program takes the old one's place in one step: one that runs is not disturbed.
$B/hoshi: $(CLI_OBJ) $B/libhoshi.a
	$(CC) $(LDFLAGS) -o $@.new $^ $(LIBS) && mv -f $@.new $@

$B/libhoshi.a: $(LIB_OBJ)
	@rm -f $@.new
	$(AR) rcs $@.new $^ && mv -f $@.new $@

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Catalogue, schemas and report assets become part of the program (tools/embed.sh).  The list of their
# names is written when it is another than before: a file that was removed is newer than nothing.
$B/embedded.list: always
	@mkdir -p $(@D)
	@echo $(DATA) | cmp -s - $@ || echo $(DATA) >$@

$B/embedded.S: tools/embed.sh $B/embedded.list $(DATA)
	tools/embed.sh $(DATA) >$@

$B/embedded.o: $B/embedded.S
	$(CC) -c -o $@ $<

$B/tests/unit/%: tests/unit/%.c $B/libhoshi.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $B/libhoshi.a -lcmocka $(LIBS)

# Small programs that the tests and benches drive.
$B/tests/tools/%: tests/tools/%.c $B/libhoshi.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS) -o $@ $< $B/libhoshi.a $(LIBS)

$B/bench/%: bench/%.c $B/libhoshi.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $B/libhoshi.a $(LIBS)

$B/fuzz/%: fuzz/%.c fuzz/driver.c $B/libhoshi.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(if $(filter fuzz,$(VARIANT)),,fuzz/driver.c) $B/libhoshi.a $(LIBS)

include mk/tests.mk

demo: deps ## assess a weak and a sound device of the lab, show both summaries
	@$(MAKE) --no-print-directory -s all
	@lab/demo

# Each to its end, whatever another one came to.
BENCHES := bench/run bench/cost bench/doors bench/serve.sh bench/cose.sh 'bench/search.sh build/bench-search' bench/log.sh bench/signer.sh

bench: deps deps-bench ## compare with nmap, hydra, sslscan, nginx, openssl; search, log, signer (an hour and more)
	@$(MAKE) --no-print-directory -s all
	@mkdir -p build; failed=; for bench in $(BENCHES); do \
		echo; echo "==== $$bench"; \
		$$bench || failed="$$failed $${bench%% *}"; done; \
	[ -z "$$failed" ] || { echo; echo "not as it has to be:$$failed"; exit 1; }

bench-truth: deps ## assess SEEDS (50) devices made up at random, compare with their truth (about an hour)
	@$(MAKE) --no-print-directory -s all
	@bench/truth

PREFIX ?= /usr/local
install: all ## install program and man pages below PREFIX (DESTDIR is honoured)
	install -D -m 755 $B/hoshi $(DESTDIR)$(PREFIX)/bin/hoshi
	for page in man/*.1; do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/$${page##*/}; done

clean: ## remove everything that was built, lab images too
	@if [ -x lab/lab ]; then lab/lab down >/dev/null 2>&1 || true; fi
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(addsuffix .d,$(UNIT_BIN))
