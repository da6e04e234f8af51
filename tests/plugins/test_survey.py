"""Exports of survey tools, on real ones and on made-up files of their shape."""

from __future__ import annotations

import datetime
import json

import pytest
from cjmsite_survey.forms import GOOGLE_FORMS, TYPEFORM
from cjmsite_survey.limesurvey import LIMESURVEY
from cjmsite_survey.programmes import DELIGHTED, GOOGLE_PLAY, MEDALLIA, XM_DISCOVER
from cjmsite_survey.qualtrics import QUALTRICS
from cjmsite_survey.surveymonkey import SURVEYMONKEY

from cjmsite.data.format import Format
from tests.data.making import codes, column, dropped, measure, only, read, sample, value

Moment = datetime.datetime

RESPONSES = """StartDate,Status,Finished,RecordedDate,ResponseId,RecipientEmail,Q12,Q3,Segment
Start Date,Response Type,Finished,Recorded Date,Response ID,Recipient Email,"How likely are you to recommend us
to a friend?",Where did you last meet us?,Segment
"{""ImportId"":""startDate"",""timeZone"":""Z""}","{""ImportId"":""status""}","{""ImportId"":""finished""}",\
"{""ImportId"":""recordedDate"",""timeZone"":""Z""}","{""ImportId"":""_recordId""}","{""ImportId"":""email""}",\
"{""ImportId"":""QID12""}","{""ImportId"":""QID3""}","{""ImportId"":""Segment""}"
2026-10-01 08:00:00,0,1,2026-10-01 08:03:10,R_1,a@example.com,10,app,A
2026-10-02 08:00:00,1,1,2026-10-02 08:03:10,R_2,b@example.com,0,app,A
2026-10-03 08:00:00,0,0,2026-10-03 08:03:10,R_3,c@example.com,3,phone,B
2026-11-04 08:00:00,0,1,2026-11-04 08:03:10,R_4,d@example.com,6,phone,B
"""
ONBOARDING = {
    "score": {"from": "Q12", "type": "integer", "scale": [0, 10]},
    "when": {"from": "RecordedDate", "type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
    "touch": {"from": "Q3"},
    "segment": {"from": "Segment"},
}


# --- Qualtrics ----------------------------------------------------------------------------------------------


def test_a_qualtrics_file_has_three_header_rows_and_leaves_out_what_is_no_answer() -> None:
    reading = read(RESPONSES, QUALTRICS, columns=ONBOARDING)
    assert reading.problems == ()
    assert column(reading, "score") == (10, 6)
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}
    assert reading.table.lines == (5, 8), "a question of two lines moves the rows down"
    assert "example.com" not in repr(reading)


def test_the_metric_of_the_manuals_first_example_is_computed() -> None:
    result = measure(
        read(RESPONSES, QUALTRICS, columns=ONBOARDING),
        "nps",
        expr="score",
        date="when",
        grain="month",
        dimensions={"touchpoint": "touch", "segment": "segment"},
        unit="points",
        target=45,
        warn=40,
    )
    assert result.problems == ()
    assert [(v.value, v.status) for v in result.series] == [(100, "on"), (-100, "off")]


def test_a_source_that_filters_by_finished_decides_for_itself() -> None:
    reading = read(RESPONSES, QUALTRICS, columns=ONBOARDING, filter=["Finished in [0, 1]"])
    assert column(reading, "score") == (10, 3, 6)


def test_the_same_export_with_tabs_and_in_utf16_is_the_same() -> None:
    tabbed = RESPONSES.replace(",", "\t").replace('""\t""', '"",""').encode("utf-16")
    assert column(read(tabbed, QUALTRICS, columns=ONBOARDING), "score") == (10, 6)


def test_a_file_without_import_ids_is_not_from_qualtrics() -> None:
    problem = only(read("Q1,Q2\nA,B\n1,2\n3,4\n", QUALTRICS, columns={"x": "Q1"}), "wrong-header")
    assert "import ids" in problem.message
    assert codes(read("Q1,Q2\nA,B\n", QUALTRICS, columns={"x": "Q1"}))[0] == "header-rows"


