"""Drafts and revisions in the database behave as the port promises."""

import copy
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.errors import Conflict, NotFound
from runtime.store.definitions import DefinitionStore
from tests.builders import tiny_app
from tests.contract.stores import APP, Shop, open_shop


@pytest.fixture
def shop(database: str, clock: object) -> Iterator[Shop]:
    shop = open_shop(database, clock)  # type: ignore[arg-type]
    yield shop
    shop.store.close()


@pytest.fixture
def definitions(shop: Shop) -> DefinitionStore:
    store = DefinitionStore(shop.store, shop.context(""))
    store.create(APP, tiny_app())
    return store


def relabelled(label: str) -> dict[str, object]:
    return {**tiny_app()["form", "tier"], "label": label}


def test_a_new_app_is_a_draft_without_revision(definitions: DefinitionStore) -> None:
    draft = definitions.draft(APP)
    assert definitions.apps() == [APP]
    assert definitions.current(APP) is None
    assert (draft.base, draft.documents, draft.can_undo, draft.can_redo) == (None, tiny_app(), False, False)
    with pytest.raises(Conflict):
        definitions.create(APP, tiny_app())
    with pytest.raises(NotFound):
        definitions.draft("nowhere")


def test_edits_need_the_etag_they_were_made_on(definitions: DefinitionStore) -> None:
    first = definitions.draft(APP).etags["form", "tier"]
    second = definitions.put(APP, "form", "tier", relabelled("档"), first)
    assert definitions.draft(APP).etags["form", "tier"] == second != first
    with pytest.raises(Conflict) as failure:
        definitions.put(APP, "form", "tier", relabelled("级"), first)
    assert failure.value.code == "draft_changed"
    assert definitions.draft(APP).documents["form", "tier"]["label"] == "档"


def test_the_order_of_keys_is_no_difference(definitions: DefinitionStore) -> None:
    etag = definitions.draft(APP).etags["form", "tier"]
    turned = dict(reversed(list(tiny_app()["form", "tier"].items())))
    assert definitions.put(APP, "form", "tier", turned, etag) == etag
    assert not definitions.draft(APP).can_undo


def test_undo_and_redo_walk_along_the_log(definitions: DefinitionStore) -> None:
    definitions.put(APP, "form", "tier", relabelled("档"), None)
    definitions.put(APP, "role", "agent", None, None)
    assert definitions.undo(APP) == ("role", "agent")
    assert definitions.undo(APP) == ("form", "tier")
    assert definitions.undo(APP) is None
    assert definitions.draft(APP).documents == tiny_app()
    assert definitions.redo(APP) == ("form", "tier")
    assert definitions.draft(APP).documents["form", "tier"]["label"] == "档"
    definitions.put(APP, "form", "tier", relabelled("新"), None)
    assert not definitions.draft(APP).can_redo, "a new edit forgets what was undone"


def test_publishing_empties_the_draft(definitions: DefinitionStore, shop: Shop) -> None:
    shop.publish(definitions.draft(APP).documents, "第一版")
    draft = definitions.draft(APP)
    assert (draft.base, draft.edits, draft.can_undo) == (1, 0, False)
    definitions.put(APP, "form", "tier", relabelled("档"), None)
    assert definitions.draft(APP).edits == 1
    definitions.put(APP, "form", "tier", tiny_app()["form", "tier"], None)
    assert definitions.draft(APP).edits == 0, "back to what is published is no edit"
    [revision] = definitions.revisions(APP)
    assert (revision.n, revision.note, revision.base) == (1, "第一版", None)
    assert definitions.documents(APP, 1) == tiny_app()


def test_an_edit_made_while_publishing_stays_in_the_draft(definitions: DefinitionStore, shop: Shop) -> None:
    documents = definitions.draft(APP).documents
    definitions.put(APP, "form", "tier", relabelled("档"), None)
    shop.publish(documents)
    assert definitions.draft(APP).documents["form", "tier"]["label"] == "档"
    assert definitions.draft(APP).base is None, "it was not made on revision 1, so publishing it asks first"


def test_discard_returns_to_what_is_published(definitions: DefinitionStore, shop: Shop) -> None:
    definitions.put(APP, "form", "tier", relabelled("档"), None)
    definitions.discard(APP)
    assert definitions.draft(APP).documents == tiny_app()
    shop.publish(tiny_app())
    definitions.put(APP, "form", "tier", None, None)
    definitions.discard(APP)
    assert definitions.draft(APP).documents == tiny_app()
    assert definitions.draft(APP).base == 1


EDIT = st.tuples(st.sampled_from(["tier", "member", "fresh"]), st.one_of(st.none(), st.text("甲乙丙", min_size=1, max_size=2)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(EDIT, st.sampled_from(["undo", "redo"])), max_size=12))
def test_any_walk_is_that_of_a_plain_list(definitions: DefinitionStore, steps: list[object]) -> None:
    definitions.discard(APP)
    images = [definitions.draft(APP).documents]
    position = 0
    for step in steps:
        if step == "undo":
            assert (definitions.undo(APP) is None) == (position == 0)
            position = max(position - 1, 0)
        elif step == "redo":
            assert (definitions.redo(APP) is None) == (position == len(images) - 1)
            position = min(position + 1, len(images) - 1)
        else:
            key, label = step  # type: ignore[misc]
            image = dict(copy.deepcopy(dict(images[position])))
            if label is None:
                image.pop(("form", key), None)
            else:
                image["form", key] = {"key": key, "label": label}
            definitions.put(APP, "form", key, image.get(("form", key)), None)
            if image != images[position]:
                images[position + 1 :] = [image]
                position += 1
        draft = definitions.draft(APP)
        assert draft.documents == images[position]
        assert (draft.can_undo, draft.can_redo) == (position > 0, position < len(images) - 1)
    while definitions.undo(APP):
        pass
