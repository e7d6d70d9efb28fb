/*
 * Allocation that either works or ends the process.  Everything else in Hoshi calls these, so this
 * file is the only one that may say malloc.
 */
#define BASE_ALLOWS_MALLOC
#include "base/mem.h"

#include <stdarg.h>
#include <unistd.h>

static NORETURN void out_of_memory(void)
{
	static const char message[] = "hoshi: out of memory\n";

	/* stdio may want to allocate, write does not; its failure changes nothing now. */
	ssize_t ignored = write(STDERR_FILENO, message, sizeof(message) - 1);
	(void)ignored;
	abort();
}

/* n * size, but at least 1: nothing must still give a pointer to free. */
static size_t product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		out_of_memory();
	return bytes ? bytes : 1;
}

void *mem_array(size_t n, size_t size)
{
	void *p = calloc(product(n, size), 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_resize(void *p, size_t n, size_t size)
{
	void *grown = realloc(p, product(n, size));

	if (!grown)
		out_of_memory();
	return grown;
}

void *mem_copy(const void *p, size_t n)
{
	void *copy = mem_resize(NULL, n, 1);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

char *mem_text(const char *text)
{
	return text ? mem_copy(text, strlen(text) + 1) : NULL;
}

char *mem_textn(const char *text, size_t n)
{
	char *copy = mem_array(n + 1, 1);

	if (n)
		memcpy(copy, text, n);
	return copy;
}

char *mem_format(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		out_of_memory();
	return text;
}

void mem_free(void *p)
{
	free(p);
}

void mem_freep(void *pointer_to_pointer)
{
	void *p;

	/* Copied bytewise: the variable is a pointer of some other type than void *. */
	memcpy(&p, pointer_to_pointer, sizeof(p));
	free(p);
}

void mem_wipe(void *p, size_t n)
{
	if (n)
		explicit_bzero(p, n);
}