def test_the_group_of_an_nps_question_is_never_averaged() -> None:
    text = (
        "Status,Q12,Q12_NPS_GROUP\nResponse Type,How likely are you to recommend us?,Group\n"
        '"{""ImportId"":""status""}","{""ImportId"":""QID12""}","{""ImportId"":""QID12_NPS_GROUP""}"\n'
        "0,10,3\n0,2,1\n"
    )
    numbers = {"group": {"from": "Q12_NPS_GROUP", "type": "integer"}}
    problem = only(read(text, QUALTRICS, columns=numbers), "not-a-quantity")
    assert "1 for detractors" in problem.message
    assert problem.span is not None and problem.span.path.endswith("columns.group.type")
    words = {"group": {"from": "Q12_NPS_GROUP", "map": {"1": "detractor", "3": "promoter"}}}
    assert column(read(text, QUALTRICS, columns=words), "group") == ("promoter", "detractor")


def test_spam_and_tests_are_left_out_by_code_and_by_label() -> None:
    text = RESPONSES.replace("R_2", "R_2").replace(",1,1,2026-10-02", ",Spam,True,2026-10-02")
    text = text.replace(",0,1,2026-11-04", ",IP Address,True,2026-11-04")
    reading = read(text, QUALTRICS, columns=ONBOARDING)
    assert dropped(reading) == {"spam, says Qualtrics": 1, "not finished": 1}


def test_the_zone_of_the_times_is_in_the_receipt() -> None:
    text = RESPONSES.replace('""timeZone"":""Z""', '""timeZone"":""America/Denver""')
    (receipt,) = read(text, QUALTRICS, columns=ONBOARDING).files
    assert "its times are those of America/Denver" in receipt.notes


SINGLE_QUOTES = """ResponseID,ResponseSet,IPAddress,StartDate,EndDate,Finished,Status,Q1,Q2_-1
ResponseID,ResponseSet,IPAddress,StartDate,EndDate,Finished,Status,How was it?,Which-None
{'ImportId': 'responseId'},{'ImportId': 'responseSetId'},{'ImportId': 'ipAddress'},{'ImportId': 'startDate'},\
{'ImportId': 'endDate'},{'ImportId': 'finished'},{'ImportId': 'status'},{'ImportId': 'QID1'},{'ImportId': 'QID2-4'}
R_aaaaaaaaaaa1,Default Response Set,,2016-06-24 14:27:08,2016-06-24 14:28:08,1,0,3,1
R_aaaaaaaaaaa2,Default Response Set,,2016-06-24 14:27:08,2016-06-24 14:28:08,1,2,1,
R_aaaaaaaaaaa3,Default Response Set,,2016-06-24 14:27:08,2016-06-24 14:28:08,1,0,4,
"""
"""Some years wrote the import ids as Python writes them."""


def test_import_ids_in_single_quotes_are_import_ids() -> None:
    reading = read(SINGLE_QUOTES, QUALTRICS, columns={"q": {"from": "Q1", "type": "integer"}})
    assert reading.problems == ()
    assert column(reading, "q") == (3, 4)
    assert dropped(reading) == {"a preview, not an answer": 1}


STRIPPED = """StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,Q1
3/15/2026 12:33,3/15/2026 12:34,IP Address,100,TRUE,3/15/2026 12:34,R_sni2WzOxHCTnhZL,5
3/15/2026 12:36,3/15/2026 12:37,Survey Preview,100,TRUE,3/15/2026 12:37,R_10AVwZnYNY8jBy9,1
3/15/2026 12:36,3/15/2026 12:37,IP Address,40,FALSE,3/15/2026 12:37,R_24PllIOaICvtD94,1
3/15/2026 12:36,3/15/2026 12:37,IP Address,100,TRUE,3/15/2026 12:37,R_2doKp9hbf5YRoY2,4
"""
QUESTIONS = "Start Date,End Date,Response Type,Progress,Finished,Recorded Date,Response ID,How was it?\n"


