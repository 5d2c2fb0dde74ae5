#!/bin/bash
# Cut short at many instants: a folder holds the earlier plan whole, the new one whole, or no plan.json at all.
# Ctrl-C twice ends at once, as the user guide says.
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

# The program itself in the background, not a function around it: a signal is to reach it and no shell.
new=("$RESPITE" plan "$homs" --steps 64 --threads 1)

"$RESPITE" plan "$homs" --steps 1 --threads 1 --seed 7 -o old >/dev/null || complain "the earlier plan: status $?"
begun=$(date +%s%N)
"${new[@]}" -o new >/dev/null || complain "the new plan: status $?"
took=$((($(date +%s%N) - begun) / 1000000))
cmp -s old/plan.json new/plan.json && complain "both plans are the same: this test would see nothing"

# Files half written keep their own name, .tmp-PID, and count as nothing. Run sheets of the earlier plan's
# other convoys are taken out before plan.json is put in.
same() { diff -r -x '*.tmp-*' "$1" "$2" >/dev/null; }

# after MILLISECONDS SIGNAL...: in a folder with the earlier plan.
after() {
    rm -rf d && cp -r old d
    "${new[@]}" -o d >/dev/null 2>err &
    pid=$!
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
    shift
    for signal in "$@"; do
        kill "-$signal" $pid 2>/dev/null
        sleep 0.01
    done
    wait $pid 2>/dev/null
    if [ -e d/plan.json ]; then
        if jq -e '.interrupted' d/plan.json >/dev/null; then # ended before its steps: whole, and passes its check
            "$RESPITE" check "$homs" d/plan.json >/dev/null || complain "interrupted, and the check says no"
        else
            same d old || same d new || complain "after $*: plan.json stands beside files of another plan"
        fi
    fi
}
for part in 5 15 25 35 45 55 65 75 85 90 95 99; do
    after $((took * part / 100)) KILL
done
for part in 20 50 70 90; do
    after $((took * part / 100)) INT
    after $((took * part / 100)) INT INT
    after $((took * part / 100)) TERM
done

# What all those left half written is gone after the next whole run, run sheets of convoys no more there too.
: >d/sheets/C77-en.pdf.tmp-999999999
"${new[@]}" -o d >/dev/null || complain "the run after: status $?"
leftovers=$(find d -name '*.tmp-*')
[ -z "$leftovers" ] || complain "left behind: $leftovers"

# During the search, where there is time for both: nothing of the new plan is there.
"$RESPITE" plan "$homs" --time-limit 600 -o twice >out 2>err &
pid=$!
sleep 2
while kill -INT $pid 2>/dev/null; do sleep 0.02; done
wait $pid
status=$?
[ $status -eq 130 ] || complain "Ctrl-C twice: status $status, not 130: $(cat err)"
[ ! -e twice/plan.json ] && [ ! -s out ] || complain "Ctrl-C twice wrote a plan"
exit $bad
