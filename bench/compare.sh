#!/bin/sh
# Two tables of one family (bench/results/VERSION/FAMILY.tsv, or out/bench/FAMILY.tsv): where the second is worse.
#   bench/compare.sh OLD NEW
# Worse is: a larger gap to the best known or, in a family without one, a smaller value; a larger proven gap; a
# figure that is gone, or a row. Times are not compared. Exit status 1 where anything is worse. Called by tools/bench.
set -eu
[ $# -eq 2 ] || { echo "bench: compare takes two tables, OLD NEW" >&2; exit 2; }
for table in "$1" "$2"; do
    [ -r "$table" ] || { echo "bench: $table cannot be read; keep a table with tools/bench keep FAMILY" >&2; exit 3; }
done
awk -F '\t' '
    # what a gap weighs: none is worst; more vehicles than the best known outweigh every percentage
    function weight(gap) { return gap ~ /veh/ ? 1e6 * (gap + 0) : gap ~ /^-?[0-9.]+$/ ? gap + 0 : 1e9 }
    function worse(row, what, from, to) { printf "%s: %s %s, was %s\n", row, what, to == "" ? "-" : to, from; bad++ }
    FNR == 1 { file++; head = 0 }
    /^#/ { next }
    !head { head = 1; split("", col); for (i = 1; i <= NF; i++) col[$i] = i
        if (file == 1) by_value = !("gap_percent" in col)
        else if (by_value == ("gap_percent" in col)) { print "the tables are of different families"; bad = 1; exit }
        next }
    { main = by_value ? $col["value"] : $col["gap_percent"]; proof = $col["proven_gap_percent"] }
    file == 1 { old[$1] = main; bound[$1] = proof; order[++n] = $1; next }
    !($1 in old) { next }
    { seen[$1] = 1; both++
      if (by_value ? main + 0 < old[$1] + 0 : weight(main) > weight(old[$1]) + 0.0005)
          worse($1, by_value ? "value" : "gap", old[$1], main)
      if (weight(proof) > weight(bound[$1]) + 0.0005) worse($1, "proven gap", bound[$1], proof) }
    END { for (i = 1; i <= n; i++) if (!(order[i] in seen) && file == 2) worse(order[i], "row", "there", "gone")
        printf "%d rows in both, worse in %d figures\n", both, bad
        exit bad > 0 }' "$1" "$2"
