#!/bin/bash
# respite roads build|info|route|matrix on a town whose times can be worked out in the head, and what the
# commands say to files that are damaged, foreign or cannot be written.
#
# The town lies on the equator. 0.0089932 degrees are 1 km (earth's radius 6,371,008.8 m), every street is
# driven at 36 km/h, so 1 km takes 100 s.
#
#            5 ------- 6          1 km each: 1-2, 2-3, 3-4, 2-5, 5-6, 6-3
#            |         |          p and q lie half-way along 1-2 and 3-4: straight on through 2-3 it is
#   1 --p--- 2 ------- 3 --q-- 4  2.0 km and 200 s, round by 5 and 6 it is 4.0 km and 400 s
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$1"
    bad=1
}
cd "$work" || exit 1
p=0,0.0044966
q=0,0.022483

tag() { printf "<tag k='%s' v='%s'/>" "$1" "$2"; }
street=$(tag highway primary)$(tag maxspeed 36)

# town TAGS [MORE]: town.osm with further tags on the way 2-3, and further nodes, ways or relations
town() {
    cat >town.osm <<XML
<osm version='0.6'>
<node id='1' lat='0' lon='0'/><node id='2' lat='0' lon='0.0089932'/>
<node id='3' lat='0' lon='0.0179864'/><node id='4' lat='0' lon='0.0269796'/>
<node id='5' lat='0.0089932' lon='0.0089932'/><node id='6' lat='0.0089932' lon='0.0179864'/>
<node id='7' lat='0.0022483' lon='0.0089932'/><node id='8' lat='0.0022483' lon='0.0179864'/>
<node id='9' lat='-0.02' lon='0.02'/><node id='10' lat='-0.02' lon='0.03'/>
<way id='12'><nd ref='1'/><nd ref='2'/>$street$(tag name 'High Street')</way>
<way id='23'><nd ref='2'/><nd ref='3'/>$street$1</way>
<way id='34'><nd ref='3'/><nd ref='4'/>$street</way>
<way id='25'><nd ref='2'/><nd ref='5'/>$street</way>
<way id='56'><nd ref='5'/><nd ref='6'/>$street</way>
<way id='63'><nd ref='6'/><nd ref='3'/>$street</way>
${2-}
</osm>
XML
    "$RESPITE" roads build town.osm -o town.roads >said 2>&1 || complain "roads build: $(cat said)"
}

# way WHAT SECONDS METRES FROM TO [OPTIONS]: both forms of output give these; SECONDS none: status 1
way() {
    local what=$1 seconds=$2 metres=$3
    shift 3
    "$RESPITE" roads route town.roads "$@" --json >out 2>err
    local status=$?
    if [ "$seconds" = none ]; then
        [ $status -eq 1 ] && [ ! -s out ] && grep -q 'there is no way from' err && [ "$(wc -l <err)" -eq 1 ] ||
            complain "$what: status $status, not 'no way': $(jq -c '[.time_s, .length_m]' out) $(cat err)"
        return
    fi
    [ $status -eq 0 ] && [ "$(jq -c '[.time_s, .length_m]' out)" = "[$seconds,$metres]" ] ||
        complain "$what: status $status, $(jq -c '[.time_s, .length_m]' out), not [$seconds,$metres]; $(cat err)"
}

# The bare town: report, description, route and matrix, word for word.
town ''
diff - said <<'TEXT' || complain "roads build says something else"
town.roads: 4 nodes, 4 edges, 6 km of road kept from 10 OSM nodes and 6 ways
  0 turn restrictions (0 could not be read), 0 nodes missing, 0 segments of no length
  the largest connected part has 4 of the nodes; 1 parts in all
TEXT
sum=$(sha256sum town.roads | cut -d' ' -f1)
"$RESPITE" roads info town.roads >said || complain "roads info: status $?"
diff - said <<TEXT || complain "roads info says something else"
town.roads
  4 nodes, 4 edges, 6 km, 0 turn restrictions
  latitude 0.0000 to 0.0090, longitude 0.0000 to 0.0270
  the largest connected part has 4 of the nodes; 1 parts in all
  source town.osm; © OpenStreetMap contributors, ODbL 1.0; data of unknown date
  format 2, $(wc -c <town.roads) bytes, SHA-256 $sum
