/* What cppcheck has to know of the libraries it does not read (tools/lint.sh). */
#define json_array_foreach(array, i, value) \
	for (i = 0; i < json_array_size(array) && (value = json_array_get(array, i)); i++)
#define json_object_foreach(object, key, value)                          \
	for (key = json_object_iter_key(json_object_iter(object));       \
	     key && (value = json_object_get(object, key));              \
	     key = json_object_iter_key(json_object_next(object, key)))
#define json_object_foreach_safe(object, next, key, value) json_object_foreach(object, key, value)
