/*
 * Logins by a form on a page, and by a JSON API.  A form is read from the page anew for each try,
 * so that the tokens in it are fresh; with a recipe (recipe.h) the recipe says what is sent, and
 * the page only what goes into its places.  What a redirect leads to belongs to the answer.
 */
#pragma once

#include "login/login.h"

#define LOGIN_FORM_REDIRECTS_MAX 3

void login_form(const struct login_door *door, const struct login_try *t,
		struct login_reply *reply);
void login_form_json(const struct login_door *door, const struct login_try *t,
		     struct login_reply *reply);
