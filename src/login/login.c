#include "login/login.h"

#include "base/text.h"
#include "login/login_digest.h"
#include "login/login_form.h"
#include "login/login_ftp.h"
#include "login/login_http.h"
#include "login/login_mqtt.h"
#include "login/login_onvif.h"
#include "login/login_rtsp.h"
#include "login/login_snmp.h"
#include "login/login_ssh.h"
#include "login/login_telnet.h"

/* clang-format off */
const struct login_mechanism login_mechanisms[] = {
	{ "basic", "http", "HTTP Basic認証", "HTTP Basic", login_http_basic },
	{ "digest", "http", "HTTP Digest認証", "HTTP Digest", login_digest },
	{ "form", "http", "Webフォームのログイン", "web form", login_form },
	{ "json", "http", "JSON APIのログイン", "JSON API", login_form_json },
	{ "basic", "rtsp", "RTSPのBasic認証", "RTSP Basic", login_rtsp_basic },
	{ "digest", "rtsp", "RTSPのDigest認証", "RTSP Digest", login_rtsp_digest },
	{ "username-token", "onvif", "ONVIFのユーザー名トークン", "ONVIF user name token", login_onvif },
	{ "digest", "onvif", "ONVIFのHTTP Digest認証", "ONVIF HTTP Digest", login_onvif_digest },
	{ "community", "snmp", "SNMPv2cのコミュニティ名", "SNMP v2c community", login_snmp },
	{ "password", "ftp", "FTPのログイン", "FTP login", login_ftp },
	{ "password", "ssh", "SSHのパスワード認証", "SSH password", login_ssh_password },
	{ "keyboard-interactive", "ssh", "SSHの対話認証", "SSH keyboard-interactive", login_ssh_interactive },
	{ "password", "telnet", "Telnetのログイン", "Telnet login", login_telnet },
	{ "password", "mqtt", "MQTTの接続認証", "MQTT login", login_mqtt },
	{ NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */

const struct login_mechanism *login_find(const char *service, const char *mechanism)
{
	for (const struct login_mechanism *m = login_mechanisms; m->name; m++)
		if (text_equal(m->service, service) && text_equal(m->name, mechanism))
			return m;
	return NULL;
}

void login_reply_done(struct login_reply *reply)
{
	transcript_done(&reply->transcript);
}
