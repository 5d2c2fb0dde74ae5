#!/bin/bash
# respite solve: what is wrong with a file or a command line is told in words, with its place and status.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0
complain() {
    echo "$1"
    bad=1
}

# expect STATUS STDERR ARGUMENTS...: runs respite solve; standard output must be empty
expect() {
    local status=$1 message=$2 got
    shift 2
    "$RESPITE" solve "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -ne "$status" ] || [ "$(cat err)" != "$message" ] || [ -s out ]; then
        complain "respite solve $*: wanted $status: $message; got $got: $(cat err)"
    fi
}

cat >toptw.txt <<'TXT'
1 9 3 1
0 0
0 0 0 0 0 0 0 0 40
1 3 4 1 10 1 1 1 0 40
2 0 9 1 20 1 1 1 0 40
3 30 40 1 90 1 1 1 0 40
TXT
sed 's/^2 0 9/2 0 nine/; s/40$/forty/' toptw.txt >wrong.txt
expect 2 "respite: --format: 'tsplib' is not a format; give pause, solomon, lilim, toptw, vrplib or vroom" toptw.txt --format tsplib
expect 2 "respite: --convention: 'x' is not a convention; give dimacs or sintef" toptw.txt --convention x
expect 2 "respite: --tours: '0' is not in range; give 1 to 1000000" toptw.txt --tours 0
expect 3 "wrong.txt:3:17: 'forty' where the closing time should stand; a number is expected
wrong.txt:4:20: 'forty' where the closing time should stand; a number is expected
wrong.txt:5:5: 'nine' where y should stand; a number is expected
wrong.txt:6:22: 'forty' where the closing time should stand; a number is expected
respite: 4 errors" wrong.txt
echo '{"vehicles":[{"id":1,"start":[37,36]}],"jobs":[{"id":1,"location":[37,36.1],"time_window":[0,1]}]}' >coordinates.json
expect 3 "coordinates.json:1:1: (whole file): there are no matrices, and coordinates alone need a road engine, which this is not; \"matrices\" are expected, or --great-circle KMH
respite: 1 error" coordinates.json
expect 3 "coordinates.json:1:77: /jobs/0/time_window: the key is not known here; did you mean \"time_windows\"?
respite: 1 error" coordinates.json --great-circle 30
"$RESPITE" solve nowhere.txt >out 2>err
[ $? -eq 3 ] && grep -q nowhere.txt err || complain "a file that is not there: $(cat err)"
[ "$bad" -eq 0 ] && echo "as told"
exit "$bad"
