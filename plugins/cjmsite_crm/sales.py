"""Exports of other sales systems, whose rows are deals, organisations or people under the labels of their pages."""

from __future__ import annotations

from cjmsite.api import Format, Guard, Unit, signs
from cjmsite_crm.money import AMOUNT, CURRENCY

HUBSPOT = Format(
    "hubspot",
    "HubSpot: exports of deals, contacts, companies and tickets",
    expects=(
        "One row per record under labels, the first `Record ID`. Labels are in the user's language, may hold quotes "
        '(`Date entered "Closed Won (Sales Pipeline)"`) and may come twice: `{name: Billing Contact IDs, nth: 2}`. '
        "Times have no zone: they are those of the account. Several choices or ids stand in one cell, parted by `;`. "
        "CSV, workbooks, and JSON of the interface (`properties.dealstage`), read from `results`. `Amount` in several "
        "currencies is refused: filter by `Currency`, or map `Amount in company currency`. Answers to surveys hold "
        "those of all surveys, each on its own scale: filter by `Survey Name`."
    ),
    unseen=True,
    reads=("text", "xlsx", "json"),
    root=("results",),
    guards=(
        Guard(r"(?:Record ID|Associated .* IDs?)(?: - .*)?", "it is an id", "count it with `count_distinct`, as text"),
    ),
    units=(
        Unit(
            rf"{AMOUNT}|Forecast amount|Weighted amount|.*\.amount",
            rf"{CURRENCY}|.*currency_code",
            "currencies",
        ),
        Unit(r"Rating", r"Survey Name", "surveys"),
    ),
    signs=(
        signs.begins_with_column(
            r"Record ID(?: - .*)?|Datensatz-ID|ID de registro|ID d['’]enregistrement|ID do registro|ID record|Record-ID"
            r"|ID del registro|ID de l['’]enregistrement|Post-ID|レコードID",
            "its first column is `Record ID`",
            6,
        ),
        signs.has_columns(
            "Deal Stage",
            "Deal owner",
            "Lifecycle Stage",
            "Original Traffic Source",
            "Record source",
            "Associated Contact",
            "Associated Company",
            "Contact owner",
            "Company owner",
            "Ticket status",
            "Ticket owner",
            "Dealphase",
            "Deal-Phase",
            *("Phase de la transaction", "Étape de la transaction", "Nom de la transaction"),
            *("Etapa del negocio", "Nombre del negocio", "Etapa do negócio", "Nome do negócio"),
            *("Fase affare", "Fase dell'affare", "Nome affare", "Dealfase", "Dealnaam", "Affärsfas", "取引ステージ"),
            least=1,
            weight=6,
        ),
        signs.has_columns(
            *("Deal Name", "Deal Stage", "Deal owner", "Pipeline", "Close Date", "Create Date", "Associated Company"),
            least=4,
            weight=4,
        ),
        signs.has_columns(
            *("Lifecycle Stage", "Lead Status", "Contact owner", "Marketing contact status", "Create Date"),
            *("Original Traffic Source", "Original Source", "Became a Customer Date"),
            least=3,
            weight=5,
        ),
        signs.has_columns("Contact Id", "Survey Name", "Rating", weight=5),
        signs.has_columns("Ticket name", "Ticket status", weight=4),
        signs.has_column_like(r"hubspot_\w+", "a column is called after HubSpot", 6),
        signs.has_column_like(r"date_entered_\w+", "a column says when a stage was entered", 4),
        signs.has_column_like(r"Date (?:entered|exited) \".+\"", "a column says when a stage was entered", 10),
        signs.has_column_like(
            r"(?:property_|hs_|properties\.hs_)\w+", "columns are called as HubSpot's interface does", 10
        ),
        signs.is_named_like(r"hubspot-crm-exports-", 8),
    ),
)

_OWN = (
    r"\((?:Do Not Modify|Nicht ändern|Ne pas modifier|No modificar|Niet wijzigen|Non modificare|Não modificar"
    r"|Ändra inte|Må ikke ændres|Ikke endre|Nie modyfikować|Älä muokkaa|Не изменять|変更しないでください|请勿修改)\) .+"
)
"""How Dynamics marks the columns that are its own, in the languages of its users."""

_CODE = "it is the number of a choice, whose sum or mean says nothing"
_AS_TEXT = "say `type: text`, and name the choices with `map:`"

