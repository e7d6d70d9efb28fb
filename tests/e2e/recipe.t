#!/bin/bash
# A login that no page shows, sent as the declaration says: by a recipe, and by a browser's recording.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE RECIPE [ACCOUNT]
	local account=${3:-name: admin, initial: unique, interfaces: [tcp/80], secret: {env: HOSHI_TEST_SECRET\}}

	declaration "$1" <<-END
	interfaces: [{proto: tcp, port: 80, service: http, purpose: settings, authenticates: true, login_recipe: $2}]
	accounts: [{$account}]
	authorization: {$ALLOWED}
	END
}
export HOSHI_TEST_SECRET=right-pw
cat >"$tmp/api.json" <<'END'
{"recipe": 1, "method": "POST", "url": "/api/login?v=1", "type": "application/json",
 "body": "{\"user\": \"{{account}}\", \"pass\": \"{{secret}}\"}"}
END
sed 's/{{secret}}/{{nothing}}/' "$tmp/api.json" >"$tmp/bad.json"
cat >"$tmp/recorded.har" <<'END'
{"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [
 {"request": {"method": "POST", "url": "http://device.example/api/login?v=1", "headers": [], "cookies": [], "queryString": [],
  "postData": {"mimeType": "application/json", "text": "{\"user\": \"admin\", \"pass\": \"right-pw\"}"}},
  "response": {"status": 200, "headers": [], "cookies": [], "content": {"mimeType": "application/json", "text": "{}"}}}]}}
END
declare_it recipe.yaml api.json
declare_it har.yaml recorded.har
declare_it bad.yaml bad.json
declare_it unknown.yaml recorded.har 'name: admin, initial: unique, interfaces: [tcp/80]'
declare_it none.yaml missing.json

for name in recipe har; do
	device "$name" login.pl 80=json
	assess "$name" -d "$tmp/$name.yaml"
done
device plain login.pl 80=json
assess plain
finish

for name in recipe har; do
	is_run "$name" 'join ",", map { $_->{mechanism} . " " . $_->{path} } @{of("login")}' 'json /api/login?v=1' "$name: the login that the declaration names"
	is_run "$name" 'join " ", map { $_->{state} } grep { $_->{of} eq "credentials" } @{$d->{coverage}}' complete "$name: published passwords were tried there"
	is_run "$name" 'scalar grep { $_->{kind} eq "attempts" && $_->{probe} eq "credentials" && $_->{mechanism} eq "json" && $_->{account} eq "admin" && $_->{yes} >= 1 } @{$d->{observations}}' 1 \
		"$name: the right password was seen to be right"
	grep -rqa 'right-pw' "$tmp/$name.run"
	is "$?" 1 "$name: the secret is nowhere in the run"
done
is_run plain 'scalar @{of("login")}' 0 "without a recipe nobody knows of it"

refuses() { # FILE PATTERN TITLE
	local said

	said=$("$HOSHI" assess 127.0.0.1 -d "$tmp/$1" -o "$tmp/refused.run" --lang en 2>&1)
	is "$?" 2 "$3"
	like "$said" "$2" "$3: which is said"
	[ ! -e "$tmp/refused.run" ]
	ok "$?" "$3: and no run was begun"
}
refuses bad.yaml 'bad\.json' "a recipe with a place that there is not"
refuses unknown.yaml 'recorded\.har.*with its secret' "a recording by an account without a secret"
refuses none.yaml 'missing\.json' "no such file"
done_testing
