"""A bank's policy: thirty-five published rules as situations, each held against every policy that comes with us."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.office.bank.case import Case, Finding, Person
from amends.office.bank.policy import BadPolicy, Policy, contradictions, load, parse, ready_made, switches
from amends.office.bank.promised import for_letter
from amends.office.bank.step import admit, answer_road, is_blocked, may_answer, next_step, told_to_writer

ROOT = Path(__file__).resolve().parents[2]
RULES: dict[str, Any] = tomllib.loads((ROOT / "spec/bank/rules.toml").read_text("utf-8"))
SITUATIONS: list[dict[str, Any]] = tomllib.loads((ROOT / "spec/bank/situations.toml").read_text("utf-8"))["situation"]
OREGON = (ROOT / "src/amends/office/bank/policies/oregon.toml").read_text("utf-8")

policies = st.sampled_from(ready_made()).map(load)
persons = st.builds(
    Person,
    wish=st.sampled_from(["none", "tell", "wait", "never"]),
    asked=st.booleans(),
    identity=st.booleans(),
    age=st.none() | st.integers(0, 99),
    accompanied=st.booleans(),
    order=st.booleans(),
    died=st.booleans(),
)
cases = st.builds(
    Case,
    findings=st.lists(
        st.builds(Finding, by=st.sampled_from("ab"), outcome=st.sampled_from(["approve", "return", "reject"])),
        max_size=3,
    ).map(tuple),
    person=persons,
    withdrawn=st.booleans(),
    ordered=st.booleans(),
    told=st.booleans(),
    choice=st.sampled_from(["none", "later", "declined", "not-mine", "wants"]),
    confirmed=st.sampled_from(["no", "yes", "by-telephone"]),
    road=st.none() | st.sampled_from(["post", "mail", "online", "telephone", "in-person"]),
    released=st.booleans(),
)


def case_of(written: dict[str, Any]) -> Case:
    findings = tuple(Finding(f"screener {n}", outcome) for n, outcome in enumerate(written.get("findings", [])))
    case: dict[str, Any] = {**written, "findings": findings, "person": Person(**written.get("person", {}))}
    return Case(**case)


def said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def answer_of(policy: Policy, situation: dict[str, Any]) -> str:
    case = case_of(situation.get("case", {}))
    match situation["ask"]:
        case "step":
            return next_step(policy, case)
        case "admit":
            return admit(policy, case.person)
        case "answer":
            return said(may_answer(policy, situation["answered"]))
        case "answer-road":
            return answer_road(policy)
        case "told":
            facts = told_to_writer(policy, frozenset(situation["consents"]), frozenset(situation["happened"]))
            return " ".join(sorted(facts))
        case asked:
            assert asked == "policy"
            value: object = policy
            for name in situation["switch"].split("."):
                value = getattr(value, name)
            return said(value)


def expected(situation: dict[str, Any]) -> dict[str, str]:
    named = {policy: answer for answer, those in situation["answers"].items() for policy in those}
    others = named.pop("*", "nobody says")
    return {policy: named.get(policy, others) for policy in ready_made()}


def test_every_rule_is_a_situation():
    assert len(RULES) == 36  # thirty-five, and B2', the other way with B2
    assert {situation["rule"] for situation in SITUATIONS} == set(RULES)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: f"{situation['rule']}: {situation['what']}")
def test_every_policy_answers_a_situation_as_its_bank_publishes(situation: dict[str, Any]):
    assert {name: answer_of(load(name), situation) for name in ready_made()} == expected(situation)


@pytest.mark.parametrize("name", ready_made())
def test_a_policy_says_of_each_switch_which_rule_it_follows_or_that_nothing_is_published(name: str):
    policy = load(name)
    if policy.kind != "bank":
        return
    published = {switch for rule in RULES.values() if name in rule["banks"] for switch in rule["switches"]}
    undecided = set(switches()) - published
    assert undecided <= set(policy.unpublished)


def test_every_switch_is_described_with_its_rule():
    for switch, described in switches().items():
        rule = described.rpartition("(")[2].rstrip(")").split(", ")[0]
        assert rule in RULES, switch
        assert switch in RULES[rule]["switches"], switch


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (("readers = 2", "readers = 3"), "screening.readers"),
        (("identity = true", ""), "identity"),
        (("identity = true", "identiti = true"), "identiti"),
        (('told = "who-asked"', 'told = "everybody"'), "recipients.told"),
        (('told = "who-asked"', 'told = "nobody"'), "no letter may go around"),
        (("readers = 2", "readers = 0"), "screening.readers is 0"),
        (('how_many = "one"', 'how_many = "none"'), "answers.how_many"),
        (('"writers.verified",', '"writers.verifed",'), "writers.verifed"),
        (("[writers]", "[writers"), "is not TOML"),
    ],
)
def test_a_policy_that_cannot_be_used_says_where_and_why(change: tuple[str, str], hint: str):
    assert change[0] in OREGON
    with pytest.raises(BadPolicy) as refused:
        parse(OREGON.replace(*change).encode(), "ours.toml")
    assert "ours.toml" in refused.value.message
    assert hint in refused.value.message


def test_a_policy_that_is_not_there_names_those_that_are():
    with pytest.raises(BadPolicy) as refused:
        load("ohio")
    assert "oregon" in (refused.value.hint or "")


@given(policies, cases)
def test_nothing_is_handed_over_that_was_not_read_wanted_and_allowed(policy: Policy, case: Case):
    if next_step(policy, case) not in ("release", "released"):
        return
    readers = {finding.by for finding in case.findings if finding.outcome == "approve"}
    assert len(readers) >= policy.screening.readers
    assert all(finding.outcome == "approve" for finding in case.findings)
    assert case.person.wish != "never"
    assert not is_blocked(policy, case.person)
    if not case.released:
        assert case.told
        assert case.choice == "wants"
        assert case.road in policy.recipients.roads
        assert not case.withdrawn
        assert not case.person.died


@given(policies, cases)
def test_an_order_or_a_never_closes_whatever_was_open(policy: Policy, case: Case):
    stopped = replace(case, person=replace(case.person, wish="never"))
    assert next_step(policy, stopped) in ("blocked", "ended", "refused", "screen", "returned")


@given(policies, persons, cases)
def test_registering_tells_nothing_of_a_letter(policy: Policy, person: Person, case: Case):
    # The one answer that registering gets is a function of the person alone: it takes no case.
    alone = admit(policy, person)
    assert alone == admit(policy, replace(person, order=case.person.order, died=case.person.died))


@given(policies, policies, cases)
def test_a_changed_policy_takes_nothing_from_what_was_promised(then: Policy, now: Policy, case: Case):
    both = for_letter(then, now)
    assert set(then.recipients.roads) <= set(both.recipients.roads)
    assert set(then.writer_learns.facts) <= set(both.writer_learns.facts)
    assert set(both.keeping.disclosed_for) <= set(then.keeping.disclosed_for)
    assert both.screening.readers >= then.screening.readers
    assert both.recipients.identity >= then.recipients.identity
    assert both.recipients.orders_block >= then.recipients.orders_block
    for answered in range(3):
        assert may_answer(both, answered) >= may_answer(then, answered)
    if then.answers.how_many != "none" and not then.answers.screened:
        assert not both.answers.screened
        assert answer_road(both) == "sealed"
    if is_blocked(then, case.person):
        assert is_blocked(both, case.person)
    unasked = replace(case, told=False, person=Person())
    if next_step(both, unasked) == "tell":
        assert next_step(then, unasked) != "held"


@given(policies, policies)
def test_what_was_promised_twice_is_promised_once(then: Policy, now: Policy):
    assert for_letter(then, then) == then
    assert for_letter(then, for_letter(then, now)) == for_letter(then, now)


@given(policies)
def test_the_policies_that_come_with_us_do_not_contradict_themselves(policy: Policy):
    assert not list(contradictions(policy))


def test_the_page_for_banks_has_every_switch_and_every_policy():
    page = (ROOT / "docs/bank-policy.md").read_text("utf-8")
    for switch, described in switches().items():
        assert f"| `{switch.partition('.')[2]}` |" in page, switch
        assert described in page, switch
    for name in ready_made():
        assert f"`{name}`" in page