@pytest.mark.parametrize(
    "text",
    [
        STRIPPED,
        STRIPPED.replace("Q1\n", "Q1\n" + QUESTIONS, 1),
        STRIPPED.replace("TRUE", "WAHR").replace("FALSE", "FALSCH"),
        STRIPPED.replace("ResponseId", "Id").replace("R_", "x"),
    ],
)
def test_a_qualtrics_file_without_its_further_header_rows_still_leaves_out_what_is_no_answer(text: str) -> None:
    reading = read(text, QUALTRICS, columns={"q": {"from": "Q1", "type": "integer"}})
    assert reading.problems == ()
    assert column(reading, "q") == (5, 4)
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}


def test_a_status_in_another_language_is_told_of() -> None:
    text = STRIPPED.replace("IP Address", "IP-Adresse").replace("Survey Preview", "Vorschaumodus")
    problem = only(read(text, QUALTRICS, columns={"q": {"from": "Q1", "type": "integer"}}))
    assert (problem.code, problem.severity) == ("unknown-word", "warning")
    assert "`Vorschaumodus` is no Status that is known (1 row)" in problem.message
    decided = read(text, QUALTRICS, columns={"q": {"from": "Q1"}}, filter=["Status in ['IP-Adresse']"])
    assert decided.problems == ()


def _answer(at: int, status: int, finished: int, score: int) -> dict[str, object]:
    values = {"recordedDate": f"2026-01-0{at}T10:05:00Z", "status": status, "finished": finished, "QID1": score}
    return {"responseId": f"R_{at}", "values": values, "labels": {"status": "x"}, "displayedFields": ["QID1"]}


ANSWERS_AS_JSON = json.dumps({"responses": [_answer(1, 0, 1, 9), _answer(2, 1, 1, 0), _answer(3, 0, 0, 0)]})


def test_answers_of_the_interface_leave_out_previews_and_the_unfinished_too() -> None:
    reading = read(ANSWERS_AS_JSON, QUALTRICS, path="r.json", columns={"q": {"from": "values.QID1", "type": "integer"}})
    assert reading.problems == ()
    assert column(reading, "q") == (9,)
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}


OLD = """\ufeffV1,V2,V5,V7,V8,V10,Q4,
ResponseID,ResponseSet,EmailAddress,Status,StartDate,Finished,"How likely
are you to recommend us?",
R_1,Default Response Set,a@example.com,0,2015-03-01 10:00:00,1,9,
R_2,Default Response Set,b@example.com,0,2015-03-02 10:00:00,0,,
R_3,Default Response Set,c@example.com,1,2015-03-03 10:00:00,1,2,
"""


def test_the_old_exporters_two_header_rows_are_known() -> None:
    reading = read(OLD, QUALTRICS, columns={"score": {"from": "Q4", "type": "integer"}, "day": "StartDate"})
    assert reading.problems == ()
    assert (column(reading, "score"), column(reading, "day")) == ((9,), ("2015-03-01 10:00:00",))
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}


# --- SurveyMonkey -------------------------------------------------------------------------------------------


def test_a_real_surveymonkey_export_is_read_by_its_questions() -> None:
    reading = sample(
        "survey/surveymonkey_2header_starwars.csv",
        SURVEYMONKEY,
        encoding="cp1252",
        columns={
            "seen": "Have you seen any of the 6 films in the Star Wars franchise?",
            "fan": {
                "from": "Do you consider yourself to be a fan of the Star Wars film franchise?",
                "type": "boolean",
            },
            "han": {
                "from": {
                    "header": [
                        "Please state whether you view the following characters favorably, unfavorably, "
                        "or are unfamiliar with him/her.",
                        "Han Solo",
                    ]
                }
            },
        },
    )
    assert reading.problems == ()
    assert column(reading, "seen").count("Yes") == 936
    found = value(reading, "ratio", numerator="fan", denominator="fan or not fan")
    assert (found.numerator, found.denominator, round(found.value or 0, 6)) == (552, 836, 0.660287)
    assert column(reading, "han").count("Very favorably") == 610


def test_answers_in_the_second_row_are_no_choices() -> None:
    problem = only(read("Q1,Q2\nYes,5\nNo,4\n", SURVEYMONKEY, columns={"x": "Q1"}), "wrong-header")
    assert "choices" in problem.message


