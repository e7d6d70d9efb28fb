#include "cli/admin_init.h"

#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "criteria/catalogue.h"
#include "scheme/found.h"
#include "store/store.h"
#include "workflow/settings.h"

static int found(const struct admin_init *in, struct settings *settings,
		 char token[static TOKEN_TEXT_MAX], struct err *err)
{
	CLEANUP(store_freep) struct store *store = NULL;
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	const json_t *owner = json_at(settings->doc, "/owner/name");
	int r = catalogue_load(&catalogue, opt_common.catalogue, NULL, err);

	if (r == 0)
		r = store_open(&store, in->data, STORE_WRITE, err);
	if (r < 0)
		return r;
	return found_registry(
	    &(struct scheme){ .store = store,
			      .settings = settings,
			      .pack = catalogue->pack,
			      .clock = &time_system },
	    &(struct found){ .name_ja = in->owner_ja ? in->owner_ja : json_text(owner, "ja"),
			     .name_en = in->owner_en ? in->owner_en : json_text(owner, "en"),
			     .mail = in->mail,
			     .person = in->person ? in->person : in->mail,
			     .language = opt_common.language },
	    token, err);
}

int admin_init(const struct admin_init *in)
{
	CLEANUP(settings_done) struct settings settings = { 0 };
	CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);
	struct err err = { 0 };
	char token[TOKEN_TEXT_MAX] = "";

	if (!in->mail) {
		(void)err_set(&err, E_USAGE, "who administers it? --mail ADDRESS");
		return cli_fail(&err);
	}
	if (mkdir(in->data, 0700) < 0 && errno != EEXIST) {
		(void)err_errno(&err, "cannot make '%s'", in->data);
		return cli_fail(&err);
	}
	if (settings_load(&settings, in->data, &err) < 0 || found(in, &settings, token, &err) < 0)
		return cli_fail(&err);
	const char *base_url = json_text(settings.doc, "base_url");
	if (opt_common.json) {
		CLEANUP(json_done)
		json_t *made = json_pack("{s:s, s:s}", "token", token, "link", "");
		CLEANUP(mem_freep) char *link = mem_format("%s/link/%s", base_url, token);

		json_object_set_new(made, "link", json_string(link));
		json_write(&text, made, false);
	} else {
		buf_format(&text, "%s\n  %s/link/%s\n",
			   opt_say("登録簿を作りました。管理者は3日以内に次のページでアカウントを設"
				   "定してください。",
				   "The registry is there. Its administrator sets the account up "
				   "within three days:"),
			   base_url, token);
	}
	return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}
