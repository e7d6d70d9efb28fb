#!/bin/bash
# Who may do what where a login is answered with a token: sites that are wrong in one known way, one that is right, and
# tokens that go along in ways which have to be told, or are not known.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE RECIPE [MORE OF THE AUTHORIZATION]
	declaration "$1.yaml" <<-END
	interfaces:
	  - proto: tcp
	    port: 80
	    service: http
	    purpose: settings
	    authenticates: true
	    login_recipe: $2
	    resources:
	      - {path: /, access: public}
	      - {path: /api/settings, access: login}
	      - {path: /api/report, access: login}
	      - {path: /api/status, access: login}
	      - {path: /api/users, access: owner}
	      - {path: /api/save, access: owner, method: POST, type: application/json, body: "{}"}
	accounts:
	  - {name: admin, initial: unique, interfaces: [tcp/80], secret: {env: OWNER_SECRET}}
	  - {name: guest, initial: unique, privilege: low, interfaces: [tcp/80], secret: {env: GUEST_SECRET}}
	authorization: {$ALLOWED, writing: true${3:-}}
	END
}
export OWNER_SECRET=right-pw GUEST_SECRET=guest-pw
cat >"$tmp/plain.json" <<'END'
{"recipe": 1, "method": "POST", "url": "/api/login", "type": "application/json",
 "body": "{\"user\": \"{{account}}\", \"pass\": \"{{secret}}\"}"}
END
sed 's|}$|, "session": {"header": "X-Key", "value": "v1 {{answer:/d/0/sess/key}}"}}|' "$tmp/plain.json" >"$tmp/nested.json"
cat >"$tmp/recorded.har" <<'END'
{"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [
 {"request": {"method": "POST", "url": "http://device.example/api/login", "headers": [],
  "postData": {"mimeType": "application/json", "text": "{\"user\": \"admin\", \"pass\": \"right-pw\"}"}},
  "response": {"status": 200, "headers": [], "content": {"text": "{\"code\":0,\"d\":[{\"sess\":{\"key\":\"tok/0123456789\"}}]}"}}},
 {"request": {"method": "GET", "url": "http://device.example/api/settings", "headers": [{"name": "X-Key", "value": "v1 tok/0123456789"}]},
  "response": {"status": 200, "headers": [], "content": {"text": "{}"}}}]}}
END
declare_it plain plain.json
declare_it nested nested.json
declare_it har recorded.har
declare_it guessing plain.json ', guessing: true'
# Two published passwords are enough here; consent.t tries all of them.
cp -r "$top/catalogue" "$tmp/catalogue"
perl -MJSON::PP -e 'local $/; my $c = decode_json(<STDIN>); splice @{$c->{entries}}, 2; print encode_json($c)' \
	<"$top/catalogue/credentials.json" >"$tmp/catalogue/credentials.json"

right='correct field polite nested har'
wrong='open any signed low'
unknown='raw soft cookie unnamed short'
for name in $right $wrong $unknown; do
	manner=$name declaration=plain
	case $name in
	har | nested) manner=nested declaration=$name ;;
	unnamed) manner=nested ;;
	esac
	device "$name" bearer.pl "80=$manner"
	assess "$name" -d "$tmp/$declaration.yaml" --catalogue "$tmp/catalogue"
done
device guessed bearer.pl 80=correct
assess guessed -d "$tmp/guessing.yaml" --catalogue "$tmp/catalogue"
device form access.pl 80=correct
sed 's/^    login_recipe.*//; /api/d' "$tmp/guessing.yaml" >"$tmp/form.yaml"
assess form -d "$tmp/form.yaml" --catalogue "$tmp/catalogue"
finish

# What was found at a resource: "none wrong low valid".
row() { of_run "$1" 'map { join " ", @$_{qw(none wrong low valid)} } grep { $_->{resource} eq "'"$2"'" and $_->{effect} eq "'"${3:-read}"'" } @{of("access")}'; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(set|unsent|disclosure|wrong|low)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }
criterion() { of_run "$1" 'map { $_->{verdict} } grep { $_->{check} eq "'"$2"'" } map { @{$_->{checks}} } @{$d->{verdicts}}'; }