MONKEY = (
    "Respondent ID,Collector ID,Start Date,End Date,IP Address,How likely?,Which?,,Why?\n"
    ",,,,,Response,Web,Phone,Open-Ended Response\n"
    "114000000001,4,01/13/2026,01/13/2026,1.2.3.4,10,Web,,x\n114000000002,4,01/14/2026,01/14/2026,1.2.3.4,6,,Phone,\n"
)
LIKELY = {"score": {"from": "How likely?", "type": "integer"}}


def test_the_first_answer_is_no_header_where_the_choices_were_taken_out() -> None:
    lines = MONKEY.splitlines(keepends=True)
    reading = read(lines[0] + "".join(lines[2:]), SURVEYMONKEY, columns=LIKELY)
    assert reading.problems == ()
    assert column(reading, "score") == (10, 6)


@pytest.mark.parametrize(
    "below", [("Antwort", "Offene Antwort"), ("Réponse", "Réponse ouverte"), ("Respuesta", "Respuesta abierta")]
)
def test_surveymonkey_in_another_language_names_its_questions(below: tuple[str, str]) -> None:
    text = MONKEY.replace("Open-Ended Response", below[1]).replace("Response", below[0])
    reading = read(text, SURVEYMONKEY, columns=LIKELY | {"phone": "Which? / Phone", "why": "Why?"})
    assert reading.problems == ()
    assert (column(reading, "score"), column(reading, "phone")) == ((10, 6), (None, "Phone"))


def test_a_header_that_went_through_pandas_is_still_that_of_the_question() -> None:
    reading = read(MONKEY.replace("Which?,,", "Which?,Unnamed: 7,"), SURVEYMONKEY, columns={"phone": "Which? / Phone"})
    assert column(reading, "phone") == (None, "Phone")


def test_american_times_of_surveymonkey_are_read_once_a_day_decides() -> None:
    text = (
        "Respondent ID,Collector ID,Start Date,How satisfied are you?,Which did you use?,\n"
        ",,,Response,Web,Phone\n"
        "118,9,01/02/2025 10:00:00 AM,4,Web,\n119,9,01/13/2025 10:30:00 PM,5,,Phone\n"
    )
    columns = {
        "when": {"from": "Start Date", "type": "datetime"},
        "score": {"from": "How satisfied are you?", "type": "integer", "scale": [1, 5]},
        "phone": {"from": {"header": ["Which did you use?", "Phone"]}},
    }
    reading = read(text, SURVEYMONKEY, columns=columns)
    assert reading.problems == ()
    assert column(reading, "when") == (Moment(2025, 1, 2, 10), Moment(2025, 1, 13, 22, 30))
    assert column(reading, "phone") == (None, "Phone")


# --- Typeform and Google Forms ------------------------------------------------------------------------------

TYPED = (
    "#,How likely are you to <strong>recommend</strong> us?,Shop,Phone,Other,What else?,Other,Response Type,"
    "Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags,Ending\n"
    "hq1,9,Shop,,,None,,completed,2026-03-29 21:20:00,,2026-03-29 21:21:23,n1,,thanks\n"
    "hq2,2,,Phone,my aunt,,more,completed,2026-04-02 08:00:00,,2026-04-02 08:03:00,n2,,thanks\n"
    "hq3,,,,,,,started,2026-04-03 08:00:00,,,n3,,\n"
)


def test_typeform_columns_are_found_by_name_and_the_unsent_are_left_out() -> None:
    columns = {
        "score": {"from": "How likely are you to recommend us?", "type": "integer", "scale": [0, 10]},
        "shop": "Shop",
        "first": {"from": {"name": "Other", "nth": 1}},
        "second": {"from": {"name": "Other", "nth": 2}},
        "said": "What else?",
        "when": {"from": "Submit Date (UTC)", "type": "datetime"},
    }
    reading = read(TYPED, TYPEFORM, columns=columns)
    assert reading.problems == ()
    assert column(reading, "score") == (9, 2)
    assert (column(reading, "first"), column(reading, "second")) == ((None, "my aunt"), (None, "more"))
    assert column(reading, "said") == ("None", None), "`None` is an answer"
    assert dropped(reading) == {"begun, not sent": 1}


