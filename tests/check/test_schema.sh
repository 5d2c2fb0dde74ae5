#!/bin/bash
# docs/plan.schema.json against a correct plan and broken ones, by an independent validator (python3-jsonschema).
# That the schema and the checker's own reader know the same keys is tested in test_form.c. Exit 77: no validator here.
set -u
SOURCE=${SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo "skipped: python3-jsonschema (with draft 2020-12) is not installed"; exit 77; }
exec python3 - "$SOURCE" <<'PY'
import copy, json, sys
import jsonschema
source = sys.argv[1]
schema = json.load(open(source + "/docs/plan.schema.json"))
plan = json.load(open(source + "/tests/check/data/small.plan.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
failed = 0
for e in validator.iter_errors(plan):
    print("the correct plan:", e.json_path, e.message[:200])
    failed += 1

def at(p, path):
    for k in path[:-1]:
        p = p[k]
    return p, path[-1]

BROKEN = [  # path, value; None takes it out
    (["respite_plan"], 2), (["convoys", 0, "depart"], None), (["convoys", 0, "callsign"], "x"), (["status"], "best"),
    (["days", "count"], 0), (["tiers", 3], None), (["convoys", 0, "legs", 0, "depart"], "2012-03-22T09:00:00"),
    (["convoys", 0, "stops", 0, "work", 0, "visit"], "v1"), (["convoys", 0, "stops", 0, "work", 0, "need"], None),
    (["convoys", 0, "stops", 0, "work", 0, "amount"], 1.5), (["convoys", 0, "vehicles", 2, "people", 0, "civilians"], "c1"),
    (["windows", 0, "activities", 0], "parade"), (["roads", "kind"], "roads"), (["totals", "cargo_kg"], -1),
    (["unserved", 0, "reason"], None), (["convoys", 0, "hub"], "no such id!"), (["rests_on"], None), (["convoys", 0, "zones", 0, "out_by"], 5),
]
for path, value in BROKEN:
    p = copy.deepcopy(plan)
    o, k = at(p, path)
    if value is None:
        del o[k]
    else:
        o[k] = value
    if validator.is_valid(p):
        print("not refused:", path, value)
        failed += 1
print(f"{len(BROKEN)} broken plans, {failed} failures")
sys.exit(1 if failed else 0)
PY
