/* Field tables of organisations, parties and the three ledgers: consents, permissions, notices (fields.h). */
#include "situation/fields.h"

static const rsp_field ORG[] = {
    RSP_FIELD_ID(rsp_org, "#org+code"),
    RSP_FIELD_NAME(rsp_org, "#org+name"),
    {RSP_ONE_OF(rsp_org, "kind", kind, rsp_words_org), .required = true, .hxl = "#org+type",
     .doc = "what sort of organisation"},
    {RSP_REFS_(rsp_org, "works_with", works_with, organisations), .hxl = "#org+partner+list",
     .doc = "organisations it works with"},
    RSP_FIELD_TAIL(rsp_org),
};
RSP_TABLE(organisations, "organisation", rsp_org, ORG, "Who works here, and who owns and operates what.");

static const rsp_field PARTY[] = {
    RSP_FIELD_ID(rsp_party, "#party+code"),
    RSP_FIELD_NAME(rsp_party, "#party+name"),
    {RSP_ONE_OF(rsp_party, "kind", kind, rsp_words_party), .required = true, .hxl = "#party+type",
     .doc = "a state's forces or an armed group"},
    RSP_FIELD_TAIL(rsp_party),
};
RSP_TABLE(parties, "party", rsp_party, PARTY, "Belligerents whose agreement counts.");

static const rsp_field THIRD[] = {
    RSP_FIELD_ID(rsp_third_party, "#party+third+code"),
    RSP_FIELD_NAME(rsp_third_party, "#party+third+name"),
    {RSP_ONE_OF(rsp_third_party, "role", role, rsp_words_third), .required = true, .hxl = "#party+third+role",
     .doc = "what it does; its word never counts as a party's consent"},
    {RSP_REFS_(rsp_third_party, "parties", parties, parties), .hxl = "#party+code+list",
     .doc = "whom it backs, or between whom it mediates"},
    RSP_FIELD_TAIL(rsp_third_party),
};
RSP_TABLE(third_parties, "third party", rsp_third_party, THIRD,
          "States and bodies that back, mediate or observe. They control no ground and consent to nothing.");

static const rsp_field CONSENT[] = {
    RSP_FIELD_ID(rsp_consent, "#meta+consent+id"),
    {RSP_REF_(rsp_consent, "pause", pause, pauses), .required = true, .hxl = "#event+pause+code",
     .doc = "the pause it is about"},
    {RSP_REF_(rsp_consent, "party", party, parties), .required = true, .hxl = "#party+code",
     .doc = "the party that speaks"},
    {RSP_ONE_OF(rsp_consent, "state", state, rsp_words_consent), .required = true, .hxl = "#status+consent",
     .doc = "what it said; the last word as known at as_of counts"},
    {RSP_INSTANT_(rsp_consent, "at", at), .required = true, .hxl = "#date+said", .doc = "when it was said"},
    {RSP_INSTANT_(rsp_consent, "from", from), .hxl = "#date+start",
     .doc = "it holds for instances that open at or after this"},
    {RSP_INSTANT_(rsp_consent, "until", until), .hxl = "#date+end",
     .doc = "it holds for instances that close at or before this"},
    {RSP_REFS_(rsp_consent, "zones", zones, zones), .hxl = "#loc+zone+code+list",
     .doc = "only for these zones; absent: all of the pause"},
    {.key = "activities",
     .kind = RSP_F_WORDS,
     RSP_AT(rsp_consent, activities),
     .words = &rsp_words_activity,
     .def = RSP_ACT_ALL,
     .hxl = "#activity+list",
     .doc = "only for these activities; absent: all"},
    {RSP_TXT(rsp_consent, "conditions", conditions), .hxl = "#description+conditions",
     .doc = "conditions it set, in words"},
    {RSP_TXT(rsp_consent, "source", source), .hxl = "#meta+source", .doc = "where this is known from"},
    RSP_FIELD_TAIL(rsp_consent),
};
RSP_TABLE(consents, "consent", rsp_consent, CONSENT,
          "The ledger of agreements: each entry is one statement of one party on one pause.");

static const rsp_field EVENT[] = {
    {RSP_INSTANT_(rsp_permit_event, "at", at), .required = true, .hxl = "#date+said",
     .doc = "when; the history is in order of time"},
    {RSP_ONE_OF(rsp_permit_event, "state", state, rsp_words_permit_state), .required = true,
     .hxl = "#status+permission", .doc = "what the authority answered; any state may follow any other"},
    {RSP_REF_(rsp_permit_event, "limit_item", limit_item, items), .hxl = "#item+code+limit",
     .doc = "limited: to this item only"},
    {RSP_COUNT_(rsp_permit_event, "limit", limit, 0, 1e9, -1), .hxl = "#capacity+limit",
     .doc = "limited: at most so many units, persons or visits over the whole plan"},
    {RSP_TXT(rsp_permit_event, "reason", reason), .hxl = "#description+reason", .doc = "the reason given"},
};
static const rsp_table HISTORY = {.name = "history",
                                  .one = "permission event",
                                  .fields = EVENT,
                                  .n = sizeof EVENT / sizeof EVENT[0],
                                  .size = sizeof(rsp_permit_event),
                                  .has_src = true,
                                  .doc = "What the authority answered, by time."};

