/* hoshi serve: the registry, with its pages and its API. */
#include <arpa/inet.h>
#include <unistd.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "serve/port.h"
#include "serve/serve.h"

static struct {
	const char *data, *listen, *tls_cert, *tls_key, *forwarder, *fronts, *patience,
	    *per_address;
	bool behind_proxy;
} o;

static const struct opt options[] = {
	{ "data", '\0', OPT_TEXT, &o.data, "DIR", "登録簿のデータを置くフォルダ",
	  "folder that holds the registry's data" },
	{ "listen", '\0', OPT_TEXT, &o.listen, "ADDR:PORT",
	  "待ち受けるアドレスとポート(既定は127.0.0.1:8080)",
	  "address and port to listen on (default: 127.0.0.1:8080)" },
	{ "tls-cert", '\0', OPT_TEXT, &o.tls_cert, "FILE", "HTTPSの証明書(PEM、中間証明書も)",
	  "certificate for HTTPS (PEM, with the chain)" },
	{ "tls-key", '\0', OPT_TEXT, &o.tls_key, "FILE", "その秘密鍵(PEM)", "its key (PEM)" },
	{ "behind-proxy", '\0', OPT_FLAG, &o.behind_proxy, NULL,
	  "HTTPSを担う中継サーバーの後ろで動かす", "run behind a proxy that does HTTPS" },
	{ "forwarder", '\0', OPT_TEXT, &o.forwarder, "ADDR",
	  "その中継サーバーのアドレス(複数はコンマで区切る)",
	  "the proxy's address (several: with commas)" },
	{ "fronts", '\0', OPT_TEXT, &o.fronts, "N", "受付プロセスの数(既定はコア数)",
	  "number of front processes (default: one per core)" },
	{ "patience", '\0', OPT_TEXT, &o.patience, "SECONDS", "遅い相手を待つ秒数(既定は20)",
	  "how long to wait for a slow client (default: 20)" },
	{ "per-address", '\0', OPT_TEXT, &o.per_address, "N",
	  "受付ごとの、1アドレスからの接続数(既定は64)",
	  "connections from one address, for each front (default: 64)" },
	{ .name = NULL },
};

static int number(const char *text, const char *option, uint64_t max, uint64_t otherwise,
		  json_t *config, const char *key, struct err *err)
{
	uint64_t v = otherwise;

	if (text && num_u64(text, 1, max, &v) < 0)
		return err_set(err, E_USAGE, "--%s is a number from 1 to %" PRIu64 ", not '%s'",
			       option, max, text);
	json_object_set_new(config, key, json_integer((json_int_t)v));
	return 0;
}

/* Canonical text, as the kernel's addresses are written when they are compared. */
static int forwarders(json_t *config, struct err *err)
{
	json_t *list = json_array();
	const char *p = o.forwarder;

	json_object_set_new(config, "forwarders", list);
	while (p && *p) {
		size_t n = strcspn(p, ",");
		CLEANUP(mem_freep) char *one = mem_textn(p, n);
		char text[INET6_ADDRSTRLEN];
		uint8_t address[16];
		int family = strchr(one, ':') ? AF_INET6 : AF_INET;

		if (inet_pton(family, one, address) != 1 ||
		    !inet_ntop(family, address, text, sizeof(text)))
			return err_set(err, E_USAGE, "--forwarder '%s' is no address", one);
		if (json_array_size(list) == SERVE_FORWARDERS_MAX)
			return err_set(err, E_USAGE, "more than %d forwarders",
				       SERVE_FORWARDERS_MAX);
		json_array_append_new(list, json_string(text));
		p += n + (p[n] == ',');
	}
	return 0;
}

/* Passwords and sessions do not go over a network in the clear. */
static int check_safety(const struct port *port, struct err *err)
{
	if (!o.tls_cert != !o.tls_key)
		return err_set(err, E_USAGE, "--tls-cert and --tls-key go together");
	if (o.behind_proxy != (o.forwarder != NULL))
		return err_set(err, E_USAGE, "--behind-proxy and --forwarder go together");
	if (!port->loopback && !o.tls_cert && !o.behind_proxy)
		return err_set(err, E_USAGE,
			       "'%s' is not this machine alone: give --tls-cert and --tls-key, or "
			       "--behind-proxy with --forwarder",
			       o.listen);
	return 0;
}

static int configure(json_t *config, struct err *err)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t fronts = cores < 1                  ? 1
			  : cores > SERVE_FRONTS_MAX ? SERVE_FRONTS_MAX
						     : (uint64_t)cores;
	const struct {
		const char *key, *value;
	} texts[] = { { "data", o.data },
		      { "listen", o.listen },
		      { "tls_cert", o.tls_cert },
		      { "tls_key", o.tls_key },
		      { "catalogue", opt_common.catalogue },
		      { "language", opt_common.language } };
	struct port port;
	int r;

	if (!o.data)
		return err_set(err, E_USAGE, "--data DIR is missing");
	if (!o.listen)
		o.listen = "127.0.0.1:8080";
	r = port_parse(&port, o.listen, err);
	if (r == 0)
		r = check_safety(&port, err);
	if (r == 0)
		r = number(o.fronts, "fronts", SERVE_FRONTS_MAX, fronts, config, "fronts", err);
	if (r == 0)
		r = number(o.patience, "patience", SERVE_PATIENCE_MAX, SERVE_PATIENCE, config,
			   "patience", err);
	if (r == 0)
		r = number(o.per_address, "per-address", 100000, SERVE_PER_ADDRESS, config,
			   "per_address", err);
	if (r == 0)
		r = forwarders(config, err);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *value = texts[i].value ? texts[i].value : o.listen;

		/* A name that is no UTF-8 cannot be told to the parts. */
		if (texts[i].value &&
		    json_object_set_new(config, texts[i].key, json_string(value)) < 0)
			return err_set(err, E_FORMAT, "'%s' is no UTF-8", value);
	}
	json_object_set_new(config, "behind_proxy", json_boolean(o.behind_proxy));
	json_object_set_new(config, "verbose", json_boolean(opt_common.verbose));
	return r;
}

static int run_serve(char **args, unsigned n)
{
	CLEANUP(json_done) json_t *config = json_object();
	const char *part = getenv(SERVE_PART_VARIABLE);
	struct err err = { 0 };

	/* "hoshi serve front": what the supervisor starts, and what ps shows. */
	if (part && n == 1 && text_equal(args[0], part))
		return serve_part(part);
	if (n > 0) {
		(void)err_set(&err, E_USAGE, "'hoshi serve' takes options only, not '%s'", args[0]);
		return cli_fail(&err);
	}
	if (configure(config, &err) < 0 || serve_run(config, &err) < 0)
		return cli_fail(&err);
	return EXIT_CLEAN;
}

const struct cmd cmd_serve = {
	.name = "serve",
	.ja = "制度の登録簿を、申請からラベルの公開ページまで、Webで動かす",
	.en = "run the scheme's registry, from application to public page, on the web",
	.usage = "--data DIR [--listen ADDR:PORT] [options]",
	.options = options,
	.args_min = 0,
	.args_max = 1,
	.run = run_serve,
};