@pytest.mark.parametrize("zone", ["EDT", "GMT+5:30", "GMT-3", "UTC"])
def test_the_clock_of_a_google_form_is_its_owners(zone: str) -> None:
    text = f'"Timestamp","How was it?"\n"2018/09/06 12:06:16 AM {zone}","4"\n"2018/09/13 1:00:00 PM {zone}","5"\n'
    columns = {"when": {"from": "Timestamp", "type": "datetime"}, "score": {"from": "How was it?", "type": "integer"}}
    reading = read(text, GOOGLE_FORMS, columns=columns)
    assert reading.problems == ()
    assert column(reading, "when") == (Moment(2018, 9, 6, 0, 6, 16), Moment(2018, 9, 13, 13))
    assert any(zone in note for note in reading.files[0].notes)


@pytest.mark.parametrize(
    ("stamp", "cell"),
    [
        ("Marca temporal", "13/09/2018 13:00:00"),
        ("Zeitstempel", "13.09.2018 13:00:00"),
        ("Marca temporal", "2018/09/13 1:00:00 p. m. GMT-5"),
        ("타임스탬프", "2018. 9. 13 오후 1:00:00"),
        ("时间戳记", "2018/9/13 下午1:00:00"),
        ("タイムスタンプ", "2018/09/13 13:00:00"),
        ("timestamp", "9/13/2018 13:00:00"),
        ("Timestamp", "Thu Sep 13 2018 13:00:00 GMT-0500 (Central Daylight Time)"),
    ],
)
def test_a_google_form_is_known_and_read_in_any_language(stamp: str, cell: str) -> None:
    text = f'"{stamp}","How was it?"\n"{cell}","4"\n'
    columns = {"when": {"from": stamp, "type": "datetime"}, "score": {"from": "How was it?", "type": "integer"}}
    reading = read(text, GOOGLE_FORMS, columns=columns)
    assert reading.problems == ()
    assert column(reading, "when") == (Moment(2018, 9, 13, 13),)


def test_a_question_written_above_its_choices_is_a_second_header_row_of_typeform() -> None:
    text = (
        ",Which do you use?,,How often?,\n#,Web,Phone,How often?,Submit Date (UTC)\n"
        "r1,Web,,3,2026-03-29 21:21:23\nr2,,Phone,5,2026-03-30 21:21:23\n"
    )
    reading = read(text, TYPEFORM, columns={"web": "Web", "often": {"from": "How often?", "type": "integer"}})
    assert reading.problems == ()
    assert (column(reading, "web"), column(reading, "often")) == (("Web", None), (3, 5))


def test_a_day_of_a_google_sheet_that_may_be_a_month_is_not_guessed() -> None:
    text = "Timestamp,How was it?\n9/6/2018 0:06:16,4\n9/7/2018 0:06:16,4\n"
    assert codes(read(text, GOOGLE_FORMS, columns={"when": {"from": "Timestamp", "type": "datetime"}})) == [
        "ambiguous-date"
    ]


# --- programmes and stores ----------------------------------------------------------------------------------


def test_a_score_of_delighted_is_dated_in_seconds() -> None:
    text = "score,comment,created_at,survey_type\n10,Great,1790000000,nps\n3,,1790086400,nps\n"
    when = {"from": "created_at", "type": "date", "format": "unix"}
    columns = {"score": {"type": "integer", "scale": [0, 10]}, "when": when}
    reading = read(text, DELIGHTED, columns=columns)
    result = measure(reading, "nps", expr="score")
    assert result.problems == () and result.latest is not None and result.latest.value == 0


def test_scores_of_several_kinds_of_survey_are_not_put_together() -> None:
    text = "score,comment,created_at,survey_type\n9,a,1790000000,nps\n5,b,1790000000,csat\n"
    reading = read(text, DELIGHTED, columns={"score": {"type": "integer"}})
    assert codes(measure(reading, "mean", expr="score")) == ["mixed-units"]


