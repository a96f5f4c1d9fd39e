"""Pages of the shop as HTML, in the reader's language, under a policy that lets nothing in from outside."""

from pathlib import Path
from typing import Any, Final

import msgspec
from babel.numbers import format_decimal
from litestar import Response

from hamseda.kit.i18n import translate
from hamseda.kit.persian import persian_digits
from hamseda.pages.rendering import WITH_CHAT, guarded, templates_beside
from hamseda.pages.shop.catalogue import PRODUCTS, WIDGET_KEY, Product
from hamseda.pages.shop.shoppers import SHOPPERS, Shopper
from hamseda.pages.typeface import faces

HERE: Final = Path(__file__).parent
HEADERS: Final = guarded(WITH_CHAT | {"form-action": "'self'"})
PAGES: Final = templates_beside(__file__)


class Reader(msgspec.Struct, frozen=True):
    """Who looks at a page: language, account, bag."""

    locale: str
    shopper: Shopper | None
    bag: tuple[Product, ...]
    has_left: bool = False


def show(template: str, here: str, path: str, reader: Reader, **values: Any) -> Response[str]:
    """One page of the shop; `here` is the part that the navigation marks."""
    locale = reader.locale

    def text(key: str, **params: Any) -> str:
        return translate(locale, key, **params)

    def price(product: Product) -> str:
        return text("shop.price", amount=product.toman)

    html = PAGES.get_template(template).render(
        locale=locale, here=here, path=path, t=text, price=price, figure=lambda n: figure(n, locale),
        shopper=reader.shopper, bag=reader.bag, has_left=reader.has_left, shoppers=SHOPPERS, products=PRODUCTS,
        widget_key=WIDGET_KEY, context=_context(reader), **values,
    )  # fmt: skip
    return Response(html, media_type="text/html; charset=utf-8", headers=HEADERS)


def figure(number: int, locale: str) -> str:
    """A number in the digits of the language."""
    written = format_decimal(number, locale=locale)
    return persian_digits(written) if locale == "fa" else written


def style() -> str:
    """The style sheet, with the faces of the typeface that the chat brings along."""
    sheet = (HERE / "assets" / "shop.css").read_text(encoding="utf-8")
    return sheet.replace("/* {{ fonts }} */", faces("Mehr Vazirmatn"))


def _context(reader: Reader) -> str:
    names = [product.name(reader.locale) for product in reader.bag]
    attributes = {"bag": "، ".join(names) if reader.locale == "fa" else ", ".join(names)} if names else {}
    return msgspec.json.encode(attributes).decode()
