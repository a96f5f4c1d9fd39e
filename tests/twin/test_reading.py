"""What cannot be meant is named by its field, all of it at once, in both languages; nothing is repaired."""

import copy
import json

import jsonschema
import pytest

from hamseda.twin.api import FaultyModelError, read_model, schema
from twin.models import everything, plain


def faults(document):
    with pytest.raises(FaultyModelError) as refused:
        read_model(document if isinstance(document, (str, bytes)) else json.dumps(document))
    assert refused.value.said("fa") != refused.value.said("en")
    return [(fault.field, fault.code) for fault in refused.value.faults]


def changed(*path, value):
    document = everything()
    part = document
    for name in path[:-1]:
        part = part[name]
    if value is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        (("types", 0, "arrivals"), ..., "types.0.arrivals", "missing"),
        (("types", 0, "servise"), {}, "types.0.servise", "unknown_field"),
        (("types", 0, "arrivals", "per_period"), -1, "types.0.arrivals.per_period", "too_small"),
        (("types", 0, "arrivals", "per_period"), [1, "x"], "types.0.arrivals.per_period.1", "not_a_number"),
        (("types", 0, "arrivals", "per_period"), [1, 2], "types.0.arrivals.per_period", "periods"),
        (("types", 0, "service"), {"kind": "exponential"}, "types.0.service.mean_s", "missing"),
        (("types", 0, "service"), {"kind": "endless"}, "types.0.service", "never_ends"),
        (("types", 0, "retrial", "after"), {"kind": "endless"}, "types.0.retrial.after", "never_ends"),
        (("types", 0, "line"), "mian", "types.0.line", "unknown_line"),
        (("types", 0, "transfer", 0, "to"), "supprot", "types.0.transfer.0.to", "unknown_type"),
        (("types", 0, "transfer", 0, "share"), 1.2, "types.0.transfer.0.share", "too_big"),
        (("types", 0, "rings", 0, "overflow"), ["nowhere"], "types.0.rings.0.overflow", "unknown_queue"),
        (("types", 1, "rings", 0, "drop"), ["dance"], "types.1.rings.0.drop", "unknown_skill"),
        (("types", 1, "skills"), {"technical": 9}, "types.1", "nobody_serves"),
        (("types", 1, "name"), "sales", "types.1.name", "name_twice"),
        (("types", 2, "patience"), {"kind": "uniform", "low_s": 9, "high_s": 3}, "types.2.patience.low_s", "ends_crossed"),
        (("types", 3, "priority_minutes"), 90, "types.3.priority_minutes", "priority"),
        (("types", 3, "channel"), "letter", "channels", "unknown_channel"),
        (("types", 4, "line"), "main", "types.4.line", "not_outbound"),
        (("types", 4, "service", "parts", 0, "share"), 0.3, "types.4.service.parts", "not_whole"),
        (("groups", 0, "agents"), [1, 2], "groups.0.agents", "periods"),
        (("groups", 0, "agents"), 2.5, "groups.0.agents", "not_a_whole_number"),
        (("groups", 0, "queues"), [], "groups.0.queues", "too_few"),
        (("groups", 0, "queues"), ["sales", "happy call", "salse"], "groups.0.queues", "unknown_queue"),
        (("groups", 1, "shrinkage"), 1, "groups.1.shrinkage", "too_big"),
        (("groups", 3, "concurrency", "chat"), 4, "groups.3.concurrency.chat", "no_room"),
        (("groups", 3, "concurrency"), {"chat": 0}, "types.2", "nobody_serves"),
        (("channels", "mail", "interrupted_by"), ["fax"], "channels.mail.interrupted_by", "unknown_channel"),
        (("periods", "warmup"), 8, "periods", "nothing_counted"),
        (("periods",), [], "periods", "not_an_object"),
        (("types",), [], "types", "too_few"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_field(path, value, field, code):
    assert (field, code) in faults(changed(*path, value=value))


def test_all_faults_are_named_at_once():
    document = everything()
    document["types"][0]["service"] = {"kind": "exponential", "mean_s": 0}
    document["types"][3]["arrivals"]["per_period"] = "many"
    document["groups"][2]["agents"] = -1
    assert [field for field, _ in faults(document)] == [
        "types.0.service.mean_s", "types.3.arrivals.per_period", "groups.2.agents",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ('{"types": [\n}', "not_json"),
        (b"\xff\xfe", "not_utf8"),
        ("[" * 100_000, "too_deep"),
        ("[]", "not_an_object"),
    ],
)
def test_what_is_no_model_at_all(document, code):
    assert [found for _, found in faults(document)] == [code]


