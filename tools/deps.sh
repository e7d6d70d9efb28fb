#!/bin/sh
# Installs the Debian packages named as arguments, as far as they are missing.  Nothing is asked of
# the network when nothing is missing, and no service starts on this machine because of it: while
# packages are being unpacked a policy-rc.d says no to every start, as the lab needs the daemons'
# programs and not the daemons.
set -eu

policy=/usr/sbin/policy-rc.d
saved=$policy.before-hoshi
mark='# put here by tools/deps.sh of Hoshi for the time of an installation'

say() { echo "deps: $*" >&2; }

# A vendor's package may bring npm along and conflict with Debian's: what counts is the program.
have_node() {
	command -v npm >/dev/null && command -v node >/dev/null || return 1
	version=$(node --version 2>/dev/null) || return 1
	version=${version#v}
	[ "${version%%.*}" -ge 18 ] 2>/dev/null
}

have_program() {
	case $1 in
	nodejs | npm) have_node ;;
	chromium) [ -x /usr/bin/chromium ] ;;
	*) false ;;
	esac
}

missing() {
	installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p' | tr '\n' ' ')
	for package; do
		case " $installed" in
		*" $package "*) continue ;;
		esac
		have_program "$package" || printf '%s ' "$package"
	done
}

# Also what a run that was killed left behind.
restore_policy() {
	if grep -qsF "$mark" "$policy"; then
		rm -f "$policy"
	fi
	if [ -e "$saved" ] || [ -L "$saved" ]; then
		mv "$saved" "$policy"
	fi
}

forbid_services() {
	restore_policy
	if [ -e "$policy" ] || [ -L "$policy" ]; then
		mv "$policy" "$saved"
	fi
	printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
	chmod 755 "$policy"
}

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 \
		-o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null >&2
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	say "this needs Debian 12; elsewhere install by hand what corresponds to: $*"
	exit 1
fi
wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	say "missing: $wanted"
	say "only root can install them: apt-get install --no-install-recommends $wanted"
	exit 1
fi

# One at a time, or the first to finish would allow services while the second still installs.
exec 9>/run/hoshi-deps.lock
flock 9
wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0

trap restore_policy EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
forbid_services
say "installing $wanted"
apt update || say "the package lists could not be renewed; going on with those that are here"
# shellcheck disable=SC2086 # a list of package names
apt install --no-install-recommends $wanted
