/* No hooks for printf.
 *
 * CLP brings LAPACK, that Fortran's runtime, and that libquadmath, which registers its %Qf with printf as it
 * is loaded. From then on every printf of the process takes glibc's slow path, Cairo's too: a tenth of the
 * time of a run sheet goes there. Nobody here prints such numbers, so the registration finds these instead of
 * glibc's own and is refused. */
#include <printf.h>

int register_printf_modifier(const wchar_t *str) {
    (void)str;
    return -1;
}

int register_printf_type(printf_va_arg_function fct) {
    (void)fct;
    return -1;
}

int register_printf_specifier(int spec, printf_function func, printf_arginfo_size_function arginfo) {
    (void)spec;
    (void)func;
    (void)arginfo;
    return -1;
}
