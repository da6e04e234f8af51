"""Exports of customer relationship systems and of support desks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl
from cjmsite_crm.sales import DYNAMICS, HUBSPOT, PIPEDRIVE, ZOHO
from cjmsite_crm.salesforce import SALESFORCE, SALESFORCE_REPORT
from cjmsite_crm.support import INTERCOM, ZENDESK

FORMATS = (SALESFORCE, SALESFORCE_REPORT, HUBSPOT, DYNAMICS, PIPEDRIVE, ZOHO, ZENDESK, INTERCOM)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Salesforce, HubSpot, Dynamics, Pipedrive, Zoho, Zendesk and Intercom."""
    return FORMATS
