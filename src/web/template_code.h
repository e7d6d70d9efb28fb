/*
 * A template as it is kept: a flat list of steps, made by template_compile, carried out by
 * templates_render.  Only those files know it.
 */
#pragma once

#include "base/arena.h"
#include "base/base.h"

struct err;

enum template_kind {
	TEMPLATE_TEXT,    /* a */
	TEMPLATE_VALUE,   /* name, filter */
	TEMPLATE_WORDS,   /* a: Japanese, b: English, both escaped already */
	TEMPLATE_OPEN,    /* name, negated, a: the word to equal or NULL; other: its close */
	TEMPLATE_CLOSE,   /* other: its open */
	TEMPLATE_PARTIAL, /* name; other: number of the template, once linked */
};

enum template_filter {
	TEMPLATE_PLAIN,
	TEMPLATE_SAID, /* plain, where an element can stand around it */
	TEMPLATE_NUMBER,
	TEMPLATE_DAY,
	TEMPLATE_TIME,
	TEMPLATE_URL,
	TEMPLATE_PART,
};

struct template_step {
	enum template_kind kind;
	enum template_filter filter;
	bool negated;
	unsigned line;
	uint32_t other;
	const char *name;
	struct bytes a, b; /* a.p is NULL where a section asks for no word */
};

struct template_code {
	const char *name;
	struct template_step *steps; /* owned */
	size_t n, room;
	unsigned depth; /* of its own sections; with its partials once linked */
	enum { TEMPLATE_UNSEEN, TEMPLATE_OPENED, TEMPLATE_LINKED } mark; /* while linking */
};

/* Names and texts go to the arena.  Errors begin with "NAME.html:LINE: ". */
int template_compile(struct template_code *out, struct arena *arena, const char *name,
		     struct bytes text, struct err *err) MUST_USE;
