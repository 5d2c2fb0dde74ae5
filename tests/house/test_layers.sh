#!/bin/bash
# The arrows of the house: every #include "room/..." in src/ against the table of ARCHITECTURE.md, which is read
# here, so that the page and the test cannot disagree. A room includes itself and the rooms its row names.
set -u
cd "$SOURCE" || exit 1

# check_tree DIR: prints every arrow that the table does not allow
check_tree() {
    local allowed dir file rooms line included
    declare -A allowed
    while IFS='|' read -r _ rooms uses _; do
        for dir in $(echo "$rooms" | tr -d '`,'); do
            allowed[$dir]=" $dir $(echo "$uses" | tr -d '`,') "
        done
    done < <(sed -n '/^| room | may use |/,/^$/p' ARCHITECTURE.md | tail -n +3)
    [ "${#allowed[@]}" -ge 9 ] || { echo "ARCHITECTURE.md: the table of rooms has ${#allowed[@]} rows; at least 9"; return; }
    while IFS= read -r file; do
        dir=${file#"$1"/}
        dir=${dir%%/*}
        if [ -z "${allowed[$dir]:-}" ]; then
            echo "$file: the room '$dir' has no row in the table of ARCHITECTURE.md"
            continue
        fi
        while IFS= read -r included; do
            case "${allowed[$dir]}" in
                *" $included "* | *" everything "*) ;;
                *) echo "$file: includes $included/, which $dir may not use" ;;
            esac
        done < <(sed -n 's|^# *include "\([a-z]*\)/.*|\1|p' "$file" | sort -u)
    done < <(find "$1" -name '*.[ch]')
}

found=$(check_tree src)
# The test must be able to fail: an arrow the wrong way is planted and must be seen.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
mkdir -p "$planted/base" "$planted/solver"
echo '#include "plan/plan.h"' >"$planted/base/wrong.h"
echo '#include "base/mem.h"' >"$planted/solver/right.h"
seen=$(check_tree "$planted")
[ "$seen" = "$planted/base/wrong.h: includes plan/, which base may not use" ] || {
    echo "a planted arrow was not seen as it should be: '$seen'"
    exit 1
}
# check shares nothing with what it checks; of roads it may see the raw segments only
raw=$(grep -l '#include "roads/\(route\|search\|overlay\|snap\|net_file\)' src/check/*.[ch] 2>/dev/null)
[ -z "$raw" ] || found="$found
$raw: the check may include roads/net.h only"
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
echo "all arrows point the right way"
