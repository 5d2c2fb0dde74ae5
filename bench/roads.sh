#!/bin/sh
# What roads cost, on Porto and Aleppo from ../shared/mapdata: import, order, customization, paths, tables. Called by
# tools/bench.
#   bench/roads.sh [--rounds N] [--stops N] [MAP.osm.pbf…]
# --rounds 3 (the median counts), --stops 1000. Each line: what, how long, the target of the road network's issue.
set -eu
cd "$(dirname "$0")/.."
roads=build/release/bench/roads
[ -x "$roads" ] || { echo "bench: $roads is not built; run make" >&2; exit 4; }
options='' maps=''
while [ $# -gt 0 ]; do
    case "$1" in
        --rounds | --stops) options="$options $1 $2" && shift 2 ;;
        -*)
            echo "bench: no option '$1'; there are --rounds, --stops" >&2
            exit 2
            ;;
        *) maps="$maps $1" && shift ;;
    esac
done
[ -n "$maps" ] || maps='../shared/mapdata/porto.osm.pbf ../shared/mapdata/aleppo.osm.pbf'
for map in $maps; do
    [ -r "$map" ] || { echo "bench: $map is not there: skipped" >&2; continue; }
    # shellcheck disable=SC2086 # words
    "$roads" "$map" $options
done
