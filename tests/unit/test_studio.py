"""The life of an app at design time: made, edited, undone, judged, published, rolled back, exported and imported."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from builder import keys, templates
from builder.changes import Change
from builder.errors import Conflict, Invalid, NotFound
from builder.memory import MemoryDefinitions, MemoryLiveData, MemoryPublisher
from builder.repository import Impact
from builder.studio import Studio
from runtime.catalog import build_catalog
from tests.builders import field, tiny_app

CATALOG = build_catalog()
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def studio(*impacts: Impact) -> Studio:
    definitions = MemoryDefinitions()
    return Studio(CATALOG, definitions, MemoryLiveData(impacts), MemoryPublisher(definitions, lambda: NOW, "admin"))


def with_tiny(*impacts: Impact) -> Studio:
    """A studio in which the tiny app is published as revision 1."""
    made = studio(*impacts)
    made.definitions.create("tiny", tiny_app())
    assert made.publish("tiny", "first") == 1
    return made


def member(made: Studio) -> dict[str, Any]:
    return copy.deepcopy(dict(made.draft("tiny").documents["form", "member"]))


def edited(made: Studio, **values: Any) -> str:
    return made.put("tiny", "form", "member", {**member(made), **values})


def test_a_new_app_and_form_can_be_published_at_once() -> None:
    made = studio()
    app = made.create_app("会员投诉")
    form = made.create_form(app, "投诉")
    assert made.check(app) == []
    assert made.publish(app, "") == 1
    documents = made.draft(app).documents
    assert documents["app", app]["menu"] == [{"form": form}]
    assert documents["app", app]["label"] == "会员投诉"
    assert {key for kind, key in documents if kind == "role"} == {"owner", "member"}


def test_apps_and_forms_of_one_name_get_keys_of_their_own() -> None:
    made = studio()
    first, second = made.create_app("投诉"), made.create_app("投诉")
    assert first != second
    assert made.create_form(first, "投诉") != made.create_form(first, "投诉")


def test_an_edit_is_undone_redone_and_discarded() -> None:
    made = with_tiny()
    before = made.draft("tiny").documents
    edited(made, label="客户")
    assert (made.draft("tiny").edits, made.draft("tiny").can_undo, made.draft("tiny").can_redo) == (1, True, False)
    assert made.undo("tiny") == ("form", "member")
    assert made.draft("tiny").documents == before
    assert made.redo("tiny") == ("form", "member")
    assert made.draft("tiny").documents["form", "member"]["label"] == "客户"
    made.discard("tiny")
    assert made.draft("tiny").documents == before
    assert made.undo("tiny") is None


def test_a_stale_edit_is_a_conflict_and_changes_nothing() -> None:
    made = with_tiny()
    mark = made.draft("tiny").etags["form", "member"]
    made.put("tiny", "form", "member", {**member(made), "label": "客户"}, mark)
    with pytest.raises(Conflict, match="draft_changed"):
        made.put("tiny", "form", "member", {**member(made), "label": "顾客"}, mark)
    assert made.draft("tiny").documents["form", "member"]["label"] == "客户"


@pytest.mark.parametrize(
    ("kind", "key", "document", "code"),
    [
        ("form", "member", {"label": "x", "fields": "y"}, "shape_wrong"),
        ("form", "member", {"key": "other", "label": "x"}, "key_differs"),
        ("form", "Member", {"label": "x"}, "key_shape"),
        ("form", "a/../b", {"label": "x"}, "key_shape"),
        ("endpoint", "r", {"label": "x"}, "kind_unknown"),
        ("form", "member", {"label": "x", "script": "y"}, "shape_unknown"),
    ],
)
def test_a_definition_of_the_wrong_shape_is_not_stored(kind: str, key: str, document: dict[str, Any], code: str) -> None:
    made = with_tiny()
    before = made.draft("tiny").documents
    with pytest.raises(Invalid) as refused:
        made.put("tiny", kind, key, document)
    assert code in {fault.code for fault in refused.value.faults}
    assert made.draft("tiny").documents == before


def test_a_half_made_field_is_stored_and_named_by_the_check() -> None:
    made = with_tiny()
    edited(made, fields=[*member(made)["fields"], {"label": "门店", "type": "relation"}])
    assert [problem.code for problem in made.check("tiny") if problem.level == "error"] == ["setting_missing"]
    with pytest.raises(Invalid, match="draft_has_problems"):
        made.publish("tiny")


def test_new_things_get_keys_nobody_typed() -> None:
    made = with_tiny()
    options = [{"label": "干性"}, {"label": {"zh-CN": "油性", "en": "Oily"}}]
    edited(
        made, fields=[*member(made)["fields"], {"label": "肤质", "type": "choice", "options": options}, {"label": "肤质", "type": "text"}]
    )
    added = member(made)["fields"][-2:]
    assert [item["key"] for item in added] == ["fu_zhi", "fu_zhi_2"]
    assert [option["key"] for option in added[0]["options"]] == ["gan_xing", "oily"]


def test_the_apps_own_document_stays() -> None:
    made = with_tiny()
    for kind, key in (("app", "tiny"), ("form", "nothing"), ("rule", "x")):
        with pytest.raises(NotFound):
            made.delete("tiny", kind, key)
    with pytest.raises(NotFound):
        made.put("tiny", "app", "other", {"format": 1, "label": "x"})


def test_errors_of_sense_stop_publishing_with_all_of_them() -> None:
    made = with_tiny()
    made.delete("tiny", "form", "tier")
    with pytest.raises(Invalid) as refused:
        made.publish("tiny")
    assert refused.value.code == "draft_has_problems"
    assert {fault.code for fault in refused.value.faults} >= {"form_missing", "expression_unknown_name"}
    assert [revision.n for revision in made.revisions("tiny")] == [1]


def test_a_blocked_change_stops_publishing() -> None:
    made = with_tiny()
    fields = member(made)["fields"]
    fields[9] = {**fields[9], "type": "relation", "form": "tier"}
    edited(made, fields=fields)
    assert made.impact("tiny").level == "blocked"
    assert not made.impact("tiny").publishable
    with pytest.raises(Conflict) as refused:
        made.publish("tiny")
    assert [fault.code for fault in refused.value.faults] == ["field_type_blocked"]


def test_live_data_can_block_what_would_else_be_safe() -> None:
    path = "form/member/fields/name/unique"
    made = with_tiny(Impact("impact_duplicates", path, "blocked", 2, ["a", "b"]))
    fields = member(made)["fields"]
    fields[0] = {**fields[0], "unique": True}
    edited(made, fields=fields)
    assert [(change.code, change.level) for change in made.impact("tiny").changes] == [("field_unique_added", "safe")]
    with pytest.raises(Conflict, match="publish_blocked"):
        made.publish("tiny")


@pytest.mark.parametrize(("count", "level"), [(0, "safe"), (12, "lossy")])
def test_a_loss_that_meets_no_record_needs_no_consent(count: int, level: str) -> None:
    path = "form/member/fields/name/max_length"
    made = with_tiny(Impact("impact_values_cut", path, "lossy", count))
    fields = member(made)["fields"]
    fields[0] = {**fields[0], "max_length": 10}
    edited(made, fields=fields)
    outlook = made.impact("tiny")
    assert outlook.level == level
    assert outlook.publishable
    assert [impact.count for impact in outlook.impacts] == ([12] if count else [])


def test_nothing_to_publish_is_said() -> None:
    with pytest.raises(Conflict, match="nothing_to_publish"):
        with_tiny().publish("tiny")


def test_a_publication_carries_its_base_note_and_maker() -> None:
    made = with_tiny()
    edited(made, label="客户")
    assert made.publish("tiny", "改名") == 2
    newest = made.revisions("tiny")[0]
    assert (newest.n, newest.base, newest.by, newest.note, newest.at, newest.rollback_of) == (2, 1, "admin", "改名", NOW, None)
    assert made.draft("tiny").edits == 0
    assert [change.code for change in made.diff("tiny", 1, 2)] == ["form_relabelled"]
    assert made.diff("tiny", 1, 1) == []


def test_somebody_faster_is_a_conflict() -> None:
    made = with_tiny()
    edited(made, label="客户")
    with pytest.raises(Conflict, match="publish_stale"):
        made.publisher.publish("tiny", None, made.draft("tiny").documents, "late")


def test_rolling_back_is_a_new_revision_with_the_old_content() -> None:
    made = with_tiny()
    edited(made, fields=[*member(made)["fields"], field("skin", label="肤质")])
    made.publish("tiny")
    assert [(change.code, change.level) for change in made.rollback_impact("tiny", 1).changes] == [("field_removed", "lossy")]
    assert made.rollback("tiny", 1) == 3
    newest = made.revisions("tiny")[0]
    assert (newest.n, newest.base, newest.rollback_of) == (3, 2, 1)
    assert made.diff("tiny", 1, 3) == []
    with pytest.raises(Conflict, match="rollback_to_current"):
        made.rollback("tiny", 3)
    with pytest.raises(NotFound, match="revision_not_found"):
        made.rollback("tiny", 9)


def test_an_app_comes_back_from_its_template_under_another_name() -> None:
    made = with_tiny()
    blob = made.export("tiny")
    review = made.review(blob)
    assert review.problems == []
    assert made.definitions.apps() == ["tiny"]
    copied = made.import_(blob, "第二商场")
    assert copied != "tiny"
    assert made.draft(copied).base is None
    assert made.draft(copied).documents["app", copied]["label"] == "第二商场"
    made.publish(copied)
    assert made.diff("tiny", 1, 1) == []
    assert {name for name in made.draft(copied).documents if name[0] != "app"} == {name for name in tiny_app() if name[0] != "app"}


def test_an_export_is_what_is_published_not_the_draft() -> None:
    made = with_tiny()
    edited(made, label="客户")
    assert templates.unpack(made.export("tiny")).documents == tiny_app()


@pytest.mark.parametrize("key", ["../x", "Tiny", "a" * 21, "", "a b"])
def test_a_template_cannot_choose_a_strange_key(key: str) -> None:
    documents = {("app", key): {**tiny_app()["app", "tiny"], "key": key}}
    with pytest.raises(Invalid):
        studio().import_(templates.pack(documents))


def test_a_broken_template_is_reviewed_but_not_installed() -> None:
    made = studio()
    documents = tiny_app()
    documents["form", "tier"]["fields"][0]["type"] = "script"
    blob = templates.pack(documents)
    assert [problem.code for problem in made.review(blob).problems] == ["field_type_unknown"]
    with pytest.raises(Invalid, match="template_broken"):
        made.import_(blob)
    assert made.definitions.apps() == []


def test_a_shipped_template() -> None:
    made = studio()
    with pytest.raises(NotFound, match="template_not_found"):
        made.create_app("商场", template="mall")
    shipped = Studio(CATALOG, made.definitions, made.live, made.publisher, lambda key: templates.Package(tiny_app()))
    assert shipped.create_app("商场", "zh-CN", "mall") == "tiny"
    assert shipped.draft("tiny").documents["app", "tiny"]["label"] == {"zh-CN": "商场"}


@settings(max_examples=200)
@given(st.text(max_size=60), st.sets(st.sampled_from(["a", "a_2", "item", "item_2", "ming_cheng"])))
def test_every_label_makes_a_free_and_well_formed_key(label: str, taken: set[str]) -> None:
    for limit in (keys.MAX_KEY, keys.MAX_APP_KEY):
        made = keys.make(label, taken, limit=limit)
        assert keys.well_formed(made, limit)
        assert made not in taken | keys.RESERVED


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("会员等级", "hui_yuan_deng_ji"),
        ({"zh-CN": "金额", "en": "Paid amount"}, "paid_amount"),
        ("2024", "item_2024"),
        ("!!!", "item"),
        ("class", "class_2"),
        ("Created at", "created_at_2"),
        ("Ünï", "n"),
        ("VIP 客户", "vip_ke_hu"),
    ],
)
def test_keys_can_be_read(label: Any, key: str) -> None:
    assert keys.make(label, ()) == key


class DraftMachine(RuleBasedStateMachine):
    """Undo and redo against a plain list of states."""

    @initialize()
    def begin(self) -> None:
        self.made = with_tiny()
        self.states = [self.label()]
        self.at = 0

    def label(self) -> Any:
        return self.made.draft("tiny").documents["form", "tier"]["label"]

    @rule(label=st.sampled_from(["甲", "乙", "丙"]))
    def edit(self, label: str) -> None:
        tier = dict(self.made.draft("tiny").documents["form", "tier"])
        self.made.put("tiny", "form", "tier", {**tier, "label": label})
        if self.states[self.at] != label:
            self.states[self.at + 1 :] = [label]
            self.at += 1

    @rule()
    def undo(self) -> None:
        assert (self.made.undo("tiny") is None) == (self.at == 0)
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        assert (self.made.redo("tiny") is None) == (self.at == len(self.states) - 1)
        self.at = min(len(self.states) - 1, self.at + 1)

    @rule()
    def publish(self) -> None:
        if self.made.draft("tiny").edits:
            self.made.publish("tiny")
            self.states, self.at = [self.label()], 0

    @invariant()
    def same(self) -> None:
        if hasattr(self, "made"):
            draft = self.made.draft("tiny")
            assert self.label() == self.states[self.at]
            assert (draft.can_undo, draft.can_redo) == (self.at > 0, self.at < len(self.states) - 1)


DraftMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
TestDraft = DraftMachine.TestCase


def test_changes_of_a_draft_are_those_of_publishing_it() -> None:
    made = with_tiny()
    edited(made, label="客户")
    assert made.impact("tiny").changes == [
        Change("form_relabelled", "form/member/label", "safe", {"old": {"zh-CN": "会员", "en": "Member"}, "new": "客户"}),
    ]
