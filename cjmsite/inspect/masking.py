"""Values that may tell who somebody is: found by their column's name or by their own look, and shown as a shape."""

from __future__ import annotations

import re
from collections.abc import Sequence


def _words(text: str) -> frozenset[str]:
    """The names in a text, parted by commas."""
    return frozenset(word.strip() for word in " ".join(text.split()).split(","))


_WHOLE = _words("""
    name, names, customer, customers, contact, contacts, person, persons, recipient, respondent, requester, submitter,
    assignee, reviewer, employee, author, agent, lead, user, users, ip, lat, lon, lng, dob, nom, nombre, adresse,
    anschrift
""")
"""Names of columns that say it by themselves."""

_MANY = _words("customers, contacts, persons, users, names, agents, leads, employees, visitors, respondents")
"""Names of columns that count people, where numbers stand below."""

_ENDS = _words("""
    email, emails, e-mail, e mail, mail, phone, phones, telephone, mobile, fax, address, addresses, street, zip,
    address line, address 1, address 2, address1, address2, line 1, line 2, network id,
    zipcode, postcode, zip code, postal code, post code, zip/post code, zip/postal code, phone number, mobile number,
    telephone number, contact number, fax number, latitude, longitude, birthday, birthdate, birth date,
    birth day, of birth, ssn, iban, passport, token, password, cookie, owner, username, firstname, lastname, surname,
    first name, last name, full name, middle name, user name, nick name, given name, family name, contact name,
    customer name, client name, billing name, shipping name, card name, cardholder name, recipient name, sender name,
    respondent name, requester name, author name,
    employee name, agent name, reviewer name, display name, owner name, ip address, prénom, téléphone,
    courriel, telefon, vorname, nachname, straße, correo, apellido, apellidos, teléfono
""")
"""Words that say it at the end of a column's name: `Recipient Email`."""

_TEXTS = _words("""
    comment, comments, verbatim, verbatims, message, messages, note, notes, description, descriptions, subject,
    subjects, body, feedback, remark, remarks, sentence, review text, review title, review content, reply text,
    open-ended response, why, reason for score, reason for your score, nps reason, warum, begründung, kommentar,
    kommentare, bemerkung, bemerkungen, anmerkungen, freitext, pourquoi, commentaire, commentaires, remarque,
    remarques, verbatims, comentario, comentarios, comentário, comentários, por qué, por quê, perché, commento,
    commenti, waarom, opmerking, opmerkingen, toelichting, varför, hvorfor, 理由, コメント, 自由記述, ご意見
""")
"""Names of columns in which people write what they want."""

_EMAIL = re.compile(r"(?<![^@\s])[^@\s]+@[^@\s]+\.[^@\s]+")
"""Looked for from the start of a word alone: from each of its letters a long cell takes hours."""

_PHONE = re.compile(r"'?(?:\+|00|\()[\d\s()./-]{7,}\d|\d{3}[-. ]\d{3}[-. ]\d{4}")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){4,7}[0-9a-f]{0,4}", re.IGNORECASE)
_ID = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=\w*\d)(?=\w*[A-Za-z])\w{12,}|\d{9,}(?:\.\d+)?", re.IGNORECASE
)
_CARD = re.compile(r"(?:\d{4}[ -]){3}\d{4}")

_PARTS = re.compile(r"[_\s.()¿?？]+|(?<=[a-z])(?=[A-Z])")
_WORDS_OF_A_TEXT = 8
_LONG = 24


def why_personal(name: str, values: Sequence[str]) -> str | None:
    """Why the values of a column may tell who somebody is; None where nothing speaks for it."""
    said = " ".join(_PARTS.split(name)).casefold().strip()
    if said in _TEXTS or any(end in _TEXTS for end in (said.split(" / ")[-1].strip(), *_ends(said)[-1:])):
        return "free text"
    if said in _WHOLE or said in _ENDS or any(end in _ENDS for end in _ends(said)):
        return "its name says so"
    sample = [value.strip() for value in values if value.strip()][:200]
    if not sample:
        return None
    for pattern, what in ((_EMAIL, "e-mail addresses"), (_CARD, "card numbers"), (_ADDRESS, "network addresses")):
        if any(pattern.search(value) for value in sample):
            return what
    if _share(_PHONE, sample) > 0.3:
        return "telephone numbers"
    if _share(_ID, sample) > 0.5 and len(set(sample)) > len(sample) / 2:
        return "ids"
    if sum(len(value.split()) >= _WORDS_OF_A_TEXT for value in sample) > len(sample) / 5 and len(set(sample)) > 5:
        return "free text"
    return None


def says_how_many(name: str) -> bool:
    """Whether a column of numbers that is called so counts people, and tells nothing of any."""
    return " ".join(_PARTS.split(name)).casefold().strip() in _MANY


def is_of_devices(name: str, values: Sequence[str]) -> bool:
    """Whether numbers below a name like `Visits - Mobile` are too short to be anybody's."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return words[-1:] in (["mobile"], ["phone"], ["phones"], ["mail"]) and all(len(value) < 6 for value in values)


def _ends(said: str) -> list[str]:
    """The last word of a name, and its last two."""
    words = said.split()
    return [words[-1], " ".join(words[-2:])] if len(words) > 1 else []


def _share(pattern: re.Pattern[str], values: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in values) / len(values)


def mask(value: str) -> str:
    """A value's shape: letters as x, digits as 0, cut where it is long."""
    flat = " ".join(value.split())
    shape = "".join("x" if letter.isalpha() else "0" if letter.isdigit() else letter for letter in flat)
    return shape if len(shape) <= _LONG else f"{shape[:_LONG]}… ({len(value)} letters)"