def test_delighteds_api_is_read_as_it_answers() -> None:
    text = '[{"score":9,"comment":"x","created_at":1790000000,"person_properties":{"Plan":"Pro"},"tags":["a","b"]}]'
    columns = {"score": {"type": "integer"}, "plan": "person_properties.Plan", "tags": "tags"}
    reading = read(text, DELIGHTED, columns=columns, path="responses.json")
    assert (column(reading, "plan"), column(reading, "tags")) == (("Pro",), ("a;b",))


def test_unanswered_requests_of_medallia_are_no_answers() -> None:
    text = (
        "request_id,request_sent_at,request_delivery_status,response_received_at,star_rating,customer_name\n"
        "1,2026-01-01T10:00:00Z,delivered,2026-01-01T11:00:00Z,5,A Person\n"
        "2,2026-01-02T10:00:00Z,delivered,,,B Person\n"
    )
    columns = {
        "stars": {"from": "star_rating", "type": "integer", "scale": [1, 5]},
        "when": {"from": "response_received_at", "type": "datetime"},
    }
    reading = read(text, MEDALLIA, columns=columns)
    assert value(reading, "csat", method="top2box", expr="stars").n == 1
    assert "Person" not in repr(reading)


def test_sentences_of_xm_discover_are_counted_as_documents() -> None:
    text = (
        "Natural ID,Document Date,Sentence,Sentiment\n1001,2026-01-05,x,-3\n1001,2026-01-05,y,1\n1002,2026-01-06,z,4\n"
    )
    refused = only(read(text, XM_DISCOVER, columns={"id": {"from": "Natural ID", "type": "integer"}}), "not-a-quantity")
    assert refused.hint is not None and "count_distinct" in refused.hint
    reading = read(text, XM_DISCOVER, columns={"id": {"from": "Natural ID"}})
    assert value(reading, "count_distinct", expr="id").value == 2


REVIEWS = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
    "Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
    "Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
    "Developer Reply Text,Review Link\n"
    "com.example.app,77,1.0.6,ko,star2lte,2026-01-02T03:04:05Z,1767323045000,2026-01-02T03:04:05Z,1767323045000,"
    '5,,"잘, 사용하고 있어요.",,,,https://play.example/1\n'
    "com.example.app,,,en,hero,2026-01-31T23:59:59Z,1769903999000,2026-02-01T00:00:01Z,1769904001000,2,,,,,,\n"
)


def test_reviews_of_google_play_are_read_from_utf_16() -> None:
    columns = {
        "stars": {"from": "Star Rating", "type": "integer", "scale": [1, 5]},
        "when": {"from": "Review Submit Date and Time", "type": "datetime"},
    }
    reading = read(b"\xff\xfe" + REVIEWS.encode("utf-16-le"), GOOGLE_PLAY, columns=columns)
    assert reading.problems == ()
    assert reading.files[0].encoding == "utf-16-le"
    assert column(reading, "stars") == (5, 2)
    assert column(reading, "when")[1] == Moment(2026, 1, 31, 23, 59, 59)
    assert "사용" not in repr(reading)


# --- LimeSurvey ---------------------------------------------------------------------------------------------

LIME = """"id","submitdate","lastpage","startlanguage","seed","startdate","datestamp","Q1","Q2[SQ001]","Q3"
"28","2026-03-17 21:19:03","8","es","339942976","2026-03-17 20:47:30","2026-03-17 21:19:03","9","Sí","N/A"
"32","2026-03-26 09:38:57","8","es","743934983","2026-03-26 09:14:45","2026-03-26 09:38:57","10","No",""
"33","","3","es","176364828","2026-03-26 09:39:35","2026-03-26 10:21:13","0","Sí",""
"35","2026-04-02 11:17:28","8","es","2011561612","2026-03-26 10:45:58","2026-04-02 11:17:28","6","N/A",""

"""
FRENCH_LIME = """ID de la réponse,Date de soumission,Dernière page,Langue de départ,Tête de série,Combien ? [Prix]
1,2026-03-01 10:00:00,3,fr,123,5
2,,1,fr,124,4
"""
GERMAN_LIME = """"id. Antwort ID";"submitdate. Datum Abgeschickt";"lastpage. Letzte Seite";"Q1. Wie zufrieden?"
"1";"1980-01-01 00:00:00";"4";"5"
"2";"";"1";"1"
"""
AGAIN = (
    "Response ID\tDate submitted\tLast page\tStart language\tHow?\nid\tsubmitdate\tlastpage\tstartlanguage\tQ1\n"
    "1\t2026-01-01 10:00:00\t4\ten\t5\n2\t{question_not_shown}\t1\ten\t1\n"
)


