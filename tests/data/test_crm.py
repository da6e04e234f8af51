"""Exports of sales and support systems, on real files where there are some and else on small ones of their shape."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from cjmsite_crm import FORMATS
from openpyxl import Workbook

from cjmsite.data.container import InputFile
from cjmsite.data.reader import read_source
from cjmsite.diagnostics import Span
from cjmsite.model.source import Source
from tests.data.making import codes, column, dropped, measure, only, place, read, sample, value

SALESFORCE, REPORT, HUBSPOT, DYNAMICS, PIPEDRIVE, ZOHO, ZENDESK, INTERCOM = FORMATS


def workbook(*rows: list[Any], hidden: list[Any] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if hidden:
        other = made.create_sheet("hiddenSheet")
        other.append(hidden)
        other.sheet_state = "veryHidden"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def counts(values: tuple[Any, ...]) -> dict[Any, int]:
    return {value: values.count(value) for value in dict.fromkeys(values)}


# --- Salesforce ---------------------------------------------------------------------------------------------

DEALS = {
    "stage": {"from": {"any_of": ["StageName", "STAGENAME"]}},
    "amount": {"from": {"any_of": ["Amount", "AMOUNT"]}, "type": "number"},
    "won": {"from": {"any_of": ["IsWon", "ISWON"]}, "type": "boolean"},
    "closed": {"from": {"any_of": ["IsClosed", "ISCLOSED"]}, "type": "boolean"},
}


def test_data_loader_gives_won_deals_and_their_amount() -> None:
    reading = sample("salesforce/dataloader_opportunity.csv", SALESFORCE, columns=DEALS)
    assert reading.problems == ()
    assert len(reading.table) == 38
    assert counts(column(reading, "stage")) == {
        "Closed Won": 8,
        "Value Proposition": 8,
        "Negotiation/Review": 4,
        "Id. Decision Makers": 4,
        "Proposal/Price Quote": 4,
        "Prospecting": 9,
        "Needs Analysis": 1,
    }
    assert value(reading, "sum", expr="amount", filter=["won"]).value == 2_200_000


def test_flags_that_are_one_or_nothing_are_yes_and_no() -> None:
    reading = sample("salesforce/opportunity_sfdmu.csv", SALESFORCE, columns=DEALS)
    assert reading.problems == ()
    assert counts(column(reading, "won")) == {False: 38, True: 12}
    assert any("`1` or nothing" in note and "`IsWon`" in note for note in reading.files[0].notes)
    won = value(reading, "ratio", numerator={"filter": "won"}, denominator={"filter": "closed"}, unit="%")
    assert (won.numerator, won.denominator) == (12, 15)
    amount = value(reading, "sum", expr="amount", filter=["won"]).value
    assert amount == pytest.approx(10_542_562.98)
    cases = sample("salesforce/case_sfdmu.csv", SALESFORCE, columns={"closed": DEALS["closed"], "status": "Status"})
    assert counts(column(cases, "closed")) == {True: 14, False: 26}
    assert counts(column(cases, "status")) == {"Closed": 14, "in_progress": 11, "open": 15}


def test_a_flag_that_nobody_set_stays_unknown() -> None:
    reading = read("Id,IsDeleted\n1,\n2,\n", SALESFORCE, columns={"gone": {"from": "IsDeleted", "type": "boolean"}})
    assert column(reading, "gone") == (None, None)


@pytest.mark.parametrize("name", ["IsDeleted", "ISDELETED"])
def test_records_in_the_recycle_bin_do_not_count_unless_the_source_says_so(name: str) -> None:
    text = f"Id,{name},Amount\n1,false,10\n2,true,20\n3,false,5\n"
    amount = {"amount": {"from": "Amount", "type": "integer"}}
    reading = read(text, SALESFORCE, columns=amount)
    assert column(reading, "amount") == (10, 5)
    assert dropped(reading) == {"deleted, but not for good (`IsDeleted`)": 1}
    assert column(read(text, SALESFORCE, columns=amount, filter=[f"{name} == 'true'"]), "amount") == (20,)


def test_flags_written_out_are_left_as_they_are() -> None:
    reading = read("Id,IsWon\n1,true\n2,\n3,false\n", SALESFORCE, columns={"won": {"from": "IsWon", "type": "boolean"}})
    assert column(reading, "won") == (True, None, False)


def test_a_success_file_has_its_status() -> None:
    reading = sample("salesforce/dataloader_success.csv", SALESFORCE, columns={"status": "STATUS"})
    assert counts(column(reading, "status")) == {"Item Created": 9}


def test_stages_saved_again_from_excel_are_counted() -> None:
    columns = {"stage": "StageName", "when": {"from": "CreatedDate", "type": "datetime", "format": "%m/%d/%y %I:%M %p"}}
    reading = sample("salesforce/opportunity_history.csv", SALESFORCE, columns=columns)
    assert reading.problems == ()
    assert len(reading.table) == 48
    assert counts(column(reading, "stage"))["Closed Won"] == 19


def test_a_weekly_export_is_read_from_its_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Case.csv", 'Id,IsClosed,Reason\n"500A","1","#N/A"\n"500B","0","Bill"\n')
        archive.writestr("Account.csv", "Id,Name\n1,x\n")
    spec = Source.model_validate({"columns": {"closed": {"from": "IsClosed", "type": "boolean"}, "reason": "Reason"}})
    reading = read_source("s", spec, [InputFile("weekly.zip", buffer.getvalue(), "Case.csv")], SALESFORCE, place)
    assert reading.problems == ()
    assert (column(reading, "closed"), column(reading, "reason")) == ((True, False), (None, "Bill"))


FOOTER = (
    '\n\n"Grand Totals (2 records)"\n"Cases by age"\n'
    '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    '"Confidential Information - Do Not Distribute"\n"Generated By: A. Person  21/11/2026 10:00"\n"Northwind"\n'
)


@pytest.mark.parametrize("fmt", [REPORT, SALESFORCE], ids=["as a report", "as records"])
def test_the_lines_below_a_report_are_no_rows(fmt: Any) -> None:
    text = '"Case Number","Age","Subject"\n"001","1.5","a\r\nb"\n"002","2","c"\n' + FOOTER
    reading = read(text, fmt, columns={"age": {"from": "Age", "type": "number"}, "subject": "Subject"})
    assert reading.problems == ()
    assert column(reading, "age") == (1.5, 2)
    assert "A. Person" not in repr(reading)


def test_totals_within_a_report_are_no_rows() -> None:
    text = "Stage,Amount\nWon,10\nSubtotal,10\nLost,5\nSubtotal,5\nTotal,15\n"
    reading = read(text, REPORT, columns={"amount": {"from": "Amount", "type": "number"}})
    assert column(reading, "amount") == (10, 5)
    assert dropped(reading) == {"totals row": 3}


def test_a_formatted_report_is_filled_down_its_groups() -> None:
    content = workbook(
        ["Deals by stage"],
        ["As of 2026-11-21 10:00:00 • Generated by A. Person"],
        [],
        ["Stage  ↑", "Deal Name", "Amount"],
        ["Won", "A", 10],
        [None, "B", 20],
        ["Subtotal", None, 30],
        ["Lost", "C", 5],
        ["Total", None, 35],
    )
    columns = {"stage": "Stage", "amount": {"from": "Amount", "type": "number"}}
    reading = read(content, REPORT, path="report.xlsx", columns=columns)
    assert reading.problems == ()
    assert column(reading, "stage") == ("Won", "Won", "Lost")
    assert column(reading, "amount") == (10, 20, 5)


def test_a_report_in_a_workbook_may_stand_beside_a_margin_and_end_in_its_own_table() -> None:
    content = workbook(
        [],
        [None, "Deals by stage"],
        [None, "As of 2026-11-21"],
        [],
        [None, "Stage", "Deal Name", "Amount"],
        [None, "Won", "A", 10],
        [None, "Lost", "B", 20],
        [None, "Total", None, 30],
        [None, "Copyright © 2000-2026 salesforce.com, inc. All rights reserved."],
        [None, "Confidential Information - Do Not Distribute"],
    )
    columns = {"stage": "Stage", "amount": {"from": "Amount", "type": "number"}}
    reading = read(content, REPORT, path="report.xlsx", columns=columns)
    assert reading.problems == ()
    assert (column(reading, "stage"), column(reading, "amount")) == (("Won", "Lost"), (10, 20))
    assert dropped(reading) == {"totals row": 3}


@pytest.mark.parametrize(
    "footer",
    [
        '"Grand Totals (3 records)"\n',
        '\n\n"Grand Totals (3 records)"\n\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n',
        "Grand Total (3 records),,\n,,\nConfidential Information - Do Not Distribute,,\n",
    ],
)
def test_a_report_that_counts_its_records_proves_that_all_are_there(footer: str) -> None:
    rows = "Case Number,Age,Subject\n001,1.5,a\n002,2,b\n003,4,c\n"
    columns = {"age": {"from": "Age", "type": "number"}}
    whole = read(rows + footer, REPORT, columns=columns)
    assert whole.problems == ()
    assert column(whole, "age") == (1.5, 2, 4)
    assert "the report says itself that it has 3 records" in whole.files[0].notes
    cut = read(rows.replace("002,2,b\n", "") + footer, REPORT, columns=columns)
    assert codes(cut) == ["records-missing"]
    assert "has 3 records, but 2 rows can be read" in only(cut).message
    assert only(cut).span == Span("data.csv")


def test_a_customer_called_total_is_no_total() -> None:
    text = "Account Name,Stage,Amount\nTotal,Closed Won,$10.00\nBest,Closed Lost,$5.00\nTotal,,$15.00\n"
    reading = read(text, REPORT, columns={"name": "Account Name", "amount": {"from": "Amount", "type": "number"}})
    assert (column(reading, "name"), column(reading, "amount")) == (("Total", "Best"), (10, 5))


def test_lines_of_a_grouped_report_that_count_or_sum_are_no_rows() -> None:
    text = (
        "Stage  ↑,Name,Amount\nWon (2 records),,\nWon,A,USD 10.00\n,B,USD 20.00\nSubtotal,Sum,USD 30.00\n,Count,2\n"
        "Lost,C,USD 5.00\nSubtotal,Sum,USD 5.00\n,Count,1\nTotal,Sum,USD 35.00\n,Count,3\nGrand Totals (3 records),,\n"
    )
    reading = read(text, REPORT, columns={"stage": "Stage", "amount": {"from": "Amount", "type": "number"}})
    assert reading.problems == ()
    assert (column(reading, "stage"), column(reading, "amount")) == (("Won", "Won", "Lost"), (10, 20, 5))


GERMAN = (
    '"Opportunity-Inhaber";"Opportunity-Name";"Phase";"Betrag Währung";"Betrag";"Schlusstermin"\n'
    '"A";"x";"Gewonnen";"EUR";"1.234,50";"13.01.2026"\n"A";"y";"Verloren";"EUR";"100,00";"13.02.2026"\n'
    '\n\n"Gesamtsummen (2 Datensätze)"\n"Gewonnene Deals"\n'
    '"Copyright (c) 2000-2026 salesforce.com, inc. Alle Rechte vorbehalten."\n'
    '"Vertrauliche Informationen - Nicht weitergeben"\n"Erstellt von: A B 03.11.2026 10:00"\n"Northwind GmbH"\n'
)
FRENCH = (
    '"Nom du compte","Montant"\n"Acme","1 234,50"\n"Best","100,00"\n\n\n"Totaux généraux (2 enregistrements)"\n'
    '"Opportunités"\n"Copyright (c) 2000-2026 salesforce.com, inc. Tous droits réservés."\n'
    '"Informations confidentielles - Ne pas distribuer"\n"Généré par : A B 03/11/2026 10:00"\n"Northwind"\n'
)


@pytest.mark.parametrize(("text", "name"), [(GERMAN, "Betrag"), (FRENCH, "Montant")], ids=["German", "French"])
def test_a_report_in_another_language_proves_that_all_its_records_are_there(text: str, name: str) -> None:
    columns = {"amount": {"from": name, "type": "number"}}
    reading = read(text, REPORT, columns=columns)
    assert reading.problems == ()
    assert column(reading, "amount") == (1234.5, 100)
    assert "the report says itself that it has 2 records" in reading.files[0].notes
    lines = text.splitlines(keepends=True)
    assert codes(read("".join((lines[0], *lines[2:])), REPORT, columns=columns)) == ["records-missing"]
    assert column(read(text.replace("\n\n\n", "\n"), REPORT, columns=columns), "amount") == (1234.5, 100)


def test_what_stands_below_the_count_of_a_report_is_no_record_even_without_a_blank_line() -> None:
    text = '"Case Number","Age"\n"001","1.5"\n"002","2"\n' + FOOTER.strip() + "\n"
    reading = read(text, REPORT, columns={"age": {"from": "Age", "type": "number"}})
    assert reading.problems == (), "no record is missing"
    assert column(reading, "age") == (1.5, 2)


def test_a_grouped_report_in_german_is_read_without_its_sums() -> None:
    content = workbook(
        [None, "Fälle nach Ursprung"],
        [None, "Stand 03.11.2026 • Erstellt von A. Person"],
        [],
        [None, "Fallursprung  ↑", "Fallnummer", "Status", "Alter (Stunden)"],
        [None, "E-Mail", "001", "Geschlossen", 3.5],
        [None, None, "002", "Neu", 4.5],
        [None, "Zwischensumme", None, "Summe", 8.0],
        [None, None, None, "Anzahl", 2],
        [None, "Telefon", "003", "Geschlossen", 1.0],
        [None, "Zwischensumme", None, "Summe", 1.0],
        [None, None, None, "Anzahl", 1],
        [None, "Summe", None, "Summe", 9.0],
        [None, None, None, "Anzahl", 3],
        [],
        [None, "Vertrauliche Informationen - Nicht weitergeben"],
    )
    columns = {"origin": "Fallursprung", "age": {"from": "Alter (Stunden)", "type": "number"}}
    reading = read(content, REPORT, path="report.xlsx", columns=columns, table={"has": ["Fallursprung"]})
    assert reading.problems == ()
    assert (column(reading, "origin"), column(reading, "age")) == (("E-Mail", "E-Mail", "Telefon"), (3.5, 4.5, 1))


def test_a_report_called_xls_is_a_web_page_with_a_table() -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"></head><body><table>'
        "<tr><th>Case Number</th><th>Ort</th><th>Age</th></tr><tr><td>001</td><td>K\xf6ln</td><td>1,5</td></tr>"
        "<tr><td>002</td><td>Gie&szlig;en</td><td>2</td></tr></table>"
        "<table><tr><td>Copyright (c) 2000-2026 salesforce.com</td></tr></table></body></html>"
    ).encode("latin-1")
    columns = {"place": "Ort", "age": {"from": "Age", "type": "number"}}
    reading = read(page, REPORT, path="report1700000000000.xls", locale="de", columns=columns)
    assert reading.problems == ()
    assert (column(reading, "place"), column(reading, "age")) == (("Köln", "Gießen"), (1.5, 2))
    assert codes(read(b"<html><body>Please sign in</body></html>", REPORT, columns=columns)) == ["not-a-table"]


# --- HubSpot, Dynamics, Pipedrive, Zoho ---------------------------------------------------------------------


def test_hubspot_labels_may_hold_quotes_and_come_twice() -> None:
    text = (
        '"Record ID","Deal Name","Deal Stage","Amount","Date entered ""Closed Won (Sales Pipeline)""","Contact IDs",'
        '"Contact IDs"\n"1","A","Closed Won","1200","2026-01-05 10:30","7;8","9"\n"2","B","Closed Lost","","","",""\n'
    )
    columns = {
        "stage": "Deal Stage",
        "amount": {"from": "Amount", "type": "number"},
        "won": {"from": 'Date entered "Closed Won (Sales Pipeline)"', "type": "datetime"},
        "second": {"from": {"name": "Contact IDs", "nth": 2}},
    }
    for content in (text.encode(), text.encode("utf-16")):
        reading = read(content, HUBSPOT, columns=columns)
        assert reading.problems == ()
        assert column(reading, "second") == ("9", None)
        assert [moment and moment.day for moment in column(reading, "won")] == [5, None]


