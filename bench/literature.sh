#!/bin/sh
# `respite solve` on one family of public instances, against the best known values. Called by tools/bench.
#   bench/literature.sh toptw|vrptw|pdptw|pcvrptw|mtvrptwr [--limit S] [--only GLOB] [--sintef] [--bound] [-- OPTION…]
# --limit: seconds for each, instead of the family's own. --only: names of instances; with toptw NAME/M, e.g.
# 'c1*/2'. --sintef: vrptw by fewest vehicles. What follows -- goes to `respite solve`; one thread is the usual.
# Prints one line for each and the averages; the same as TSV in out/bench/. The instances lie beside the
# checkout; where they are not there, it says so and does nothing.
set -eu
cd "$(dirname "$0")/.."
respite=${RESPITE:-build/release/respite}
data=${SHARED:-../shared}/bench
. bench/how.sh
command="$*" seed=$(seed_of "$@")
family=$1
shift
limit='' only='*' convention=dimacs bound=''
while [ $# -gt 0 ]; do
    case "$1" in
        --limit) limit=$2 && shift 2 ;;
        --only) only=$2 && shift 2 ;;
        --sintef) convention=sintef && shift ;;
        --bound) bound=--bound && shift ;;
        --) shift && break ;;
        *)
            echo "bench: no option '$1'; there are --limit, --only, --sintef, --bound, --" >&2
            exit 2
            ;;
    esac
done
[ -x "$respite" ] || { echo "bench: $respite is not built; run make" >&2; exit 4; }
command -v jq >/dev/null || { echo "bench: jq is not here; run tools/deps" >&2; exit 4; }
[ -e "$data/$family/best-known.tsv" ] || { echo "$family: skipped, $data/$family is not there"; exit 0; }
case " $* " in *" --threads "*) ;; *) set -- --threads 1 "$@" ;; esac
mkdir -p out/bench
table=out/bench/$family.tsv
how "$family" "${limit:-usual}" "$command" "$seed"
answer=$(mktemp)
trap 'rm -f "$answer" "$answer.err"' EXIT

# Lines of: name, file, the family's own limit, fleet of the best known (or -), best known, options
list() {
    tail -n +2 "$data/$family/best-known.tsv" | tr -d '\r' | awk -F '\t' -v d="$data" -v c="$convention" -v f="$family" '
        f == "toptw" { print $1 "/" $2, d "/toptw/" $1 ".txt", 10, "-", $3, "--tours " $2 ($1 ~ /^pr/ ? " --decimals 2" : "") }
        f == "vrptw" { gh = $1 ~ /_/; large = $1 ~ /_10_/
            print $1, d "/vrptw/" (gh ? "gh/" : "solomon/") $1 ".txt", large ? 60 : (gh ? 30 : 10),
                c == "sintef" ? $4 : "-", c == "sintef" ? $5 : $2, "--convention " c }
        f == "pdptw" { print $1, d "/pdptw/li_lim_" $2 "/" ($2 == 100 ? $1 : toupper($1)) ".txt", $2 == 100 ? 10 : 60, $3, $4, "" }
        f == "pcvrptw" { print $1, d "/pcvrptw/" $1 ".vrp", 60, "-", $2 / 10, "" }
        f == "mtvrptwr" { print $1, d "/mtvrptwr/" $1 ".vrp", 30, "-", $2 / 10, "" }'
}

case "$family" in toptw) best_is=most key=.value ;; *) best_is=least key=.cost ;; esac
printf 'instance\tbest\tvalue\tgap_percent\tbound\tproven_gap_percent\tseconds\tvehicles\tbest_vehicles\tstatus\n' >"$table"
printf '%-14s %10s %10s %8s %10s %8s %8s\n' instance best value 'gap %' bound 'proven %' seconds
list | while read -r name file own fleet best options; do
    # shellcheck disable=SC2254 # a pattern
    case "$name" in $only) ;; *) continue ;; esac
    [ -e "$file" ] || continue
    # shellcheck disable=SC2086 # several words
    "$respite" solve "$file" --time-limit "${limit:-$own}" $options $bound "$@" >"$answer" 2>"$answer.err" || [ $? -eq 1 ] || {
        printf '%-14s failed: %s\n' "$name" "$(cat "$answer.err")"
        printf '%s\t%s\t\t\t\t\t\t\t%s\tfailed\n' "$name" "$best" "$fleet" >>"$table"
        continue
    }
    jq -r "[$key, .bound, .seconds, .vehicles, .status] | map(. // \"-\") | @tsv" "$answer" |
        awk -F '\t' -v n="$name" -v b="$best" -v f="$fleet" -v most="$best_is" -v t="$table" '
            function gap(from, to) { return to == 0 ? 0 : 100 * (from - to) / to }
            { served = $5 != "unknown" && $5 != "infeasible"
              g = !served ? "-" : f != "-" && $4 != f ? sprintf("%+d veh", $4 - f) : sprintf("%.3f", most == "most" ? gap(b, $1) * $1 / b : gap($1, b))
              p = $2 == "-" || !served ? "-" : sprintf("%.3f", most == "most" ? gap($2, $1) : gap($1, $2))
              printf "%-14s %10s %10s %8s %10s %8s %8s\n", n, b, $1, g, $2, p, $3
              printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", n, b, $1, g, $2, p, $3, $4, f, $5 >>t }'
done
awk -F '\t' 'NR > 1 { n++ }
    NR > 1 && $4 ~ /^-?[0-9.]+$/ { k++; sum += $4; if ($4 <= 0.0005) hit++; if (k == 1 || $4 > worst) { worst = $4; at = $1 } }
    NR > 1 && $4 ~ /veh/ { if ($4 ~ /^-/) fewer++; else more++ }
    NR > 1 && $4 == "-" { left++ } NR > 1 && $10 == "failed" { failed++ }
    NR > 1 && $6 ~ /^[0-9.]+$/ { proven++; proof += $6; closed += $6 < 0.0005; near += $6 <= 2 }
    END { if (n == 0) { print "no instance of that name"; exit }
        printf "%d instances", n
        if (k) printf "; average gap %.3f %%, worst %.3f %% (%s), best known reached on %d of %d", sum / k, worst, at, hit, k
        if (fewer + more) printf "; fewer vehicles on %d, more on %d (not in the average)", fewer, more
        if (proven) printf "; proven gap %.3f %% on average of %d, 2 %% or less on %d, proved optimal %d", proof / proven, proven, near, closed
        if (left) printf "; %d with something unserved", left
        if (failed) printf "; %d failed", failed
        print "" }' "$table"
echo "$table"
