/*
 * A run made by hand, in a temporary folder, under a pack made by hand: every verdict once, hostile
 * text wherever a device or a person can put some, and little else.  JSON is written with ' for ",
 * so that it can be read; a ' of the text itself is \u0027.
 */
#pragma once

#include "tap.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "criteria/catalogue.h"
#include "report/report.h"
#include "run/run.h"

/* Markup, both quotes, an escape sequence, a line end, right-to-left override, a C1 control. */
#define SAMPLE_HOSTILE \
	"<script>alert(1)</script>&\\u0027\\u0022 \\u001b[31m\\n\\u202egnp.exe\\u009b"

/* clang-format off */
static const char sample_pack[] =
	"{'id':'sample','edition':'1','title':{'ja':'見本','en':'Sample'},"
	"'based_on':{'document':'DOC-1','note':{'ja':'元の文書','en':'The document'}},"
	"'notes':[{'ja':'注意です。','en':'A note.'}],"
	"'parameters':[{'id':'p.open','value':[1,2],'unit':'x','title':{'ja':'仮','en':'Open'},"
	"'source':'US','official':false},"
	"{'id':'p.set','value':8,'unit':'x','title':{'ja':'公表','en':'Set'},'source':'THEM',"
	"'official':true}],"
	"'criteria':["
	"{'id':'S1.1-01','number':1,'title':{'ja':'一','en':'One'},'checks':["
	"{'id':'S1.1-01.a','title':{'ja':'あ','en':'A'}},"
	"{'id':'S1.1-01.b','title':{'ja':'い','en':'B'},'parameters':['p.open','p.set']}]},"
	"{'id':'S1.1-02','number':2,'title':{'ja':'二','en':'Two'},'checks':[]},"
	"{'id':'S1.1-03','number':3,'title':{'ja':'三','en':'Three'},'checks':[]},"
	"{'id':'S1.1-04','number':4,'title':{'ja':'四','en':'Four'},'checks':["
	"{'id':'S1.1-04.a','title':{'ja':'う','en':'C'},'question':{'id':'q04.a',"
	"'asks':{'ja':'どうですか。','en':'How is it?'},"
	"'hint':{'ja':'見てください。','en':'Look.'}}}]},"
	"{'id':'S1.1-05','number':5,'title':{'ja':'五','en':'Five'},'checks':["
	"{'id':'S1.1-05.a','title':{'ja':'え','en':'D'},'question':{'id':'q05.a',"
	"'asks':{'ja':'済みですか。','en':'Is it done?'}}}]},"
	"{'id':'S1.1-06','number':6,'title':{'ja':'六','en':'Six'},'checks':[]},"
	"{'id':'S1.1-07','number':7,'title':{'ja':'七','en':'Seven'},'checks':[]}]}";

static const char sample_policy[] =
	"{'rules':[{'where':'tls.version','name':'TLS 1.0','grade':'refused'},"
	"{'where':'tls.version','name':'TLS 1.3','grade':'recommended'}]}";
/* clang-format on */

#define SAMPLE_VERDICT(id, name)                                                               \
	"{'criterion':'" id "','verdict':'" name "','provisional':false,"                      \
	"'because':{'ja':'理由です。','en':'A reason.'},'observations':[],'evidence':[]," \
	"'coverage':[],'parameters':[],'checks':[]}"

/* Seven criteria in the pack, six with a verdict: one of each kind. */
static const char sample_facts[] =
    "{'format':'hoshi-run','version':1,'tool':{'name':'hoshi','version':'9'},'id':'r1',"
    "'target':{'name':'gw','address':'192.0.2.1','vantage':'lan'},"
    "'started':'2026-11-20T00:00:00Z','ended':'2026-11-20T00:01:00Z','state':'complete',"
    "'operator':'" SAMPLE_HOSTILE "','authorization':{'who':'A','when':'B','why':'C'},"
    "'pack':{'id':'sample','edition':'1','sha256':'00'},"
    "'declaration':{'product':{'maker':'M','name':'" SAMPLE_HOSTILE "','model':'X-1'},"
    "'interfaces':[{'proto':'tcp','port':80,'purpose':'" SAMPLE_HOSTILE "'}]}}";

static const char sample_observations[] =
    "["
    "{'id':'o1','kind':'port','proto':'tcp','port':80,'state':'open','probe':'sweep',"
    "'evidence':[]},"
    "{'id':'o2','kind':'port','proto':'tcp','port':23,'state':'open','probe':'sweep',"
    "'evidence':[]},"
    "{'id':'o3','kind':'service','proto':'tcp','port':23,'tls':false,'service':'telnet',"
    "'banner':'" SAMPLE_HOSTILE "','probe':'identify','evidence':[]},"
    "{'id':'o4','kind':'crypto','proto':'tcp','port':80,'where':'tls.version',"
    "'name':'TLS 1.0','probe':'tls','evidence':[]},"
    "{'id':'o5','kind':'crypto','proto':'tcp','port':80,'where':'tls.version',"
    "'name':'" SAMPLE_HOSTILE "','probe':'tls','evidence':[]},"
    "{'id':'o6','kind':'of tomorrow','proto':'tcp','port':80,'colour':'blue','size':3,"
    "'probe':'x','evidence':[]}]";

static const char sample_coverage[] =
    "["
    "{'id':'c1','probe':'sweep','of':'sweep.tcp','state':'complete'},"
    "{'id':'c2','probe':'tls','of':'tls','proto':'tcp','port':80,'state':'error',"
    "'reason':'crashed'},"
    "{'id':'c3','probe':'tls','of':'tls','proto':'tcp','port':23,'state':'error',"
    "'reason':'crashed'}]";

