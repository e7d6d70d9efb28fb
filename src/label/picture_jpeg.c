/* JPEG by libjpeg-turbo, whose TurboJPEG interface has no jumps out of functions. */
#include <turbojpeg.h>

#include "base/err.h"
#include "base/text.h"
#include "label/picture_decode.h"

static void destroy(tjhandle *jpeg)
{
	if (*jpeg)
		(void)tjDestroy(*jpeg);
}

/* Some cameras leave bytes that belong to nothing; all of the picture is there. */
static bool harmless(tjhandle jpeg)
{
	return tjGetErrorCode(jpeg) == TJERR_WARNING &&
	       text_find(bytes_of(tjGetErrorStr2(jpeg)), bytes_of("extraneous bytes"));
}

int picture_jpeg(struct picture *out, struct bytes file, struct err *err)
{
	CLEANUP(destroy) tjhandle jpeg = tjInitDecompress();
	CLEANUP(picture_done) struct picture p = { 0 };
	int width = 0, height = 0, sampling = 0, colours = 0;

	if (!jpeg)
		return err_set(err, -ENOMEM, "cannot read a JPEG: %s", tjGetErrorStr2(NULL));
	if (tjDecompressHeader3(jpeg, file.p, file.n, &width, &height, &sampling, &colours) < 0 ||
	    width < 0 || height < 0)
		return picture_damaged(err, E_FORMAT, tjGetErrorStr2(jpeg));
	if (colours == TJCS_CMYK || colours == TJCS_YCCK)
		return err_both(
		    err, E_UNSUPPORTED,
		    "the JPEG is in colours for print (CMYK): save it as RGB or grey",
		    "印刷用の色（CMYK）のJPEGです。RGBまたはグレースケールで保存し直してください");
	int r = picture_new(&p, (uint64_t)width, (uint64_t)height, err);
	if (r < 0)
		return r;
	/* Limited: a few bytes can ask for thousands of passes over the whole picture. */
	if (tjDecompress2(jpeg, file.p, file.n, p.grey, width, width, height, TJPF_GRAY,
			  TJFLAG_LIMITSCANS) < 0 &&
	    !harmless(jpeg))
		return picture_damaged(err, E_FORMAT, tjGetErrorStr2(jpeg));
	*out = p;
	p.grey = NULL;
	return 0;
}
