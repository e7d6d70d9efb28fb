# Compiler flags by variant (why each: CONTRIBUTING.md).  WERROR=1 turns warnings into errors; the
# continuous integration sets it, a user with another compiler is not stopped by a new warning.

CC = gcc
# pango and glib keep their headers in folders that depend on the machine.
DRAWING_FLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I pangocairo 2>/dev/null))
CPPFLAGS := -D_GNU_SOURCE -Isrc -I/usr/include/libxml2 $(DRAWING_FLAGS)
LIBS := -ljansson -lyaml -lxml2 -lcurl -lssl -lcrypto -lpcre2-8 -lssh -larchive -lcap -lseccomp \
	-lsqlite3 -lmicrohttpd -lsodium -lz -lqrencode -lturbojpeg -lpng16 -lpangocairo-1.0 -lpango-1.0 -lfontconfig -lcairo -lgobject-2.0 -lglib-2.0 -lm

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Wpointer-arith -Wcast-qual -Wcast-align \
	-Wwrite-strings -Wimplicit-fallthrough -Wnull-dereference
WARN_GCC := -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wformat-truncation=2
WARN_CLANG := -Wcomma -Wassign-enum -Wmissing-variable-declarations
HARDEN := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fno-common -fPIE
ifeq ($(shell uname -m),x86_64)
HARDEN += -fcf-protection=full
endif
# Last the list that the fuzz variant adds to.
SANITIZE := -fno-omit-frame-pointer -fno-sanitize-recover=all -fsanitize=address,undefined

CFLAGS_release := -std=gnu17 -O2 -g $(HARDEN) -ftrivial-auto-var-init=zero $(WARN) $(WARN_GCC)
LDFLAGS_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
CFLAGS_asan := -std=gnu17 -O1 -g $(SANITIZE) $(WARN) $(WARN_GCC)
LDFLAGS_asan := $(SANITIZE)
CFLAGS_fuzz := -std=gnu17 -O1 -g $(SANITIZE),fuzzer-no-link $(WARN) $(WARN_CLANG)
LDFLAGS_fuzz := $(SANITIZE),fuzzer

VARIANT ?= release
ifeq ($(VARIANT),fuzz)
CC = clang-14
endif
CFLAGS := $(CFLAGS_$(VARIANT)) $(if $(WERROR),-Werror)
LDFLAGS := $(LDFLAGS_$(VARIANT))