def test_responses_that_were_begun_and_not_sent_are_none() -> None:
    columns = {
        "score": {"from": "Q1", "type": "integer", "scale": [0, 10]},
        "sent": {"from": "submitdate", "type": "datetime"},
        "asked": "Q2[SQ001]",
    }
    reading = read("\ufeff" + LIME.replace("\n", "\r\n"), LIMESURVEY, columns=columns)
    assert reading.problems == ()
    assert dropped(reading) == {"begun, not sent": 1}
    assert column(reading, "asked") == ("Sí", "No", None)
    result = measure(reading, "nps", expr="score", date="sent", grain="month")
    assert [(value.value, value.n) for value in result.series] == [(100, 2), (-100, 1)]
    whole = read(LIME, LIMESURVEY, columns={"score": columns["score"]}, filter=["submitdate != 'x' or score >= 0"])
    assert len(whole.table) == 4, "a source that filters by that column decides itself"


@pytest.mark.parametrize(
    ("text", "column_name"),
    [
        (FRENCH_LIME, "Combien ? [Prix]"),
        (GERMAN_LIME, "Q1. Wie zufrieden?"),
        (AGAIN, "Q1"),
    ],
)
def test_a_lime_survey_is_read_under_questions_or_codes(text: str, column_name: str) -> None:
    reading = read(text, LIMESURVEY, columns={"score": {"from": column_name, "type": "integer", "scale": [1, 5]}})
    assert reading.problems == ()
    assert column(reading, "score") == (5,)
    assert dropped(reading) == {"begun, not sent": 1}


def test_a_survey_without_times_has_no_days() -> None:
    reading = read(
        GERMAN_LIME,
        LIMESURVEY,
        columns={"q": {"from": "Q1. Wie zufrieden?", "type": "integer"}, "d": {"from": "submitdate", "type": "date"}},
    )
    assert column(reading, "d") == (None,)
    assert measure(reading, "mean", expr="q", date="d", grain="month").problems[0].code == "no-rows"


def test_a_survey_that_does_not_say_what_was_sent_is_told_of() -> None:
    text = '"id","lastpage","startlanguage","seed","startdate","datestamp","Q1"\n1,4,en,3,2026-01-01,2026-01-01,4\n'
    reading = read(text, LIMESURVEY, columns={"q": {"from": "Q1", "type": "integer"}})
    assert codes(reading) == ["perhaps-unfinished"]


# --- What other languages, spreadsheets and years make of the same exports -------------------------------------


@pytest.mark.parametrize(
    ("yes", "no", "preview"), [("Wahr", "Falsch", "Umfragevorschau"), ("Vrai", "Faux", "Survey Preview")]
)
def test_qualtrics_words_in_another_language_leave_out_what_is_no_answer(yes: str, no: str, preview: str) -> None:
    text = RESPONSES.replace(",0,1,", f",IP-Adresse,{yes},").replace(",1,1,", f",{preview},{yes},")
    reading = read(text.replace(",0,0,", f",IP-Adresse,{no},"), QUALTRICS, columns=ONBOARDING)
    assert reading.problems == ()
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}


def test_qualtrics_says_what_an_export_does_not_say() -> None:
    text = STRIPPED.replace("Finished", "Done")
    notes = read(text, QUALTRICS, columns={"q": {"from": "Q1", "type": "integer"}}).files[0].notes
    assert any("no column `Finished`" in note for note in notes)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Tidstämpel", "2026-09-13 13.05.00"),
        ("Tidsstempel", "13/09/2026 kl. 13.05.00"),
        ("Aikaleima", "13.9.2026 13.05.00"),
    ],
)
def test_times_of_a_form_may_be_parted_by_dots(header: str, cell: str) -> None:
    columns = {"when": {"from": header, "type": "datetime"}}
    assert column(read(f"{header},Hur?\n{cell},4\n", GOOGLE_FORMS, columns=columns), "when") == (
        Moment(2026, 9, 13, 13, 5),
    )


