#!/bin/bash
# tools/bench compare: says what is worse and only that, by the meaning of each family's columns.
set -eu
cd "$SOURCE"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
head='instance\tbest\tvalue\tgap_percent\tbound\tproven_gap_percent\tseconds'
printf "# seed: 1\n$head\na\t9\t9\t0.000\t9\t0.0\t1\nb\t9\t9\t0.5\t-\t-\t1\nc\t9\t9\t0.1\t-\t-\t1\n" >"$out/old"
printf "$head\na\t9\t8\t+1 veh\t9\t1.5\t1\nb\t9\t9\t0.4\t-\t-\t9\nd\t1\t1\t0\t-\t-\t1\n" >"$out/new"
tools/bench compare "$out/old" "$out/old" >"$out/same"
grep -qx '3 rows in both, worse in 0 figures' "$out/same"
! tools/bench compare "$out/old" "$out/new" >"$out/said"
diff "$out/said" - <<'TEXT'
a: gap +1 veh, was 0.000
a: proven gap 1.5, was 0.0
c: row gone, was there
2 rows in both, worse in 3 figures
TEXT
printf 'seed\tvalue\tproven_gap_percent\n1\t100\t0\n' >"$out/p1"
printf 'seed\tvalue\tproven_gap_percent\n1\t90\t0\n' >"$out/p2"
! tools/bench compare "$out/p1" "$out/p2" >"$out/said"
grep -qx '1: value 90, was 100' "$out/said"
tools/bench compare "$out/p2" "$out/p1" >/dev/null
rc=0 && tools/bench compare "$out/p1" "$out/nowhere" 2>/dev/null || rc=$?
[ "$rc" -eq 3 ]
echo "what is worse is said"
