#!/usr/bin/perl
# A login page as many a small device has one, on four doors told apart by their port:
#   8010  form with a token that serves one try; a wrong password answers 200 with the form again
#   8011  the same; from the fifth wrong password on the account is locked, 5 s, doubled each time
#   8012  the same; after a wrong password nobody is served for two seconds
#   8013  JSON: POST /api/login {"user", "password"}, 401 with a code or 200 with a token
# A session is a file named after its cookie: its token, or "in" when somebody is logged in.
use strict;
use warnings;
use Fcntl qw(:flock);
use JSON::PP;

my $port = $ENV{SERVER_PORT};
my $state = "/run/form/$port";
my ($path) = split /\?/, $ENV{REQUEST_URI} // "/";
my $method = $ENV{REQUEST_METHOD} // "GET";
my $user = "user$port";

sub slurp { open my $f, "<", $_[0] or return ""; my $line = <$f> // ""; chomp $line; $line }
sub spill { open my $f, ">", "$_[0].$$" or die; print $f $_[1]; close $f; rename "$_[0].$$", $_[0] }
sub random { open my $f, "<", "/dev/urandom" or die; read $f, my $bytes, 12; unpack "H*", $bytes }
my $password = slurp("/etc/form.password");

my $body = "";
my $length = $ENV{CONTENT_LENGTH} || 0;
read STDIN, $body, $length > 4096 ? 4096 : $length if $length;

sub answer {
	my ($status, $type, $text, @headers) = @_;
	print "Status: $status\r\nContent-Type: $type; charset=utf-8\r\nCache-Control: no-store\r\n";
	print "$_\r\n" for @headers;
	print "\r\n", $method eq "HEAD" ? "" : $text;
	exit;
}
sub page {
	my ($status, $title, $text, @headers) = @_;
	answer($status, "text/html", "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>$title</title>\n<h1>$title</h1>\n$text</html>\n", @headers);
}

# ---- JSON ----

if ($port == 8013) {
	if ($path eq "/api/login" && $method eq "POST") {
		my $ask = eval { decode_json($body) };
		answer(400, "application/json", "{\"code\":1000,\"message\":\"malformed\"}\n") if ref $ask ne "HASH";
		my $right = ($ask->{user} // "") eq $user && ($ask->{password} // "") eq $password;
		answer(401, "application/json", "{\"code\":1001,\"message\":\"wrong user or password\"}\n") if !$right;
		answer(200, "application/json", "{\"code\":0,\"token\":\"" . random() . "\"}\n");
	}
	answer(401, "application/json", "{\"code\":1002,\"message\":\"login required\"}\n") if $path =~ m{^/api/};
	page(404, "Not found", "<p>No such page.</p>\n") if $path ne "/";
	page(200, "Door 8013", "<div id=\"app\"></div>\n<script>/* posts {user, password} to /api/login */</script>\n");
}

# ---- forms ----

my ($session) = ($ENV{HTTP_COOKIE} // "") =~ /(?:^|;\s*)sid=([0-9a-f]{24})/;
my $known = $session ? slurp("$state/$session") : "";

sub form {
	my ($status, $message) = @_;
	my ($new, $token) = (random(), random());
	spill("$state/$new", $token);
	page($status, "Door $port", ($message ? "<p class=\"error\">$message</p>\n" : "") . "<form method=\"post\" action=\"/login\">\n"
		. "<input type=\"hidden\" name=\"token\" value=\"$token\">\n<label>User <input name=\"user\"></label>\n"
		. "<label>Password <input type=\"password\" name=\"password\"></label>\n<button>Log in</button>\n</form>\n",
		"Set-Cookie: sid=$new; Path=/; HttpOnly; SameSite=Strict");
}

if ($path eq "/login" && $method eq "POST") {
	my %ask = map { my ($k, $v) = split /=/, $_, 2; $v //= ""; $v =~ tr/+/ /; $v =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; ($k => $v) } split /&/, $body;
	# A token serves once, whatever comes of the try.
	unlink "$state/$session" if $known;
	form(403, "This form has expired.") if !$known || $known eq "in" || ($ask{token} // "") ne $known;

	open my $lock, ">>", "$state/lock" or die;
	flock $lock, LOCK_EX if $port != 8010;
	my ($failures, $until) = split / /, slurp("$state/failures") || "0 0";
	my $mine = ($ask{user} // "") eq $user;
	form(200, "The account is locked. Try again later.") if $port == 8011 && $mine && time < $until;
	if (!$mine || ($ask{password} // "") ne $password) {
		$failures++ if $mine;
		if ($port == 8011 && $mine) {
			$until = $failures >= 5 ? time + 5 * 2 ** ($failures > 13 ? 8 : $failures - 5) : 0;
			spill("$state/failures", "$failures $until");
		}
		sleep 2 if $port == 8012;
		form(200, "The user name or the password is wrong.");
	}
	spill("$state/failures", "0 0");
	my $in = random();
	spill("$state/$in", "in");
	answer(303, "text/plain", "", "Location: /status", "Set-Cookie: sid=$in; Path=/; HttpOnly; SameSite=Strict");
}
if ($path eq "/status") {
	answer(303, "text/plain", "", "Location: /") if $known ne "in";
	page(200, "Settings", "<p>You are logged in.</p>\n<p><a href=\"/logout\">Log out</a></p>\n");
}
if ($path eq "/logout") {
	unlink "$state/$session" if $session;
	answer(303, "text/plain", "", "Location: /");
}
form(200, "") if $path eq "/";
page(404, "Not found", "<p>No such page.</p>\n");