TEXT
"$RESPITE" roads info town.roads --json | jq -e --arg sum "$sum" \
    '.sha256 == $sum and .bbox == [0, 0, 0.0269796, 0.0089932] and .total_km == 6 and .edges == 4 and .version == 2' \
    >/dev/null || complain "roads info --json: $("$RESPITE" roads info town.roads --json)"
"$RESPITE" roads route town.roads $p $q >said || complain "roads route: status $?"
diff - said <<'TEXT' || complain "roads route says something else"
2.0 km, 3 min 20 s
  from 0.00000,0.00450 (0 m off the road) to 0.00000,0.02248 (0 m)
  km   0.0  start  90 E    High Street, primary  0.00000,0.00450
  km   0.5  on     90 E    primary  0.00000,0.00899
TEXT
way 'straight on' 200 2000 $p $q
jq -e '.geometry.coordinates == [[0.0044966, 0], [0.0089932, 0], [0.0179864, 0], [0.022483, 0]]
    and (.arcs | length) == 3 and .from.fraction == 0.5 and .to.off_road_m == 0
    and [.turns[].at_m] == [0, 500] and [.turns[].road] == ["High Street", ""]' out >/dev/null ||
    complain "the line, arcs, ends or turns are wrong: $(jq -c . out)"
way 'nowhere to go' 0 0 $p $p
"$RESPITE" roads matrix town.roads $p $q 0.0089932,0.0134898 >said || complain "roads matrix: status $?"
diff - said <<TEXT || complain "roads matrix says something else"
from,to,time_s,length_m
"$p","$p",0,0.0
"$p","$q",200,2000.0
"$p","0.0089932,0.0134898",200,2000.0
"$q","$p",200,2000.0
"$q","$q",0,0.0
"$q","0.0089932,0.0134898",200,2000.0
"0.0089932,0.0134898","$p",200,2000.0
"0.0089932,0.0134898","$q",200,2000.0
"0.0089932,0.0134898","0.0089932,0.0134898",0,0.0
TEXT
"$RESPITE" roads matrix town.roads $p $q --json | jq -e '.time_s == [[0, 200], [200, 0]] and
    .length_m == [[0, 2000], [2000, 0]] and [.points[].lon] == [0.0044966, 0.022483]' >/dev/null || complain "roads matrix --json"

# Oneways, access, limits.
town "$(tag oneway yes)"
way 'with the oneway' 200 2000 $p $q
way 'against the oneway' 400 4000 $q $p
"$RESPITE" roads matrix town.roads $p $q --json | jq -ce '.time_s == [[0, 200], [400, 0]]' >/dev/null || complain 'a matrix over a oneway'
town "$(tag oneway -1)"
way 'against oneway=-1' 400 4000 $p $q
way 'with oneway=-1' 200 2000 $q $p
town "$(tag oneway yes)$(tag oneway:emergency no)"
way 'an ambulance against the oneway' 200 2000 $q $p -p ambulance
town "$(tag hgv no)"
way 'hgv=no for a truck' 400 4000 $p $q
way 'hgv=no for a car' 200 2000 $p $q --profile light
town "$(tag access no)$(tag emergency yes)"
way 'access=no for a car' 400 4000 $p $q -p light
way 'emergency=yes for an ambulance' 200 2000 $p $q -p ambulance
town "$(tag maxweight 7.5)"
way 'at the weight limit' 200 2000 $p $q --weight-t 7.5
way 'over the weight limit' 400 4000 $p $q --weight-t 7.51
way 'no weight given' 200 2000 $p $q
town "$(tag maxheight 3.5)"
way 'at the height limit' 200 2000 $p $q --height-m 3.5
way 'over the height limit' 400 4000 $p $q --height-m 3.51
town '' "<node id='2' lat='0' lon='0.0089932'/>" # there twice: the first counts
way 'a node that is there twice' 200 2000 $p $q
town '' "<node id='11' lat='0' lon='0.0134898'>$(tag barrier bollard)</node>
<way id='98'><nd ref='2'/><nd ref='11'/><nd ref='3'/>$street</way>"
sed -i "/^<way id='23'>/d" town.osm
"$RESPITE" roads build town.osm -o town.roads >/dev/null || complain 'a town with a bollard'
way 'a bollard on the way' 400 4000 $p $q
way 'on this side of the bollard' 140 1400 0,0.0125905 0,0