def told(text, language="en"):
    with pytest.raises(FaultyModelError) as refused:
        read_model(text)
    return refused.value.said_of("m.json", language).splitlines()


def test_a_fault_of_json_says_line_and_column():
    assert told('{"types": [\n}') == [
        "m.json, line 2, column 1: This is not proper JSON: mend it here, or just before."
    ]
    assert told('{"types": [\n}', "fa")[0].startswith("m.json، سطر ۲، ستون ۱: ")
    assert told(b'{\n "name": "\xff"}')[0].startswith("m.json, line 2, column 11: The file is not UTF-8")


def test_faults_stand_in_the_order_of_the_file_with_line_and_column():
    """Groups are written first here, while checks begin with the types."""
    document = everything()
    document["types"][1]["line"] = "mian"
    document["groups"][0]["agents"] = [1, 2]
    turned = {"groups": document.pop("groups"), **document}
    text = json.dumps(turned, indent=2)
    said = told(text)
    assert len(said) == 2
    for line, field, words in zip(said, ("groups.0.agents", "types.1.line"), ("[", '"mian"'), strict=True):
        head, _, why = line.partition(f", {field}: ")
        assert why
        _, row, column = head.split(", ")
        row, column = int(row.removeprefix("line ")), int(column.removeprefix("column "))
        assert text.splitlines()[row - 1][column - 1 :].startswith(words)
    assert told(text, "fa")[0].startswith("m.json، سطر ")


def test_what_is_missing_is_named_where_it_should_stand():
    assert told('{"types": [\n {"name": "a"}],\n "groups": 3}') == [
        "m.json, line 1, column 1, periods: Write this too.",
        "m.json, line 2, column 2, types.0.arrivals: Write this too.",
        "m.json, line 2, column 2, types.0.service: Write this too.",
        "m.json, line 3, column 12, groups: This must be a list.",
    ]


def test_names_with_dots_and_quotes_are_found():
    text = json.dumps(
        {**plain(volume=1, agents=1), "channels": {'a."b': {"weight": 100}, "c.d": {"weight": 0}}}, indent=1
    )
    said = told(text)
    (row,) = (number for number, line in enumerate(text.splitlines(), 1) if '"weight": 0' in line)
    assert said == [f"m.json, line {row}, column 14, channels.c.d.weight: Write at least 1."]


def test_odd_things_of_the_text_hide_no_other_fault():
    text = """{"name": "a", "periods": {"count": 1},
      "types": [{"name": "a", "service": {"kind": "constant", "s": NaN}, "arrivals": {"per_period": 1e999}}],
      "groups": [{"name": "g", "agents": 1.5, "queues": ["a"], "queues": ["a"]}],
      "busyness": -Infinity, "name": "b"}"""
    assert [(line.split(", ")[1], line.split(", ")[3].split(":")[0]) for line in told(text)] == [
        ("line 2", "types.0.service.s"),
        ("line 2", "types.0.arrivals.per_period"),
        ("line 3", "groups.0.agents"),
        ("line 3", "groups.0.queues"),
        ("line 4", "busyness"),
        ("line 4", "name"),
    ]
    long = told('{"busyness":\n ' + "9" * 5000 + "}")[-1]
    assert long.startswith(f"m.json, line 2, column 2, busyness: {'9' * 20}… is not a number")


def test_what_stands_in_many_fields_is_told_once_with_its_number():
    document = everything()
    document["types"][0]["arrivals"]["per_period"] = [-1] * 8
    document["groups"][0]["agents"] = [1, 2, -3, 4, 5, 6, 7, -8]
    said = told(json.dumps(document, indent=1))
    assert len(said) == 3
    assert (
        ", types.0.arrivals.per_period.0: Write at least 0. (There are 7 more like it, in lines " in said[0]
    )
    assert said[0].endswith(", ….)")
    assert [line.split(", ")[3].split(":")[0] for line in said[1:]] == [
        "groups.0.agents.2",
        "groups.0.agents.7",
    ]
    assert told(json.dumps(document))[0].endswith("Write at least 0. (There are 7 more like it.)")
    assert "۷ مورد دیگر" in told(json.dumps(document), "fa")[0]


def test_no_more_than_twenty_are_told():
    document = everything()
    document["groups"] += [{"name": f"g{at}", "agents": 1, "queues": [f"no {at}"]} for at in range(30)]
    said = told(json.dumps(document))
    assert len(said) == 21
    assert said[-1] == "… and 10 more."


