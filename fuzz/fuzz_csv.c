/* Cut anywhere, a text has the same rows or the same refusal; what is a list of models can be seen.
 */
#include "fuzz.h"

#include "base/csv.h"
#include "scheme/models_csv.h"

static int note(void *context, const struct csv_row *row, struct err *err)
{
	struct buf *out = context;

	(void)err;
	for (size_t i = 0; i < row->n; i++)
		buf_format(out, "%zu:%s;", row->line, row->fields[i]);
	return 0;
}

static int read_pieces(struct buf *out, const uint8_t *data, size_t size, size_t piece)
{
	CLEANUP(csv_reader_done) struct csv_reader r = CSV_READER(100, 8, 50, note, out);

	for (size_t at = 0; at < size; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		int code = csv_feed(&r, (struct bytes){ data + at, n }, NULL);

		if (code < 0)
			return code;
	}
	return csv_end(&r, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json_done) json_t *models = NULL;
	CLEANUP(buf_done) struct buf whole = BUF(1u << 20), pieces = BUF(1u << 20);
	int code = read_pieces(&whole, data, size, size + 1);

	assert(read_pieces(&pieces, data, size, 1 + size % 3) == code);
	assert(bytes_equal(buf_view(&whole), buf_view(&pieces)));
	(void)!models_csv_decode(&models, (struct bytes){ data, size }, NULL);
	return 0;
}