# Two ways between the same junctions, 1 km and 1.5 km: trucks may not use the short one.
town "$(tag hgv no)" "<way id='99'><nd ref='2'/><nd ref='7'/><nd ref='8'/><nd ref='3'/>$street</way>"
way 'the longer parallel arc' 250 2500 $p $q
jq -e '.geometry.coordinates | index([[0.0089932, 0.0022483]]) != null' out >/dev/null || complain 'not along the parallel arc'
way 'the shorter parallel arc' 200 2000 $p $q -p light

# Turn restrictions: over a node, for some vehicles, over a way, and those by the hour.
turn() { # KIND FROM VIA-TYPE VIA TO [MORE TAGS]
    printf "<relation id='1'>%s%s<member type='way' ref='%s' role='from'/><member type='%s' ref='%s' role='via'/><member type='way' ref='%s' role='to'/></relation>" \
        "$(tag type restriction)" "$(tag "${7:-restriction}" "$1")${6-}" "$2" "$3" "$4" "$5"
}
town '' "$(turn no_straight_on 12 node 2 23)"
way 'no_straight_on' 400 4000 $p $q
way 'the other way is free' 200 2000 $q $p
"$RESPITE" roads info town.roads | grep -q ' 1 turn restrictions' || complain 'roads info does not count the restriction'
town '' "$(turn only_left_turn 12 node 2 25)"
way 'only_left_turn' 400 4000 $p $q
town '' "$(turn no_straight_on 12 node 2 23 "$(tag except hgv)")"
way 'except=hgv' 200 2000 $p $q
way 'except=hgv for a car' 400 4000 $p $q -p light
# 2-3 closed this way, and 1-2, 2-5, 5-6 forbidden: there is only coming back from 5, and that leads to 1.
town "$(tag oneway -1)" "$(turn no_right_turn 12 way 25 56)"
way 'a restriction over a way' none - $p $q
way 'which begins elsewhere' 300 3000 0.0044966,0.0089932 $q
town '' "$(turn no_straight_on 12 node 77 23)"
"$RESPITE" roads build town.osm -o town.roads --json | jq -e '.restrictions == 1 and .restrictions_dropped == 1' >/dev/null ||
    complain 'a restriction at a node that is not there is not counted'

town "$(tag hgv:conditional 'no @ (22:00-06:00)')" "$(turn 'no_straight_on @ (Mo-Fr)' 12 node 2 23 '' restriction:conditional)"
way 'conditional rules are ignored' 200 2000 $p $q
ignored='  2 turn restrictions or roads have rules that hold at times only (:conditional); these are ignored'
grep -qxF "$ignored" said || complain "roads build does not say what is ignored: $(cat said)"
"$RESPITE" roads info town.roads | grep -qxF "$ignored" || complain 'roads info does not say what is ignored'
"$RESPITE" roads info town.roads --json | jq -e '.conditional_ignored == 2' >/dev/null || complain 'roads info --json does not count what is ignored'
# A ferry of 1.5 km: 675 s at 8 km/h, or the quarter of an hour it takes and the millisecond of its rounding up.
ferry=$(tag route ferry)$(tag motor_vehicle yes)
town "$(tag hgv no)" "<way id='99'><nd ref='2'/><nd ref='7'/><nd ref='8'/><nd ref='3'/>$ferry$(tag duration PT15M)</way>"
sed -i "/^<way id='56'>/d" town.osm
"$RESPITE" roads build town.osm -o town.roads >/dev/null || complain 'a town with a ferry'
way 'a ferry with a duration' 1001 2500 $p $q