def test_damage_that_people_do_is_told_and_not_bent() -> None:
    text = 'Record ID,Amount,Close Date\n1,58.8k,2025-01-18\n2,"$21,000",1/18/2025\n3,5,TBD\n'
    columns = {"amount": {"from": "Amount", "type": "number"}, "day": {"from": "Close Date", "type": "date"}}
    found = read(text, HUBSPOT, columns=columns)
    assert {problem.code for problem in found.problems} == {"ambiguous-number", "not-a-date"}


MONEY = (
    "Record ID,Deal Name,Amount,Currency,Amount in company currency\n1,a,1000,EUR,1100\n2,b,2000,USD,2000\n3,c,,SEK,\n"
)
AMOUNTS = {
    "amount": {"from": "Amount", "type": "number"},
    "same": {"from": "Amount in company currency", "type": "number"},
}


def test_amounts_in_several_currencies_are_not_added_up() -> None:
    reading = read(MONEY, HUBSPOT, columns=AMOUNTS)
    problem = only(measure(reading, "sum", expr="amount"))
    assert (problem.code, problem.severity) == ("mixed-units", "error")
    assert problem.message == "`amount` is in 2 currencies, as `Currency` says: `EUR`, `USD`"
    assert problem.hint and "`Currency` == 'EUR'" in problem.hint and "at the source" in problem.hint
    assert measure(reading, "sum", expr="amount").series == ()
    assert value(reading, "sum", expr="same").value == 3100
    assert value(reading, "count", expr="amount").value == 2


