#!/bin/bash
# The JSON Schema and the loader agree: what the schema refuses the loader refuses, and every file that the
# loader takes the schema takes. Files are made here from the full fixture by one change each; the changes
# that only the loader can see (references, order in time, ground) are marked so. Needs python3-jsonschema.
set -eu
python3 -c 'import jsonschema' 2>/dev/null || { echo "python3-jsonschema is not there: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/make.py" <<'PY'
import copy, json, sys, jsonschema
source, work = sys.argv[1:3]
schema = json.load(open(source + "/docs/situation.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
full = json.load(open(source + "/tests/situation/data/full.json"))
cases = []  # name, document, loader takes it, schema takes it

def case(name, change, loader=False, schema_too=None):
    d = copy.deepcopy(full)
    change(d)
    cases.append((name, d, loader, loader if schema_too is None else schema_too))

def drop(d, *path):
    for p in path[:-1]: d = d[p]
    del d[path[-1]]
def put(d, value, *path):
    for p in path[:-1]: d = d[p]
    d[path[-1]] = value

case("full", lambda d: None, True)
# every required key of every list, every wrong kind of every key
for name, rows in full.items():
    if not isinstance(rows, list): continue
    required = schema["$defs"][name]["required"]
    for key in required:
        case(f"{name}-without-{key}", lambda d, n=name, k=key: drop(d, n, 0, k))
    for key in rows[0]:
        wrong = {"a": 1} if not isinstance(rows[0][key], dict) else 5
        case(f"{name}-{key}-wrong-kind", lambda d, n=name, k=key, w=wrong: put(d, w, n, 0, k))
        prop = schema["$defs"][name]["properties"][key]
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in prop:
                case(f"{name}-{key}-beyond-{bound}", lambda d, n=name, k=key, v=prop[bound] + step: put(d, v, n, 0, k))
        if "enum" in prop or "enum" in prop.get("items", {}):
            word = "nonsense" if "enum" in prop else ["nonsense"]
            case(f"{name}-{key}-unknown-word", lambda d, n=name, k=key, w=word: put(d, w, n, 0, k))
    case(f"{name}-unknown-key", lambda d, n=name: put(d, 1, n, 0, "time_windows"))
for key in full["rules"]:
    case(f"rules-{key}-null", lambda d, k=key: put(d, None, "rules", k))
    case(f"rules-without-{key}", lambda d, k=key: drop(d, "rules", k), True)
for key in ("respite", "title", "time_zone", "as_of"):
    case(f"without-{key}", lambda d, k=key: drop(d, k))
case("version-2", lambda d: put(d, 2, "respite"))
case("unknown-language", lambda d: put(d, "x", "title", "xx"))
case("empty-name", lambda d: put(d, {}, "title"))
case("bad-id", lambda d: put(d, "a b", "contacts", 0, "id"))
case("clock-25", lambda d: put(d, "25:00", "pauses", 0, "opens"))
case("clock-24-opens", lambda d: put(d, "24:00", "pauses", 0, "opens"))
case("date-form", lambda d: put(d, "21/03/2012", "pauses", 0, "first_date"))
case("instant-form", lambda d: put(d, "yesterday", "consents", 0, "at"))
case("fraction-of-a-unit", lambda d: put(d, 1.5, "needs", 0, "quantity"))
case("whole-as-decimal", lambda d: put(d, 2.0, "needs", 0, "quantity"), True)
case("unknown-bed", lambda d: put(d, 1, "hospitals", 0, "beds", "red"))
case("policy-tier-5", lambda d: put(d, {"tier": 5, "weight": 1}, "rules", "policy", "goods", "severe"))
case("history-empty", lambda d: put(d, [], "permissions", 0, "history"))
case("geometry-of-another-type", lambda d: put(d, {"type": "Point", "coordinates": [36.7, 34.7]}, "zones", 0, "area"))
case("activities-empty", lambda d: put(d, [], "pauses", 0, "activities"))
case("activities-twice", lambda d: put(d, ["delivery", "delivery"], "pauses", 0, "activities"))
# what only the loader can see
case("unknown-place", lambda d: put(d, "nowhere", "needs", 0, "place"), False, True)
case("duplicate-id", lambda d: put(d, "depot", "places", 1, "id"), False, True)
case("window-backwards", lambda d: put(d, "13:00", "pauses", 0, "closes"), False, True)
case("wrong-zone-name", lambda d: put(d, "Asia/Damascu", "time_zone"), False, True)
case("recurrence", lambda d: put(d, "FREQ=DALY", "pauses", 0, "recurrence"), False, True)
case("history-order", lambda d: d["permissions"][0]["history"].reverse(), False, True)
case("ack-of-another", lambda d: put(d, "local", "acknowledgements", 0, "party"), False, True)

with open(work + "/list", "w") as out:
    for i, (name, d, loader, schema_takes) in enumerate(cases):
        takes = validator.is_valid(d)
        assert takes == schema_takes, f"{name}: the schema {'takes' if takes else 'refuses'} it"
        path = f"{work}/{i}.json"
        json.dump(d, open(path, "w"))
        out.write(f"{'good' if loader else 'bad'} {name} {path}\n")
assert len(cases) > 500
for path in sys.argv[3:]:
    errors = [e.message for e in validator.iter_errors(json.load(open(path)))]
    assert not errors, f"{path}: {errors[:3]}"
PY
python3 "$work/make.py" "$SOURCE" "$work" "$SOURCE"/data/examples/*/situation.json
failed=0
mkdir "$work/tables"
while read -r expect name path; do
    set +e
    "$RESPITE" tables export "$path" "$work/tables" 2>"$work/err" >/dev/null
    status=$?
    set -e
    if [ "$expect" = good ] && [ $status -ne 0 ] || [ "$expect" = bad ] && [ $status -ne 3 ]; then
        echo "$name: expected $expect, exit $status: $(head -1 "$work/err")"
        failed=1
    fi
done <"$work/list"
[ $failed -eq 0 ] && echo "$(wc -l <"$work/list") files: schema and loader agree"
exit $failed
