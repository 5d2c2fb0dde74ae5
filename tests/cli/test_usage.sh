#!/bin/bash
# The command line: exit statuses and messages for everything that can be wrong with it, word by word.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0

# expect STATUS STDERR ARGUMENTS...: runs respite; standard output must be empty
expect() {
    local status=$1 message=$2 got
    shift 2
    "$RESPITE" "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -ne "$status" ] || [ "$(cat err)" != "$message" ] || [ -s out ]; then
        printf 'respite %s\n  wanted %s: %s\n  got    %s: %s\n' "$*" "$status" "$message" "$got" "$(cat err)"
        [ -s out ] && echo "  and something on standard output"
        bad=1
    fi
}

expect 2 "respite: no command is given; 'respite help' lists them"
expect 2 "respite: 'pln' is not a command; did you mean 'plan'?" pln
expect 2 "respite: 'xyzzy' is not a command; 'respite help' lists them" xyzzy
expect 2 "respite: 'roads' needs a second word; 'respite help roads' lists them" roads
expect 2 "respite: 'tables' needs a second word; 'respite help tables' lists them" tables --json
expect 2 "respite: 'roads rout' is not a command; did you mean 'roads route'?" roads rout a b c
expect 2 "respite: 'plan' lacks an operand; usage: respite plan SITUATION" plan
expect 2 "respite: 'plan' does not take 'b'; usage: respite plan SITUATION" plan a b
expect 2 "respite: 'plan': an operand is empty; usage: respite plan SITUATION" plan ''
expect 2 "respite: 'plan' has no option '--outptu'; did you mean '--output'?" plan --outptu x y
expect 2 "respite: 'plan' has no option '--zzzzzz'; see 'respite help plan'" plan --zzzzzz y
expect 2 "respite: 'plan' has no option '-z'; see 'respite help plan'" plan -z y
expect 2 "respite: --days: '99' is not in range; give 1 to 60" plan a --days 99
expect 2 "respite: --days: '1.5' is not a whole number; give 1 to 60" plan a --days 1.5
expect 2 "respite: --days: '-1' is not in range; give 1 to 60" plan a --days -1
expect 2 "respite: --time-limit: 'nan' is not a number; give 0.1 to 86400" plan a --time-limit=nan
expect 2 "respite: --steps: '99999999999999999999' is not in range; give 1 to 1000000000000" plan a --steps 99999999999999999999
expect 2 "respite: --seed is given twice; give it once" plan a --seed 1 --seed 2
expect 2 "respite: --seed is empty; give N" plan a --seed=
expect 2 "respite: --output needs a value; give --output DIR" plan a -o
expect 2 "respite: --json takes no value; leave 'yes' out" plan a --json=yes
expect 2 "respite: there is no completion for 'fish'; give bash or zsh" completion fish
expect 2 "respite: 'roads build' lacks -o; give -o FILE, e.g. -o city.roads" roads build x.osm
expect 2 "respite: 'pla' is not a command; did you mean 'plan'?" help pla
for name in account adopt backup compare curve init read rehearse replan review serve status user verify why; do
    expect 4 "respite: '$name' is not there yet in this version" $name some arguments --and options
done
expect 4 "respite: 'roads reach' is not there yet in this version" roads reach x

# A file that is not there is the input's fault, and says which file.
"$RESPITE" plan nowhere.json >out 2>err
[ $? -eq 3 ] && grep -q 'nowhere.json' err && [ ! -e plan ] || { echo "plan of a missing file: $(cat err)"; bad=1; }

# What could not be written is said, and is status 4.
if [ -e /dev/full ]; then
    "$RESPITE" help >/dev/full 2>err
    [ $? -eq 4 ] && grep -q 'standard output' err || { echo "full disk: $(cat err)"; bad=1; }
fi
"$RESPITE" --version >&- 2>err
[ $? -eq 4 ] && grep -q 'standard output' err || { echo "closed output: $(cat err)"; bad=1; }
"$RESPITE" --version | grep -qE '^respite [0-9]+\.[0-9]+\.[0-9]+$' || { echo "--version"; bad=1; }
exit $bad
