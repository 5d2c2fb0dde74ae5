/* CSV tables: there and back without loss for every example and a file that uses every key; mistakes told
 * with file, row and heading. */
#include "make.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "situation/start.h"
#include "situation/tables.h"

#define FULL RSP_TEST_DATA "/situation/data/full.json"

static const char *const FILES[] = {FULL, RSP_TEST_DATA "/situation/data/small.json",
                                    RSP_SOURCE_DIR "/data/examples/aleppo/situation.json",
                                    RSP_SOURCE_DIR "/data/examples/homs-2012/situation.json"};

typedef struct folder {
    char dir[64];
} folder;

static folder new_folder(void) {
    folder f;
    (void)snprintf(f.dir, sizeof f.dir, "/tmp/respite-tables-XXXXXX");
    assert_non_null(mkdtemp(f.dir));
    return f;
}

static void drop_folder(const folder *f) {
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
    assert_int_equal(system(command), 0);
}

static rsp_buf written(const rsp_ctx *ctx, const char *path) {
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    rsp_buf b = rsp_buf_init(ctx, 1 << 24);
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    if (rsp_situation_load(ctx, path, &d, &s, &err) != 0) {
        rsp_diag_print(&d, stderr);
        fail_msg("%s: %s", path, err.msg);
    }
    assert_int_equal(rsp_situation_write(s, &b, &err), 0);
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
    return b;
}

static void export_to(const rsp_ctx *ctx, const char *path, const char *dir) {
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_load(ctx, path, &d, &s, &err), 0);
    assert_int_equal(rsp_tables_export(ctx, s, dir, &err), 0);
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
}

static void there_and_back(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        folder f = new_folder();
        rsp_diag d = {0};
        rsp_err err = {0};
        rsp_buf json = written(&ctx, FILES[i]), back = rsp_buf_init(&ctx, 1 << 24);
        export_to(&ctx, FILES[i], f.dir);
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        int rc = rsp_tables_import(&ctx, f.dir, &d, &back, &err);
        if (rc != 0) {
            rsp_diag_print(&d, stderr);
        }
        assert_int_equal(rc, 0);
        assert_string_equal(json.at, back.at);
        rsp_diag_done(&d);
        rsp_buf_done(&json);
        rsp_buf_done(&back);
        drop_folder(&f);
    }
}

/* The canonical text loads as an equal situation: written again, the same bytes. */
static void canonical(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        folder f = new_folder();
        char path[128];
        rsp_err err = {0};
        (void)snprintf(path, sizeof path, "%s/s.json", f.dir);
        rsp_buf once = written(&ctx, FILES[i]);
        assert_int_equal(rsp_file_write(&ctx, path, once.at, once.n, &err), 0);
        rsp_buf twice = written(&ctx, path);
        assert_string_equal(once.at, twice.at);
        rsp_buf_done(&once);
        rsp_buf_done(&twice);
        drop_folder(&f);
    }
}

typedef struct mistake {
    const char *file, *find, *replace;
    uint32_t row;
    const char *heading; /* NULL: the row as a whole */
    const char *text;
} mistake;

static const mistake MISTAKES[] = {
    {"needs.csv", "quantity", "quantty", 1, "quantty", "did you mean \"quantity\""},
    {"needs.csv", ",200,", ",\"2,00\",", 3, "quantity", "is not a number"},
    {"needs.csv", ",200,", ",-200,", 3, "quantity", "from 1"},
    {"needs.csv", "school", "scool", 3, "place", "the nearest id is \"school\""},
    {"places.csv", "34.73", "x34.73", 4, "lat", "is not a number"},
    {"places.csv", "clinic", "school", 5, "id", "the first is at"},
    {"hub_stock.csv", "main,parcel", "mian,parcel", 3, "hub", "nearest id is main"},
    {"hub_stock.csv", "hub,item", "hubb,item", 1, "hubb", "unknown column"},
    {"permission_history.csv", "refused", "granted2", 4, "state", "granted"},
    {"rules.csv", "gap_s", "gaps", 6, "gaps", "did you mean \"gap_s\""},
    {"rules.csv", "gap_s,20", "gap_s,fast", 6, "gap_s", "is not a number"},
    {"situation.csv", "time_zone,Asia/Damascus", "time_zone,Asia/Damaskus", 7, "time_zone", "Asia/Damascus"},
    {"situation.csv", "title.ar", "title.en", 5, "title.en", "stands twice"},
    {"policy.csv", "goods,severe", "goods,sever", 11, "word", "no line of the policy"},
    {"policy.csv", "goods,severe,3", "goods,severe,9", 11, "tier", "from 0 to 4"},
    {"policy_shares.csv", "60,100", "60,", 3, NULL, "is not complete"},
    {"policy_shares.csv", "upto_pct,", "upto_pct,wounded,", 1, "wounded", "unknown column"},
    {"zones.csv", "Polygon", "Polgon", 3, NULL, "Polgon"},
    {"zones.csv", "{\"\"type", "\"\"type", 3, "area", "not GeoJSON"},
    {"vehicle_types.csv", "true", "maybe", 3, "illustrative", "neither true nor false"},
    {"pauses.csv", "14:00", "2 pm", 3, "opens", "24-hour clock"},
    {"travel.csv", "depot,school", "depot,depot", 3, NULL, "to itself"},
    {"vehicles.csv", "id,", "ident,", 1, NULL, "no column \"id\""},
    {"crews.csv", "id,hub,org,skills,members,note,illustrative\r\n", "", 1, NULL,
     "the first row holds HXL tags"},
};

