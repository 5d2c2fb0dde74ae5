#!/bin/bash
# librespite as another program meets it: installed under a prefix of its own, found by pkg-config, the example of
# docs/api.md compiled outside the tree and run; nothing exported but the API; the header fit for C99 and C++.
set -eu
command -v pkg-config >/dev/null || { echo "pkg-config is not here"; exit 77; }
build=$(dirname "$RESPITE")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() {
    echo "$1"
    exit 1
}

cmake --install "$build" --component library --prefix "$out/prefix" >/dev/null
pc=$(find "$out/prefix" -name respite.pc)
export PKG_CONFIG_PATH=${pc%/*}
library=$(find "$out/prefix" -name 'librespite.so')

header="$out/prefix/include/respite/solver.h"
cc -std=c99 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "$SOURCE/docs/examples/replan.c" -I"$out/prefix/include"
if command -v c++ >/dev/null; then
    printf '#include <respite/solver.h>\nint main() { rsp_solver_task t = RSP_SOLVER_INIT(t); return t.kind; }\n' >"$out/x.cc"
    c++ -std=c++11 -Wall -Werror -fsyntax-only -I"$out/prefix/include" "$out/x.cc"
fi

declared=$(sed -n 's/^[a-z].*[ *]\(rsp_solver_[a-z_]*\)(.*/\1/p' "$header" | sort)
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort)
[ "$declared" = "$exported" ] || fail "declared and exported differ:
$(diff <(echo "$declared") <(echo "$exported"))"

sanitize=
! nm -D "$library" | grep -q __asan_init || sanitize=-fsanitize=address,undefined
cp "$SOURCE/docs/examples/replan.c" "$out/"
# shellcheck disable=SC2046,SC2086 # several words
(cd "$out" && cc $sanitize $(pkg-config --cflags respite) replan.c $(pkg-config --libs respite) -o replan)
LD_LIBRARY_PATH=${library%/*} "$out/replan" >"$out/one"
LD_LIBRARY_PATH=${library%/*} "$out/replan" >"$out/two"
cmp "$out/one" "$out/two"
# By hand: all four are served at first (100). Village 2 shuts at 1200 s, and who is committed to village 1 until
# 900 s comes to it at 1500 s: 80 is what is left, and a stopped run still has it.
grep -q '^planned: value 100, bound 100,' "$out/one" || fail "$(cat "$out/one")"
grep -q '^again: value 80,' "$out/one" || fail "$(cat "$out/one")"
grep -q '^stopped: value 80,' "$out/one" || fail "$(cat "$out/one")"
[ "$(sed -n '/^again/,/^stopped/p' "$out/one" | grep -c '(committed)')" = 2 ] || fail "$(cat "$out/one")"
echo "installed, found, compiled, run"
