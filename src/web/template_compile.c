/*
 * One pass from the beginning to the end.  Between tags of ours stands literal text, which the lint
 * follows; sections are matched by a stack, and each remembers where in HTML it began.
 */
#include "web/template_code.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/html_escape.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/template.h"
#include "web/template_lint.h"

#define WORDS_MAX 8192

struct section {
	uint32_t open; /* its step */
	struct template_lint lint;
};

struct compiler {
	struct template_code *code;
	struct arena *arena;
	struct bytes left;
	unsigned line;
	struct template_lint lint;
	struct section sections[TEMPLATE_DEPTH_MAX];
	unsigned n_sections;
	struct err *err;
};

static int fault(struct compiler *c, const char *why)
{
	return err_set(c->err, E_FORMAT, "%s.html:%u: %s", c->code->name, c->line, why);
}

static struct template_step *step_add(struct compiler *c, enum template_kind kind)
{
	struct template_code *code = c->code;

	if (code->n == code->room) {
		code->room = code->room ? code->room * 2 : 64;
		code->steps = mem_resize(code->steps, code->room, sizeof(*code->steps));
	}
	code->steps[code->n] = (struct template_step){ .kind = kind, .line = c->line };
	return &code->steps[code->n++];
}

static void take(struct compiler *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		c->line += c->left.p[i] == '\n';
	c->left.p += n;
	c->left.n -= n;
}

static int literal(struct compiler *c, size_t n)
{
	struct bytes text = { .p = c->left.p, .n = n };
	const char *why = template_lint_text(&c->lint, text);

	if (n > 0)
		step_add(c, TEMPLATE_TEXT)->a = text;
	take(c, n);
	return why ? fault(c, why) : 0;
}

/* ---- the inside of {{ }} ---- */

static bool is_name_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

static bool is_name(struct bytes name)
{
	if (name.n == 0 || name.n > TEMPLATE_NAME_MAX)
		return false;
	if (name.n == 1 && name.p[0] == '.')
		return true;
	for (size_t i = 0; i < name.n; i++)
		if (!is_name_char(name.p[i]) ||
		    (name.p[i] == '.' && (i == 0 || i + 1 == name.n || name.p[i - 1] == '.')))
			return false;
	return true;
}

static struct bytes drop(struct bytes text, size_t n)
{
	return (struct bytes){ .p = text.p + n, .n = text.n - n };
}

static const char *keep(struct compiler *c, struct bytes text)
{
	return arena_textn(c->arena, (const char *)text.p, text.n);
}

/* A constant in double quotes at the start of *in, escaped for HTML, into *out. */
static bool quoted(struct compiler *c, struct bytes *in, struct bytes *out)
{
	CLEANUP(buf_done) struct buf raw = BUF(WORDS_MAX);
	CLEANUP(buf_done) struct buf escaped = BUF((size_t)WORDS_MAX * 6);
	size_t i = 1;

	if (in->n < 2 || in->p[0] != '"')
		return false;
	for (; i < in->n && in->p[i] != '"'; i++) {
		if (in->p[i] == '\\' && (++i == in->n || (in->p[i] != '"' && in->p[i] != '\\')))
			return false;
		buf_u8(&raw, in->p[i]);
	}
	if (i == in->n || raw.n == 0 || !buf_ok(&raw))
		return false;
	html_escape_lines(&escaped, buf_view(&raw));
	const char *text = keep(c, buf_view(&escaped));
	if (!text)
		return false;
	*out = bytes_of(text);
	*in = text_trim(drop(*in, i + 1));
	return true;
}

static int words(struct compiler *c, struct bytes in)
{
	struct bytes ja, en;
	const char *why = template_lint_words(&c->lint);

	if (why)
		return fault(c, why);
	if (!quoted(c, &in, &ja) || !quoted(c, &in, &en) || in.n)
		return fault(c, "words are {{\"Japanese\" \"English\"}}");
	struct template_step *s = step_add(c, TEMPLATE_WORDS);
	s->a = ja;
	s->b = en;
	return 0;
}

static int value(struct compiler *c, struct bytes in)
{
	static const struct {
		const char *prefix;
		enum template_filter filter;
	} filters[] = { { "number:", TEMPLATE_NUMBER }, { "day:", TEMPLATE_DAY },
			{ "time:", TEMPLATE_TIME },     { "url:", TEMPLATE_URL },
			{ "part:", TEMPLATE_PART },     { "", TEMPLATE_PLAIN } };
	size_t f = 0;

	while (in.n < strlen(filters[f].prefix) ||
	       memcmp(in.p, filters[f].prefix, strlen(filters[f].prefix)) != 0)
		f++;
	in = drop(in, strlen(filters[f].prefix));
	if (!is_name(in))
		return fault(c, "this is no name");
	const char *why = template_lint_value(&c->lint, filters[f].filter);
	if (why)
		return fault(c, why);
	struct template_step *s = step_add(c, TEMPLATE_VALUE);
	s->filter = filters[f].filter;
	if (s->filter == TEMPLATE_PLAIN && template_lint_takes_element(&c->lint))
		s->filter = TEMPLATE_SAID;
	s->name = keep(c, in);
	return 0;
}

