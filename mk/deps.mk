# What Hoshi needs from Debian 12, by name; tools/deps.sh installs what is missing and is quick
# when nothing is.  DEPS_RUN links the program; DEPS_CHECK is for tests, lint and the lab.

DEPS_BUILD := gcc make libc6-dev libjansson-dev libyaml-dev libxml2-dev libcurl4-openssl-dev \
	libssl-dev libpcre2-dev libssh-dev libarchive-dev libcap-dev libseccomp-dev \
	pkg-config libsqlite3-dev libmicrohttpd-dev libsodium-dev libqrencode-dev libcairo2-dev \
	libpango1.0-dev fonts-noto-cjk oathtool zlib1g-dev \
	libpng-dev libturbojpeg0-dev libzbar0 librsvg2-2 libpoppler-glib8
DEPS_LAB := iproute2 nftables mmdebstrap uidmap util-linux openssl openssh-client
DEPS_TEST := libcmocka-dev perl curl socat groff-base strace sqlite3 zbar-tools poppler-utils
DEPS_WEB := nodejs npm chromium
DEPS_LINT := clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev cppcheck shellcheck
DEPS_BENCH := nmap hydra sslscan ssh-audit wrk nginx-light nodejs sqlite3

deps: ## install what building, the lab and the demonstration need (Debian 12, root)
	@tools/deps.sh $(DEPS_BUILD) $(DEPS_LAB)

.PHONY: deps-bench
deps-bench:
	@tools/deps.sh $(DEPS_BENCH)

deps-check: ## install what the tests need too
	@tools/deps.sh $(DEPS_BUILD) $(DEPS_LAB) $(DEPS_TEST) $(DEPS_WEB) $(DEPS_LINT)
