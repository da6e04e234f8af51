"""Exports of support desks, whose rows are tickets or conversations."""

from __future__ import annotations

import re

from msgspec.structs import replace

from cjmsite.api import Format, RawTable, count_of, signs

_NO_ANSWER = ("Offered", "Not Offered", "Unoffered", "offered", "not_offered", "unoffered")

ZENDESK = Format(
    "zendesk",
    "Zendesk: tickets as CSV, JSON or JSON Lines; an offered rating is no answer",
    expects=(
        "CSV under labels that differ between accounts (`First reply time in minutes`, `First reply time (in "
        "minutes)`, …: list them under `any_of:`), times like `2009-09-01 19:02` in the account's zone. JSON of the "
        "account export or the interface is read from `tickets`, one ticket per line or in a list; custom fields are "
        "`custom_fields.ID`. `-` means nothing, and so does a rating that was only offered (`Offered`, `Not "
        "Offered`): what was answered is `Good` or `Bad`, in some exports also `Good with "
        "comment` and `Bad with comment`."
    ),
    unseen=True,
    reads=("text", "json", "xlsx"),
    root=("tickets", "results", "satisfaction_ratings", "ticket_metrics"),
    null_values=("-", *_NO_ANSWER),
    signs=(
        signs.has_columns("Requester", "Submitter", "Assignee", "Ticket type", "Satisfaction Score", least=3),
        signs.has_column_like(r"(?:First|Full) re(?:ply|solution) time.*", "columns of reply and resolution times", 6),
        signs.has_columns(
            "requester_id", "submitter_id", "assignee_id", "ticket_form_id", "via_channel", "brand_id", least=3
        ),
        signs.has_column_like(
            r"(?:D_COUNT|COUNT|SUM|AVG|MED|MIN|MAX|VALUE)\(.+\)", "columns are called as Explore calls them", 10
        ),
        signs.has_column_like(
            r"Ticket (?:created|solved|updated|assigned) - .+", "a time of tickets, as in Explore", 10
        ),
        signs.has_columns(
            *("Ticket ID", "Ticket channel", "Ticket status", "Ticket priority", "Assignee name", "Requester name"),
            least=3,
            weight=5,
        ),
        signs.has_columns("Ticket form", "Ticket brand", "Ticket group", "Ticket solved", least=1, weight=5),
        signs.has_keys("tickets", "tickets.requester_id"),
        signs.has_keys("requester_id", "via.channel"),
        signs.has_keys("satisfaction_ratings", "satisfaction_ratings.score"),
        signs.has_keys("ticket_metrics.ticket_id"),
        signs.has_column_like(
            r"(?:reply|(?:first|full)_resolution|(?:agent|requester)_wait)_time_in_minutes.*",
            "times are called as Zendesk's interface does",
        ),
        signs.has_keys("reply_time_in_minutes.calendar"),
    ),
)

_CONVERSATION = re.compile(r"conversation[_ ]id", re.IGNORECASE)


def tell_conversations(table: RawTable) -> RawTable:
    """The table, with a note where its conversations have several rows: rows are messages then."""
    at = next((at for at, heading in enumerate(table.headings) if _CONVERSATION.fullmatch(heading.written)), None)
    if at is None:
        return table
    said = [row[at].strip() for _, row in table.rows() if at < len(row) and row[at].strip()]
    number = len(set(said))
    if number == len(said):
        return table
    note = f"its {count_of(len(said), 'row')} are of {count_of(number, 'conversation')}: count those by their id"
    return replace(table, notes=(*table.notes, note))


INTERCOM = Format(
    "intercom",
    "Intercom: conversations as CSV, JSON or JSON Lines",
    expects=(
        "JSON of the interface, read from `conversations` or `data`: times are seconds (`format: unix`), durations in "
        "`statistics.…` are seconds too, the rating is `conversation_rating.rating`. CSV of an export has one row per "
        "message or per conversation, as was chosen: count conversations with `count_distinct` of their id."
    ),
    unseen=True,
    reads=("text", "json", "xlsx"),
    root=("conversations", "data"),
    reshape=tell_conversations,
    signs=(
        signs.has_columns("conversation_id", "conversation_created_at", "conversation_closed_at", least=2),
        signs.has_columns("Conversation ID", "Conversation started at", "Teammate assigned", least=2),
        signs.has_column_like(r"Conversation (?:started|created|closed) at(?: \(.+\))?", "when conversations began", 5),
        signs.has_column_like(
            r"(?:Last |First )?teammate .+|Teammates? \S.*|Conversation (?:tags|topics|rating.*|state)|Fin AI .+",
            "columns are called as Intercom calls them",
            5,
        ),
        signs.has_columns(
            *("Conversation ID", "Conversation rating", "Conversation state", "Teammate currently assigned"),
            *("Team currently assigned", "Time to first response", "Last teammate rating", "Fin AI Agent involved"),
            least=2,
            weight=6,
        ),
        signs.has_columns(
            *("conversation_rating_value", "conversation_rating_rating", "time_to_admin_reply", "count_reopens"),
            *("median_time_to_reply", "time_to_first_close", "time_to_last_close", "count_conversation_parts"),
            *("first_close_at", "last_close_at", "first_admin_reply_at", "last_contact_reply_at"),
            least=3,
            says="it has the columns of Intercom's interface",
        ),
        signs.has_keys("statistics.time_to_assignment"),
        signs.has_keys("conversations.statistics.time_to_assignment"),
        signs.has_keys("conversations.conversation_rating"),
    ),
)
