"""What the shop of the demonstration sells."""

from typing import Final

from msgspec import Struct

WIDGET_KEY: Final = "mehr-demo"
"""The key of the shop's chat, fixed so that the page's line of HTML is always the same."""


class Product(Struct, frozen=True, kw_only=True):
    """A product: names and a line about it in both languages, `toman` its price, `drawing` the name of its picture."""

    slug: str
    fa: str
    en: str
    about_fa: str
    about_en: str
    toman: int
    tone: str

    def name(self, locale: str) -> str:
        return self.fa if locale == "fa" else self.en

    def about(self, locale: str) -> str:
        return self.about_fa if locale == "fa" else self.about_en


PRODUCTS: Final = (
    Product(
        slug="bag", fa="کیف دوشی «دنا»", en="Dena shoulder bag", toman=2_450_000, tone="clay",
        about_fa="چرم گاوی طبیعی، دوخت دستی، با بند بلندی که کوتاه هم می‌شود.",
        about_en="Full-grain leather, sewn by hand, with a strap that can be shortened.",
    ),
    Product(
        slug="lamp", fa="چراغ رومیزی «آفتاب»", en="Aftab table lamp", toman=1_890_000, tone="saffron",
        about_fa="پایه‌ی چوب گردو و حباب پارچه‌ای؛ نوری گرم برای شب‌های کتاب.",
        about_en="Walnut foot and linen shade: a warm light for evenings with a book.",
    ),
    Product(
        slug="mug", fa="ماگ سرامیکی «فیروزه»", en="Firouzeh ceramic mug", toman=320_000, tone="turquoise",
        about_fa="لعاب فیروزه‌ای که روی هر ماگ نقش خودش را دارد.",
        about_en="A turquoise glaze that comes out differently on every mug.",
    ),
    Product(
        slug="throw", fa="شال پشمی «البرز»", en="Alborz wool throw", toman=1_280_000, tone="rose",
        about_fa="پشم گوسفند زمستان‌چر، سبک و گرم، برای کنار پنجره.",
        about_en="Light, warm wool, made for a seat by the window.",
    ),
    Product(
        slug="teapot", fa="قوری چینی «گل‌سرخ»", en="Gol-e Sorkh teapot", toman=760_000, tone="rose",
        about_fa="یک لیتر چای تازه‌دم، با گل‌سرخی که دست کشیده است.",
        about_en="A litre of fresh tea, with a rose painted by hand.",
    ),
    Product(
        slug="rug", fa="گلیم «قشقایی»", en="Qashqai kilim", toman=6_900_000, tone="clay",
        about_fa="دست‌باف با رنگ گیاهی، یک متر در یک و نیم؛ هیچ دوتایی یکی نیست.",
        about_en="Hand-woven in plant dyes, one metre by one and a half; no two alike.",
    ),
    Product(
        slug="candle", fa="شمع «بهارنارنج»", en="Orange-blossom candle", toman=210_000, tone="saffron",
        about_fa="موم گیاهی با عطر بهارنارنج شیراز؛ چهل ساعت روشنایی.",
        about_en="Plant wax scented with the orange blossom of Shiraz; burns for forty hours.",
    ),
    Product(
        slug="pot", fa="گلدان سفالی «لالجین»", en="Lalejin clay pot", toman=450_000, tone="leaf",
        about_fa="سفال دست‌ساز لالجین همدان، با زیرگلدانی.",
        about_en="Thrown in Lalejin near Hamedan, with its saucer.",
    ),
)  # fmt: skip


def find(slug: str) -> Product | None:
    """The product of this name in addresses."""
    return next((product for product in PRODUCTS if product.slug == slug), None)