def test_one_currency_is_chosen_by_the_source_or_by_the_metric() -> None:
    euros = read(MONEY, HUBSPOT, columns=AMOUNTS, filter=["Currency == 'EUR'"])
    assert value(euros, "sum", expr="amount").value == 1000
    mapped = read(MONEY, HUBSPOT, columns=AMOUNTS | {"money": "Currency"})
    assert codes(measure(mapped, "mean", expr="amount")) == ["mixed-units"]
    assert value(mapped, "sum", expr="amount", filter=["money == 'USD'"]).value == 2000


@pytest.mark.parametrize(
    ("text", "fmt", "column"),
    [
        ("Deal - ID,Deal - Value,Deal - Currency\n1,10,EUR\n2,20,USD\n", PIPEDRIVE, "Deal - Value"),
        ("Id,StageName,Amount,CurrencyIsoCode\n1,Won,10,EUR\n2,Won,20,USD\n", SALESFORCE, "Amount"),
        ("Deal Name,Amount Currency,Amount\na,EUR,10\nb,USD,20\n", REPORT, "Amount"),
        ("Record Id,Deal Name,Amount,Currency\n1,a,10,EUR\n2,b,20,USD\n", ZOHO, "Amount"),
        ("Topic,Est. Revenue,Est. Revenue (Base),Currency\na,10,9,Euro\nb,20,20,US Dollar\n", DYNAMICS, "Est. Revenue"),
        ("Record ID,Rating,Survey Name\n1,10,Recommend\n2,2,Ease\n", HUBSPOT, "Rating"),
        ("Datensatz-ID,Deal-Phase,Betrag,Währung\n1,a,10,EUR\n2,b,20,USD\n", HUBSPOT, "Betrag"),
        ("Geschäft - Wert,Geschäft - Währung von Wert\n10,EUR\n20,USD\n", PIPEDRIVE, "Geschäft - Wert"),
        ("Deal - Value,Deal - Currency of Value\n10,EUR\n20,USD\n", PIPEDRIVE, "Deal - Value"),
        ("Phase,Betrag Währung,Betrag\na,EUR,10\nb,USD,20\n", REPORT, "Betrag"),
        ("Étape,Devise du montant,Montant\na,EUR,10\nb,USD,20\n", REPORT, "Montant"),
        ("opportunityid,estimatedvalue,transactioncurrencyid\n1,10,EUR\n2,20,USD\n", DYNAMICS, "estimatedvalue"),
    ],
)
def test_units_are_known_where_each_system_names_them(text: str, fmt: Any, column: str) -> None:
    reading = read(text, fmt, columns={"x": {"from": column, "type": "number"}})
    assert codes(measure(reading, "sum", expr="x")) == ["mixed-units"]
    one = read(
        text.replace("US Dollar", "Euro").replace("USD", "EUR").replace("Ease", "Recommend"),
        fmt,
        columns={"x": {"from": column, "type": "number"}},
    )
    assert codes(measure(one, "sum", expr="x")) == []


