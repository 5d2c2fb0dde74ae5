/* How pages are packed. Cairo asks zlib for its usual level, with no way to say otherwise, and a quarter of
 * the time of a sheet goes there; the lowest level takes a third of that for files a tenth larger. So Cairo's
 * call finds this function, which stands before zlib's own, and a child that draws sheets asks for the quick
 * level; everybody else gets what they ask for. */
#include <zlib.h>

#include "print/sheet.h"

static bool quick;

void sheet_pack_quickly(void) {
    quick = true;
}

#undef deflateInit_
int deflateInit_(z_streamp strm, int level, const char *version, int stream_size) {
    level = quick && level == Z_DEFAULT_COMPRESSION ? Z_BEST_SPEED : level;
    return deflateInit2_(strm, level, Z_DEFLATED, MAX_WBITS, 8, Z_DEFAULT_STRATEGY, version, stream_size);
}