static int open_section(struct compiler *c, struct bytes in, bool negated)
{
	const uint8_t *equals = memchr(in.p, '=', in.n);
	struct bytes name = { .p = in.p, .n = equals ? (size_t)(equals - in.p) : in.n };
	const char *why = template_lint_edge(&c->lint);

	if (why)
		return fault(c, why);
	if (!is_name(name) || (equals && !is_name(drop(in, name.n + 1))))
		return fault(c, "a section is {{#name}} or {{#name=word}}");
	if (c->n_sections == TEMPLATE_DEPTH_MAX)
		return fault(c, "sections are nested too deep");
	c->sections[c->n_sections++] =
	    (struct section){ .open = (uint32_t)c->code->n, .lint = c->lint };
	if (c->code->depth < c->n_sections)
		c->code->depth = c->n_sections;
	struct template_step *s = step_add(c, TEMPLATE_OPEN);
	s->negated = negated;
	s->name = keep(c, name);
	if (equals)
		s->a = drop(in, name.n + 1);
	return 0;
}

static int close_section(struct compiler *c, struct bytes in)
{
	const char *why = template_lint_edge(&c->lint);

	if (why)
		return fault(c, why);
	if (c->n_sections == 0)
		return fault(c, "this closes a section that is not open");
	const struct section *s = &c->sections[--c->n_sections];
	struct template_step *open = &c->code->steps[s->open];
	if (!open->name || !bytes_equal(bytes_of(open->name), in))
		return fault(c, "this closes another section than the one that is open");
	if (!template_lint_join(&c->lint, &s->lint))
		return fault(c, "this section ends in another place of the tag than it began");
	open->other = (uint32_t)c->code->n;
	step_add(c, TEMPLATE_CLOSE)->other = s->open;
	return 0;
}

static int partial(struct compiler *c, struct bytes in)
{
	if (!template_lint_takes_element(&c->lint))
		return fault(c, "a partial belongs into running text");
	if (!is_name(in))
		return fault(c, "this is no name");
	step_add(c, TEMPLATE_PARTIAL)->name = keep(c, in);
	return 0;
}

static int inside(struct compiler *c, struct bytes in)
{
	in = text_trim(in);
	if (in.n == 0)
		return fault(c, "nothing stands between {{ and }}");
	struct bytes rest = text_trim(drop(in, 1));
	switch (in.p[0]) {
	case '!':
		return 0;
	case '"':
		return words(c, in);
	case '#':
	case '^':
		return open_section(c, rest, in.p[0] == '^');
	case '/':
		return close_section(c, rest);
	case '>':
		return partial(c, rest);
	default:
		return value(c, in);
	}
}

/* ---- lines ---- */

/*
 * A section, partial or comment alone on its line: how many blanks before it go, and whether the
 * line end after it does.
 */
static bool is_alone(const struct compiler *c, size_t start, size_t end, size_t *blanks)
{
	uint8_t first = c->left.p[start + 2];
	size_t i = start;

	if (first != '#' && first != '^' && first != '/' && first != '>' && first != '!')
		return false;
	while (i > 0 && (c->left.p[i - 1] == ' ' || c->left.p[i - 1] == '\t'))
		i--;
	*blanks = start - i;
	/* At the very start, or after a tag of ours that took its own line. */
	bool begins = i > 0 ? c->left.p[i - 1] == '\n' : c->code->n == 0 || c->left.p[-1] == '\n';
	return begins && end < c->left.n && c->left.p[end] == '\n';
}

static int compile(struct compiler *c)
{
	int r = 0;

	while (r == 0 && c->left.n) {
		const uint8_t *open = text_find(c->left, bytes_of("{{"));
		if (!open)
			return literal(c, c->left.n);
		size_t start = (size_t)(open - c->left.p);
		const uint8_t *close = text_find(drop(c->left, start), bytes_of("}}"));
		if (!close)
			return fault(c, "{{ without }}");
		size_t end = (size_t)(close - c->left.p) + 2;
		size_t blanks = 0;
		bool alone = is_alone(c, start, end, &blanks);

		r = literal(c, start - (alone ? blanks : 0));
		take(c, alone ? blanks : 0);
		size_t n = (size_t)(close - open);
		if (r == 0)
			r = inside(c, (struct bytes){ .p = open + 2, .n = n - 2 });
		take(c, n + 2 + (alone ? 1 : 0));
	}
	return r;
}

int template_compile(struct template_code *out, struct arena *arena, const char *name,
		     struct bytes text, struct err *err)
{
	struct compiler c = { .arena = arena, .left = text, .line = 1, .lint = TEMPLATE_LINT };
	struct template_code code = { .name = name };

	c.code = &code;
	c.err = err;
	int r = text.n > TEMPLATE_TEXT_MAX ? fault(&c, "this template is too long") : 0;
	if (r == 0 && !text_utf8_valid(text))
		r = fault(&c, "this is no UTF-8");
	if (r == 0)
		r = compile(&c);
	if (r == 0 && c.n_sections) {
		c.line = code.steps[c.sections[c.n_sections - 1].open].line;
		r = fault(&c, "this section is never closed");
	}
	if (r == 0 && c.lint.state != LINT_TEXT)
		r = fault(&c, "the template ends inside a tag");
	if (r < 0)
		mem_free(code.steps);
	else
		*out = code;
	return r;
}
