#!/bin/bash
# What the signer publishes is served byte by byte: checkpoint, tiles, records, status lists, keys.
# Nothing beyond the checkpoint, nothing by another name, nothing of the folder beside it; another
# program's reader finds a sound log in what it fetched.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154 # variables of serve.sh
. "$(dirname "$0")/serve.sh"

need_built tests/tools/log_life
life=$built/tests/tools/log_life

# ---- before anything is published -----------------------------------------------------------

serve_start --fronts 1
log=$data/trust/log
is "$(stat -c %a "$log")" 755 "the folder of the log is there, and everybody's"
is "$(stat -c %a "$data/trust")" 700 "the one above is not"
take_log
code() { curl -s -o /dev/null -w '%{http_code}' --max-time 20 --path-as-is "http://127.0.0.1:$port$1"; }
for path in /log/checkpoint /log/tile/0/000 /log/record/000 /status/0 /keys.json; do
	is "$(code "$path")" 404 "not there yet: $path"
done

# ---- a log ----------------------------------------------------------------------------------

# The appender's memory is a neighbour of the log.
grow() { # COMMITS ENTRIES NAME
	"$life" append "$log" "$@" >/dev/null || bail_out "no log"
	chmod -R a+rX "$log"
}
records() { # FROM TO: lines of one file
	seq "$1" "$2" | sed 's/.*/{"entry":&,"salt":"00112233445566778899aabbccddeeff","record":{"kind":"label_notice","at":1}}/'
}
grow 1 300 first
mkdir -p "$log/record" "$log/status"
records 0 255 >"$log/record/000"
records 256 310 >"$log/record/001"
records 512 520 >"$log/record/002"
printf 'list zero' >"$log/status/0"
printf 'list twelve' >"$log/status/12"
echo '{"format":"hoshi-keys","version":1,"keys":[]}' >"$log/keys.json"
mkdir -p "$data/trust/keys"
echo secret >"$data/trust/keys/secret"
echo secret >"$log/.new/secret"

same() { # PATH FILE
	curl -s --max-time 20 -o "$tmp/got" "http://127.0.0.1:$port$1"
	cmp -s "$tmp/got" "$2"
	ok $? "$1 is the file"
}
same /log/checkpoint "$log/checkpoint"
same /log/tile/0/000 "$log/tile/0/000"
same /log/tile/0/001.p/44 "$log/tile/0/001.p/44"
same /log/tile/1/000.p/1 "$log/tile/1/000.p/1"
same /log/tile/entries/000 "$log/tile/entries/000"
same /log/tile/entries/001.p/44 "$log/tile/entries/001.p/44"
same /log/record/000 "$log/record/000"
same /status/0 "$log/status/0"
same /status/12 "$log/status/12"
same /keys.json "$log/keys.json"

head_of() { ask "$1" -I | tr '[:upper:]' '[:lower:]'; }
fields() { # PATH TYPE CACHE
	like "$(head_of "$1")" "^http/1.1 200 " "$1: HEAD"
	like "$(head_of "$1")" "^content-type: $2\$" "$1: type"
	like "$(head_of "$1")" "^cache-control: $3\$" "$1: how long it may be kept"
	like "$(head_of "$1")" '^access-control-allow-origin: \*$' "$1: for scripts of any site"
	like "$(head_of "$1")" '^etag: "[0-9a-f]+"$' "$1: a tag"
	unlike "$(head_of "$1")" '^(vary|set-cookie):' "$1: one form"
	local tag
	tag=$(ask "$1" -I | sed -n 's/^[Ee][Tt]ag: //p')
	like "$(ask "$1" -H "If-None-Match: $tag")" '^HTTP/1\.1 304 ' "$1: nothing new"
	like "$(ask "$1" -X OPTIONS)" '^HTTP/1\.1 204 ' "$1: OPTIONS"
	like "$(ask "$1" -d a=b)" '^HTTP/1\.1 405 ' "$1: nobody writes"
}
forever='public, max-age=31536000, immutable'
fields /log/checkpoint 'text/plain; charset=utf-8' 'public, max-age=5'
fields /log/tile/0/000 application/octet-stream "$forever"
fields /log/tile/0/001.p/44 application/octet-stream "$forever"
fields /log/tile/entries/000 application/octet-stream "$forever"
fields /log/tile/entries/001.p/44 application/octet-stream "$forever"
fields /log/record/000 application/x-ndjson 'public, max-age=60'
fields /status/0 'application/statuslist\+cwt' 'public, max-age=5'
fields /keys.json 'application/jwk-set\+json' 'public, max-age=5'
like "$(head_of /log/record/001)" '^cache-control: public, no-cache$' "records that grow are asked for each time"

# ---- nothing beyond the checkpoint ----------------------------------------------------------