def test_an_id_is_nothing_to_add_up() -> None:
    problem = only(read("Record ID\n1\n2\n", HUBSPOT, columns={"id": {"from": "Record ID", "type": "integer"}}))
    assert problem.code == "not-a-quantity"


def test_the_number_of_a_choice_is_nothing_to_average() -> None:
    text = "incidentid,statecode,createdon\n1,0,2026-01-05\n2,1,2026-01-06\n"
    problem = only(read(text, DYNAMICS, columns={"state": {"from": "statecode", "type": "integer"}}))
    assert problem.code == "not-a-quantity" and "number of a choice" in problem.message


def test_deals_of_an_interface_are_rows_though_each_has_an_id_and_a_value() -> None:
    deal = {"id": 1, "title": "x", "value": 100, "currency": "EUR", "stage_id": 3, "add_time": "2026-01-05 10:00:00"}
    text = json.dumps({"success": True, "data": [deal, deal | {"id": 2, "value": 50}]})
    reading = read(text, PIPEDRIVE, path="d.json", columns={"value": {"type": "number"}})
    assert column(reading, "value") == (100, 50)
    page = json.dumps({"success": True, "data": [deal, deal], "additional_data": {"next_cursor": "eyJ"}})
    assert codes(read(page, PIPEDRIVE, path="d.json", columns={"value": {"type": "number"}})) == ["more-pages"]