static void change(const rsp_ctx *ctx, const char *path, const mistake *k) {
    rsp_buf b = {0}, out = rsp_buf_init(ctx, 1 << 22);
    rsp_err err = {0};
    assert_int_equal(rsp_file_read(ctx, path, &b, &err), 0);
    const char *at = strstr(b.at, k->find);
    if (at == NULL) {
        fail_msg("%s has no %s", path, k->find);
    }
    rsp_buf_add(&out, b.at, (size_t)(at - b.at));
    rsp_buf_str(&out, k->replace);
    rsp_buf_str(&out, at + strlen(k->find));
    assert_int_equal(rsp_file_write(ctx, path, out.at, out.n, &err), 0);
    rsp_buf_done(&b);
    rsp_buf_done(&out);
}

static void mistakes_have_their_place(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (size_t i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++) {
        const mistake *k = &MISTAKES[i];
        folder f = new_folder();
        char path[128];
        rsp_diag d = {0};
        rsp_err err = {0};
        rsp_buf back = rsp_buf_init(&ctx, 1 << 24);
        export_to(&ctx, FULL, f.dir);
        (void)snprintf(path, sizeof path, "%s/%s", f.dir, k->file);
        change(&ctx, path, k);
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        int rc = rsp_tables_import(&ctx, f.dir, &d, &back, &err);
        bool found = false;
        for (size_t j = 0; j < d.n; j++) {
            const rsp_src *at = &d.at[j].at;
            bool heading =
                k->heading == NULL || (at->pointer != NULL && strcmp(at->pointer, k->heading) == 0);
            found = found || (strcmp(at->file, path) == 0 && at->line == k->row && heading &&
                              strstr(d.at[j].text, k->text) != NULL);
        }
        if (rc != RSP_EINPUT || !found || back.n != 0) {
            rsp_diag_print(&d, stderr);
            fail_msg("%s: %s -> %s: rc %d, not told at row %u", k->file, k->find, k->replace, rc, k->row);
        }
        rsp_diag_done(&d);
        rsp_buf_done(&back);
        drop_folder(&f);
    }
}

static void folders(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    folder f = new_folder();
    char path[128];
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_buf back = rsp_buf_init(&ctx, 1 << 24);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_tables_import(&ctx, "/nowhere/at/all", &d, &back, &err), RSP_EINPUT);
    assert_int_equal(rsp_tables_import(&ctx, f.dir, &d, &back, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "situation.csv"));
    export_to(&ctx, FULL, f.dir);
    (void)snprintf(path, sizeof path, "%s/palces.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, "id\r\n", 4, &err), 0);
    assert_int_equal(rsp_tables_import(&ctx, f.dir, &d, &back, &err), RSP_EINPUT);
    assert_int_equal(d.errors, 1);
    assert_non_null(strstr(d.at[d.n - 2].text, "places.csv") != NULL
                        ? d.at
                        : (strstr(d.at[0].text, "places.csv") != NULL ? d.at : NULL));
    assert_int_equal(back.n, 0);
    rsp_diag_done(&d);
    /* A table in another encoding is one error, not one more for each reference to its rows; so is one of no
     * bytes, which is a mishap: no table is no file. */
    static const char *const bad[] = {"id\r\nh\xE9pital\r\n", ""};
    assert_int_equal(unlink(path), 0);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/places.csv", f.dir);
        assert_int_equal(rsp_file_write(&ctx, path, bad[i], strlen(bad[i]), &err), 0);
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        assert_int_equal(rsp_tables_import(&ctx, f.dir, &d, &back, &err), RSP_EINPUT);
        assert_int_equal(d.errors, 1);
        assert_non_null(strstr(d.at[0].text, i == 0 ? "UTF-8" : "empty"));
        rsp_diag_done(&d);
    }
    rsp_buf_done(&back);
    drop_folder(&f);
}

