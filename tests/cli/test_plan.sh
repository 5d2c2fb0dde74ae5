#!/bin/bash
# The main job from the command line: files, statuses, same bytes, nothing written where the input is wrong.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$1"
    bad=1
}
homs=$SOURCE/data/examples/homs-2012/situation.json
cd "$work" || exit 1

plan() { "$RESPITE" plan "$homs" --steps 64 --threads 1 "$@"; }

plan -o a >table 2>err || complain "plan: status $?: $(cat err)"
[ -s err ] && complain "something on standard error without a terminal: $(cat err)"
for file in plan.json plan.html plan.geojson plan.gpx plan.kml pause.ics; do
    [ -s "a/$file" ] || complain "a/$file is not there"
done
for sheet in $(jq -r '.convoys[].id' a/plan.json); do
    for language in en ar; do
        head -c 5 "a/sheets/$sheet-$language.pdf" | grep -q '^%PDF-' || complain "a/sheets/$sheet-$language.pdf is no PDF"
    done
done
[ "$(wc -c <a/plan.html)" -le 3000000 ] || complain "plan.html is larger than 3 MB"
leftovers=$(find a -name '*.tmp*')
[ -z "$leftovers" ] || complain "left behind: $leftovers"
grep -qi schematic table || complain "the table does not say that travel is schematic"

# The night the clocks go forward, and a reason in the names people know.
"$RESPITE" plan "$SOURCE/tests/plan/data/clock_change.json" --day 2019-03-31 --steps 8 -o clock | tr '\n' ' ' >said
grep -q 'UTC+02:00; 2019-03-31 04:00: UTC+03:00' said || complain "no word on the clocks: $(head -c 200 said)"
"$RESPITE" plan "$SOURCE/tests/plan/data/corridor.json" --steps 8 -o corridor 2>/dev/null | tr -s '\n ' ' ' >said
grep -q 'in zone Front; pause Coast lacks the consent of Southern party (withdrawn)' said ||
    complain "a reason in ids: $(grep -o 'no pause is in force.*' said)"

# The same again gives the same bytes; standard output carries nothing but plan.json.
plan -o b >/dev/null && diff -r a b >differs || complain "the same plan, other bytes: $(cat differs)"
plan --json >c.json && cmp -s c.json a/plan.json || complain "--json is not plan.json"
plan -o - >d.json && cmp -s d.json a/plan.json || complain "-o - is not plan.json"
[ ! -e plan ] || complain "--json or -o - wrote a folder"

"$RESPITE" check "$homs" a/plan.json >said || complain "check: status $?: $(cat said)"
"$RESPITE" check "$homs" a/plan.json --json | jq -e '.ok and (.violations == [])' >/dev/null || complain "check --json"

# A plan with one figure changed is refused with status 1; one of another situation with 3.
sed '0,/"amount": \([0-9]*\)/s//"amount": 9\1/' a/plan.json >wrong.json
"$RESPITE" check "$homs" wrong.json >said 2>&1
[ $? -eq 1 ] && grep -q 'rule' said || complain "a changed amount: $(head -n 3 said)"
sed 's/"as_of": "2012-03-19T06:00/"as_of": "2012-03-19T05:00/' "$homs" >other.json
"$RESPITE" check other.json a/plan.json >said 2>&1
[ $? -eq 3 ] && grep -q 'SHA-256\|sha256' said || complain "a plan of another situation: $(head -n 3 said)"

"$RESPITE" check "$SOURCE/tests/plan/data/corridor.json" a/plan.json >said 2>&1
[ $? -eq 3 ] && grep -q 'sha256: the plan was made from another situation' said && ! grep -q 'is not one of' said ||
    complain "a plan of another place: $(head -n 3 said)"
"$RESPITE" check "$homs" "$homs" >said 2>&1
[ $? -eq 3 ] && grep -q 'this is a situation; the plan made from it' said || complain "a situation for a plan: $(head -n 3 said)"
"$RESPITE" plan a/plan.json >said 2>&1
[ $? -eq 3 ] && grep -q 'this is a plan; the situation it was made from' said || complain "a plan for a situation: $(head -n 3 said)"

"$RESPITE" plan "$homs" --day 2012-03-18 -o past 2>said
[ $? -eq 2 ] && [ ! -e past ] && grep -q -- '--day 2012-03-18: over before as_of, 2012-03-19T06:00' said || complain "a day before as_of: $(cat said)"

# Wrong input: every error with its place, status 3, nothing written.
sed -e 's/"place":/"plaec":/' -e 's/"quantity": [0-9]*/"quantity": -5/' "$homs" >broken.json
"$RESPITE" plan broken.json -o e >out 2>err
[ $? -eq 3 ] || complain "a broken situation is not status 3"
[ ! -e e ] && [ ! -s out ] || complain "a broken situation wrote something"
grep -qE '^broken.json:[0-9]+:[0-9]+: /[a-z_]+/[0-9]+.*plaec.*place' err || complain "no word on 'plaec': $(head -n 2 err)"
grep -qE '^broken.json:[0-9]+:[0-9]+: /[a-z_]+/[0-9]+.*quantity' err || complain "no word on the amount: $(head -n 2 err)"

"$RESPITE" plan "$homs" --assurance 0.9 -o f >out 2>err
[ $? -eq 4 ] && grep -q 'not there yet' err && [ ! -e f ] || complain "--assurance: $(cat err)"
"$RESPITE" plan "$homs" --what-if consent:daily-two-hours/oposition -o f >out 2>err
[ $? -eq 2 ] && grep -q '"opposition"' err || complain "--what-if with a wrong party: $(cat err)"
"$RESPITE" plan "$homs" --roads x.roads -o f >out 2>err
[ $? -eq 2 ] && grep -q 'without roads' err || complain "--roads where there are none: $(cat err)"

# Ctrl-C: the best plan so far, status 0. A plan that cannot be written whole is status 4.
"$RESPITE" plan "$homs" --time-limit 60 -o g >out 2>err &
sleep 2
kill -INT $!
wait $! || complain "Ctrl-C: status $?: $(cat err)"
jq -e '.interrupted' g/plan.json >/dev/null || complain "an interrupted plan does not say so"

# Where nothing is asked for, nothing is said to be served.
echo '{"respite": 1, "title": {"en": "Empty"}, "time_zone": "Asia/Damascus", "as_of": "2012-03-20T18:00",
       "travel": {"kind": "schematic"}}' >empty.json
"$RESPITE" plan empty.json --steps 5 -o empty >out 2>err || complain "an empty situation: $(cat err)"
grep -q 'nothing to do' out && grep -q 'nothing to do' empty/plan.html && ! grep -q 'every piece of work' out ||
    complain "an empty situation: $(cat out)"

# A folder that had a larger plan: no run sheet of it is left. A file is no folder, told before the search.
: >a/sheets/C99-en.pdf
: >a/sheets/notes.txt
plan -o a >out 2>err || complain "again into the same folder: $(cat err)"
[ ! -e a/sheets/C99-en.pdf ] && [ -e a/sheets/notes.txt ] || complain "old run sheets: $(ls a/sheets)"
"$RESPITE" plan "$homs" --time-limit 60 -o d.json >out 2>err
[ $? -eq 4 ] && grep -q 'is no folder' err || complain "a file as the folder: $(cat err)"
"$RESPITE" check - - </dev/null >out 2>err
[ $? -eq 2 ] && grep -q 'both' err || complain "check - -: $(cat err)"
if [ -e /dev/full ]; then
    plan --json >/dev/full 2>err
    [ $? -eq 4 ] || complain "a full disk is not status 4"
fi
exit $bad
