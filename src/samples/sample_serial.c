#include "samples/sample_serial.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"

/* 19 decimal digits, 16 hexadecimal ones: what a password's changing part may have. */
struct unit {
	uint64_t serial, value;
};

static int by_serial(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	return (x->serial > y->serial) - (x->serial < y->serial);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

/* Small letters come after capital ones in base 62 alone. */
static unsigned base_of(const struct sample_shape *shape)
{
	bool is[SAMPLE_CLASSES];

	sample_alphabet_classes(&shape->alphabet, is);
	if (is[SAMPLE_SIGNS])
		return 0;
	if (is[SAMPLE_HEX])
		return 16;
	if (is[SAMPLE_LOWER] && is[SAMPLE_UPPER])
		return 62;
	return is[SAMPLE_LOWER] || is[SAMPLE_UPPER] ? 36 : 10;
}

static bool read_value(uint64_t *out, const char *text, size_t n, unsigned base)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++) {
		int d = digit(text[i]);

		if (base < 62 && d >= 36)
			d -= 26;
		if (d < 0 || d >= (int)base || __builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)d, &value))
			return false;
	}
	*out = value;
	return true;
}

static size_t digits_at(const char *serial)
{
	size_t n = strlen(serial);

	while (n > 0 && serial[n - 1] >= '0' && serial[n - 1] <= '9')
		n--;
	return n;
}

/* Serial numbers count within what stands before their number; another prefix is another series. */
static size_t collect(struct unit *units, const struct samples *s, const struct sample_shape *shape,
		      unsigned base)
{
	const char *first = NULL;
	size_t n = 0, prefix = 0;

	for (size_t i = 0; i < s->n; i++) {
		const char *serial = s->list[i].field[SAMPLE_SERIAL];
		const char *password = s->list[i].field[SAMPLE_PASSWORD];
		size_t at = digits_at(serial), length = strlen(password);
		struct unit u;

		if (!serial[at] || num_u64(serial + at, 0, UINT64_MAX, &u.serial) < 0)
			continue;
		if (!first) {
			first = serial;
			prefix = at;
		}
		if (at != prefix || strncmp(serial, first, at) != 0)
			continue;
		/* What stands in front of all is no part of the number. */
		if (!read_value(&u.value, password + shape->prefix, length - shape->prefix, base))
			return 0;
		units[n++] = u;
	}
	qsort(units, n, sizeof(*units), by_serial);
	return n;
}

/* value[i] - value[0] is step * (serial[i] - serial[0]) for all. */
static bool steps(struct sample_serial *out, const struct unit *u, size_t n)
{
	uint64_t first = u[1].serial - u[0].serial, step;
	bool down = u[1].value < u[0].value;
	uint64_t moved = down ? u[0].value - u[1].value : u[1].value - u[0].value;

	if (first == 0 || moved == 0 || moved % first != 0)
		return false;
	step = moved / first;
	for (size_t i = 1; i < n; i++) {
		uint64_t want;

		moved = down ? u[i - 1].value - u[i].value : u[i].value - u[i - 1].value;
		if (__builtin_mul_overflow(step, u[i].serial - u[i - 1].serial, &want) ||
		    (down ? u[i].value > u[i - 1].value : u[i].value < u[i - 1].value) ||
		    moved != want || want == 0)
			return false;
	}
	out->step = step;
	out->down = down;
	return true;
}

static enum sample_order order(const struct unit *u, size_t n)
{
	bool rising = true, falling = true;

	for (size_t i = 1; i < n; i++) {
		if (u[i].serial == u[i - 1].serial)
			return SAMPLE_ORDER_NONE;
		rising = rising && u[i].value > u[i - 1].value;
		falling = falling && u[i].value < u[i - 1].value;
	}
	return rising ? SAMPLE_ORDER_RISING : falling ? SAMPLE_ORDER_FALLING : SAMPLE_ORDER_NONE;
}

static void examine(struct sample_serial *out, const struct unit *u, size_t n,
		    const struct sample_shape *shape)
{
	/* What all begin with was not free to differ, and shows nothing. */
	double each = (double)(shape->length_min - shape->prefix) * log2(shape->size);

	/* Two units lie on some line always, and on one of step 1 by chance; the others by chance.
	 */
	if (steps(out, u, n)) {
		out->bits = (double)(n - (out->step == 1 ? 1 : 2)) * each - 2;
		out->order = SAMPLE_ORDER_STEP;
	} else {
		out->order = order(u, n);
		out->bits = lgamma((double)n + 1) / M_LN2 - 1;
	}
	if (out->bits < SAMPLE_CERTAIN_BITS)
		out->order = SAMPLE_ORDER_NONE;
}

void sample_serial_of(struct sample_serial *out, const struct samples *s,
		      const struct sample_shape *shape)
{
	CLEANUP(mem_freep) struct unit *units = mem_array(s->n, sizeof(*units));
	struct sample_serial found = { .base = base_of(shape) };

	/* Of several lengths only plain numbers are comparable. */
	if (found.base != 0 && (shape->length_min == shape->length_max || found.base == 10))
		found.units = collect(units, s, shape, found.base);
	found.examined = found.units >= 2;
	if (found.examined)
		examine(&found, units, found.units, shape);
	mem_wipe(units, s->n * sizeof(*units));
	*out = found;
}
