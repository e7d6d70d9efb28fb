/*
 * Held back by not being let in at all, or never answered: is that a protection, or is the device
 * away, because it restarts or its service crashed?  To who knocks from one address both look the
 * same, and who counts a crash as a protection passes the weakest device.
 *
 * It is a protection where somebody else is let in (another address), where the service itself
 * turned us away, where a firewall says so, or where the port alone is silent while the device
 * answers elsewhere.  Whatever is left may be a device that is down.
 */
#pragma once

#include "base/base.h"

/* A port of which nobody makes use: a device without a firewall resets, as long as it is there. */
#define GUESS_ALIVE_PORT 1

struct guess;

/* After the questions about the scope. */
bool guess_away(struct guess *g);

/*
 * Was it away for a while, between answers one by one or while many were asked at once, and then
 * let the right password in as ever?  Then what is measured is how often it restarts.
 */
bool guess_away_between(const struct guess *g);
