"""A small file for each format, as the format's product writes it, with the name that people give it."""

from __future__ import annotations

import json

from tests.plugins.test_adobe import HITS, NAMES, PROJECT
from tests.plugins.test_google_analytics import BROWSERS, COHORT, FUNNEL, REPORT, answer
from tests.plugins.test_survey import (
    AGAIN,
    ANSWERS_AS_JSON,
    FRENCH_LIME,
    GERMAN_LIME,
    LIME,
    OLD,
    RESPONSES,
    REVIEWS,
    SINGLE_QUOTES,
    STRIPPED,
    TYPED,
)

EVENT = {
    "event_date": "20260105",
    "event_timestamp": "1767603600000000",
    "event_name": "page_view",
    "event_params": [{"key": "ga_session_id", "value": {"int_value": "1767603600"}}],
    "user_pseudo_id": "11.22",
}
TICKET = {
    "id": 1,
    "url": "https://x.example/api/v2/tickets/1.json",
    "via": {"channel": "web"},
    "created_at": "2026-01-01T10:00:00Z",
    "updated_at": "2026-01-02T10:00:00Z",
    "status": "closed",
    "requester_id": 7,
    "submitter_id": 7,
    "assignee_id": 9,
    "satisfaction_rating": {"score": "good"},
}
TABLE = "App-instance ID,Stream name,Event count\n,,48,Grand total\n729222800.1,web,42\n1.2,web,6\n"

