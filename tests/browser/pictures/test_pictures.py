"""The main pages look as they did: a change of look is seen in review, as a change of a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.browser.pictures.compare import REFERENCES, SHARE, differing, keep_difference, read_reference
from tests.browser.pictures.shots import SHOTS, Shot, take

pytestmark = pytest.mark.browser

RENEW = "python -m tests.browser.pictures"


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_page_looks_as_its_picture(browser: Browser, demo: Path, shot: Shot) -> None:
    reference, made_with = read_reference(shot.name)
    picture, fonts = take(browser, demo, shot)
    if fonts != made_with:
        pytest.skip(f"other fonts here ({fonts}) than the pictures were made with ({made_with}): nothing to compare")
    share, marked = differing(picture, reference)
    if share > SHARE:
        path = keep_difference(shot.name, picture, reference, marked)
        pytest.fail(
            f"{share:.2%} of {shot.name} look different (allowed: {SHARE:.2%}).\n"
            f"Before, now and the difference side by side: {path}\n"
            f"If it is meant to look like this: {RENEW} {shot.name}",
            pytrace=False,
        )


def test_the_pictures_are_those_that_are_compared_and_small() -> None:
    files = sorted(REFERENCES.glob("*.png"))
    assert [file.stem for file in files] == sorted(shot.name for shot in SHOTS), f"renew them: {RENEW}"
    assert sum(file.stat().st_size for file in files) < 1_500_000


def test_a_lost_curve_and_another_colour_are_seen_and_smoothing_is_not() -> None:
    reference, _ = read_reference("map-1440-light")
    assert differing(reference, reference)[0] == 0
    softened = reference.resize((reference.width * 2, reference.height * 2)).resize(reference.size)
    assert differing(softened, reference)[0] <= SHARE
    curve = reference.copy()
    points = [(x, 200 + x * 7 % 60) for x in range(40, 440, 40)]
    ImageDraw.Draw(curve).line(points, fill=(0, 114, 178), width=1)
    assert differing(curve, reference)[0] > SHARE
    band = reference.copy()
    ImageDraw.Draw(band).rectangle((100, 100, 160, 112), fill=(120, 160, 230))
    assert differing(band, reference)[0] > SHARE
    assert differing(Image.new("RGB", (10, 10)), reference)[0] == 1