static const char sample_answers[] =
    "["
    "{'question':'q05.a','answer':'no','name':'old','role':'r'},"
    "{'question':'q05.a','answer':'yes','because':'" SAMPLE_HOSTILE "','name':'" SAMPLE_HOSTILE
    "','role':'QA','time':'2026-11-20T00:00:30Z'}]";

/* clang-format off */
static const char sample_verdicts[] =
	"[{'criterion':'S1.1-01','verdict':'fail','provisional':true,"
	"'because':{'ja':'開いています。次の文です。','en':'It is open. Next sentence.'},"
	"'remedy':{'ja':'閉じます。','en':'Close it.'},'observations':['o2','o3'],"
	"'evidence':[],'coverage':['c1'],'parameters':['p.open'],'checks':["
		"{'check':'S1.1-01.a','verdict':'pass','provisional':false,"
		"'because':{'ja':'よし。','en':'Fine.'},'notes':[{'ja':'補足文','en':'Noted'}],"
		"'observations':[],'evidence':[],'coverage':['c3'],'parameters':[]},"
		"{'check':'S1.1-01.b','verdict':'fail','provisional':true,"
		"'because':{'ja':'開いています。次の文です。" SAMPLE_HOSTILE "',"
		"'en':'It is open. Next sentence. " SAMPLE_HOSTILE "'},"
		"'remedy':{'ja':'閉じます。','en':'Close it.'},'notes':[],'observations':['o2','o3'],"
		"'evidence':[],'coverage':['c1'],'parameters':['p.open']}]},"
	SAMPLE_VERDICT("S1.1-02", "error") ","
	SAMPLE_VERDICT("S1.1-03", "inconclusive") ","
	"{'criterion':'S1.1-04','verdict':'needs_human','provisional':false,"
	"'because':{'ja':'人が決めます。','en':'A person decides.'},'observations':[],"
	"'evidence':[],'coverage':[],'parameters':[],'checks':["
		"{'check':'S1.1-04.a','verdict':'needs_human','provisional':false,"
		"'because':{'ja':'人が決めます。','en':'A person decides.'},'question':'q04.a','notes':[],"
		"'observations':[],'evidence':[],'coverage':[],'parameters':[]}]},"
	"{'criterion':'S1.1-05','verdict':'pass','provisional':false,"
	"'because':{'ja':'答えた。','en':'Answered.'},'observations':['o1','o6'],'evidence':[],"
	"'coverage':['c2'],'parameters':[],'checks':["
		"{'check':'S1.1-05.a','verdict':'pass','provisional':false,"
		"'because':{'ja':'答えた。','en':'Answered.'},'notes':[],'observations':['o1','o6'],"
		"'evidence':[],'coverage':['c2'],'parameters':[]}]},"
	SAMPLE_VERDICT("S1.1-06", "not_applicable") "]";
/* clang-format on */

struct sample {
	char dir[64];
	struct run run;
	struct catalogue catalogue;
	struct report_input in;
};

static inline json_t *sample_json(const char *text)
{
	CLEANUP(mem_freep) char *copy = mem_text(text);
	struct err err = { 0 };
	json_t *value = NULL;

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	if (json_read(&value, bytes_of(copy), "sample", &err) < 0)
		fail_msg("%s", err.text);
	return value;
}

static inline void sample_init(struct sample *s)
{
	*s = (struct sample){ .dir = "/tmp/hoshi-report-XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	CLEANUP(mem_freep) char *evidence = mem_format("%s/evidence", s->dir);
	assert_int_equal(mkdir(evidence, 0700), 0);
	s->run.dir = s->dir;
	s->run.evidence_max = RUN_EVIDENCE_MAX;
	s->run.doc = sample_json(sample_facts);
	json_object_set_new(s->run.doc, "observations", sample_json(sample_observations));
	json_object_set_new(s->run.doc, "coverage", sample_json(sample_coverage));
	json_object_set_new(s->run.doc, "answers", sample_json(sample_answers));
	json_object_set_new(s->run.doc, "parameters", json_array());
	json_object_set_new(s->run.doc, "verdicts", sample_json(sample_verdicts));
	json_object_set_new(s->run.doc, "evidence", json_array());
	s->catalogue.pack = sample_json(sample_pack);
	s->catalogue.crypto_policy = sample_json(sample_policy);
	s->in =
	    (struct report_input){ .run = &s->run, .catalogue = &s->catalogue, .language = "en" };
}

static inline int sample_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static inline void sample_done(struct sample *s)
{
	json_decref(s->run.doc);
	json_decref(s->catalogue.pack);
	json_decref(s->catalogue.crypto_policy);
	(void)nftw(s->dir, sample_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Stores a piece of evidence and makes the first criterion rest on it. */
static inline void sample_evidence(struct sample *s, struct bytes data, const char *label)
{
	json_t *verdict = json_array_get(json_object_get(s->run.doc, "verdicts"), 0);
	struct err err = { 0 };

	if (run_evidence(&s->run, data, label, "probe", &err) < 0)
		fail_msg("%s", err.text);
	const json_t *all = json_object_get(s->run.doc, "evidence");
	json_array_append(json_object_get(verdict, "evidence"),
			  json_object_get(json_array_get(all, json_array_size(all) - 1), "sha256"));
}

/* How often needle stands in text. */
static inline size_t sample_count(const char *text, const char *needle)
{
	size_t n = 0;

	for (const char *at = strstr(text, needle); at; at = strstr(at + 1, needle))
		n++;
	return n;
}
