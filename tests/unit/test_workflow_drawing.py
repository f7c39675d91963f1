"""Boxes nobody has placed stand apart, also where a workflow leads back into itself."""

import pytest

from builder.definitions import workflow
from runtime.workflow import drawing


@pytest.mark.parametrize("ways", ["a-b b-c c-z", "a-b b-c c-b b-z", "a-b b-c c-d d-b b-e e-c b-z", "a-b a-c b-d c-d d-a d-z"])
def test_every_box_has_a_place_of_its_own(ways: str) -> None:
    pairs = [way.split("-") for way in ways.split()]
    keys = sorted({key for pair in pairs for key in pair})
    made = workflow.load({
        "key": "flow", "label": {"en": "Flow"}, "on": {"event": "manual", "form": "x"},
        "steps": [{"key": "s", "type": "start"}, *({"key": key, "type": "form"} for key in keys)],
        "transitions": [{"key": "t0", "from": "s", "to": keys[0]}, *({"key": f"t{i + 1}", "from": a, "to": b} for i, (a, b) in enumerate(pairs))],
    })  # fmt: skip
    places = drawing.places(made)
    assert set(places) == {"s", *keys}
    assert len(set(places.values())) == len(places)
