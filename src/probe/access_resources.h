/* What is asked for at one web port: each path once, ACCESS_RESOURCES_MAX at the most. */
#pragma once

#include "base/base.h"

struct access_page;
struct access_site;

void access_resources_declared(struct access_site *s);

/* Those that the walk without login got an answer for. */
void access_resources_walked(struct access_site *s);

/* Where this page, which the owner got for at[from], leads. */
void access_resources_follow(struct access_site *s, unsigned from, const struct access_page *page);
