/*
 * FTP (RFC 959): USER, PASS, and AUTH TLS (RFC 4217) where the server will not talk without.  The
 * visitor without credential asks PWD, which only somebody who is logged in may.
 */
#pragma once

#include "login/login.h"

void login_ftp(const struct login_door *door, const struct login_try *t, struct login_reply *reply);