static const rsp_field PERMISSION[] = {
    RSP_FIELD_ID(rsp_permission, "#access+permission+id"),
    {RSP_ONE_OF(rsp_permission, "kind", kind, rsp_words_permit), .required = true, .hxl = "#access+type",
     .doc = "goods, persons (evacuations) or delegation (visits)"},
    {RSP_TXT(rsp_permission, "authority", authority), .required = true, .hxl = "#access+authority",
     .doc = "who answers"},
    {RSP_REF_(rsp_permission, "party", party, parties), .hxl = "#party+code",
     .doc = "the party behind the authority"},
    {RSP_REF_(rsp_permission, "org", org, organisations), .hxl = "#org+code", .doc = "who asked"},
    {RSP_REFS_(rsp_permission, "places", places, places), .hxl = "#loc+code+list",
     .doc = "where it applies; with no places and no zones: everywhere"},
    {RSP_REFS_(rsp_permission, "zones", zones, zones), .hxl = "#loc+zone+code+list",
     .doc = "zones in which it applies"},
    {RSP_REFS_(rsp_permission, "items", items, items), .hxl = "#item+code+list",
     .doc = "goods: which items; absent: all"},
    {.key = "activities",
     .kind = RSP_F_WORDS,
     RSP_AT(rsp_permission, activities),
     .words = &rsp_words_activity,
     .def = 0,
     .hxl = "#activity+list",
     .doc = "which activities; absent: all of its kind (goods: delivery; persons: the two evacuations; "
            "delegation: the three visits)"},
    {RSP_INSTANT_(rsp_permission, "valid_from", valid_from), .hxl = "#date+start", .doc = "valid from"},
    {RSP_INSTANT_(rsp_permission, "valid_until", valid_until), .hxl = "#date+end", .doc = "valid until"},
    {.key = "history",
     .kind = RSP_F_LIST,
     RSP_MANY(rsp_permission, history),
     .sub = &HISTORY,
     .list = -1,
     .required = true,
     .doc = "every answer so far; the last at as_of counts"},
    RSP_FIELD_TAIL(rsp_permission),
};
RSP_TABLE(
    permissions, "permission", rsp_permission, PERMISSION,
    "An authority's answers to a request. Work in its scope is done only while it is granted or limited.");

static const rsp_field NOTICE[] = {
    RSP_FIELD_ID(rsp_notice, "#meta+notice+id"),
    {RSP_REF_(rsp_notice, "org", org, organisations), .hxl = "#org+code", .doc = "who notifies"},
    {RSP_INSTANT_(rsp_notice, "sent_at", sent_at), .required = true, .hxl = "#date+sent",
     .doc = "when it was sent"},
    {RSP_REFS_(rsp_notice, "parties", parties, parties), .required = true, .hxl = "#party+code+list",
     .doc = "to whom"},
    {RSP_REF_(rsp_notice, "pause", pause, pauses), .hxl = "#event+pause+code", .doc = "in which pause"},
    {RSP_COUNT_(rsp_notice, "version", version, 1, 10000, 1), .hxl = "#meta+version",
     .doc = "version of the notice"},
    {RSP_TXT(rsp_notice, "supersedes", supersedes), .hxl = "#meta+supersedes",
     .doc = "id of the earlier notice that it replaces"},
    {RSP_TXT(rsp_notice, "movement", movement), .required = true, .hxl = "#description+movement",
     .doc = "what is notified, in words"},
    {RSP_TXT(rsp_notice, "channel", channel), .hxl = "#contact+channel", .doc = "how it was sent"},
    {RSP_INSTANT_(rsp_notice, "answer_by", answer_by), .hxl = "#date+deadline",
     .doc = "when an answer was asked for"},
    RSP_FIELD_TAIL(rsp_notice),
};
RSP_TABLE(notices, "notice", rsp_notice, NOTICE, "Notices of movement: they inform, they do not ask.");

static const rsp_field ACK[] = {
    RSP_FIELD_ID(rsp_ack, "#meta+acknowledgement+id"),
    {RSP_REF_(rsp_ack, "notice", notice, notices), .required = true, .hxl = "#meta+notice+id",
     .doc = "the notice it is about"},
    {RSP_REF_(rsp_ack, "party", party, parties), .required = true, .hxl = "#party+code",
     .doc = "a party that the notice was sent to"},
    {RSP_INSTANT_(rsp_ack, "at", at), .required = true, .hxl = "#date+answered", .doc = "when"},
    {RSP_ONE_OF(rsp_ack, "state", state, rsp_words_ack), .required = true, .hxl = "#status+acknowledgement",
     .doc = "receipt only; never approval"},
    RSP_FIELD_TAIL(rsp_ack),
};
RSP_TABLE(acknowledgements, "acknowledgement", rsp_ack, ACK,
          "Receipts of notices. An acknowledgement is never approval.");

static const rsp_field CONTACT[] = {
    RSP_FIELD_ID(rsp_contact, "#contact+code"),
    {RSP_TXT(rsp_contact, "role", role), .required = true, .hxl = "#contact+role",
     .doc = "a role, never a person's name: \"desk\", \"security focal point\""},
    {RSP_REF_(rsp_contact, "org", org, organisations), .hxl = "#org+code", .doc = "of which organisation"},
    {RSP_REF_(rsp_contact, "hub", hub, hubs), .hxl = "#loc+hub+code", .doc = "at which hub"},
    {RSP_TXT(rsp_contact, "phone", phone), .hxl = "#contact+phone", .doc = "telephone"},
    {RSP_TXT(rsp_contact, "radio_channel", radio_channel), .hxl = "#contact+radio", .doc = "radio channel"},
    {RSP_TXT(rsp_contact, "call_sign", call_sign), .hxl = "#contact+callsign", .doc = "radio call sign"},
    RSP_FIELD_TAIL(rsp_contact),
};
RSP_TABLE(contacts, "contact", rsp_contact, CONTACT, "Whom a convoy calls, by role.");