# Where there is no road near: how far it is, and the limit. 0.006 degrees are 667.2 m.
refused() { # STATUS MESSAGE ARGUMENTS...
    local status=$1 message=$2
    shift 2
    "$RESPITE" "$@" >out 2>err
    local got=$?
    [ $got -eq "$status" ] && [ ! -s out ] && [ "$(cat err)" = "respite: $message" ] ||
        complain "respite $*: status $got: $(cat err)$(head -c 200 out); wanted $status: $message"
}
town '' "<way id='77'><nd ref='9'/><nd ref='10'/>$street</way>"
refused 3 "'0.006,0.0134898': the nearest usable road is 333 m away; the limit is 300 m: move the place or raise the limit" \
    roads route town.roads 0.006,0.0134898 $q --snap-limit-m 300
refused 3 "'0.0149932,0.0134898': the nearest usable road is 667 m away; the limit is 500 m: move the place or raise the limit" \
    roads route town.roads 0.0149932,0.0134898 $q
way 'a place 834 m off the corner 5' 250 2500 0.0149932,0.0044966 $q --snap-limit-m 1000
jq -e '.from.off_road_m == 833.7 and .from.lon == 0.0089932' out >/dev/null || complain "how far off the road: $(jq -c .from out)"
refused 3 "'-0.02,0.025': the nearest road, 0 m away, is on an island of 1 road segments; nothing else within 500 m: move the place or raise the limit" \
    roads matrix town.roads $p -- -0.02,0.025
refused 3 "'50,80': no usable road within 500 m; this map may be of another region" roads route town.roads 50,80 $q
refused 2 "'91,0' is not on the earth; latitude is -90 to 90 and comes first, longitude -180 to 180" roads route town.roads 91,0 $q
refused 2 "'nan,0' is not on the earth; latitude is -90 to 90 and comes first, longitude -180 to 180" roads route town.roads nan,0 $q
refused 2 "--profile: 'tank' is not a profile; give truck, light or ambulance" roads route town.roads $p $q --profile tank

# situation MEMBERS: what it lays on the town; p and q are places
situation() {
    cat >situation.json <<JSON
{"respite": 1, "title": {"en": "Town"}, "time_zone": "Asia/Damascus", "as_of": "2012-03-28T10:00", "roads": "town.roads",
 "parties": [{"id": "one", "name": {"en": "One"}, "kind": "state"}],
 "places": [{"id": "p", "name": {"en": "P"}, "lat": 0, "lon": 0.0044966}, {"id": "q", "name": {"en": "Q"}, "lat": 0, "lon": 0.022483}],
 $1}
JSON
}
box() { # WEST EAST: over the lower street
    echo "{\"type\": \"Polygon\", \"coordinates\": [[[$1,-0.001],[$2,-0.001],[$2,0.001],[$1,0.001],[$1,-0.001]]]}"
}
line() { echo "{\"type\": \"LineString\", \"coordinates\": [[$1,0],[$2,0]]}"; }

# A zone from 750 m to 1,000 m after p: entered after 75 s, left after 100 s, rounded outwards.
town ''
situation "\"zones\": [{\"id\": \"z\", \"name\": {\"en\": \"Z\"}, \"controlled_by\": [\"one\"], \"area\": $(box 0.0112415 0.0134898)}]"
way 'through a zone' 200 2000 p q -s situation.json
jq -e '.zones == [{"zone": "z", "enter_s": 74, "leave_s": 101, "enter_m": 750, "leave_m": 1000}]' out >/dev/null ||
    complain "zone crossings: $(jq -c .zones out)"
way 'round the zone' 400 4000 p q -s situation.json --avoid-zones
jq -e '.zones == []' out >/dev/null || complain "a way round the zone crosses $(jq -c .zones out)"
"$RESPITE" roads matrix town.roads -s situation.json --avoid-zones --json | jq -e '.time_s == [[0, 400], [400, 0]]' >/dev/null ||
    complain 'a matrix of all places round a zone'
