#!/bin/bash
# Who may read what at an MQTT broker: mosquitto itself, with access lists that are right, or wrong in one known way.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root
# Where the machine has no mosquitto, that of a lab device, run by the device's own loader.
if ! command -v mosquitto >/dev/null || ! command -v mosquitto_pub >/dev/null; then
	need_lab
	"$top/lab/lab" image weak-camera 2>"$tmp/lab" || { diag <"$tmp/lab"; bail_out "the lab has no mosquitto"; }
	image=$top/build/lab/image/weak-camera
	mkdir "$tmp/bin"
	for tool in mosquitto mosquitto_passwd mosquitto_pub; do
		program=$(echo "$image"/usr/*bin/$tool)
		cat >"$tmp/bin/$tool" <<-END
			#!/bin/sh
			exec $(echo "$image"/usr/lib*/ld-linux*.so.*) --library-path $(echo "$image"/usr/lib/*-linux-gnu) $program "\$@"
		END
		chmod +x "$tmp/bin/$tool"
	done
	PATH=$tmp/bin:$PATH
fi

# A broker that keeps the last message of some topics; stdin: its access list.  ANONYMOUS: true or false.
broker() { # NAME ANONYMOUS
	local text

	device_empty "$1"
	mkdir "$tmp/$1.broker"
	mosquitto_passwd -b -c "$tmp/$1.broker/users" owner right-pw
	mosquitto_passwd -b "$tmp/$1.broker/users" panel panel-pw
	cat >"$tmp/$1.broker/acl"
	printf '%s\n' 'listener 1883' "allow_anonymous $2" "password_file $tmp/$1.broker/users" "acl_file $tmp/$1.broker/acl" \
		"user root" 'log_dest stderr' 'log_type all' >"$tmp/$1.broker/conf"
	ip netns exec "$prefix-$1" mosquitto -c "$tmp/$1.broker/conf" 2>"$tmp/$1.log" &
	server_pids+=($!)
	wait_port "$1" 1883
	for text in home/door=shut home/light=on owner/code=4711; do
		inside "$1" mosquitto_pub -u owner -P right-pw -q 1 -r -t "${text%=*}" -m "${text#*=}"
	done
}

owner='user owner
topic readwrite #
topic read $SYS/#'
broker right false <<-END
	$owner
	user panel
	topic read home/#
END
broker wide false <<-END
	$owner
	user panel
	topic read #
END
broker public true <<-END
	topic read home/light
	$owner
	user panel
	topic read home/#
END
broker lone false <<<"$owner"
declare_it() { # FILE [RESOURCES]
	declaration "$1.yaml" <<-END
	interfaces:
	  - {proto: tcp, port: 1883, service: mqtt, purpose: status, authenticates: true, resources: [${2:-}]}
	accounts:
	  - {name: owner, initial: unique, interfaces: [tcp/1883], secret: {env: OWNER_SECRET}}
	  - {name: panel, initial: unique, privilege: low, interfaces: [tcp/1883], secret: {env: PANEL_SECRET}}
	authorization: {$ALLOWED}
	END
}
export OWNER_SECRET=right-pw PANEL_SECRET=panel-pw
declare_it plain
declare_it full '{topic: "home/#", access: login}, {topic: owner/code, access: owner}, {topic: "$SYS/#", access: owner}'
sed '/panel/d' "$tmp/plain.yaml" >"$tmp/alone.yaml"
sed '/panel/d; s/, secret: {env: OWNER_SECRET}//' "$tmp/plain.yaml" >"$tmp/secretless.yaml"
device echoes raw.pl 1883=mqtt_no_topic
assess right -d "$tmp/full.yaml"
assess wide -d "$tmp/full.yaml"
assess public -d "$tmp/full.yaml"
assess lone -d "$tmp/secretless.yaml"
assess echoes -d "$tmp/secretless.yaml"
finish
device_of=(undeclared:wide:plain undeclared2:public:plain nobody:public:)
for spec in "${device_of[@]}"; do
	IFS=: read -r name device declaration <<<"$spec"
	addresses[$name]=${addresses[$device]}
	assess "$name" ${declaration:+-d "$tmp/$declaration.yaml"}
	finish
done

row() { of_run "$1" 'map { join " ", @$_{qw(none wrong low valid found)} } grep { $_->{resource} eq q{'"$2"'} } @{of("access")}'; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(disclosure|wrong|low)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }

while read -r name resource wanted; do
	is "$(row "$name" "${resource//+/ }")" "${wanted//,/ }" "$name: ${resource//+/ }"
done <<-'END'
	right mqtt+login denied,denied,granted,granted,door
	right topic+home/# denied,denied,granted,granted,declared
	right topic+owner/code denied,denied,denied,granted,declared
	right topic+home/door denied,denied,granted,granted,login
	right topic+$SYS/# denied,denied,denied,granted,declared
	wide topic+owner/code denied,denied,granted,granted,declared
	public topic+home/light granted,denied,granted,granted,walk
	public topic+home/door denied,denied,granted,granted,login
	public topic+home/# granted,denied,granted,granted,declared
	public topic+owner/code denied,denied,denied,granted,declared
	lone mqtt+login denied,denied,not_tried,not_tried,door
	undeclared topic+owner/code denied,denied,granted,granted,login
	nobody topic+home/light granted,not_tried,not_tried,not_tried,walk
	nobody topic+home/door 
END
while read -r name wanted; do
	is "$(verdicts "$name")" "$(paste -d: <(printf '%s\n' disclosure wrong low) <(tr ' ' '\n' <<<"$wanted") | paste -sd' ')" "$name: the verdicts"
done <<-END
	right pass pass pass
	wide pass pass fail
	public fail pass pass
	lone pass pass pass
	undeclared pass pass needs_human
	undeclared2 pass pass needs_human
	nobody inconclusive inconclusive inconclusive
END
for name in right wide public lone undeclared; do
	is_run "$name" 'cover "access", 1883' complete "$name: coverage is complete"
done
is_run nobody 'cover "access", 1883' 'partial not_authorized' "without an authorisation coverage says so"
like "$(of_run echoes 'cover "access", 1883')" '^partial' "a broker that acknowledges only one subscription is not examined to the end"

# ---- nothing is published, everything is counted, no secret is kept ------------------------

for name in right wide public; do
	unlike "@$tmp/$name.log" 'Received PUBLISH from (hoshi|[0-9a-f]{23})' "$name: nothing is published"
done
is_run right 'map { "$_->{account} $_->{walk} $_->{yes}" } sort { $a->{account} cmp $b->{account} } grep { $_->{probe} eq "access" and $_->{walk} } @{of("attempts")}' \
	'owner 2 2 panel 2 2' "each login is in the ledger"
for word in right-pw panel-pw; do
	is "$(grep -rlaF -- "$word" "$tmp"/*.run "$tmp"/*.out | head -3)" '' "no secret ($word) is kept"
done
is_run wide 'map { scalar @{$_->{evidence}} } grep { $_->{resource} eq "topic owner/code" } @{of("access")}' 1 "a row has its evidence"
sound_run "$tmp/right.run" right
sound_run "$tmp/wide.run" wide 1
sound_run "$tmp/nobody.run" nobody
done_testing
