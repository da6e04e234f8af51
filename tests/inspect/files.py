"""A small file for each format, as the format's product writes it, with the name that people give it."""

from __future__ import annotations

import json

from tests.plugins.test_adobe import HITS, NAMES, PROJECT
from tests.plugins.test_google_analytics import BROWSERS, COHORT, FUNNEL, REPORT, answer
from tests.plugins.test_survey import OLD, RESPONSES, REVIEWS, TYPED

EVENT = {
    "event_date": "20260105",
    "event_timestamp": "1767603600000000",
    "event_name": "page_view",
    "event_params": [{"key": "ga_session_id", "value": {"int_value": "1767603600"}}],
    "user_pseudo_id": "11.22",
}
TABLE = "App-instance ID,Stream name,Event count\n,,48,Grand total\n729222800.1,web,42\n1.2,web,6\n"

FILES: dict[str, tuple[str, str | bytes]] = {
    "report": ("data-export.csv", REPORT),
    "cohort": ("Reports_snapshot.csv", COHORT),
    "funnel": ("download.csv", FUNNEL),
    "tab": ("download.csv", f"# shop - GA4\n# 1st exploration-User explorer 1\n# 20260515-20260521\n\n{TABLE}"),
    "tab-german": (
        "download.csv",
        "# Laden - GA4\n# Freies Format 1\n# 20260101-20260131\n\n"
        "Land,Sitzungen,Bounce Rate\n,30,0.5,Gesamtsumme\nSE,20,1\n",
    ),
    "events": ("bq-results.json", "\n".join([json.dumps(EVENT), json.dumps(EVENT)])),
    "answer": ("report.json", json.dumps(answer(), indent=2)),
    "answers": ("report.json", json.dumps({"kind": "analyticsData#batchRunReports", "reports": [answer()]})),
    "old-report": ("Analytics All Web Site Data.csv", BROWSERS + "6/1/20,4\n6/2/20,5\n,9\n"),
    "old-report-dutch": (
        "Analytics.csv",
        "# ----\n# Alle websitegegevens\n# Browser\n# 20150101-20150131\n# ----\n\nBrowser,Sessies,Bouncepercentage\n"
        'Chrome,2.546,"85,98%"\nSafari,449,"57,91%"\n,2.995,"81,00%"\n',
    ),
    "old-report-hours": (
        "Analytics.csv",
        "# ----\n# All Web Site Data\n# Audience Overview\n# 20150701-20150731\n# ----\n\n"
        "Hour Index, Sessions\n0, 0\n1, 3\n",
    ),
    "qualtrics": ("Onboarding_November 4, 2026.csv", RESPONSES),
    "qualtrics-tabs": ("Onboarding.tsv", RESPONSES.replace(",", "\t").replace('""\t""', '"",""').encode("utf-16")),
    "qualtrics-old": ("Onboarding.csv", OLD),
    "monkey": ("Sheet_1.csv", "Respondent ID,Collector ID,Q?,\n,,Response,Web\n1,2,4,Web\n2,2,5,\n"),
    "typeform": ("responses.csv", TYPED),
    "form": (
        "Visit (Responses) - Form Responses 1.csv",
        "Timestamp,How was it?\n9/16/2026 0:06:16,4\n9/17/2026 9:00:00,5\n",
    ),
    "form-zone": ("Visit.csv", '"Timestamp","How was it?"\n"2026/09/06 12:06:16 AM EDT","4"\n'),
    "delighted": ("delighted.csv", "score,comment,created_at,survey_type\n10,Great,1790000000,nps\n"),
    "medallia": (
        "export.csv",
        "request_id,request_sent_at,response_received_at,star_rating\n1,2026-01-01T10:00:00Z,,\n",
    ),
    "discover": ("export.csv", "Natural ID,Document Date,Sentence,Sentiment\n1001,2026-01-05,x,-3\n"),
    "play": ("reviews_com.example.app_202601.csv", b"\xff\xfe" + REVIEWS.encode("utf-16-le")),
    "play-ratings": (
        "ratings_com.example.app_202601_overview.csv",
        b"\xff\xfe"
        + "Date,Package Name,Daily Average Rating,Total Average Rating\n2026-01-01,a.b,4.5,4.2\n".encode("utf-16-le"),
    ),
    "workspace": ("Referrers - Northwind.csv", PROJECT),
    "hits": ("hit_data.tsv", HITS.encode("latin-1")),
    "hits-with-names": ("01-suite_20260101.tsv", NAMES.encode() + HITS.encode("latin-1")),
    "tidy": ("kpis.csv", "metric,date,value\nnps,2026-01-01,40\n"),
    "plain": ("anything.csv", "day,calls\n2026-01-01,4\n2026-01-02,5\n"),
    "tabs": ("anything.txt", "day\tcalls\n2026-01-01\t4\n2026-01-02\t5\n"),
    "records": ("anything.json", '[{"day": "2026-01-01", "calls": 4}]'),
}
"""Name -> the file's name and what is in it."""

EXPECTED = {
    "report": "ga4",
    "cohort": "ga4",
    "funnel": "ga4-exploration",
    "tab": "ga4-exploration",
    "tab-german": "ga4-exploration",
    "events": "ga4-bigquery",
    "answer": "ga4-api",
    "answers": "ga4-api",
    "old-report": "ua",
    "old-report-dutch": "ua",
    "old-report-hours": "ua",
    "qualtrics": "qualtrics",
    "qualtrics-tabs": "qualtrics",
    "qualtrics-old": "qualtrics",
    "monkey": "surveymonkey",
    "typeform": "typeform",
    "form": "google-forms",
    "form-zone": "google-forms",
    "delighted": "delighted",
    "medallia": "medallia",
    "discover": "xm-discover",
    "play": "google-play",
    "play-ratings": "google-play",
    "workspace": "adobe-workspace",
    "hits": "adobe-feed",
    "hits-with-names": "adobe-feed",
    "tidy": "tidy",
    "plain": "csv",
    "tabs": "tsv",
    "records": "json",
}
"""What each of them is."""