# ---- each is found, and nothing else ---------------------------------------------------------

for name in $right; do
	is "$(row "$name" 'GET /api/settings')" 'denied denied denied granted' "$name: the owner alone reads the settings"
	is "$(row "$name" 'GET /api/status')" 'denied denied granted granted' "$name: who is logged in reads the status"
	is "$(row "$name" 'POST /api/save' set)" 'denied denied denied granted' "$name: the owner alone saves"
	is "$(verdicts "$name")" 'set:pass unsent:pass disclosure:pass wrong:pass low:pass' "$name: the verdicts"
	is_run "$name" 'cover "access", 80' complete "$name: coverage is complete"
done
while read -r name resource wanted; do
	is "$(row "$name" "GET $resource")" "${wanted//,/ }" "$name: $resource"
	is_run "$name" 'cover "access", 80' complete "$name: coverage is complete"
done <<-END
	open /api/report granted,not_tried,not_tried,granted
	any /api/users denied,granted,granted,granted
	signed /api/users denied,granted,denied,granted
	low /api/users denied,denied,granted,granted
END
while read -r name wanted; do
	is "$(verdicts "$name")" "$(paste -d: <(printf '%s\n' set unsent disclosure wrong low) <(tr ' ' '\n' <<<"$wanted") | paste -sd' ')" "$name: the verdicts"
done <<-END
	open pass pass fail pass pass
	any fail pass pass fail fail
	signed fail pass pass fail pass
	low pass pass pass pass fail
END

# ---- a session that is not understood proves nothing ------------------------------------------

for name in $unknown; do
	is "$(verdicts "$name" | grep -oE 'pass|fail')" '' "$name: neither a pass nor a failure"
done
for name in raw soft; do
	is_run "$name" 'cover "access", 80' 'partial no_difference' "$name: a token that goes along in the wrong way"
	is "$(awk '$3 == "/api/save"' "$tmp/$name.log")" '' "$name: nothing is sent with it"
done
is_run cookie 'cover "access", 80' 'partial no_difference' "cookie: nor does a cookie that is none of a session"
is_run unnamed 'cover "access", 80' 'partial unsupported' "unnamed: a token that is not found"
is_run short 'cover "access", 80' 'partial session_lost' "short: a session that ends in between"
like "$(tr -s '\n ' ' ' <"$tmp/raw.out")" 'could not be told from what others were' "the report says why"
like "$(tr -s '\n ' ' ' <"$tmp/raw.out")" 'under "session" in the login recipe' "and what helps"

# ---- passwords at such a login ----------------------------------------------------------------

is_run guessed 'cover "credentials", 80' complete "published passwords were tried"
is "$(criterion guessed S1.1-02.published)" pass "and none opened"
is_run guessed 'scalar grep { $_->{kind} eq "attempts" && $_->{probe} eq "credentials" && $_->{account} eq "admin" && $_->{yes} >= 1 } @{$d->{observations}}' 1 "the right one was seen to be right"
is_run guessed 'map { $_->{class} } @{of("guessing")}' none "guesses were made, and nothing stood against them"

# ---- evidence --------------------------------------------------------------------------------

for name in $right $wrong $unknown guessed form; do
	is "$(grep -rlaE -- 'tok(\\?/|%2F)[0-9a-f]|sig(tok|[0-9a-f]{8})|refresh-|session-[0-9a-f]|right-pw|guest-pw' "$tmp/$name.run" "$tmp/$name.out" | head -3)" '' \
		"$name: no token, no cookie and no password is kept"
	sound_run "$tmp/$name.run" "$name"
done
[ "$(grep -rlaF -- 'Authorization: Bearer ****' "$tmp/correct.run" | wc -l)" -gt 0 ]
ok $? "evidence shows that a token went along"
done_testing
