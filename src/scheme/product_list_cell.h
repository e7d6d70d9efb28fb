/* What single cells of such a list say. */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"

/* Without blanks of any kind at either end; new. */
char *product_list_cell_trim(const char *text) MUST_USE;

/* Has it a character that nobody sees, or that changes the order of others?  (Tabs and line ends
 * are none.) */
bool product_list_cell_hidden(const char *text);

/* 1 to 4 from "★3", "★★★", "レベル3", "Level 3", "3"; 0: none or more than one. */
int product_list_cell_level(const char *text);

/* 2026-09-15, 2026/9/15, 2026.9.15, 20260915, 2026年9月15日, 令和8年9月15日, R8.9.15; false: none.
 */
bool product_list_cell_date(char day[static DAY_TEXT_MAX], const char *text);

/* A spreadsheet's number of a day, in one of its two calendars. */
bool product_list_cell_serial(char day[static DAY_TEXT_MAX], const char *text, bool from_1904);

/*
 * The key of the list of words that has this text, written in whatever case and width; NULL when
 * none has.  lists: {"valid": ["有効", ...], ...}.
 */
const char *product_list_cell_word(const json_t *lists, const char *text);

/*
 * A model number as it is compared: NFKC, no case, one kind of hyphen, no blanks.  New; NULL when
 * nothing is left.  Nothing that could tell two models apart goes.
 */
char *product_list_cell_model(const char *text) MUST_USE;
/* The same without hyphens, dots, slashes and the like: models that might be the same. */
char *product_list_cell_loose(const char *text) MUST_USE;
/* Two names of firms, with or without "株式会社", "Co., Ltd." and the like. */
bool product_list_cell_same_firm(const char *a, const char *b);
