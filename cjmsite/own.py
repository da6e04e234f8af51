"""The plugins and themes that come with the program, and where others are looked for."""

from __future__ import annotations

PLUGINS, THEMES = "cjmsite.plugins", "cjmsite.themes"
"""The groups of entry points."""

OWN = {
    "journeys": "cjmsite_journeys",
    "metrics": "cjmsite_metrics",
    "csv": "cjmsite_csv",
    "crm": "cjmsite_crm",
    "google-analytics": "cjmsite_google_analytics",
    "adobe": "cjmsite_adobe",
    "survey": "cjmsite_survey",
    "events": "cjmsite_events",
}
"""The plugins that come with the program, and their modules: they are there without a search."""

OWN_THEMES = {"atlas": "cjmsite_atlas"}
"""The themes that come with the program."""