DYNAMICS = Format(
    "dynamics",
    "Dynamics 365 and Dataverse: the workbook of `Export to Excel`",
    expects=(
        "A workbook whose first three columns, hidden in Excel, are called `(Do Not Modify) …`: the record's id, a "
        "checksum and the time of the last change. Then follow labels as the view shows them, choices by their words. "
        "Hidden sheets are not read. JSON of the interface is read from `value`."
    ),
    unseen=True,
    reads=("xlsx", "text", "json"),
    root=("value",),
    units=(
        Unit(
            r"(?!.*\(Base\))(?:Est\. |Actual |Estimated |Total |Budget )?(?:Revenue|Value|Amount|Budget)"
            r"|(?:estimated|actual|total|budget)(?:value|amount|revenue)|.*(?:Umsatz|Betrag|Wert)",
            rf"{CURRENCY}|_?transactioncurrencyid(?:_value)?",
            "currencies",
        ),
    ),
    guards=(
        Guard(_OWN, "it is the system's own", "leave it out, or read it as text"),
        Guard(r"(?i)\w*(?:state|status|priority|origin|type|source|reason|severity|industry)code", _CODE, _AS_TEXT),
    ),
    signs=(
        signs.has_column_like(_OWN, "columns are called `(Do Not Modify) …`"),
        signs.has_keys("@odata.context"),
        signs.has_columns(
            *("Topic", "Potential Customer", "Status Reason", "Est. revenue", "Est. close date", "Actual Revenue"),
            *("Actual Close Date", "Sales Stage", "Purchase Timeframe"),
            least=4,
            says="it has the labels of a view of opportunities",
        ),
        signs.has_columns(
            *(
                "Case Title",
                "Case Number",
                "Status Reason",
                "Created On",
                "Customer",
                "Resolve By",
                "First Response By",
            ),
            least=4,
            says="it has the labels of a view of cases",
        ),
        signs.has_columns(
            *("Created On", "Modified On", "Status Reason", "Owning Business Unit", "Record Created On", "Created By"),
            least=3,
            weight=8,
            says="it has labels of every view",
        ),
        signs.has_columns(
            *("statecode", "statuscode", "createdon", "modifiedon", "_ownerid_value", "ownerid"),
            least=3,
            says="it has the columns that Dataverse gives to every row",
        ),
        signs.has_column_like(
            r"@odata\.etag|.+@odata\.community\.display\.v1\.formattedvalue", "OData's own columns", 6
        ),
    ),
)

PIPEDRIVE = Format(
    "pipedrive",
    "Pipedrive: exports of deals, people, organisations and activities",
    expects=(
        "Labels with what they belong to before them (`Deal - Stage`, `Organization - Name`), in the user's language. "
        "`Deal - Status` is `open`, `won` or `lost`. Times are `2026-03-01 10:00:00`, without a zone. CSV or "
        "workbook; JSON of the interface is read from `data`."
    ),
    unseen=True,
    reads=("text", "xlsx", "json"),
    root=("data",),
    guards=(Guard(r"\w+ - (?:Pipedrive System )?ID|\w+_id", "it is an id", "count it with `count_distinct`, as text"),),
    units=(
        Unit(
            rf"(?:\w+ - )?(?:(?:Weighted |Gewichteter )?(?:Value|MRR|ARR|ACV|{AMOUNT}))|weighted_value",
            rf"(?:\w+ - )?{CURRENCY}(?: .+)?",
            "currencies",
        ),
    ),
    signs=(
        signs.has_column_like(
            r"(?:Deal|Person|Organization|Organisation|Activity|Lead) - .+", "labels like `Deal - …`"
        ),
        signs.has_column_like(
            r"(?:Obchod|Geschäft|Affaire|Transaction|Trato|Negócio|Oportunidade|Affär|Kauppa|Szansa|Umowa|Сделка) - .+",
            "labels like `Geschäft - …`",
        ),
        signs.has_columns(
            *("Contact person", "Expected close date", "Won time", "Lost time", "Lost reason", "Deal created"),
            *("Weighted value", "Stage", "Last stage change"),
            least=4,
            says="it has the labels of a list of deals",
        ),
        signs.has_columns(
            *("stage_id", "pipeline_id", "add_time", "won_time", "lost_time", "lost_reason", "stage_change_time"),
            *("expected_close_date", "org_id", "person_id"),
            least=4,
            says="it has the columns of Pipedrive's interface",
        ),
        signs.has_keys("data.stage_id", "data.pipeline_id", "data.add_time"),
        signs.has_keys("data.org_id", "data.add_time", "additional_data.pagination"),
    ),
)

ZOHO = Format(
    "zoho",
    "Zoho CRM: exports of a module, and members of a backup (`Data_001.zip!Deals.csv`)",
    expects=(
        "One row per record under labels, `Record Id` first, with values like `zcrm_4150868000000225013`; people and "
        "accounts come with their id beside them (`Deal Owner.id`). Delimiters differ with the account. Several "
        "choices stand in one cell, parted by `;`. CSV or workbook; JSON of the interface is read from `data`."
    ),
    unseen=True,
    reads=("text", "xlsx", "json"),
    root=("data",),
    guards=(Guard(r"Record Id|.+\.id", "it is an id", "count it with `count_distinct`, as text"),),
    units=(Unit(r"Amount|Expected Revenue|Grand Total|Sub Total", r"Currency", "currencies"),),
    signs=(
        signs.has_column_like(r".+ (?:Owner|Name|By)\.id", "ids stand beside names, as in `Deal Owner.id`"),
        signs.has_text_like(r"\bzcrm_\d{10,}", "ids begin with `zcrm_`"),
        signs.has_keys("data", "info.more_records"),
        signs.has_columns("Deal Name", "Closing Date", "Stage", weight=5),
        signs.has_column_like(
            r"(?:Lead|Deal|Potential|Case|Contact|Account|Campaign|Task|Call|Event|Ticket) Owner",
            "a record has an owner",
            3,
        ),
        signs.has_columns("Created Time", "Modified Time", weight=5),
        signs.has_columns("Created Time", "Closing Date", weight=5),
        signs.has_columns("Created Time", "Lead Source", weight=4),
        signs.has_columns("Case Owner", "Case Origin", weight=3),
        signs.has_columns("Potential Name", "Potential Owner", least=1, weight=5),
        signs.begins_with_column(r"Record Id", "its first column is `Record Id`", 5),
        signs.begins_with_column(
            r"(?:Lead|Deal|Contact|Account|Potential|Case|Ticket) Id", "its first column is an id like `Lead Id`", 3
        ),
    ),
)