@pytest.mark.parametrize(
    ("path", "value", "near"),
    [
        (("types", 0, "servise"), {}, "service"),
        (("types", 0, "line"), "mian", "main"),
        (("types", 0, "transfer", 0, "to"), "supprot", "support"),
        (("types", 0, "rings", 0, "overflow"), ["Suport"], "support"),
        (("groups", 0, "queues"), ["sales", "happycall"], "happy call"),
        (("groups", 3, "concurrency"), {"chats": 1}, "chat"),
        (("groups", 0, "queues"), ["sales", "zzz"], None),
    ],
)
def test_the_name_that_may_be_meant_is_said(path, value, near):
    said = "\n".join(told(json.dumps(changed(*path, value=value))))
    assert (f"Is “{near}” meant?" in said) if near else ("meant?" not in said)


def test_a_bound_that_is_not_fit_itself_is_said_so():
    said = "\n".join(
        told(json.dumps(changed("groups", 0, "shrinkage", value=1)))
        + told(json.dumps(changed("types", 0, "patience", "mean_s", value=0)))
    )
    assert "groups.0.shrinkage: Write less than 1." in said
    assert "types.0.patience.mean_s: Write more than 0." in said


def test_contacts_that_go_round_for_ever_are_refused_and_others_are_not():
    document = everything()
    document["types"][1]["transfer"] = [{"to": "sales", "share": 1}]
    assert read_model(json.dumps(document))  # one in five comes back, the others leave
    document["types"][0]["transfer"][0]["share"] = 1
    assert faults(document) == [("types", "round_for_ever")]
    steered = plain(volume=10, agents=2, deflection={"share": 1, "to": "sales"})
    assert faults(steered) == [("types", "round_for_ever")]


def test_too_many_contacts_at_once_are_refused():
    assert faults(plain(volume=6_000_000, agents=2)) == [("types", "too_many_contacts")]


def test_the_schema_agrees_with_the_reader():
    shape = schema()
    jsonschema.Draft202012Validator.check_schema(shape)
    validator = jsonschema.Draft202012Validator(shape)
    validator.validate(everything())
    assert read_model(json.dumps(everything())).name == "everything"
    for path, value in (
        (("types", 0, "servise"), {}),
        (("groups", 0, "agents"), -1),
        (("types", 0, "service"), {"kind": "x"}),
    ):
        wrong = copy.deepcopy(changed(*path, value=value))
        assert not validator.is_valid(wrong)
        assert faults(wrong)


def test_a_byte_order_mark_is_no_fault():
    assert read_model(b"\xef\xbb\xbf" + json.dumps(everything()).encode()).name == "everything"


@pytest.mark.parametrize("field", ["service", "wrap_up", "patience"])
@pytest.mark.parametrize(("weights", "code"), [([1], "weights"), ([0, 0], "weightless")])
def test_faulty_weights_are_named_wherever_they_stand(field, weights, code):
    seen = {"kind": "empirical", "values_s": [1, 2], "weights": weights}
    assert faults(changed("types", 0, field, value=seen)) == [(f"types.0.{field}.weights", code)]
    inside = {"kind": "mixture", "parts": [{"share": 1, "of": seen}]}
    assert faults(changed("types", 0, field, value=inside)) == [(f"types.0.{field}.parts.0.of.weights", code)]


def test_faulty_weights_of_coming_again_are_named():
    seen = {"kind": "empirical", "values_s": [1, 2], "weights": [1]}
    found = faults(changed("types", 0, "retrial", "after", value=seen))
    assert found == [("types.0.retrial.after.weights", "weights")]


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\ud83d"])
def test_half_a_letter_is_named_with_its_line(half):
    text = json.dumps(everything(), indent=1)
    (said,) = told(text.replace('"everything"', f'"{half}"'))
    assert said.startswith("m.json, line 2, column 10, name: Half a letter stands here")
    (said,) = told(text.replace('"wrap_up"', f'"a{half}"', 1), "fa")
    assert "نیمی از یک نویسه" in said
    said.encode()


@pytest.mark.parametrize("whole", ["\\ud83d\\ude00", "\\\\ud83d", "😀"])
def test_whole_letters_are_read(whole):
    text = json.dumps(everything()).replace('"everything"', f'"{whole}"')
    assert read_model(text).name == json.loads(f'"{whole}"')
