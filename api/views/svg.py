"""Names, attributes and texts in, SVG out: escaped, without characters that XML or a reader's eye can't take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from api.cli.output import clean
from api.views.grammar import FONT, GLYPHS, OUTLINE, OUTLINE_WIDTH

INK: Final = "#1A1A1A"
FAMILY: Final = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
WIDEST: Final = 1800
LEAST: Final = 1120
"""How wide a picture as a file is: what is wider is made smaller, and the legend needs its room."""

Value = str | float | int
NONE: Final[Mapping[str, Value]] = {}


def picture(width: float, height: float, title: str, description: str) -> Element:
    """An empty picture with its name and description, which a screen reader reads."""
    told = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_number(width)} {_number(height)}"}
    root = Element("svg", told | {"role": "group"})
    root.set("font-family", FAMILY)
    root.set("font-size", str(FONT))
    SubElement(root, "title").text = clean(title)
    SubElement(root, "desc").text = clean(description)
    return root


def add(
    parent: Element, name: str, *, told: str = "", text: str = "", style: Mapping[str, Value] = NONE, **more: Value
) -> Element:
    """An element in a picture; `told` is its name for a screen reader and under the pointer, `_` stands for `-`."""
    given = {key.rstrip("_").replace("_", "-"): _value(value) for key, value in {**style, **more}.items()}
    made = SubElement(parent, name, given)
    if told:
        SubElement(made, "title").text = clean(told)
    if text:
        made.text = clean(text)
    return made


def write(parent: Element, x: float, y: float, text: str, **more: Value) -> Element:
    """A text with a white rim, so that it can be read over lines."""
    rim: dict[str, Value] = {"stroke": "#FFFFFF", "stroke_width": 3, "paint_order": "stroke", "fill": INK}
    return add(parent, "text", text=text, x=x, y=y, style=rim | more)


def glyph(parent: Element, kind: str, x: float, y: float, radius: float, *, told: str = "") -> Element:
    """The sign of a kind."""
    sign = GLYPHS[kind]
    return add(
        parent,
        "path",
        told=told,
        d=sign.path,
        fill=sign.fill,
        stroke=OUTLINE,
        stroke_width=round(OUTLINE_WIDTH / radius, 4),
        stroke_linejoin="round",
        transform=f"translate({_number(x)} {_number(y)}) scale({_number(radius)})",
        class_=f"kind-{kind}",
    )


def markup(root: Element) -> Markup:
    """The picture as text that a page takes as it is."""
    return Markup(tostring(root, encoding="unicode"))  # noqa: S704 — built of escaped elements alone


def fitting(text: str, width: float, size: float = FONT) -> str:
    """A text cut to about this width; the whole stands in the title and in the table."""
    most = max(int(width / (0.55 * size)), 3)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def framed(inner: Element, title: str, marking: str, lines: Sequence[str], legend: Element | None) -> Markup:
    """A picture as a file of its own: marking above and below, title, legend and what must be said."""
    _, _, width, height = (float(part) for part in inner.get("viewBox", "").split())
    scale = min(WIDEST / width, 1.0)
    wide = max(width * scale, LEAST)
    tall = height * scale
    below = float(legend.get("viewBox", "0 0 0 0").split()[3]) if legend is not None else 0
    cut = [part for line in lines for part in wrap(line, int(wide / 6.4))]
    total = 86 + tall + 16 + below + 18 * len(cut) + 40
    root = picture(wide, total, f"TLP:{marking} {title}", " ".join(lines))
    root.set("width", _number(wide))
    add(root, "rect", x=0, y=0, width=wide, height=total, fill="#FFFFFF")
    for y in (20, total - 12):
        add(root, "text", text=f"TLP:{marking}", x=wide / 2, y=y, fill=INK, font_weight="bold", text_anchor="middle")
    add(root, "text", text=fitting(title, wide - 40, 20), x=20, y=56, fill=INK, font_size=20, font_weight="bold")
    _nest(root, inner, (wide - width * scale) / 2, 72, width * scale, tall)
    if legend is not None:
        _nest(root, legend, 20, 86 + tall, float(legend.get("viewBox", "").split()[2]), below)
    for n, line in enumerate(cut):
        add(root, "text", text=line, x=20, y=86 + tall + below + 24 + 18 * n, fill=INK, font_size=12)
    return markup(root)


def unlinked(inner: Element) -> Element:
    """The picture without its links to the rows of tables, for where there are none."""
    for anchor in inner.iter("a"):
        anchor.tag = "g"
        del anchor.attrib["href"]
    return inner


def _nest(root: Element, inner: Element, x: float, y: float, width: float, height: float) -> None:
    """Put a picture into another one; alone it has no tables that its links could lead to."""
    unlinked(inner)
    for name, value in (("x", x), ("y", y), ("width", width), ("height", height)):
        inner.set(name, _number(value))
    root.append(inner)


def _value(value: Value) -> str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
