#include "probe/access_resources.h"

#include "base/mem.h"
#include "base/text.h"
#include "probe/access_site.h"
#include "probe/link.h"
#include "probe/probe.h"
#include "product/declaration.h"

static bool add(struct access_site *s, const struct access_resource *r)
{
	CLEANUP(mem_freep)
	char *key = mem_format("%s %s", r->method ? r->method : "GET", r->path);

	if (json_object_get(s->seen, key))
		return false;
	char *path = arena_textn(&s->arena, r->path, strlen(r->path));
	if (s->n >= ACCESS_RESOURCES_MAX || !path) {
		s->full = true;
		return false;
	}
	json_object_set_new(s->seen, key, json_true());
	s->at[s->n] = *r;
	s->at[s->n++].path = path;
	return true;
}

void access_resources_declared(struct access_site *s)
{
	const struct declaration *d = s->web.cx->declaration;
	const json_t *interface = declaration_interface(d, "tcp", s->web.at->door.at.port);
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(interface, "resources"), i, item) {
		const char *method = json_text(item, "method"), *body = json_text(item, "body");
		bool gets = !method || text_equal(method, "GET");
		struct access_resource r = { .path = json_text(item, "path"),
					     .method = gets ? NULL : method,
					     .type = json_text(item, "type"),
					     .body = bytes_of(body ? body : ""),
					     .found = "declared",
					     .wanted = json_text(item, "access") };

		/* Topics are not of the web. */
		if (r.path)
			(void)add(s, &r);
	}
}

void access_resources_walked(struct access_site *s)
{
	size_t i;
	json_t *o;

	json_array_foreach (s->web.cx->observations, i, o) {
		const char *access = json_text(o, "access"), *path = json_text(o, "path");

		if (!text_equal(json_text(o, "kind"), "http_page") ||
		    probe_port(o) != s->web.at->door.at.port || text_equal(access, "left_alone") ||
		    text_equal(access, "error") || link_is_asset(path) || link_is_risky(path))
			continue;
		struct access_resource r = { .path = path,
					     .found = "walk",
					     .wanted = "undeclared",
					     .was_open = text_equal(access, "open") };
		/* It is known already by the declaration: what the walk saw of it counts too. */
		for (unsigned k = 0; k < s->n; k++)
			if (!s->at[k].method && text_equal(s->at[k].path, path))
				s->at[k].was_open = r.was_open;
		(void)add(s, &r);
	}
}

static void follow(struct access_site *s, const struct access_resource *from, const char *href)
{
	char path[LINK_PATH_MAX];
	CLEANUP(mem_freep) char *base = probe_url(s->web.cx, s->service, from->path);

	if (!*href || from->depth >= ACCESS_DEPTH_MAX || link_resolve(path, base, href) != 0 ||
	    link_is_asset(path))
		return;
	struct access_resource r = {
		.path = path, .found = "login", .wanted = "undeclared", .depth = from->depth + 1
	};
	(void)add(s, &r);
}

void access_resources_follow(struct access_site *s, unsigned from, const struct access_page *page)
{
	const struct access_resource r = s->at[from];

	follow(s, &r, page->answer.location);
	for (unsigned i = 0; page->html && i < page->html->n_links; i++)
		follow(s, &r, page->html->links[i]);
	s->full = s->full || (page->html && page->html->cut);
}
