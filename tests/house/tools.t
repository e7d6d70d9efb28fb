#!/bin/sh
# The tools that others rely on: tap.pl counts what it should and never calls a bad run good;
# deps.sh is quick when nothing is missing, and forbids services only while it installs; make embeds
# the files that there are, again when one is gone.
set -u

cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

ok() { # STATUS NAME
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
	fi
}

# ---- tap.pl ----

file() { # NAME < commands
	{ echo '#!/bin/sh'; cat; } >"$work/$1"
	chmod +x "$work/$1"
}

# WANTED_STATUS WANTED_LINE NAME FILE...
counts() {
	status=$1 line=$2 name=$3
	shift 3
	tools/tap.pl --jobs 2 --seconds 2 "$@" >"$work/out" 2>"$work/errors"
	got=$?
	[ "$got" = "$status" ] && [ "$(tail -n 1 "$work/out")" = "$line" ]
	found=$?
	ok $found "tap.pl: $name"
	[ $found = 0 ] || { echo "# exit code $got"; tail -n 1 "$work/out" | sed 's/^/# /'; }
}

echo 'echo 1..2; echo ok 1; echo ok 2' | file good
echo 'echo 1..3; echo ok 1; echo not ok 2; echo ok 3' | file bad
echo 'echo 1..3; echo ok 1; kill -9 $$' | file dies
echo 'echo 1..1; echo ok 1; exit 3' | file ends-with-3
echo 'echo 1..1; echo ok 1; sleep 60' | file hangs
echo 'echo ok 1; echo ok 2' | file without-plan
echo 'echo "1..0 # SKIP nothing to do"' | file skips-all
echo 'echo 1..2; echo ok 1; echo "ok 2 # skip not here"' | file skips-one
counts 0 '2 passed, 0 failed' 'all good' "$work/good"
counts 1 '4 passed, 1 failed' 'one test fails' "$work/good" "$work/bad"
echo 'echo 1..2; echo ok 1 - one; echo "not ok 2 - two"; echo "# why"' | file says-why
counts 1 '1 passed, 1 failed' 'one test fails and says why' "$work/says-why"
printf '%s\n' "$work/says-why: not ok 2 - two" "$work/says-why: # why" '1 passed, 1 failed' >"$work/wanted"
tail -n 3 "$work/out" | cmp -s - "$work/wanted"
ok $? 'tap.pl: which one, and why, is said at the end'
counts 1 '3 passed, 1 failed' 'a file dies' "$work/good" "$work/dies"
counts 1 '3 passed, 1 failed' 'a file ends with another exit code' "$work/good" "$work/ends-with-3"
counts 1 '3 passed, 1 failed' 'a file hangs' "$work/good" "$work/hangs"
counts 1 '4 passed, 1 failed' 'a file has no plan' "$work/good" "$work/without-plan"
counts 1 '2 passed, 1 failed' 'a file is not there' "$work/good" "$work/nowhere"
counts 0 '2 passed, 0 failed' 'a file skips all' "$work/good" "$work/skips-all"
counts 0 '3 passed, 0 failed, 1 skipped' 'a file skips one' "$work/good" "$work/skips-one"
counts 1 '0 passed, 0 failed' 'nothing ran' "$work/skips-all"
for name in lane-1 lane-2; do
	echo "echo 1..1; mkdir '$work/taken' && sleep 0.5 && rmdir '$work/taken' && echo ok 1" | file "$name"
done
counts 0 '2 passed, 0 failed' 'files of a lane, one by one' --one-by-one "$work/lane-*" "$work/lane-1" "$work/lane-2"
counts 0 '2 passed, 0 failed' 'timed ones, too' --timed "$work/lane-*" "$work/lane-1" "$work/lane-2"
counts 1 '1 passed, 1 failed' 'all others at the same time' "$work/lane-1" "$work/lane-2"
niceness=$(nice)
echo "echo 1..1; [ \$(nice) = $niceness ] && echo ok 1 || echo not ok 1" | file first
echo "echo 1..1; [ \$(nice) != $niceness ] && echo ok 1 || echo not ok 1" | file gives-way
counts 0 '2 passed, 0 failed' 'others give way to timed ones' --timed "$work/first" "$work/first" "$work/gives-way"

