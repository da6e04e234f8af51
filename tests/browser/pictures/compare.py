"""What a picture must share with its reference, and the pictures of what differs."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, PngImagePlugin

HERE = Path(__file__).parent
REFERENCES = HERE / "references"
DIFFERENT = HERE / "different"
"""Where a comparison that fails leaves what it saw; not in git."""

STEP = 20
"""A difference of so many of 256 in red, green or blue is one that an eye sees; less comes from smoothing."""

SHARE = 0.001
"""So many of all pixels may differ: a word may, a curve or a colour may not."""

FONTS = "fonts"


def write_reference(name: str, picture: Image.Image, fonts: str) -> None:
    """Keep a picture as what is right, in few colours; the fonts stand in the file."""
    REFERENCES.mkdir(exist_ok=True)
    info = PngImagePlugin.PngInfo()
    info.add_text(FONTS, fonts)
    small = picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(REFERENCES / f"{name}.png", optimize=True, pnginfo=info)


def read_reference(name: str) -> tuple[Image.Image, str]:
    """A reference, and the fonts that it was made with."""
    with Image.open(REFERENCES / f"{name}.png") as opened:
        return opened.convert("RGB"), str(opened.info[FONTS])


def differing(picture: Image.Image, reference: Image.Image) -> tuple[float, Image.Image]:
    """The share of pixels that look different, and a picture of them: red on what is shown now, faded."""
    if picture.size != reference.size:
        return 1.0, picture
    soft = [each.filter(ImageFilter.GaussianBlur(0.8)) for each in (picture, reference)]
    red, green, blue = ImageChops.difference(*soft).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = most.point(lambda value: 255 if value > STEP else 0)
    share = mask.histogram()[255] / (mask.width * mask.height)
    faded = Image.blend(picture, Image.new("RGB", picture.size, "white"), 0.7)
    return share, Image.composite(Image.new("RGB", picture.size, "red"), faded, mask)


def keep_difference(name: str, picture: Image.Image, reference: Image.Image, marked: Image.Image) -> Path:
    """Write what was seen, what was expected and what differs, side by side in one file."""
    DIFFERENT.mkdir(exist_ok=True)
    gap = 8
    parts = (reference, picture, marked)
    size = (sum(part.width for part in parts) + 2 * gap, max(part.height for part in parts))
    sheet, left = Image.new("RGB", size, "white"), 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + gap
    path = DIFFERENT / f"{name}.png"
    sheet.save(path)
    return path