/* What spreadsheets make of the files: semicolons, capitals, no tags, columns in another order, ends of lines
 * doubled. */
static void as_spreadsheets_write(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    folder f = new_folder();
    char path[128];
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_buf back = rsp_buf_init(&ctx, 1 << 24);
    static const char SITUATION[] =
        "key,value\r\nrespite,1\r\ntitle.en,T\r\ntime_zone,UTC\r\nas_of,2026-01-01T00:00Z\r\n";
    static const char PLACES[] = "\xEF\xBB\xBF"
                                 "lon;id;waiting_point;name.en;lat\n 1.5 ;a;TRUE;\"A\r\nB\";2\n;;;;\n";
    /* a remark in the row of tags, and "#" in a note */
    static const char HUBS[] = "id,place,org,note\n#loc,#loc+code,#org+code,tags\nh,a,o,#1 in town\n";
    static const char ORGS[] = "id,name.en,kind\r\r\n#org+code,#org+name,#org+type\r\r\no,O,ngo\r\r\n";
    static const char POLICY[] = "work,word,tier,weight,,\ngoods,severe,2,7,,\n,,,,,\n";
    static const char SHARES[] = "value_pct,upto_pct,\n90,100,\n";
    (void)snprintf(path, sizeof path, "%s/situation.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, SITUATION, sizeof SITUATION - 1, &err), 0);
    (void)snprintf(path, sizeof path, "%s/places.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, PLACES, sizeof PLACES - 1, &err), 0);
    (void)snprintf(path, sizeof path, "%s/hubs.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, HUBS, sizeof HUBS - 1, &err), 0);
    (void)snprintf(path, sizeof path, "%s/organisations.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, ORGS, sizeof ORGS - 1, &err), 0);
    (void)snprintf(path, sizeof path, "%s/policy.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, POLICY, sizeof POLICY - 1, &err), 0);
    (void)snprintf(path, sizeof path, "%s/policy_shares.csv", f.dir);
    assert_int_equal(rsp_file_write(&ctx, path, SHARES, sizeof SHARES - 1, &err), 0);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    int rc = rsp_tables_import(&ctx, f.dir, &d, &back, &err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
    }
    assert_int_equal(rc, 0);
    assert_non_null(strstr(back.at, "\"en\": \"A\\nB\""));
    assert_non_null(strstr(back.at, "\"waiting_point\": true"));
    assert_non_null(strstr(back.at, "\"weight\": 7"));
    assert_non_null(strstr(back.at, "#1 in town"));
    assert_null(strstr(back.at, "#loc"));
    assert_non_null(strstr(back.at, "\"value_pct\": 90"));
    assert_non_null(strstr(back.at, "\"lon\": 1.5"));
    rsp_diag_done(&d);
    rsp_buf_done(&back);
    drop_folder(&f);
}

static void a_start_loads(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    folder f = new_folder();
    char path[128];
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    assert_int_equal(rsp_situation_start(&ctx, f.dir, &err), 0);
    assert_int_equal(rsp_situation_start(&ctx, f.dir, &err), RSP_EUSAGE);
    (void)snprintf(path, sizeof path, "%s/situation.json", f.dir);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_load(&ctx, path, &d, &s, &err), 0);
    assert_int_equal(d.n, 0);
    int32_t day = 0;
    assert_int_equal(rsp_first_day(s, &day, &err), 0);
    assert_true(s->n_needs > 0 && s->n_vehicles > 1);
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
    drop_folder(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(canonical),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(folders),
        cmocka_unit_test(as_spreadsheets_write),
        cmocka_unit_test(a_start_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
