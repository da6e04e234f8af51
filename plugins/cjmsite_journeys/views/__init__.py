"""The pages about the whole site: portfolio, atlas of journeys, touchpoints by journey, channels by stage."""

from __future__ import annotations

from cjmsite.api import View
from cjmsite_journeys.views.atlas import atlas_view
from cjmsite_journeys.views.channels import channels_view
from cjmsite_journeys.views.matrix import matrix_view
from cjmsite_journeys.views.portfolio import portfolio_view

VIEWS = (
    View(
        "portfolio",
        "Portfolio",
        "Every persona in every stage: how it feels, what is measured, what it rests on, who owns it.",
        "views/portfolio.html",
        portfolio_view,
        needs=("journey",),
    ),
    View(
        "atlas",
        "Journey atlas",
        "All journeys at their place: what belongs to what, and how far each one reaches.",
        "views/atlas.html",
        atlas_view,
        needs=("journey",),
    ),
    View(
        "touchpoints",
        "Touchpoint matrix",
        "Every touchpoint in every journey: where a change is felt.",
        "views/matrix.html",
        matrix_view,
        needs=("journey", "touchpoint"),
    ),
    View(
        "channels",
        "Channels",
        "Every channel in every stage, and where channels of one stage differ.",
        "views/channels.html",
        channels_view,
        needs=("journey", "touchpoint"),
    ),
)