lines() { curl -s --max-time 20 "http://127.0.0.1:$port$1" | wc -l; }
is "$(lines /log/record/000)" 256 "records of a full bundle"
is "$(lines /log/record/001)" 44 "records up to the checkpoint"
is "$(curl -s "http://127.0.0.1:$port/log/record/001" | tail -1 | cut -c1-13)" '{"entry":299,' "the last one is the checkpoint's"
is "$(code /log/record/002)" 404 "and no file beyond"
cp "$log/tile/0/001.p/44" "$log/tile/0/001.p/45"
cp "$log/tile/0/000" "$log/tile/0/001"
is "$(code /log/tile/0/001.p/45)" 404 "a tile that nobody signed yet"
is "$(code /log/tile/0/001)" 404 "a full one, too"
rm "$log/tile/0/001.p/45" "$log/tile/0/001"
tag=$(ask /log/checkpoint -I | sed -n 's/^[Ee][Tt]ag: //p')
grow 1 5 second
same /log/checkpoint "$log/checkpoint"
like "$(ask /log/checkpoint -H "If-None-Match: $tag")" '^HTTP/1\.1 200 ' "a new checkpoint is seen at once"
is "$(lines /log/record/001)" 49 "and its records"
same /log/tile/0/001.p/44 "$log/tile/0/001.p/44"
printf 'list zero, again' >"$tmp/new" && mv "$tmp/new" "$log/status/0" && chmod 644 "$log/status/0"
same /status/0 "$log/status/0"
sed -i 's/^{"entry":7,.*/{"entry":7,"withheld":true}/' "$log/record/000" && chmod 644 "$log/record/000"
same /log/record/000 "$log/record/000"

# ---- by one name ----------------------------------------------------------------------------

while read -r path; do
	code=$(code "$path")
	[ "$code" = 404 ] || [ "$code" = 400 ]
	ok $? "refused ($code): $path"
done <<-END
	/log
	/log/
	/log/.lock
	/log/.new/secret
	/log/keys.json
	/log/status/0
	/log/tile
	/log/tile/
	/log/tile/../checkpoint
	/log/tile/0/../0/000
	/log/../keys/secret
	/log/%2e%2e/keys/secret
	/log/..%2fkeys/secret
	/log/tile/%2e%2e/%2e%2e/%2e%2e/keys/secret
	/log/tile/0%2f000
	/log/tile/0/000/
	/log/tile//0/000
	/log/tile/0/0
	/log/tile/0/0000
	/log/tile/00/000
	/log/tile/-1/000
	/log/tile/64/000
	/log/tile/8/000
	/log/tile/0/x000/000
	/log/tile/0/X001/000
	/log/tile/0/000.p/0
	/log/tile/0/000.p/256
	/log/tile/0/001.p/044
	/log/tile/0/001.p/44/
	/log/tile/0/001.P/44
	/log/tile/0/001.p%2f44
	/log/tile/entries
	/log/tile/Entries/000
	/log/tile/0/000%00
	/log/tile/0/x999/x999/x999/x999/x999/x999/x999/x999/000
	/log/record
	/log/record/../checkpoint
	/log/record/000.p/1
	/log/record/0
	/log/record/.lock
	/log/trees
	/log.signed
	/log.trees
	/log/checkpoint/
	/status
	/status/
	/status/00
	/status/012
	/status/1
	/status/65536
	/status/-1
	/status/0x0
	/status/..%2fkeys.json
	/status/../keys.json/x
	/keys.json/
	/keys/secret
	/trust/keys/secret
	/trust/log/checkpoint
END
ln -s ../../keys/secret "$log/status/3"
ln -s ../keys "$log/tile/1/link"
mkdir -p "$log/status/4"
is "$(code /status/3) $(code /status/4)" '500 500' "a link and a folder in the place of a list"
unlike "$(ask /status/3)" secret "which is not followed"

# ---- bounds ---------------------------------------------------------------------------------

truncate -s $((5 << 20)) "$log/status/5"
truncate -s $(((5 << 20) + 1)) "$log/status/6"
is "$(code /status/5) $(code /status/6)" '200 500' "a status list of 5 MiB, and a byte more"
mv "$log/checkpoint" "$tmp/checkpoint"
echo nonsense >"$log/checkpoint"
is "$(code /log/tile/0/000) $(code /log/record/000)" '500 500' "a checkpoint that is none shows nothing"
cp "$tmp/checkpoint" "$log/checkpoint"
chmod 644 "$log/checkpoint"

# ---- and somebody else's reader -------------------------------------------------------------

fetched=$tmp/fetched
mkdir -p "$fetched"
(cd "$log" && find tile -type f | sort) | while read -r name; do
	mkdir -p "$fetched/$(dirname "$name")"
	curl -s -f -o "$fetched/$name" "http://127.0.0.1:$port/log/$name" || echo "$name"
done >"$tmp/missed"
is "$(cat "$tmp/missed")" '' "every tile can be fetched"
curl -s -o "$fetched/checkpoint" "http://127.0.0.1:$port/log/checkpoint"
hoshi log check "$fetched" --key "$("$life" key)" --lang en
is "$rc" 0 "what was fetched is a sound log"
is "$(parts front | wc -l)" 1 "the front is the one that was started"
unlike "@$serve_log" 'signal' "and nobody died"
serve_stop
done_testing
