/*
 * Ours, not a real product: a mail server that speaks TLS, by STARTTLS (RFC 3207) or from the first
 * byte (RFC 8314).
 *
 *     node smtp_tls.js FOLDER KEY CERTIFICATE starttls|implicit|plain|refuse
 *
 * plain: it does not offer STARTTLS.  refuse: it offers it and says 454 when asked.  Prints its port.
 * Mail that it took is in FOLDER/N, with X-TLS: the version, or "none"; FOLDER/log has a line for each
 * command, with the TLS version before it.  AUTH PLAIN takes any user whose password is "secret".
 */
'use strict';

const fs = require('fs');
const net = require('net');
const path = require('path');
const tls = require('tls');

const [folder, key, cert, manner] = process.argv.slice(2);
const secure = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };

function serve(first, version)
{
	let socket = first, buffer = '', mail = null, to = '', user = 'nobody';
	const note = line => fs.appendFileSync(path.join(folder, 'log'), `${version} ${line}\n`);
	const say = line => { note(`> ${line}`); socket.write(`${line}\r\n`); };

	function greet()
	{
		say('250-mail.example');
		if (version === 'none' && (manner === 'starttls' || manner === 'refuse'))
			say('250-STARTTLS');
		say('250 AUTH PLAIN');
	}

	function upgrade()
	{
		if (manner === 'refuse')
			return say('454 4.7.0 TLS is not to be had');
		say('220 go ahead');
		socket.removeAllListeners('data');
		const inner = new tls.TLSSocket(socket, { isServer: true, ...secure });
		inner.on('secure', () => { version = inner.getProtocol(); });
		inner.on('error', e => note(`! ${e.message}`));
		inner.on('data', read);
		socket = inner;
		buffer = '';
	}

	function take(line)
	{
		if (mail !== null) {
			if (line !== '.') {
				mail += `${line.replace(/^\.\./, '.')}\r\n`;
				return;
			}
			const n = fs.readdirSync(folder).filter(f => /^\d+$/.test(f)).length + 1;

			fs.writeFileSync(path.join(folder, String(n)), `X-TLS: ${version}\r\nX-To: ${to}\r\nX-User: ${user}\r\n${mail}`);
			mail = null;
			say('250 taken');
			return;
		}
		note(`< ${line}`);
		if (/^(EHLO|HELO)/i.test(line))
			greet();
		else if (/^STARTTLS$/i.test(line))
			upgrade();
		else if (/^AUTH PLAIN$/i.test(line))
			say('334 ');
		else if (/^(AUTH PLAIN )?[A-Za-z0-9+/=]{8,}$/.test(line)) {
			const [, name, password] = Buffer.from(line.replace(/^AUTH PLAIN /i, ''), 'base64').toString().split('\0');

			user = password === 'secret' ? name : user;
			say(password === 'secret' ? '235 welcome' : '535 5.7.8 who are you?');
		} else if (/^MAIL FROM/i.test(line))
			say('250 fine');
		else if (/^RCPT TO:<(.*?)>/i.test(line)) {
			to = /<(.*?)>/.exec(line)[1];
			say('250 fine');
		} else if (/^DATA$/i.test(line)) {
			mail = '';
			say('354 go on');
		} else if (/^QUIT$/i.test(line)) {
			say('221 bye');
			socket.end();
		} else
			say('502 what?');
	}

	function read(data)
	{
		buffer += data.toString('latin1');
		for (let i; (i = buffer.indexOf('\r\n')) >= 0;) {
			const line = buffer.slice(0, i);

			buffer = buffer.slice(i + 2);
			take(line);
		}
	}

	socket.on('data', read);
	socket.on('error', () => {});
	say('220 mail.example ESMTP');
}

const server = manner === 'implicit' ? tls.createServer(secure, s => serve(s, s.getProtocol())) : net.createServer(s => serve(s, 'none'));

server.on('tlsClientError', e => fs.appendFileSync(path.join(folder, 'log'), `! ${e.message}\n`));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
/* It ends with whoever started it. */
process.stdin.on('end', () => process.exit()).resume();
