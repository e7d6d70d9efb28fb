/*
 * The signer's process: the only one that holds keys and second factors.  It has no network, does
 * not see the database, and answers the registrar, one job at a time (signer/signer.h).
 */
#pragma once

struct part;
struct err;

/* Until it is told to stop; the exit code. */
int sign_run(struct part *part, struct err *err);