way 'from inside the zone, avoiding it' none - 0,0.012 q -s situation.json --avoid-zones
way 'from the free end of a street with a zone' 360 3600 0,0.0098925 q -s situation.json --avoid-zones

# Closures: both ways, one way, no longer; and danger worth 300 s a km when choosing, which driving does not take.
situation "\"closures\": [{\"id\": \"c\", \"geometry\": $(line 0.012 0.013)}]"
way 'a closed street' 400 4000 p q -s situation.json
situation "\"closures\": [{\"id\": \"c\", \"geometry\": $(line 0.012 0.013), \"one_way\": true}]"
way 'closed this way' 400 4000 p q -s situation.json
way 'open the other way' 200 2000 q p -s situation.json
situation "\"closures\": [{\"id\": \"c\", \"geometry\": $(line 0.012 0.013), \"until\": \"2012-03-28T10:00\"}]"
way 'open again' 200 2000 p q -s situation.json
situation "\"rules\": {\"danger_s_per_km\": 300}, \"danger\": [{\"id\": \"d\", \"geometry\": $(box 0.0089952 0.0179844)}]"
way 'danger worth the detour' 400 4000 p q -s situation.json
situation "\"rules\": {\"danger_s_per_km\": 150}, \"danger\": [{\"id\": \"d\", \"geometry\": $(box 0.0089952 0.0179844)}]"
way 'danger not worth the detour' 200 2000 p q -s situation.json

# A checkpoint of two minutes, 500 m along the street between: the way round takes 80 s longer; of four: less.
checkpoint() { situation "\"checkpoints\": [{\"id\": \"k\", \"name\": {\"en\": \"K\"}, \"lat\": 0, \"lon\": 0.0134898, \"delay_min\": $1}]"; }
checkpoint 2
way 'past a checkpoint' 320 2000 p q -s situation.json
jq -e '.checkpoints == [{"checkpoint": "k", "at_s": 100, "at_m": 1000}]' out >/dev/null || complain "checkpoints: $(jq -c .checkpoints out)"
checkpoint 4
way 'round a checkpoint' 400 4000 p q -s situation.json
refused 2 "'qq' is neither LAT,LON nor a place of the situation; give e.g. 36.2021,37.1343 or a place's id" roads route town.roads p qq -s situation.json

# The same map packed gives the same bytes; so does the same map again.
town ''
gzip -k town.osm
"$RESPITE" roads build town.osm.gz --source town.osm -o packed.roads >/dev/null && cmp town.roads packed.roads || complain 'packed, the map gives other bytes'
"$RESPITE" roads build town.osm --source S --licence L --date 2012-03-28 -o named.roads >/dev/null
"$RESPITE" roads info named.roads | grep -q 'source S; L; data of 2012-03-28$' || complain 'source, licence or date are lost'

# Closures on 2-3, 5-6 and this side of q, and one that bars nothing: what is named is enough, and no more than
# is needed.
town ''
at() { printf '{"id": "%s", "geometry": {"type": "Point", "coordinates": [%s]}}' "$1" "$2"; }
barred() { # CLOSURES TEXT
    cat >barred.json <<JSON
{"respite": 1, "title": {"en": "Town"}, "time_zone": "UTC", "as_of": "2012-03-20T05:00", "roads": "town.roads",
 "organisations": [{"id": "rc", "name": {"en": "RC"}, "kind": "ngo"}],
 "places": [{"id": "p", "name": {"en": "P"}, "lat": 0, "lon": 0.0044966},
            {"id": "q", "name": {"en": "Q"}, "lat": 0, "lon": 0.022483}],
 "hubs": [{"id": "h", "place": "p", "org": "rc", "stock": [{"item": "i", "quantity": 10}]}],
 "items": [{"id": "i", "name": {"en": "I"}, "weight_g": 1000, "volume_ml": 1000, "people_per_unit": 1}],
 "needs": [{"id": "n", "place": "q", "item": "i", "quantity": 10, "urgency": "severe"}],
 "vehicle_types": [{"id": "t", "name": {"en": "T"}, "profile": "truck", "capacity_kg": 5000, "capacity_l": 20000}],
 "vehicles": [{"id": "t1", "type": "t", "hub": "h"}, {"id": "t2", "type": "t", "hub": "h"}],
 "closures": [$1]}
JSON
    "$RESPITE" plan barred.json --steps 5 --json >out 2>err || complain "closures: status $?: $(cat err)"
    jq -e --arg text "$2" '[.unserved[] | [.reason, .proved, (.text | contains($text))]] == [["no_road", true, true]]' out >/dev/null ||
        complain "closures: not '$2': $(jq -c .unserved out)"
}
barred "$(at far 0.0044966,0.02), $(at z 0.0204,0)" 'without z there would be one'
barred "$(at x 0.0134898,0), $(at y 0.0134898,0.0089932)" 'without y there would be one'
barred "$(at x 0.0134898,0), $(at y 0.0134898,0.0089932), $(at z 0.0204,0)" 'without y, z there would be one'

