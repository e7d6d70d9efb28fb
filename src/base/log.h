/*
 * Diagnostics for the operator, to stderr, as text or JSON lines.  Commands and workers log;
 * library modules return errors.  The message is passed through text_visible, so that no banner
 * can write control characters to a terminal.
 */
#pragma once

#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_configure(enum log_level most, bool json, FILE *to); /* to is borrowed; NULL is stderr */

void log_error(const char *area, const char *format, ...) PRINTF_LIKE(2, 3);
void log_warn(const char *area, const char *format, ...) PRINTF_LIKE(2, 3);
void log_info(const char *area, const char *format, ...) PRINTF_LIKE(2, 3);
void log_debug(const char *area, const char *format, ...) PRINTF_LIKE(2, 3);
