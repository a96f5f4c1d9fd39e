"""The font of documents: that of the desk, from its built files, cut to the two weights that are printed.

The desk brings one variable font in files for parts of Unicode, packed for browsers; typesetting wants plain files with a
name of their own each.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from hamseda.kit.problem import Unavailable

BUILT: Final = Path(__file__).parents[2] / "static" / "desk" / "assets"
PARTS: Final = {"arabic": "Vazirmatn", "latin": "Vazirmatn Latin"}
WEIGHTS: Final = {400: "Regular", 700: "Bold"}
FAMILY, STYLE, FULL, POSTSCRIPT = 1, 2, 4, 6  # numbers of names in a font
VARIABLE_NAMES: Final = (16, 17, 21, 22, 25)
BOLD_BIT, REGULAR_BIT, STYLE_BITS = 0x20, 0x40, 0x61


@contextmanager
def needed() -> Iterator[None]:
    """Say in a sentence that the libraries of documents are not installed."""
    try:
        yield
    except ImportError as error:
        raise Unavailable(
            "Documents need libraries of their own: pip install 'hamseda[documents]'.",
            code="documents_missing",
        ) from error


@cache
def fonts() -> tuple[tempfile.TemporaryDirectory[str], Any]:
    """The folder of the fonts, which lasts as long as the process, and the fonts as typesetting takes them.

    Made once; raises Unavailable where the desk is not built. Typesetting reads the files when it first needs them.
    """
    with needed():
        import typst  # noqa: PLC0415 (only who writes a document pays for it)
    folder = tempfile.TemporaryDirectory(prefix="hamseda-fonts-")
    for part, family in PARTS.items():
        for weight, style in WEIGHTS.items():
            _cut(_file(part), Path(folder.name), (family, style), weight)
    return folder, typst.Fonts(include_system_fonts=False, font_paths=[folder.name])


def _file(part: str) -> Path:
    found = sorted(BUILT.glob(f"vazirmatn-{part}-wght-normal-*.woff2"))
    if not found:
        raise Unavailable(
            "Documents are set in the font of the desk, which is not built here: make ui ARGS=desk.",
            code="font_missing",
        )
    return found[-1]


def _cut(source: Path, folder: Path, name: tuple[str, str], weight: int) -> None:
    with needed():
        from fontTools.ttLib import TTFont  # noqa: PLC0415
        from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415
    family, style = name
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    font.flavor = None
    names = font["name"]
    names.names = [one for one in names.names if one.nameID not in VARIABLE_NAMES]
    plain = f"{family.replace(' ', '')}-{style}"
    for number, text in ((FAMILY, family), (STYLE, style), (FULL, f"{family} {style}"), (POSTSCRIPT, plain)):
        names.setName(text, number, 3, 1, 0x409)
    is_bold = weight > 400
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~STYLE_BITS) | (
        BOLD_BIT if is_bold else REGULAR_BIT
    )
    font["head"].macStyle = int(is_bold)
    font.save(folder / f"{plain}.ttf")