def test_surveymonkey_answers_without_a_second_row_count_all() -> None:
    text = "RespondentID,How often?\n3436139758,Once\n3434278696,Twice\n"
    reading = read(text, SURVEYMONKEY, columns={"often": "How often?"})
    assert (reading.problems, column(reading, "often")) == ((), ("Once", "Twice"))


# --- Two exports in one file ------------------------------------------------------------------------------------

CHOSEN = "Respondent ID,Collector ID,Q?,Which?,\n,,Response,Web,Phone\n114000000001,2,4,Web,\n114000000002,2,5,,Phone\n"


@pytest.mark.parametrize(
    ("text", "fmt", "columns", "rows"),
    [
        (RESPONSES, QUALTRICS, {"q": {"from": "Q12", "type": "integer"}}, 2),
        (OLD, QUALTRICS, {"q": {"from": "ResponseID"}}, 1),
        (CHOSEN, SURVEYMONKEY, {"q": {"from": "Q?", "type": "integer"}}, 2),
        (LIME.strip() + "\n", LIMESURVEY, {"q": {"from": "Q1", "type": "integer"}}, 3),
        (TYPED, TYPEFORM, {"q": {"from": "#"}}, 2),
    ],
    ids=["qualtrics", "qualtrics-old", "surveymonkey", "limesurvey", "typeform"],
)
def test_the_header_rows_of_a_second_export_below_the_first_are_no_answers(
    text: str, fmt: Format, columns: dict[str, object], rows: int
) -> None:
    once = read(text, fmt, columns=columns)
    assert (once.problems, len(once.table)) == ((), rows)
    twice = read(text + text, fmt, columns=columns)
    assert (twice.problems, len(twice.table)) == ((), 2 * rows)
    assert dropped(twice)["the header again"] == _header_rows(fmt, text)


def _header_rows(fmt: Format, text: str) -> int:
    rows = [line.split(",") for line in text.splitlines()[:5]]
    return fmt.find_header(rows) if fmt.find_header is not None else fmt.header_rows


def test_a_form_below_a_form_with_its_columns_in_another_order_is_refused() -> None:
    text = "Timestamp,A,B\n9/16/2026 0:06:16,4,1\nTimestamp,B,A\n9/17/2026 0:06:16,1,4\n"
    problem = only(read(text, GOOGLE_FORMS, columns={"a": "A"}))
    assert (problem.code, problem.severity) == ("other-header", "error")
    assert problem.message.startswith("line 3 is a header again")
    assert read(text.replace("B,A", "A,B"), GOOGLE_FORMS, columns={"a": "A"}).problems == ()


def test_a_real_survey_whose_second_header_row_was_taken_out_is_counted_as_it_is() -> None:
    columns = {
        "heard": {"from": "Prior to reading about it above, had you heard of the serial (or Oxford) comma?"},
        "which": {"from": "In your opinion, which sentence is more gramatically correct?"},
    }
    reading = sample("survey/surveymonkey_1header_commas.csv", SURVEYMONKEY, columns=columns)
    assert (reading.problems, len(reading.table)) == ((), 12)
    heard = value(
        reading, "ratio", numerator={"filter": 'heard == "Yes"'}, denominator={"filter": 'heard in ["Yes", "No"]'}
    )
    assert (heard.numerator, heard.denominator) == (7, 11)
    oxford = value(
        reading, "ratio", numerator={"filter": 'which == "It\'s important for a person to be honest, kind, and loyal."'}
    )
    assert (oxford.numerator, oxford.denominator) == (8, 12)


def test_a_receipt_says_that_rows_are_sentences() -> None:
    text = "Natural ID,Document Date,Sentence,Sentiment\n1,2026-01-05,x,-3\n1,2026-01-05,y,3\n2,2026-01-05,y,3\n"
    notes = read(text, XM_DISCOVER, columns={"s": {"from": "Sentiment", "type": "integer"}}).files[0].notes
    assert "its 3 rows are of 2 documents: rows are sentences, not documents" in notes
