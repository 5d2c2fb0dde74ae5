/* A small situation to start from (start.h). The text is written out here so that a person can read it as it
 * will stand in the file; a test loads it. All names and figures in it are invented. */
#include "situation/start.h"

#include <string.h>

#include "base/file.h"

/* clang-format off */
static const char *const SITUATION[] = {
    "{",
    "  \"respite\": 1,",
    "  \"title\": {\"en\": \"My first pause\"},",
    ("  \"note\": \"Invented places and figures: put in your own. Every key is explained in "
     "docs/situation.md; JSON has no comments, so remarks stand in 'note' keys like this one.\","),
    "  \"time_zone\": \"Asia/Damascus\",",
    "  \"as_of\": \"2026-03-01T18:00\",",
    ("  \"travel\": {\"kind\": \"schematic\", \"note\": \"Straight lines times a detour factor. With "
     "a map: make a road file with 'respite roads build', write its name as \\\"roads\\\": "
     "\\\"my.roads\\\" beside 'rules', and take this 'travel' out.\"},"),
    ("  \"rules\": {\"margin_min\": 10, \"note\": \"Only what differs from the defaults needs to "
     "stand here.\"},"),
    "  \"organisations\": [",
    ("    {\"id\": \"relief\", \"name\": {\"en\": \"Relief society\"}, \"kind\": "
     "\"red_cross_red_crescent\"}"),
    "  ],",
    "  \"parties\": [",
    ("    {\"id\": \"army\", \"name\": {\"en\": \"Army\"}, \"kind\": \"state\", \"note\": \"A party "
     "is a belligerent whose agreement counts.\"},"),
    "    {\"id\": \"group\", \"name\": {\"en\": \"Armed group\"}, \"kind\": \"armed_group\"}",
    "  ],",
    "  \"zones\": [",
    ("    {\"id\": \"quarter\", \"name\": {\"en\": \"The quarter\"}, \"controlled_by\": [\"army\", "
     "\"group\"],"),
    ("     \"area\": {\"type\": \"Polygon\", \"coordinates\": [[[36.70, 34.72], [36.74, 34.72], "
     "[36.74, 34.75], [36.70, 34.75], [36.70, 34.72]]]},"),
    ("     \"note\": \"GeoJSON: longitude first. Ground inside is closed except while a pause is in "
     "force.\"}"),
    "  ],",
    "  \"pauses\": [",
    "    {\"id\": \"daily\", \"name\": {\"en\": \"Two hours every day\"}, \"zones\": [\"quarter\"],",
    ("     \"first_date\": \"2026-03-02\", \"last_date\": \"2026-03-15\", \"recurrence\": "
     "\"FREQ=DAILY\", \"opens\": \"14:00\", \"closes\": \"16:00\"}"),
    "  ],",
    "  \"consents\": [",
    ("    {\"id\": \"army-yes\", \"pause\": \"daily\", \"party\": \"army\", \"state\": \"agreed\", "
     "\"at\": \"2026-03-01T10:00\"},"),
    ("    {\"id\": \"group-yes\", \"pause\": \"daily\", \"party\": \"group\", \"state\": \"agreed\", "
     "\"at\": \"2026-03-01T12:00\","),
    ("     \"note\": \"Change this to 'asked' and plan again: the quarter closes, and the plan says "
     "whose word is missing.\"}"),
    "  ],",
    "  \"places\": [",
    "    {\"id\": \"depot\", \"name\": {\"en\": \"Depot\"}, \"lat\": 34.700, \"lon\": 36.690},",
    ("    {\"id\": \"school\", \"name\": {\"en\": \"School\"}, \"lat\": 34.730, \"lon\": 36.715, "
     "\"docks\": 2},"),
    ("    {\"id\": \"mosque\", \"name\": {\"en\": \"Mosque square\"}, \"lat\": 34.740, \"lon\": "
     "36.725},"),
    "    {\"id\": \"clinic\", \"name\": {\"en\": \"Hospital\"}, \"lat\": 34.705, \"lon\": 36.675}",
    "  ],",
    "  \"hubs\": [",
    "    {\"id\": \"hub\", \"place\": \"depot\", \"org\": \"relief\", \"loading_docks\": 2,",
    ("     \"stock\": [{\"item\": \"food\", \"quantity\": 600}, {\"item\": \"blankets\", "
     "\"quantity\": 1000}]}"),
    "  ],",
    "  \"hospitals\": [",
    ("    {\"id\": \"hospital\", \"place\": \"clinic\", \"org\": \"relief\", \"beds\": "
     "{\"immediate\": 4, \"delayed\": 6, \"minor\": 10}}"),
    "  ],",
    "  \"items\": [",
    ("    {\"id\": \"food\", \"name\": {\"en\": \"Food parcel\"}, \"weight_g\": 50000, "
     "\"volume_ml\": 80000, \"people_per_unit\": 5, \"person_days_per_unit\": 150,"),
    ("     \"note\": \"Kits with sourced figures are built in (data/kits/kits.json): name them by "
     "their id without listing them here.\"},"),
    ("    {\"id\": \"blankets\", \"name\": {\"en\": \"Blanket\"}, \"weight_g\": 1500, \"volume_ml\": "
     "10000, \"people_per_unit\": 1}"),
    "  ],",
    "  \"needs\": [",
    ("    {\"id\": \"food-school\", \"place\": \"school\", \"item\": \"food\", \"quantity\": 200, "
     "\"urgency\": \"severe\"},"),
    ("    {\"id\": \"food-mosque\", \"place\": \"mosque\", \"item\": \"food\", \"quantity\": 120, "
     "\"urgency\": \"life_saving\"},"),
    ("    {\"id\": \"blankets-school\", \"place\": \"school\", \"item\": \"blankets\", \"quantity\": "
     "300, \"urgency\": \"moderate\"}"),
    "  ],",
    "  \"wounded\": [",
    ("    {\"id\": \"wounded-school\", \"place\": \"school\", \"triage\": \"immediate\", \"count\": "
     "2, \"stretcher\": true}"),
    "  ],",
    "  \"vehicle_types\": [",
    ("    {\"id\": \"truck\", \"name\": {\"en\": \"Truck, 10 t\"}, \"profile\": \"truck\", "
     "\"capacity_kg\": 10000, \"capacity_l\": 40000, \"gross_weight_kg\": 18000, \"height_m\": 3.5, "
     "\"length_m\": 12},"),
    ("    {\"id\": \"ambulance\", \"name\": {\"en\": \"Ambulance\"}, \"profile\": \"ambulance\", "
     "\"seats\": 2, \"stretchers\": 2, \"length_m\": 6}"),
    "  ],",
    "  \"vehicles\": [",
    "    {\"id\": \"truck-1\", \"type\": \"truck\", \"hub\": \"hub\", \"call_sign\": \"Truck 1\"},",
    "    {\"id\": \"truck-2\", \"type\": \"truck\", \"hub\": \"hub\", \"call_sign\": \"Truck 2\"},",
    "    {\"id\": \"truck-3\", \"type\": \"truck\", \"hub\": \"hub\", \"call_sign\": \"Truck 3\"},",
    ("    {\"id\": \"ambulance-1\", \"type\": \"ambulance\", \"hub\": \"hub\", \"call_sign\": "
     "\"Ambulance 1\"}"),
    "  ],",
    "  \"contacts\": [",
    ("    {\"id\": \"desk\", \"role\": \"desk\", \"org\": \"relief\", \"call_sign\": \"Base\", "
     "\"note\": \"Roles, never names of people.\"}"),
    "  ]",
    "}",
};
/* clang-format on */