# PBF: the example's own map. Every street of it is two-way, so every time is the same there and back.
"$RESPITE" roads build "$SOURCE/data/examples/aleppo/aleppo.osm.pbf" -o aleppo.roads --json >said || complain "aleppo: status $?"
jq -e '[.osm_nodes, .osm_ways, .ways_kept, .nodes, .edges, .components, .total_km] == [64445, 78908, 78390, 28647, 42996, 25, 4792.1]' said >/dev/null ||
    complain "aleppo: $(jq -c . said)"
"$RESPITE" roads matrix aleppo.roads -s "$SOURCE/data/examples/aleppo/situation.json" --json >said || complain "aleppo's matrix: status $?"
jq -e '(.points | length) > 10 and .time_s == (.time_s | transpose) and .length_m == (.length_m | transpose) and
    ([.time_s[][] | select(. == null)] == [])' said >/dev/null || complain "aleppo's matrix is not the same there and back"

# Latitude and longitude exchanged in the whole file, and another town's map: told, nothing written.
"$RESPITE" generate --roads aleppo.roads --places 4 --vehicles 4 --zones 0 -o here.json || complain 'generate on Aleppo'
jq -e '.roads == "aleppo.roads"' here.json >/dev/null || complain 'generate does not name its roads'
mkdir elsewhere
"$RESPITE" generate --roads aleppo.roads --places 4 --vehicles 4 --zones 0 -o elsewhere/there.json || complain 'generate elsewhere'
jq -e '.roads == "../aleppo.roads"' elsewhere/there.json >/dev/null || complain 'generate: roads are not relative to the situation'
"$RESPITE" plan elsewhere/there.json --steps 5 -o elsewhere/plan >said 2>&1 || complain "plan of it: $(cat said)"
jq '.places |= map(. + {lat: .lon, lon: .lat})' here.json >exchanged.json
"$RESPITE" plan exchanged.json --steps 4 -o none 2>err
[ $? -eq 3 ] && [ ! -e none ] && grep -q '^respite: exchanged.json: /places: no place lies on .*exchanged in the whole file' err ||
    complain "an exchanged file: $(cat err)"
"$RESPITE" plan here.json --roads town.roads --steps 4 -o none 2>err
[ $? -eq 3 ] && [ ! -e none ] && grep -q 'name the road file of this ground' err || complain "another town's map: $(cat err)"