def test_hubspot_deals_of_its_interface_are_read() -> None:
    text = '{"results": [{"id": "1", "properties": {"dealstage": "closedwon", "amount": "12.50"}}]}'
    columns = {"stage": "properties.dealstage", "amount": {"from": "properties.amount", "type": "number"}}
    assert column(read(text, HUBSPOT, columns=columns), "amount") == (12.5,)
    reading = sample("hubspot/fivetran_deal.csv", HUBSPOT, columns={"deal": "deal_id"})
    assert len(reading.table) == 44


def test_a_dynamics_workbook_is_read_beside_its_hidden_sheet() -> None:
    content = workbook(
        ["(Do Not Modify) Case", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On", "Status", " Owner"],
        ["6b1-e1", "x==", "2026-01-05", "Resolved", "N"],
        ["6b1-e2", "y==", "2026-01-06", "Active", "T"],
        hidden=["incident:x"],
    )
    reading = read(content, DYNAMICS, columns={"status": "Status", "owner": "Owner"})
    assert reading.problems == ()
    assert column(reading, "status") == ("Resolved", "Active")


def test_pipedrive_labels_say_what_they_belong_to() -> None:
    text = (
        "Deal - ID,Deal - Title,Deal - Status,Deal - Value,Deal - Won time\n"
        "1,A,won,100,2026-03-01 10:00:00\n2,B,lost,50,\n"
    )
    columns = {"status": "Deal - Status", "value": {"from": "Deal - Value", "type": "number"}}
    assert column(read(text, PIPEDRIVE, columns=columns), "status") == ("won", "lost")
    text = '{"success": true, "data": [{"id": 1, "status": "won"}], "additional_data": {"pagination": {"start": 0}}}'
    assert column(read(text, PIPEDRIVE, columns={"status": {}}), "status") == ("won",)


@pytest.mark.parametrize("delimiter", [",", ";", ":", "|"])
def test_zoho_parts_cells_as_the_account_likes(delimiter: str) -> None:
    text = '"Record Id","Deal Owner.id","Deal Owner","Stage"\n"zcrm_41508680000002","zcrm_1","N","Closed Won"\n'
    text += '"zcrm_41508680000003","zcrm_1","N","Qualification"\n'
    spec = {"delimiter": ":"} if delimiter == ":" else {}
    reading = read(text.replace('","', f'"{delimiter}"'), ZOHO, columns={"stage": "Stage"}, **spec)
    assert column(reading, "stage") == ("Closed Won", "Qualification")


# --- Zendesk and Intercom -----------------------------------------------------------------------------------


def test_an_offered_rating_is_no_answer() -> None:
    text = (
        "Id,Requester,Status,Created at,Satisfaction Score,First reply time in minutes\n"
        "1,A,Closed,2026-01-05 10:00,Good,12\n2,B,Closed,2026-01-05 11:00,Offered,-\n"
        "3,C,Open,2026-01-06 11:00,Not Offered,\n4,D,Closed,2026-01-07 11:00,Bad,30\n"
    )
    columns = {
        "rating": "Satisfaction Score",
        "reply": {"from": {"any_of": ["First reply time in minutes", "First reply time (min)"]}, "type": "number"},
    }
    reading = read(text, ZENDESK, columns=columns)
    assert reading.problems == ()
    assert column(reading, "rating") == ("Good", None, None, "Bad")
    assert column(reading, "reply") == (12, None, None, 30)
    assert value(reading, "count", expr="rating").value == 2


TICKETS = (
    '{"id": 1, "status": "closed", "created_at": "2016-04-28T11:19:34 -10:00",'
    ' "satisfaction_rating": {"score": "good"}, "custom_fields": [{"id": 7, "value": "web"}]}',
    '{"id": 2, "status": "open", "created_at": "2016-05-01T00:00:00 -10:00",'
    ' "satisfaction_rating": {"score": "offered"}}',
)


@pytest.mark.parametrize(
    "text", ["\n".join(TICKETS), '{"tickets": [' + ",".join(TICKETS) + '], "end_of_stream": true}']
)
def test_tickets_are_read_from_json_and_json_lines(text: str) -> None:
    columns = {
        "rating": "satisfaction_rating.score",
        "form": "custom_fields.7",
        "when": {"from": "created_at", "type": "datetime"},
    }
    reading = read(text, ZENDESK, timezone="UTC", columns=columns)
    assert reading.problems == ()
    assert (column(reading, "rating"), column(reading, "form")) == (("good", None), ("web", None))
    assert column(reading, "when")[0].hour == 21


def test_a_ticket_file_of_a_connector_is_read() -> None:
    reading = sample("zendesk/fivetran_ticket.csv", ZENDESK, columns={"status": {}})
    assert counts(column(reading, "status")) == {"deleted": 2, "solved": 1, "closed": 7}


def test_conversations_of_intercom_have_seconds() -> None:
    text = (
        '{"type": "conversation.list", "pages": {"type": "pages", "next": null, "page": 1}, "conversations": ['
        '{"id": "1", "created_at": 1510695908, "statistics": {"time_to_assignment": 60, "median_time_to_reply": 95},'
        ' "conversation_rating": {"rating": 5}}, {"id": "2", "created_at": 1510782308, "conversation_rating": null}]}'
    )
    columns = {
        "when": {"from": "created_at", "type": "datetime", "format": "unix"},
        "reply": {"from": "statistics.median_time_to_reply", "type": "number"},
        "rating": {"from": "conversation_rating.rating", "type": "integer", "scale": [1, 5]},
    }
    reading = read(text, INTERCOM, timezone="UTC", columns=columns)
    assert reading.problems == ()
    assert (column(reading, "reply"), column(reading, "rating")) == ((95, None), (5, None))
    assert column(reading, "when")[0].isoformat() == "2017-11-14T21:45:08"


def test_a_receipt_says_that_rows_are_messages() -> None:
    text = "conversation_id,conversation_created_at\n1,2026-01-01\n1,2026-01-01\n2,2026-01-02\n"
    notes = read(text, INTERCOM, columns={"id": "conversation_id"}).files[0].notes
    assert "its 3 rows are of 2 conversations: count those by their id" in notes


def test_messages_are_counted_as_conversations() -> None:
    text = (
        "conversation_id,conversation_created_at,message\n"
        "1,2017-11-14 21:45:08,a\n1,2017-11-14 21:45:08,b\n2,2017-11-15 21:45:08,c\n"
    )
    reading = read(text, INTERCOM, columns={"id": "conversation_id"})
    assert value(reading, "count_distinct", expr="id").value == 2
