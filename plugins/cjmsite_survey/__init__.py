"""Exports of survey tools and of places where customers leave ratings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl
from cjmsite_survey.forms import GOOGLE_FORMS, TYPEFORM
from cjmsite_survey.limesurvey import LIMESURVEY
from cjmsite_survey.programmes import DELIGHTED, GOOGLE_PLAY, MEDALLIA, XM_DISCOVER
from cjmsite_survey.qualtrics import QUALTRICS
from cjmsite_survey.surveymonkey import SURVEYMONKEY

FORMATS = (
    QUALTRICS,
    SURVEYMONKEY,
    TYPEFORM,
    GOOGLE_FORMS,
    DELIGHTED,
    MEDALLIA,
    XM_DISCOVER,
    GOOGLE_PLAY,
    LIMESURVEY,
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Qualtrics, SurveyMonkey, Typeform, Google Forms, LimeSurvey and others."""
    return FORMATS