# ---- deps.sh ----

skip() {
	number=$((number + 1))
	echo "ok $number - deps.sh # skip $1"
}

if ! command -v dpkg-query >/dev/null; then
	skip 'needs Debian'
elif [ "$(id -u)" != 0 ]; then
	skip 'needs root'
elif ! unshare -m true 2>/dev/null; then
	skip 'needs mount namespaces'
else
	# dash is essential: it is there.
	start=$(date +%s%N)
	tools/deps.sh dash >"$work/out" 2>&1
	status=$?
	took=$((($(date +%s%N) - start) / 1000000))
	[ $status = 0 ] && [ ! -s "$work/out" ] && [ "$took" -lt 1000 ]
	ok $? "deps.sh: quick and quiet when nothing is missing ($took ms)"

	chmod 755 "$work"
	setpriv --reuid 65534 --clear-groups tools/deps.sh dash hoshi-no-such-package >"$work/out" 2>&1
	[ $? = 1 ] && grep -q 'missing: hoshi-no-such-package' "$work/out" && grep -q 'only root' "$work/out"
	ok $? 'deps.sh: says what is missing when it is not root'

	# In a mount namespace with a /usr/sbin of its own, and an apt-get that only looks around.
	mkdir "$work/bin"
	cat >"$work/bin/apt-get" <<'END'
#!/bin/sh
case " $* " in
*" install "*)
	/usr/sbin/policy-rc.d x start && exit 9
	echo "policy says $?"
	sleep "${APT_SLEEPS:-0}"
	;;
esac
END
	chmod +x "$work/bin/apt-get"
	cat >"$work/inside" <<'END'
mount -t tmpfs none /usr/sbin || exit 9
PATH=$1/bin:$PATH
policy=/usr/sbin/policy-rc.d
run() { tools/deps.sh hoshi-no-such-package 2>&1; }

run | grep -q 'policy says 101' && echo forbids
[ -z "$(ls -A /usr/sbin)" ] && echo removes
printf '#!/bin/sh\nexit 42\n' >$policy
chmod +x $policy
run >/dev/null
$policy
[ $? = 42 ] && [ "$(ls /usr/sbin)" = policy-rc.d ] && echo restores
export APT_SLEEPS=1
tools/deps.sh hoshi-no-such-package >/dev/null 2>&1 &
sleep 0.5
kill -TERM $!
wait $!
$policy
[ $? = 42 ] && [ "$(ls /usr/sbin)" = policy-rc.d ] && echo interrupted
tools/deps.sh hoshi-no-such-package >/dev/null 2>&1 &
sleep 0.5
kill -KILL $!
wait $! 2>/dev/null
sleep 1
APT_SLEEPS=0
run >/dev/null
$policy
[ $? = 42 ] && [ "$(ls /usr/sbin)" = policy-rc.d ] && echo killed
END
	unshare -m sh "$work/inside" "$work" >"$work/out" 2>&1
	for what in forbids removes restores interrupted killed; do
		grep -qx "$what" "$work/out"
		ok $? "deps.sh: services are forbidden while it installs: $what"
	done
fi
# ---- what is embedded ----

# In a folder of its own, from files of its own.
embed() { # FILE...
	make -s B="$work/build" DATA="$*" "$work/build/embedded.S" >"$work/out" 2>&1
}
holds() { grep -qF "\"$1\"" "$work/build/embedded.S"; }

echo one >"$work/one.txt"
echo two >"$work/two.txt"
embed "$work/one.txt" "$work/two.txt" && holds "$work/one.txt" && holds "$work/two.txt"
ok $? 'make: what there is is embedded'
touch -d '1 hour ago' "$work"/*.txt "$work/build/embedded.list"
touch -d '1 minute ago' "$work/build/embedded.S"
before=$(stat -c %Y "$work/build/embedded.S")
embed "$work/one.txt" "$work/two.txt" && [ "$(stat -c %Y "$work/build/embedded.S")" = "$before" ]
ok $? 'make: not again while nothing changes'
rm "$work/two.txt"
embed "$work/one.txt" && holds "$work/one.txt" && ! holds "$work/two.txt"
ok $? 'make: a file that is gone is not in it any more'

echo "1..$number"
