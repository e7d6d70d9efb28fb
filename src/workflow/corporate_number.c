#include "workflow/corporate_number.h"

#define DIGITS 13

/*
 * Check digit (order of the Ministry of Finance on corporate numbers): 9 less the remainder by 9 of
 * the sum of the other twelve digits, counted from the last, each second one twice.
 */
bool corporate_number_valid(const char *text)
{
	unsigned sum = 0;

	if (!text || strlen(text) != DIGITS || strspn(text, "0123456789") != DIGITS)
		return false;
	for (size_t i = 1; i < DIGITS; i++)
		sum += (unsigned)(text[DIGITS - i] - '0') * (i % 2 ? 1 : 2);
	return (unsigned)(text[0] - '0') == 9 - sum % 9;
}
