#include "web/template.h"

#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/templates_list.h"

#define FOLDER "src/web/templates/"
#define ENDING ".html"
#define ARENA_MAX (16u << 20)

struct templates *templates_new(void)
{
	struct templates *t = mem_array(1, sizeof(*t));

	t->arena = ARENA(ARENA_MAX);
	return t;
}

void templates_free(struct templates *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		mem_free(t->list[i].steps);
	arena_done(&t->arena);
	mem_free(t);
}

void templates_freep(struct templates **t)
{
	templates_free(*t);
}

static const struct template_code *find(const struct templates *t, const char *name, size_t *at)
{
	for (size_t i = 0; i < t->n; i++)
		if (text_equal(t->list[i].name, name)) {
			*at = i;
			return &t->list[i];
		}
	return NULL;
}

int templates_add(struct templates *t, const char *name, const char *text, struct err *err)
{
	size_t at;
	const char *kept = arena_textn(&t->arena, name, strlen(name));
	const char *body = arena_textn(&t->arena, text, strlen(text));

	if (!kept || !body || t->n == TEMPLATES_MAX)
		return err_set(err, E_LIMIT, "there are too many templates");
	if (find(t, kept, &at))
		return err_set(err, E_EXISTS, "the template '%s' is there already", kept);
	int r = template_compile(&t->list[t->n], &t->arena, kept, bytes_of(body), err);
	t->n += r == 0;
	return r;
}

/* ---- linking ---- */

/* Recursion ends: a template that is open already is a circle, and each is linked once. */
static int link_one(struct templates *t, size_t at, struct err *err)
{
	struct template_code *code = &t->list[at];
	unsigned sections = 0;
	unsigned deepest = code->depth;

	if (code->mark == TEMPLATE_LINKED)
		return 0;
	if (code->mark == TEMPLATE_OPENED)
		return err_set(err, E_FORMAT, "%s.html: this template contains itself", code->name);
	code->mark = TEMPLATE_OPENED;
	for (size_t i = 0; i < code->n; i++) {
		struct template_step *s = &code->steps[i];
		size_t other;

		sections += s->kind == TEMPLATE_OPEN;
		sections -= s->kind == TEMPLATE_CLOSE;
		if (s->kind != TEMPLATE_PARTIAL)
			continue;
		if (!find(t, s->name, &other))
			return err_set(err, E_MISSING, "%s.html:%u: there is no template '%s'",
				       code->name, s->line, s->name);
		int r = link_one(t, other, err);
		if (r < 0)
			return r;
		s->other = (uint32_t)other;
		if (deepest < sections + 1 + t->list[other].depth)
			deepest = sections + 1 + t->list[other].depth;
	}
	if (deepest > TEMPLATE_DEPTH_MAX)
		return err_set(err, E_LIMIT, "%s.html: sections and partials are nested too deep",
			       code->name);
	code->depth = deepest;
	code->mark = TEMPLATE_LINKED;
	return 0;
}

int templates_link(struct templates *t, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < t->n && r == 0; i++)
		r = link_one(t, i, err);
	return r;
}

int templates_load(struct templates **out, struct err *err)
{
	CLEANUP(templates_freep) struct templates *t = templates_new();
	const char *path;
	int r = 0;

	for (size_t i = 0; r == 0 && (path = embedded_list(FOLDER, i)); i++) {
		struct bytes file = embedded_find(path);
		const char *base = path + strlen(FOLDER);

		if (!text_ends(base, ENDING))
			continue;
		CLEANUP(mem_freep) char *name = mem_textn(base, strlen(base) - strlen(ENDING));
		CLEANUP(mem_freep) char *text = mem_textn((const char *)file.p, file.n);
		r = templates_add(t, name, text, err);
	}
	if (r == 0)
		r = templates_link(t, err);
	if (r == 0)
		*out = steal(t);
	return r;
}
