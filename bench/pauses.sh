#!/bin/sh
# `respite plan` with its bound on generated pauses: 20 to 60 places on Aleppo's roads, 12 to 48 vehicles, 1 to 3
# zones, needs of 1.2 to 3 times what the fleet carries, 30 to 100 % of the consents, all features on every second
# one. Called by tools/bench.
#   bench/pauses.sh [--cases N] [--first SEED] [--limit S] [-- OPTION…]
# --cases 24, --first 1, --limit 60 (seconds for each). What follows -- goes to `respite plan`; two threads are the
# usual. Prints one line for each and how many first tiers were proved, the first being the first in which anything
# can be done; the same as TSV in out/bench/pauses.tsv.
set -eu
cd "$(dirname "$0")/.."
respite=${RESPITE:-build/release/respite}
roads=$PWD/data/examples/aleppo/aleppo.roads
. bench/how.sh
command="pauses $*" seed=$(seed_of "$@")
cases=24 first=1 limit=60
while [ $# -gt 0 ]; do
    case "$1" in
        --cases) cases=$2 && shift 2 ;;
        --first) first=$2 && shift 2 ;;
        --limit) limit=$2 && shift 2 ;;
        --) shift && break ;;
        *)
            echo "bench: no option '$1'; there are --cases, --first, --limit, --" >&2
            exit 2
            ;;
    esac
done
[ -x "$respite" ] || { echo "bench: $respite is not built; run make" >&2; exit 4; }
command -v jq >/dev/null || { echo "bench: jq is not here; run tools/deps" >&2; exit 4; }
"$respite" roads info "$roads" >/dev/null 2>&1 || "$respite" roads build data/examples/aleppo/aleppo.osm.pbf -o "$roads"
case " $* " in *" --threads "*) ;; *) set -- --threads 2 "$@" ;; esac
mkdir -p out/bench
table=out/bench/pauses.tsv
how pauses "$limit" "$command" "$seed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf 'seed\tplaces\tvehicles\tzones\tdemand\tconsents\tfeatures\tconvoys\ttier\tvalue\tbound\tproven_gap_percent\ttiers_proved\tseconds\n' >"$table"
printf '%5s %7s %5s %7s %4s %12s %12s %8s %7s\n' seed places zones convoys tier value bound 'gap %' seconds
seed=$first
while [ "$seed" -lt $((first + cases)) ]; do
    places=$((20 + seed * 17 % 41))
    vehicles=$((12 + seed * 29 % 37))
    zones=$((1 + seed % 3))
    demand=$((12 + seed * 7 % 19))
    consents=$((30 + seed * 23 % 71))
    features=none
    [ $((seed % 2)) -eq 0 ] || features=all
    "$respite" generate --roads "$roads" --seed "$seed" --places "$places" --vehicles "$vehicles" --zones "$zones" \
        --hubs $((1 + seed % 2)) --demand "$((demand / 10)).$((demand % 10))" \
        --consents "$((consents / 100)).$(printf %02d $((consents % 100)))" --features "$features" -o "$work/s.json"
    start=$(date +%s%N)
    "$respite" plan "$work/s.json" --json --time-limit "$limit" "$@" >"$work/plan.json" 2>"$work/err" || [ $? -eq 1 ] || {
        printf '%5s failed: %s\n' "$seed" "$(head -1 "$work/err")"
        seed=$((seed + 1))
        continue
    }
    seconds=$((($(date +%s%N) - start) / 1000000))
    jq -r --arg seed "$seed" --arg row "$places	$vehicles	$zones	$demand	$consents	$features" --arg ms "$seconds" '
        .tiers as $t | ([$t[] | select(.bound != 0)][0] // $t[0]) as $f | $f.value as $v | $f.bound as $b
        | [$seed, $row, (.convoys | length), $f.tier, $v, ($b // ""),
           (if $b == null then "" elif $b == 0 then 0 else 100 * ($b - $v) / $b end),
           ([$t[] | .bound != null and .value == .bound] | index(false) // length), ($ms | tonumber / 1000)]
        | map(tostring) | join("\t")' "$work/plan.json" >>"$table"
    tail -n 1 "$table" | awk -F '\t' '{
        printf "%5s %7s %5s %7s %4s %12s %12s %8s %7.1f\n", $1, $2, $4, $8, $9, $10, $11 == "" ? "-" : $11,
            $12 == "" ? "-" : sprintf("%.2f", $12), $14 }'
    seed=$((seed + 1))
done
awk -F '\t' 'NR > 1 { n++; proved += $13 >= $9; near += $12 != "" && $12 <= 1; all += $13 == 4 }
    END { if (n) printf "%d pauses: first tier proved in %d (%.0f %%), within 1 %% in %d (%.0f %%), all tiers in %d\n",
        n, proved, 100 * proved / n, near, 100 * near / n, all }' "$table"