# Files that are not what they should be: status 3, one line.
damaged() { # FILE PATTERN
    for command in "info $1" "route $1 $p $q" "matrix $1 $p $q"; do
        # shellcheck disable=SC2086 # words
        "$RESPITE" roads $command >out 2>err
        local status=$?
        [ $status -eq 3 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "^respite: $1: .*$2" err ||
            complain "roads $command: status $status: $(cat err)"
    done
}
head -c 400 town.roads >cut.roads
damaged cut.roads 'has 400 bytes instead of'
head -c 20 town.roads >stub.roads
damaged stub.roads 'not a prepared road file'
cp town.osm foreign.roads
damaged foreign.roads 'not a prepared road file'
: >empty.roads
damaged empty.roads 'not a prepared road file'
{ cat town.roads; echo; } >long.roads
damaged long.roads 'bytes instead of'
flipped() { # OFFSET: a copy with one bit of that byte turned
    cp town.roads flipped.roads
    byte=$(od -An -tu1 -j "$1" -N 1 town.roads)
    # shellcheck disable=SC2059
    printf "\\x$(printf %x $((byte ^ 4)))" | dd of=flipped.roads bs=1 seek="$1" conv=notrunc 2>/dev/null
}
size=$(wc -c <town.roads)
for at in 60 200 $((size / 2)) $((size - 1)); do
    flipped "$at"
    damaged flipped.roads 'the checksum .* is wrong'
done
damaged nowhere.roads 'cannot be opened: .*; a road file is made with: respite roads build'
mkdir folder.roads
damaged folder.roads 'is a folder'
"$RESPITE" roads build nowhere.osm -o x.roads 2>err
[ $? -eq 3 ] && grep -q '^respite: nowhere.osm: cannot be opened' err || complain "a map that is not there: $(cat err)"
head -c 300000 "$SOURCE/data/examples/aleppo/aleppo.osm.pbf" >cut.osm.pbf
mkdir folder.osm
refused 3 'folder.osm: is a folder; a file is wanted' roads build folder.osm -o x.roads
for map in cut.osm.pbf cut.osm cut.osm.gz; do
    case $map in
        cut.osm) head -c 700 town.osm >cut.osm ;;
        cut.osm.gz) head -c 150 town.osm.gz >cut.osm.gz ;;
    esac
    "$RESPITE" roads build $map -o x.roads >out 2>err
    status=$?
    [ $status -eq 3 ] && [ ! -s out ] && [ ! -e x.roads ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "^respite: $map" err ||
        complain "$map, cut off: status $status: $(cat err)"
done

# Never half a file: a full disk, a limit on the size of files, the program killed at any moment.
"$RESPITE" roads build town.osm -o folder.roads >out 2>err
[ $? -eq 4 ] && [ ! -s out ] || complain "writing onto a folder: $(cat err)"
if [ -e /dev/full ]; then
    "$RESPITE" roads build town.osm -o /dev/full >out 2>err
    [ $? -eq 4 ] && [ ! -s out ] && grep -q 'No space left' err || complain "a full disk: $(cat err)"
fi
cp town.roads old.roads
(
    ulimit -f 2
    "$RESPITE" roads build "$SOURCE/data/examples/aleppo/aleppo.osm.pbf" -o old.roads >out 2>err
    echo $? >status
)
[ "$(cat status)" = 4 ] && grep -q '^respite: old.roads: cannot be written: File too large' err && cmp -s old.roads town.roads ||
    complain "a limit on the size of files: status $(cat status): $(cat err)"
for wait in 0.02 0.05 0.1 0.2 0.3 0.4 0.5 0.6; do
    "$RESPITE" roads build "$SOURCE/data/examples/aleppo/aleppo.osm.pbf" -o old.roads >/dev/null &
    sleep $wait
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    cmp -s old.roads town.roads || cmp -s old.roads aleppo.roads || complain "killed after $wait s, it leaves something else"
    cp town.roads old.roads
done
# What was left behind goes with the next file of that name; what is not ours stays.
: >old.roads.tmp-999999999
: >old.roads.tmp-1x
"$RESPITE" roads build town.osm -o old.roads >/dev/null
[ "$(echo old.roads*)" = 'old.roads old.roads.tmp-1x' ] || complain "beside old.roads: $(echo old.roads*)"
rm old.roads.tmp-1x
"$RESPITE" roads build "$SOURCE/data/examples/aleppo/aleppo.osm.pbf" -o none.roads >out 2>err &
sleep 0.05
kill -INT $!
wait $!
status=$?
[ $status -eq 0 ] || { [ $status -eq 4 ] && [ ! -e none.roads ] && [ ! -s out ] && grep -q 'stopped' err; } ||
    complain "Ctrl-C: status $status: $(cat err)"
leftovers=$(find . -name '*.tmp*')
[ -z "$leftovers" ] || complain "left behind: $leftovers"
exit $bad
