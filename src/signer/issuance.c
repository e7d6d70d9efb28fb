#include "signer/issuance.h"

#include "base/err.h"
#include "base/mem.h"
#include "label/statement.h"

/* The settings name none for this level. */
#define NO_CRITERIA "-"

/* Copied whole or not at all: half a name is another one. */
static bool copy(char *out, size_t size, const char *text)
{
	if (!text || strlen(text) >= size)
		return false;
	memcpy(out, text, strlen(text) + 1);
	return true;
}

/* The name in Japanese, as it was applied for; where that is too long, in English. */
static bool copy_name(char out[static STATEMENT_NAME_MAX + 1], const json_t *names)
{
	const char *ja = json_text(names, "ja"), *en = json_text(names, "en");

	return (ja && *ja && copy(out, STATEMENT_NAME_MAX + 1, ja)) ||
	       (en && *en && copy(out, STATEMENT_NAME_MAX + 1, en));
}

static int read_models(struct statement *s, const json_t *models, struct err *err)
{
	size_t n = json_array_size(models), i;
	CLEANUP(mem_freep) const char **names = mem_array(n, sizeof(*names));
	json_t *model;

	json_array_foreach (json_lend(models), i, model) {
		names[i] = json_text(model, "number");
		if (!names[i])
			return err_set(err, E_FORMAT, "model %zu has no number", i + 1);
	}
	return model_list_make(&s->models, names, n, err);
}

static int read_event(struct statement *s, const struct issuance *in, struct err *err)
{
	const json_t *criteria = json_at(in->event, "/body/criteria");
	const char *edition = json_text(criteria, "document");
	const char *support = json_text(in->event, "support_until");
	const char *corporate =
	    json_text(json_at(in->event, "/body/applicant"), "corporate_number");

	if (!edition)
		edition = json_text(criteria, "id");
	if (!edition)
		edition = NO_CRITERIA;
	if (!copy(s->issuer, sizeof(s->issuer), in->issuer) ||
	    !copy(s->number, sizeof(s->number), in->number) ||
	    !copy(s->issued, sizeof(s->issued), json_text(in->event, "issued")) ||
	    !copy(s->valid_until, sizeof(s->valid_until), json_text(in->event, "valid_until")) ||
	    !copy(s->criteria, sizeof(s->criteria), edition) ||
	    (support && !copy(s->support_until, sizeof(s->support_until), support)) ||
	    (corporate && !copy(s->corporate_number, sizeof(s->corporate_number), corporate)))
		return err_set(err, E_FORMAT, "a member of the label is missing or too long");
	s->level = (unsigned)json_int(in->event, "level", 0);
	s->log_index = (int64_t)in->entry;
	s->status_index = in->index;
	return read_models(s, json_object_get(in->event, "models"), err);
}

int issuance_sign(struct buf *compact, struct buf *full, const struct issuance *in,
		  const struct signing_key *key, struct err *err)
{
	struct statement s = { 0 };
	int r = read_event(&s, in, err);

	if (r == 0)
		r = statement_sign(compact, &s, key, err);
	if (r < 0)
		return r;
	if (!copy_name(s.vendor, json_at(in->event, "/body/applicant")) ||
	    !copy_name(s.product, json_at(in->event, "/body/product/name")))
		return 0;
	return statement_sign(full, &s, key, err);
}
