from datetime import date

from hamseda.kit.official_holidays import knows_country, official_holidays


def by_day(year, language="fa"):
    return {holiday.day: holiday for holiday in official_holidays("IR", year, language)}


def test_two_occasions_on_one_day_are_two_names():
    assert by_day(2026)[date(2026, 3, 21)].names == ("جشن نوروز", "عید سعید فطر")


def test_estimated_lunar_dates_are_marked_and_not_named_so():
    eid = by_day(2027)[date(2027, 3, 10)]
    assert eid.estimated
    assert eid.names == ("عید سعید فطر",)
    assert by_day(2027, "en")[date(2027, 3, 10)].names == ("Eid al-Fitr",)
    assert not by_day(2027)[date(2027, 3, 21)].estimated


def test_names_are_written_as_persian_readers_expect():
    names = [name for holiday in official_holidays("IR", 2026) for name in holiday.names]
    assert "قیام ۱۵ خرداد" in names
    assert "عید نوروز" in names
    assert "رحلت رسول اکرم؛ شهادت امام حسن مجتبی علیه السلام" in names
    assert not set("يك0123456789") & set("".join(names))


def test_countries_by_their_code():
    assert knows_country("IR")
    assert knows_country("DE")
    assert not knows_country("XX")
    assert not knows_country("IRN")
    assert date(2026, 10, 3) in {holiday.day for holiday in official_holidays("DE", 2026)}
