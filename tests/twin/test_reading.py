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
        ('{"name": "a", "name": "b"}', "twice"),
        ('{"busyness": NaN}', "not_a_number"),
        (b"\xff\xfe", "not_utf8"),
        ("[" * 100_000, "too_deep"),
        ("[]", "not_an_object"),
    ],
)
def test_what_is_no_model_at_all(document, code):
    assert [found for _, found in faults(document)] == [code]


def test_a_fault_of_json_says_line_and_column():
    with pytest.raises(FaultyModelError, match="line 2, column 1"):
        read_model('{"types": [\n}')


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
