/*
 * What schema.c compiles a schema to and schema_check.c walks; nobody else includes this.  Nodes
 * belong to the schema's list; JSON values and names are borrowed from its document.
 */
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/base.h"
#include "base/json.h"
#include "base/schema.h"

enum schema_type {
	SCHEMA_NULL = 1,
	SCHEMA_BOOLEAN = 2,
	SCHEMA_INTEGER = 4,
	SCHEMA_NUMBER = 8,
	SCHEMA_STRING = 16,
	SCHEMA_ARRAY = 32,
	SCHEMA_OBJECT = 64,
};

struct schema_node;

struct schema_list {
	struct schema_node **p;
	size_t n;
};

/* A member by its name (properties) or by a pattern for names (patternProperties). */
struct schema_member {
	const char *name;
	pcre2_code *pattern;
	struct schema_node *node;
};

struct schema_members {
	struct schema_member *p;
	size_t n;
};

struct schema_node {
	struct schema_node *next; /* in the schema's list of all nodes */
	bool never;               /* the schema "false" */
	unsigned types;           /* of enum schema_type; 0 is any */
	const json_t *choices;
	const json_t *constant;

	const json_t *required;
	struct schema_members members;
	struct schema_members patterns;
	struct schema_node *others; /* additionalProperties */

	struct schema_node *items;
	size_t items_min;
	size_t items_max;
	bool unique;

	size_t length_min;
	size_t length_max;
	const char *pattern_text;
	pcre2_code *pattern;

	const json_t *minimum;
	const json_t *maximum;

	/* These look at the same value again; they form no loop (schema.c, measure). */
	struct schema_list all; /* $ref is one of them */
	struct schema_list any;
	struct schema_list one;
	struct schema_node * not ;
	struct schema_node *when;
	struct schema_node *then;
	struct schema_node *otherwise;
	unsigned height; /* of the tree these form; 0 is not measured yet */
};

struct schema {
	json_t *document;
	struct schema_node *root;
	struct schema_node *nodes;
	struct schema_members definitions;
	pcre2_match_context *match;
};
