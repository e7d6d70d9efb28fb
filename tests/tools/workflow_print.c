/* Prints docs/workflow.md from the table of the workflow (src/workflow/workflow.c). */
#include <stdio.h>

#include "base/buf.h"
#include "workflow/workflow.h"

#define TEXT_MAX (1u << 20)

int main(void)
{
	CLEANUP(buf_done) struct buf out = BUF(TEXT_MAX);

	workflow_print(&out);
	if (!buf_ok(&out) || fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		return 1;
	return 0;
}