FILES: dict[str, tuple[str, str | bytes]] = {
    "report": ("data-export.csv", REPORT),
    "cohort": ("Reports_snapshot.csv", COHORT),
    "funnel": ("download.csv", FUNNEL),
    "dashboard": (
        "data-export.csv",
        "# ----\n# Dashboard report\n# ----\n# Retention cohorts #\nDate,Week 0,Week 1\nNov 5 - Nov 11,2,1\n",
    ),
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
    "qualtrics-single-quotes": ("Onboarding.csv", SINGLE_QUOTES),
    "qualtrics-stripped": ("Onboarding.csv", STRIPPED),
    "qualtrics-json": ("responses.json", ANSWERS_AS_JSON),
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
    "hubspot": (
        "hubspot-crm-exports-all-deals-2026-01-05.csv",
        '"Record ID","Deal Name","Pipeline","Deal Stage","Amount"\n"1","x","Sales","Won","10"\n',
    ),
    "pipedrive": ("deals.csv", "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Value\n1,x,Won,won,10\n"),
    "zoho": ("Deals.csv", "Record Id,Deal Name,Deal Owner.id,Stage\nzcrm_4150868000000225013,x,zcrm_1,Won\n"),
    "zendesk": (
        "export.csv",
        "Id,Requester,Requester id,Status,Priority,Via,Ticket type,Created at,Solved at,Satisfaction Score\n"
        "1,A,2,closed,-,web,Question,2009-09-01 19:02,,Offered\n",
    ),
    "zendesk-lines": ("tickets.json", "\n".join([json.dumps(TICKET), json.dumps(TICKET)])),
    "intercom": (
        "conversations.csv",
        "conversation_id,conversation_created_at,conversation_first_response_at,conversation_closed_at\n"
        "1,2017-11-14 21:45:08,,\n",
    ),
    "sales-report": (
        "report1700000000000.csv",
        '"Case Number","Age"\n"001","1.5"\n\n\n"Grand Totals (1 records)"\n"Cases"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n"Generated By: A"\n"N"\n',
    ),
    "sales-report-long": (
        "report.csv",
        '"Ticket No","Age","Remark"\n'
        + "".join(f'"{at:05}","1.5","Something was wrong with order {at}"\n' for at in range(400))
        + '\n\n"Grand Totals (400 records)"\n"Confidential Information - Do Not Distribute"\n',
    ),
    "sales-report-of-an-old-mac": ("x.csv", '"A","B"\r"1","x"\r"2","y"\r\r\r"Grand Totals (2 records)"\r'),
    "sales-report-plain": (
        "deals.csv",
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount,Close Date\n"
        "A. Person,Best,x,Closed Won,Q1-2026,10,1/13/2026\n",
    ),
    "cases-report-plain": (
        "cases.csv",
        "Case Owner,Case Number,Subject,Date/Time Opened,Age (Hours),Open,Closed\nA,001,x,1/13/2026 10:00 AM,3,0,1\n",
    ),
    "hubspot-answers": (
        "feedback.csv",
        "Record ID,Contact Id,Rating,Date,Survey Name,NPS\n1,2,9,2026-01-05 10:00,Exit,Promoter\n",
    ),
    "hubspot-tickets": (
        "tickets.csv",
        "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Ticket owner\n1,a,Support,New,2026-01-05 10:00,D\n",
    ),
    "hubspot-contacts": (
        "contacts.csv",
        "First Name,Email,Contact owner,Lifecycle Stage,Lead Status,Create Date\n"
        "A,b@c.example,D,Lead,New,2026-01-05 10:00\n",
    ),
    "zoho-cases": (
        "Cases.csv",
        "Case Owner,Status,Case Origin,Created Time,Modified Time\n"
        'A,Closed,Web,"15 Apr, 2026 23:01:19","16 Apr, 2026 23:01:19"\n',
    ),
    "zoho-deals-without-ids": (
        "Deals.csv",
        "Deal Owner,Deal Name,Account Name,Amount,Stage,Type,Lead Source,Next Step,Closing Date,Created Time\n"
        "A,x,Best,10,Won,New,Web,call,2026-01-13,2026-01-01 10:00:00\n",
    ),
    "zoho-potentials": (
        "Potentials.csv",
        "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage\n"
        'x,A,"15 Apr, 2026 23:01:19","1 May, 2026 00:00:00","$10",Won\n',
    ),
    "zendesk-explore": (
        "Explore.csv",
        "Ticket created - Month,Ticket channel,COUNT(Tickets),MED(First reply time (min))\nJanuary,Web,10,34\n",
    ),
    "zendesk-tickets": (
        "Tickets.csv",
        "Ticket ID,Ticket form,Ticket channel,Ticket status,Assignee name\n1,Default,Web,Solved,B\n",
    ),
    "intercom-report": (
        "conversations.csv",
        "Conversation ID,Conversation started at (Europe/Stockholm),Conversation rating,Channel\n"
        "1,2026-01-05 10:00,5,Chat\n",
    ),
    "form-korean": ("x.csv", "타임스탬프,만족도\n2026. 9. 13 오후 1:00:00,4\n"),
    "form-spanish": ("x.csv", "Marca temporal,¿Cómo fue?\n13/09/2026 13:00:00,4\n"),
    "form-script": ("x.csv", "Timestamp,How?\nSun Sep 06 2026 13:58:23 GMT-0500 (Central Daylight Time),4\n"),
    "typeform-two-rows": (
        "x.csv",
        ",Which?,,,\n#,Web,Phone,Start Date (UTC),Submit Date (UTC),Network ID\n"
        "r1,Web,,2026-03-29 21:20:00,2026-03-29 21:21:23,n\n",
    ),
    "monkey-german": (
        "Sheet_1.csv",
        "Teilnehmer-ID,Collector-ID,Startdatum,Enddatum,IP-Adresse,Wie?,Was?,\n,,,,,Antwort,Web,Telefon\n"
        "114000000001,4,13.01.2026,13.01.2026,1.2.3.4,10,Web,\n",
    ),
    "monkey-one-row": (
        "x.csv",
        "Respondent ID,Collector ID,Start Date,End Date,How?\n114000000001,4,1/13/2026,1/13/2026,5\n",
    ),
    "dynamics-german": (
        "Verkaufschancen.csv",
        "(Nicht ändern) Verkaufschance;(Nicht ändern) Zeilenprüfsumme;Thema\n2e1a;x==;a\n",
    ),
    "sales-query": (
        "cases.json",
        json.dumps({"totalSize": 1, "done": True, "records": [{"attributes": {"type": "Case"}, "CaseNumber": "001"}]}),
    ),
    "zendesk-ratings": ("ratings.json", json.dumps({"satisfaction_ratings": [{"id": 1, "score": "good"}]})),
    "lime": ("results-survey425936.csv", "\ufeff" + LIME),
    "lime-french": ("results.csv", FRENCH_LIME),
    "lime-german": ("results.csv", GERMAN_LIME),
    "lime-again": ("vvexport_425936.txt", AGAIN),
    "lime-json": (
        "responses.json",
        json.dumps({"responses": [{"id": "1", "submitdate": None, "lastpage": "1", "startlanguage": "en", "Q1": "5"}]}),
    ),
    "sales-accounts": ("export.csv", "Id,Name,Industry\n0015g00000ABCDEAAB,x,y\n0015g00000ABCDFAAB,x,y\n"),
    "sales-leads": ("export.csv", "Id,Company,LeadSource,IsConverted\n00Q5g00000ABCDEAAB,c,Web,false\n"),
    "sales-bulk": ("bulk.csv", '"sf__Id","sf__Created","Name"\n"0065g00000ABCDEAAB","true","x"\n'),
    "sales-flat": ("x.csv", "attributes.type,attributes.url,Id,Name\nCase,/services/data/x,5005g00000ABCDEAAB,x\n"),
    "sales-tree": ("x.json", json.dumps({"records": [{"attributes": {"type": "Case"}, "Subject": "a"}]})),
    "sales-report-german": (
        "x.csv",
        "Opportunity-Inhaber;Accountname;Opportunity-Name;Phase;Betrag\nA;B;x;Gewonnen;1.234,50\n",
    ),
    "sales-report-german-summed": (
        "x.csv",
        '"Phase","Name","Betrag"\n"Gewonnen","x","100,50"\n"Zwischensumme","","100,50"\n"Gesamtsumme","","100,50"\n\n'
        '"Copyright © 2026 salesforce.com, inc. Alle Rechte vorbehalten."\n',
    ),
    "cases-report-french": (
        "x.csv",
        "Numéro de la requête,Origine de la requête,Objet\n001,Web,x\n",
    ),
    "hubspot-french": (
        "x.csv",
        "ID d’enregistrement,Nom de la transaction,Phase de la transaction,Montant\n101,x,Gagnée,1000.5\n",
    ),
    "sales-tool": ("x.csv", "Name,StageName,CloseDate,Account.Name\nTest,Needs Analysis,2022-12-31,\n"),
    "sales-history": (
        "x.csv",
        "OpportunityId,Field,OldValue,NewValue,CreatedDate\n0065g00000ABCDEAAB,StageName,A,B,2026-01-05T10:00:00.000Z\n",
    ),
    "sales-report-history": ("x.csv", "Opportunity Name,From Stage,To Stage,Amount\nx,A,B,5\n"),
    "sales-report-accounts": (
        "x.csv",
        "Account Name,Type,Billing State/Province,Last Activity,Account Owner\nx,y,CA,1/13/2026,A\n",
    ),
    "pipedrive-czech": ("x.csv", "Obchod - ID,Obchod - Hodnota,Obchod - Měna,Obchod - Fáze\n1,100,CZK,a\n"),
    "zoho-desk": (
        "x.csv",
        "Ticket Id,Ticket Owner,Status,Channel,Created Time,Modified Time\n1,a,Closed,Email,2026-01-05,2026-01-06\n",
    ),
    "zoho-leads": ("x.csv", "Lead Id,Lead Owner,Company,Lead Source,Created Time\n1,a,b,Web,2026-01-05 10:00:00\n"),
    "zendesk-times": ("x.csv", "ticket_id,reopens,reply_time_in_minutes__calendar\n1,0,5\n"),
    "intercom-labels": (
        "x.csv",
        "Conversation ID,Conversation created at,User name,Teammate replied to,Conversation tags\n1,2026-01-05,x,y,z\n",
    ),
    "dynamics-view": (
        "x.csv",
        "Created On,Topic,Owner,Potential Customer,Status,Status Reason,Est. revenue,Est. close date,Currency\n"
        "5/20/2024 7:42,A,B,C,Lost,Canceled,13400,8/31/2024,US Dollar\n",
    ),
    "dynamics-cases": ("x.csv", "Case Title,Case Number,Status Reason,Created On\na,CAS-1,Solved,5/20/2024 7:42\n"),
    "dataverse": (
        "x.csv",
        "incidentid,title,statecode,statuscode,createdon,modifiedon\n2e1a,a,0,1,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z\n",
    ),
    "pipedrive-list": (
        "x.csv",
        "Title,Value,Currency,Organization,Contact person,Expected close date,Stage,Status,Won time,Lost reason\n"
        "x,100,EUR,Acme,P,2026-01-05,Negotiation,Open,,\n",
    ),
    "pipedrive-interface": (
        "x.json",
        json.dumps(
            {"data": [{"id": 1, "value": 9, "stage_id": 3, "pipeline_id": 1, "add_time": "x", "won_time": "y"}]}
        ),
    ),
    "pipedrive-connector": (
        "x.csv",
        "id,title,value,currency,status,stage_id,pipeline_id,add_time,won_time\n1,x,9,EUR,won,3,1,2026-01-05,2026-02-05\n",
    ),
    "zoho-interface": (
        "x.json",
        json.dumps({"data": [{"id": "1", "Deal_Name": "x"}, {"id": "2"}], "info": {"page": 1, "more_records": False}}),
    ),
    "zendesk-metrics": ("x.json", json.dumps({"ticket_metrics": [{"id": 1, "ticket_id": 2, "reopens": 0}]})),
    "intercom-connector": (
        "x.csv",
        "id,created_at,state,conversation_rating_value,count_reopens,time_to_admin_reply\n1,1790000000,closed,5,0,100\n",
    ),
    "delighted-labels": ("x.csv", "Response ID,Survey Type,Score,Comment,Created At\n1,nps,9,great,2026-01-05\n"),
    "play-installs": (
        "x.csv",
        b"\xff\xfe" + "Date,Package Name,Daily Device Installs\n2026-01-05,a.b,5\n".encode("utf-16-le"),
    ),
    "form-swedish": ("x.csv", "Tidstämpel,Hur nöjd?\n2026-09-13 13.00.00,4\n"),
    "form-danish": ("x.csv", "Tidsstempel,Hvor tilfreds?\n13/09/2026 kl. 13.00.00,4\n"),
    "form-resaved": ("x.csv", "Timestamp,How satisfied?\n3/18/26 18:42,4\n"),
    "typeform-anonymous": (
        "x.csv",
        "#,How?,Start Date (UTC),Submit Date (UTC)\na,5,2026-03-29 21:20,2026-03-29 21:21\n",
    ),
    "monkey-without-collectors": ("x.csv", "RespondentID,How often?\n3436139758,Once\n"),
    "log": ("log.csv", "case_id;activity;timestamp\n1;a;2026-01-01 10:00\n"),
    "xes": (
        "log.xes",
        '<?xml version="1.0"?><log xes.version="1.0"><trace><string key="concept:name" value="1"/><event>'
        '<string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-01T00:00:00Z"/>'
        "</event></trace></log>",
    ),
    "ocel": (
        "log.json",
        json.dumps(
            {
                "eventTypes": [],
                "objectTypes": [],
                "events": [{"id": "e1", "type": "a", "time": "2026-01-01T00:00:00Z", "relationships": []}],
                "objects": [],
            }
        ),
    ),
    "tidy": ("kpis.csv", "metric,date,value\nnps,2026-01-01,40\n"),
    "plain": ("anything.csv", "day,calls\n2026-01-01,4\n2026-01-02,5\n"),
    "tabs": ("anything.txt", "day\tcalls\n2026-01-01\t4\n2026-01-02\t5\n"),
    "records": ("anything.json", '[{"day": "2026-01-01", "calls": 4}]'),
}
"""Name -> the file's name and what is in it."""

