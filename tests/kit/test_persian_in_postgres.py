"""The words of the normal form must pass PostgreSQL's own parser and byte order unharmed."""

import pytest

from hamseda.kit.persian import index_text, query_terms, sort_key

TEXTS = [
    "سفارش‌هایم را می‌خواهم؛ كتاب ها، کتابهایشان و خانۀ ما ۱۲٬۰۰۰ تومان",
    "TRK-98765 user@example.com https://example.com/a-b_c?x=1.5e10 12e5 v2.0 😀",
    "مسؤول ژاکت گچ پژو چای یک",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_every_key_is_one_lexeme(owner, text):
    lexemes = await owner.fetchval("SELECT tsvector_to_array(to_tsvector('simple', $1))", index_text(text))
    assert set(lexemes) == set(index_text(text).split())


@pytest.mark.parametrize(
    ("query", "text"),
    [("كتاب", TEXTS[0]), ("12000", TEXTS[0]), ("trk98765", TEXTS[1]), ("1e5abc", "کد 1E5ABC")],
)
async def test_terms_joined_with_or_find_the_text(owner, query, text):
    asked = " | ".join(query_terms(query))
    assert await owner.fetchval(
        "SELECT to_tsvector('simple', $1) @@ to_tsquery('simple', $2)", index_text(text), asked
    )


async def test_the_c_collation_sorts_by_the_key(owner):
    names = [
        "آرش",
        "احمد",
        "بهار",
        "پری",
        "ژاله",
        "سارا",
        "علی 2",
        "علی ۱۰",
        "کامران",
        "گلی",
        "لاله",
        "یاس",
        "Ali",
        "Борис",
    ]
    shuffled = [*names[1::2], *names[::2]]
    rows = await owner.fetch(
        'SELECT name FROM unnest($1::text[], $2::text[]) AS n(name, key) ORDER BY key COLLATE "C"',
        shuffled,
        [sort_key(name) for name in shuffled],
    )
    assert [row["name"] for row in rows] == names
