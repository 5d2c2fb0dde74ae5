/* The rows of test_rules.c, in the order of docs/rules.md. */
static const row ROWS[] = {
    {"the plan as it is", "", {{0}}},
};
