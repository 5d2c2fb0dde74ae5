#!/bin/bash
# House rules that a program can see: sizes, banned calls, paths of a machine, a fuzzer and a corpus per parser.
set -u
cd "$SOURCE" || exit 1
bad=0
complain() {
    echo "$1"
    bad=1
}
files=$(find src fuzz -name '*.[ch]' | sort)
tests=$(find tests -name '*.[ch]' | sort)

for file in $files; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || complain "$file: $lines lines; at most 600: two concepts share it"
done

# A function begins at a line in column 0 that ends in " {" and holds "(", and ends at "}" in column 0.
functions=$(awk 'FNR == 1 { start = 0 }
    /^[a-z_].*\(.*\{$/ || /^ .*\) \{$/ && !start && prev ~ /^[a-z_].*\(/ { if (!start) { start = FNR; name = $0 } }
    /^}/ { if (start && FNR - start + 1 > 70) printf "%s:%d: a function of %d lines; at most 70\n", FILENAME, start, FNR - start + 1; start = 0 }
    { prev = $0 }' $files)
[ -z "$functions" ] || complain "$functions"

# word -> what to use instead. Comments and strings do not count.
code() { sed -e 's|"\([^"\\]\|\\.\)*"|""|g' -e 's|/\*.*\*/||g' -e 's|//.*||' -e 's|^ \*.*||' "$1"; }
banned='strcpy strcat sprintf vsprintf atoi atol atof gets strtok localtime gmtime ctime asctime mktime rand srand random
    drand48 system popen alloca getenv setlocale'
for file in $files; do
    text=$(code "$file")
    for call in $banned; do
        if grep -nE "(^|[^a-z_A-Z0-9.>])$call *\(" <<<"$text" >/dev/null; then
            complain "$file: calls $call(): banned (CONTRIBUTING.md)"
        fi
    done
    # The world comes through the environment of the context.
    case "$file" in src/base/* | fuzz/*) continue ;; esac
    for call in malloc calloc realloc free time clock_gettime gettimeofday fopen open rename unlink remove; do
        case "$file:$call" in
            src/cli/main.c:open) continue ;; # holds the standard descriptors before there is a context
            src/print/sheet*.c:*) continue ;; # the child process draws outside any context
            src/geo/geos.c:*) continue ;;     # what GEOS calls back has no context to give
        esac
        if grep -nE "(^|[^a-z_A-Z0-9.>])$call *\(" <<<"$text" >/dev/null; then
            complain "$file: calls $call(); only base/ may: go through the context"
        fi
    done
done

for file in $files; do
    head -n 1 "$file" | grep -q '^/\*' || complain "$file: begins without a comment on what it is and why"
done

# Parsers of outside input: each has a harness and a corpus. A new parser adds its line here.
while read -r parser where; do
    [ -e "$where" ] || complain "tests/house/test_tidy.sh: $where is not there; correct the table of parsers"
    [ -e "fuzz/fuzz_$parser.c" ] || complain "fuzz/fuzz_$parser.c is not there: $where reads outside input"
done <<'TABLE'
json src/base/json_read.c
csv src/base/csv.c
time src/base/time.h
geojson src/geo/geojson.c
osm src/roads/osm.c
net src/roads/net.c
profiles src/roads/profiles.c
situation src/situation/load.c
plan src/check/form.c
vrp src/solver/read.c
vroom src/solver/read_vroom.c
pause src/solver/pause_read.c
TABLE
for harness in fuzz/fuzz_*.c; do
    parser=${harness#fuzz/fuzz_}
    parser=${parser%.c}
    [ -n "$(ls -A "fuzz/corpus/$parser" 2>/dev/null)" ] || complain "fuzz/corpus/$parser is empty or not there"
done

# No paths of a machine, no trailing blanks, no tabs in C. What is neither text nor ours is left out.
paths=$(git grep -nIE "(^|[^A-Za-z0-9._/*-])($(pwd)|$(dirname "$(pwd)")/shared)(/|[^A-Za-z0-9._-]|\$)" -- . 2>/dev/null | head -n 5)
[ -z "$paths" ] || complain "paths of a machine: $paths"
blanks=$(grep -nE '[[:space:]]+$' $files $tests | head -n 5)
[ -z "$blanks" ] || complain "blanks at the end of a line: $blanks"
tabs=$(grep -nP '\t' $files $tests | grep -v '"[^"]*	[^"]*"' | head -n 5)
[ -z "$tabs" ] || complain "tabs: $tabs"

# Each folder of src/ says what it is.
for room in src/*/; do
    [ -e "$room/README.md" ] || complain "${room}README.md is not there"
done
[ "$bad" -eq 0 ] && echo "tidy"
exit "$bad"
