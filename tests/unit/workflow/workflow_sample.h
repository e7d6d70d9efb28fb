/* A good application, for the maker who declares and for the one who is certified. */
#pragma once

#include "fixture.h"

#define SAMPLE_DAY "2026-11-21"
#define SAMPLE_SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static inline json_t *sample_application(void)
{
	return fixture_json(
	    "{'level':1,'route':'standard',"
	    "'eligibility':{'ip_communication':true,'user_can_add_security':false,'kind':'device'},"
	    "'product':{'name':{'ja':'見本カメラ','en':'Specimen camera'},"
	    "'category':'ネットワークカメラ','summary':{'ja':'屋内用のカメラ。\\n壁に付ける。'},"
	    "'url':'https://maker.example/camera','contact':'https://maker.example/contact',"
	    "'manufacturer':{'name':{'ja':'見本電機株式会社','en':'Specimen "
	    "Electric'},'public':true},"
	    "'origin':{'country':'JP'},"
	    "'other_certifications':[{'scheme':'CLS','number':'12-345'}]},"
	    "'models':[{'number':'SC-100','name':'白'},{'number':'SC-100B'}],"
	    "'support_until':'2031-03-31',"
	    "'vulnerability_report_url':'https://maker.example/security',"
	    "'security_information':{'ja':'初期設定でパスワードを決めます。'},"
	    "'update_url':'https://maker.example/update',"
	    "'evaluation':{'by':'verification_firm','name':'見本検証','qualification':'0001'},"
	    "'supply_chain':{'parents':[{'name':'見本ホールディングス','country':'JP'}],"
	    "'oem_odm':[{'name':'Example Works','country':'VN','role':'oem','parents':"
	    "[{'name':'Example Group','country':'SG'},{'name':'Example Fund','country':'GB'}]}],"
	    "'no_firmware':true},"
	    "'applicant':{'corporate_number':'7000012050002'},"
	    "'declaration':{'name':'見本 太郎','title':'品質部長','on':'2026-11-20','agreed':true},"
	    "'notes':'特になし'}");
}

/* Sets (a text of JSON with ' for ") or, with NULL, removes the member at a JSON pointer. */
static inline void sample_set(json_t *document, const char *pointer, const char *value)
{
	CLEANUP(mem_freep) char *parent = mem_text(pointer);
	char *name = strrchr(parent, '/');

	*name++ = '\0';
	json_t *at = json_at(document, parent);
	if (!at)
		fail_msg("there is no %s", parent);
	if (json_is_array(at)) {
		size_t i = (size_t)(*name - '0');

		if (!value)
			(void)json_array_remove(at, i);
		else if (i < json_array_size(at))
			(void)json_array_set_new(at, i, fixture_json(value));
		else
			(void)json_array_append_new(at, fixture_json(value));
	} else if (value) {
		CLEANUP(mem_freep) char *wrapped = mem_format("{'v':%s}", value);
		CLEANUP(json_done) json_t *holder = fixture_json(wrapped);

		json_object_set(at, name, json_object_get(holder, "v"));
	} else {
		(void)json_object_del(at, name);
	}
}

/* A row for each criterion of the pack, all of them met. */
static inline json_t *sample_checklist(const json_t *pack)
{
	json_t *list = fixture_json("{'rows':[]}");
	size_t i;
	json_t *criterion;

	json_object_set_new(list, "pack",
			    json_pack("{s:O, s:O}", "id", json_object_get(pack, "id"), "edition",
				      json_object_get(pack, "edition")));
	json_array_foreach (json_object_get(pack, "criteria"), i, criterion)
		json_array_append_new(json_object_get(list, "rows"),
				      json_pack("{s:O, s:s, s:{s:s, s:s}, s:[s]}", "criterion",
						json_object_get(criterion, "id"), "verdict", "pass",
						"because", "ja", "確認しました", "en", "confirmed",
						"evidence", SAMPLE_SHA256));
	return list;
}