EXPECTED = {
    **dict.fromkeys(("form-swedish", "form-danish", "form-resaved"), "google-forms"),
    "typeform-anonymous": "typeform",
    "monkey-without-collectors": "surveymonkey",
    **dict.fromkeys(("sales-accounts", "sales-leads", "sales-bulk", "sales-flat", "sales-tree"), "salesforce"),
    **dict.fromkeys(
        ("sales-report-german", "sales-report-german-summed", "cases-report-french", "sales-report-of-an-old-mac"),
        "salesforce-report",
    ),
    "hubspot-french": "hubspot",
    **dict.fromkeys(("dataverse", "dynamics-view", "dynamics-cases"), "dynamics"),
    "sales-tool": "salesforce",
    "sales-history": "salesforce",
    **dict.fromkeys(("sales-report-history", "sales-report-accounts"), "salesforce-report"),
    "pipedrive-czech": "pipedrive",
    **dict.fromkeys(("zoho-desk", "zoho-leads"), "zoho"),
    "zendesk-times": "zendesk",
    "intercom-labels": "intercom",
    **dict.fromkeys(("pipedrive-list", "pipedrive-interface", "pipedrive-connector"), "pipedrive"),
    "zoho-interface": "zoho",
    "zendesk-metrics": "zendesk",
    "intercom-connector": "intercom",
    "delighted-labels": "delighted",
    "play-installs": "google-play",
    "lime": "limesurvey",
    "lime-french": "limesurvey",
    "lime-german": "limesurvey",
    "lime-again": "limesurvey",
    "lime-json": "limesurvey",
    "monkey-german": "surveymonkey",
    "monkey-one-row": "surveymonkey",
    "dynamics-german": "dynamics",
    "sales-query": "salesforce",
    "zendesk-ratings": "zendesk",
    "sales-report-long": "salesforce-report",
    "sales-report-plain": "salesforce-report",
    "cases-report-plain": "salesforce-report",
    "hubspot-answers": "hubspot",
    "hubspot-contacts": "hubspot",
    "hubspot-tickets": "hubspot",
    "zoho-cases": "zoho",
    "zoho-potentials": "zoho",
    "zoho-deals-without-ids": "zoho",
    "zendesk-explore": "zendesk",
    "zendesk-tickets": "zendesk",
    "intercom-report": "intercom",
    "form-korean": "google-forms",
    "form-spanish": "google-forms",
    "form-script": "google-forms",
    "typeform-two-rows": "typeform",
    "report": "ga4",
    "cohort": "ga4",
    "funnel": "ga4-exploration",
    "dashboard": "ga4",
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
    "qualtrics-single-quotes": "qualtrics",
    "qualtrics-stripped": "qualtrics",
    "qualtrics-json": "qualtrics",
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
    "hubspot": "hubspot",
    "pipedrive": "pipedrive",
    "zoho": "zoho",
    "zendesk": "zendesk",
    "zendesk-lines": "zendesk",
    "intercom": "intercom",
    "sales-report": "salesforce-report",
    "log": "events",
    "xes": "xes",
    "ocel": "ocel",
    "tidy": "tidy",
    "plain": "csv",
    "tabs": "tsv",
    "records": "json",
}
"""What each of them is."""