static const char README[] =
    "A situation to start from\n"
    "\n"
    "situation.json holds all that is known before anything is planned: who controls which ground, what "
    "they\n"
    "agreed to and when, what is needed where, and what you have to bring it. All of it is invented; replace "
    "it\n"
    "list by list with your own.\n"
    "\n"
    "  respite plan situation.json -o plan     plans the first window, writes the map and the run sheets\n"
    "  respite tables export situation.json tables\n"
    "                                          the same as spreadsheets (CSV), one file for each list\n"
    "  respite tables import tables -o situation.json\n"
    "                                          and back\n"
    "\n"
    "Order of work: time_zone and as_of first (what you know stands as of then, planning starts there), "
    "then\n"
    "parties and zones, the pause and the consents, places, hubs with stock and vehicles, needs and "
    "wounded.\n"
    "A mistake is reported with its line, what is wrong and what would be right. Keys that are not known "
    "are\n"
    "mistakes too; remarks go into \"note\".\n"
    "\n"
    "Every key: docs/situation.md. What a plan obeys: docs/rules.md.\n";

int rsp_situation_start(const rsp_ctx *ctx, const char *dir, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    const char *paths[2] = {rsp_path_join(a, dir, "situation.json"), rsp_path_join(a, dir, "README.txt")};
    for (int i = 0; i < 2; i++) {
        if (paths[i] == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        if (rsp_path_exists(paths[i])) {
            return rsp_fail(err, RSP_EUSAGE,
                            "%s: is there already and is not overwritten; name another folder", paths[i]);
        }
    }
    RSP_TRY(rsp_dir_make(ctx, dir, err));
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, 1 << 20);
    for (size_t i = 0; i < sizeof SITUATION / sizeof SITUATION[0]; i++) {
        rsp_buf_str(&text, SITUATION[i]);
        rsp_buf_char(&text, '\n');
    }
    RSP_TRY(rsp_buf_ok(&text, err));
    RSP_TRY(rsp_file_write(ctx, paths[0], text.at, text.n, err));
    return rsp_file_write(ctx, paths[1], README, strlen(README), err);
}
