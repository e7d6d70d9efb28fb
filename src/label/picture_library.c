#include "label/picture_library.h"

#include <dlfcn.h>

#include "base/err.h"

int picture_library_load(const char *file, const char *package,
			 const struct picture_library_function *functions, size_t n,
			 struct err *err)
{
	/* All symbols now: nothing is looked up once the sandbox has been entered. */
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return err_both(err, E_MISSING, "such a picture needs Debian's package %s (%s)",
				"この種類の画像を読むにはDebianのパッケージ%s（%s）が必要です",
				package, file);
	for (size_t i = 0; i < n; i++) {
		void *function = dlsym(library, functions[i].name);

		if (!function)
			return err_both(err, E_MISSING, "%s of the package %s has no %s",
					"%s（パッケージ%s）に%sがありません", file, package,
					functions[i].name);
		/* ISO C has no conversion from an object's pointer to a function's. */
		memcpy(functions[i].pointer, &function, sizeof(function));
	}
	return 0;
}
