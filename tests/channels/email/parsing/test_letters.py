"""Charsets: labels that lie, are missing or misspelt, and bytes that speak for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email.parsing.charsets import codec_of, read

TEXTS = {
    "fa": (
        "سلام، سفارش من هنوز نرسيده است. لطفاً بفرماييد کجاست؟\nبا احترام، نگار رضايي".replace("ک", "ك"),
        ["cp1256"],
    ),
    "fa, one word": ("سلام", ["cp1256"]),
    "fa, letters of its own": ("گزارش چاپ ژورنال", ["cp1256"]),
    "fa and en": ("Order 12 for Mr. Rezaei: سفارش من نرسيد and thanks a lot", ["cp1256"]),
    "ar": ("السلام عليكم ورحمة الله، أود أن أسأل عن طلبي رقم 12 متى يصل؟ شكرا لكم", ["cp1256", "iso8859-6"]),
    "fr": ("Bonjour, où est ma commande ? Passée à Noël, très tôt. Ça va ? Élodie Lefèvre", ["cp1252"]),
    "de": ("Schöne Grüße aus Köln, die Tür öffnet nicht. Äpfel und Öl für 5 €", ["cp1252"]),
    "es": ("¿Dónde está mi pedido? Mañana será un año. ¡Adiós, señor Muñoz!", ["cp1252"]),
    "tr": ("Merhaba, siparişim gelmedi. Değişiklik için teşekkürler, İstanbul'dan. Şimdi ağır", ["cp1254"]),
    "pl": ("Zażółć gęślą jaźń, proszę o odpowiedź. Dziękuję, Łukasz", ["cp1250"]),
    "ru": ("Здравствуйте, где мой заказ? Спасибо, с уважением Иван Петров", ["cp1251", "koi8-r"]),
    "el": ("Καλημέρα, πού είναι η παραγγελία μου; Ευχαριστώ πολύ", ["cp1253"]),
    "he": ("שלום, איפה ההזמנה שלי? תודה רבה", ["cp1255"]),
    "zh": ("你好，我的订单还没有到，请问在哪里？谢谢您的帮助。", ["gb18030"]),
    "zh-Hant": ("您好，我的訂單還沒有到，請問在哪裡？謝謝", ["big5"]),
    "ja": (
        "こんにちは、注文した商品がまだ届いていません。よろしくお願いします。",
        ["cp932", "euc_jp", "iso2022_jp"],
    ),
    "ko": ("안녕하세요, 주문한 상품이 아직 도착하지 않았습니다. 감사합니다", ["cp949"]),
    "ar, plain words": (
        "مرحبا أريد معرفة حالة الطلب رقم 55 من فضلكم شكرا جزيلا لكم",
        ["iso8859-6", "cp1256"],
    ),
    "ko, of programs": ("설정 파일을 열 수 없으므로 GNU프로그램 옵션을 확인하십시오", ["cp949"]),
}


@pytest.mark.parametrize("label", [None, "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "x-unknown"])
@pytest.mark.parametrize(
    ("text", "charset"), [(text, charset) for text, charsets in TEXTS.values() for charset in charsets]
)
def test_letters_speak_for_themselves(text, charset, label):
    assert read(text.encode(charset), label).text == text


@pytest.mark.parametrize("text", [text for text, _ in TEXTS.values()])
@pytest.mark.parametrize("label", ["windows-1256", "iso-8859-1", "koi8-r", "us-ascii", None])
def test_whole_utf8_is_utf8_under_every_label_of_single_bytes(text, label):
    assert read(text.encode(), label).text == text


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        ("utf8mb4", "utf-8"),
        ('"utf-8"', "utf-8"),
        ("charset=utf-8", "utf-8"),
        ("utf 8", "utf-8"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("win-1256", "cp1256"),
        ("cp-1256", "cp1256"),
        ("windows1256", "cp1256"),
        ("iso8859_6", "iso8859-6"),
        ("ISO-8859-6-I", "iso8859-6"),
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("shift-jis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("latin 1", "cp1252"),
        ("no-such-charset", ""),
        ("idna", ""),
        ("rot13", ""),
        ("base64", ""),
        ("zip", ""),
        ("a" * 10_000, ""),
        ("utf-8\x00", "utf-8"),
    ],
)
def test_labels_as_they_were_meant(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["utf-7", "unicode-1-1-utf-7"])
def test_utf7_only_where_it_is_declared(label):
    assert read("سلام".encode("utf-7"), label).text == "سلام"
    assert read("سلام".encode("utf-7"), None).text == "+BjMGRAYnBkU-"


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_persian_that_was_coded_twice_is_read_once(taken_for):
    text = "سلام دوست عزیز، کالای من هنوز نرسیده"
    twice = "".join(_taken(bytes([byte]), taken_for) for byte in text.encode()).encode()
    assert read(twice, "utf-8").text == text
    assert not read(twice, "utf-8").is_as_declared


def _taken(byte, charset):
    try:
        return byte.decode(charset)
    except UnicodeDecodeError:
        return byte.decode("latin-1")


@pytest.mark.parametrize("text", ["Ø³", "På Ørsted ØØ, Ûber", "ÙÙÙ ÚÚÚ"])
def test_western_letters_are_left_alone(text):
    assert read(text.encode(), "utf-8").text == text


def test_some_broken_signs_do_not_spoil_a_text_that_shifts():
    assert read(b"+AD4 Can i have it?\r\n" * 3 + b"a+b", "utf-7").text.startswith("> Can i have it?\n>")
    assert read("日本の注文".encode("iso2022_jp") * 9 + b"\x1b$B!", "iso-2022-jp").text.startswith(
        "日本の注文日本"
    )


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_outweighs_the_label(charset):
    assert read("سلام".encode(charset), "windows-1256").text == "سلام"


def test_one_broken_letter_does_not_spoil_the_rest():
    content = "سلام، سفارش من هنوز نرسیده است".encode()
    assert read(content[:-1], "utf-8").text.startswith("سلام، سفارش من هنوز نرسیده اس")
    assert read(content[1:], None).text.endswith("لام، سفارش من هنوز نرسیده است")


def test_a_wrong_label_is_said_to_be_wrong():
    assert not read("سلام".encode("cp1256"), "iso-8859-1").is_as_declared
    assert not read("سلام".encode("cp1256"), "utf-8").is_as_declared
    assert read("سلام".encode("cp1256"), "windows-1256").is_as_declared
    assert read("سلام".encode(), None).is_as_declared


@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-7", "hz", "utf-16"])),
)
def test_any_bytes_under_any_label_become_text_that_can_be_stored(content, label):
    text = read(content, label).text
    text.encode("utf-8")
    assert "\x00" not in text
