"""Templates: an app survives the way out and in; nothing hostile gets in."""

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import archive, templates
from builder.errors import AppError, Invalid, LimitExceeded
from tests.builders import tiny_app

APP = json.dumps({"format": 1, "key": "tiny", "label": "T"}).encode()
ROWS = {"tier": [{"key": "gold", "name": "金卡", "rate": "1.50"}, {"key": "silver", "name": "银卡"}]}


def zipped(files: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            made.writestr(name, content)
    return target.getvalue()


def refused(blob: bytes) -> str:
    with pytest.raises(AppError) as caught:
        templates.unpack(blob)
    return caught.value.code


def test_an_app_survives_the_way_out_and_in() -> None:
    package = templates.unpack(templates.pack(tiny_app(), ROWS))
    assert package.documents == tiny_app()
    assert package.data == ROWS


def test_the_same_app_gives_the_same_bytes() -> None:
    backwards = dict(reversed(tiny_app().items()))
    assert templates.pack(tiny_app(), ROWS) == templates.pack(backwards, ROWS)


def test_a_folder_is_read_like_its_zip_and_other_files_are_left_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(templates.pack(tiny_app(), ROWS))) as made:
        made.extractall(tmp_path)
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "forms" / "notes.txt").write_text("about")
    assert templates.read_folder(tmp_path) == templates.unpack(templates.pack(tiny_app(), ROWS))


def test_another_key_and_label() -> None:
    package = templates.unpack(templates.pack(tiny_app())).under("mall_2", {"zh-CN": "二号商场"})
    assert package.app == "mall_2"
    assert package.documents["app", "mall_2"]["key"] == "mall_2"
    assert package.documents["app", "mall_2"]["label"] == {"zh-CN": "二号商场"}
    assert {name for name in package.documents if name[0] != "app"} == {name for name in tiny_app() if name[0] != "app"}


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(-(10**9), 10**9).map(lambda number: number / 100) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
DOCUMENT = st.dictionaries(st.sampled_from(["label", "fields", "title", "x"]), JSON)
KEY = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


@settings(deadline=None)
@given(
    st.dictionaries(st.tuples(st.sampled_from(["form", "role"]), KEY), DOCUMENT, max_size=4),
    st.dictionaries(KEY, st.lists(DOCUMENT, min_size=1, max_size=3), max_size=2),
)
def test_any_documents_and_rows_survive(documents: dict[Any, Any], rows: dict[str, Any]) -> None:
    whole = {("app", "tiny"): {"key": "tiny"}, **documents}
    package = templates.unpack(templates.pack(whole, rows))
    assert package.documents == whole
    assert package.data == rows


@pytest.mark.parametrize(
    "name",
    [
        "../app.json",
        "/app.json",
        "forms/../../x.json",
        "forms\\x.json",
        "C:\\x.json",
        "forms/X.json",
        "forms/é.json",
        "forms/x.json.exe",
        "app.JSON",
        "hooks/x.json",
        "forms/x.py",
        "forms/a/b.json",
        "data/x.json",
        "forms/.json",
        "forms/x\n.json",
        "FORMS/x.json",
        "__MACOSX/app.json",
        "forms/" + "x" * 50 + ".json",
    ],
)
def test_only_files_of_an_app_are_taken(name: str) -> None:
    assert refused(zipped({"app.json": APP, name: b"{}"})) == "template_file_unknown"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_stands_once() -> None:
    assert refused(zipped([("app.json", APP), ("app.json", APP)])) == "template_file_twice"


def test_a_name_hidden_behind_a_zero_byte_is_refused() -> None:
    blob = zipped({"app.json": APP, "forms/abcdefgh.json": b"{}"}).replace(b"forms/abcdefgh.json", b"forms/a.json\x00/../x")
    assert refused(blob) in ("template_file_unknown", "template_not_a_zip")


def test_a_link_is_refused() -> None:
    entry = zipfile.ZipInfo("forms/x.json")
    entry.external_attr = 0o120777 << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("app.json", APP)
        made.writestr(entry, "/etc/passwd")
    assert refused(target.getvalue()) == "template_file_unknown"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused(zipped({"app.json": b"{" + b" " * 9_000_000 + b"}"})) == "template_file_too_large"
    assert refused(zipped({"app.json": APP, "data/x.jsonl": b" " * (archive.MAX_FILE + 1)})) == "template_file_too_large"


def test_a_header_that_lies_about_the_size_ends_the_import() -> None:
    honest = zipped({"app.json": APP, "forms/x.json": b"[" + b"1," * 30_000 + b"1]"})
    size = struct.pack("<L", 60_003)
    assert honest.count(size) == 2
    assert refused(honest.replace(size, struct.pack("<L", 10))) == "template_not_a_zip"


def test_too_many_files_and_too_many_bytes() -> None:
    assert refused(zipped({f"forms/f{number}.json": b"{}" for number in range(archive.MAX_ENTRIES + 1)})) == "template_too_many_files"
    assert refused(b"x" * (archive.MAX_ZIP + 1)) == "template_too_large"


def test_a_password_is_refused() -> None:
    blob = bytearray(zipped({"app.json": APP}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        blob[blob.index(signature) + offset] |= 1
    assert refused(bytes(blob)) == "template_encrypted"


@pytest.mark.parametrize("blob", [b"", b"PK", b"not a zip at all", zipped({"app.json": APP})[:-30], zipped({"app.json": APP})[10:]])
def test_broken_archives(blob: bytes) -> None:
    assert refused(blob) == "template_not_a_zip"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_flipped_byte_is_a_template_or_a_refusal(data: st.DataObject) -> None:
    blob = bytearray(templates.pack(tiny_app()))
    for _ in range(data.draw(st.integers(1, 4))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    try:
        templates.unpack(bytes(blob))
    except (Invalid, LimitExceeded) as error:
        assert error.code.startswith("template_")  # noqa: PT017


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "json_syntax"),
        (b"{", "json_syntax"),
        (b"[]", "template_not_an_object"),
        (b'{"a": NaN}', "json_refused"),
        (b'{"a": 1, "a": 2}', "json_refused"),
        (b"\xff\xfe", "json_text"),
        (b'{"a": "\\ud800"}', "json_refused"),
        (b'{"a": "\\u0000"}', "json_refused"),
        (b"[" * 50_000, "json_depth"),
        (b'{"a": 1e400}', "json_refused"),
    ],
)
def test_every_unreadable_file_is_named(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        templates.unpack(zipped({"app.json": APP, "forms/x.json": content, "data/x.jsonl": b"{}\n" + content}))
    assert caught.value.code == "template_unreadable"
    named = {(fault.pointer, fault.code) for fault in caught.value.faults}
    assert ("forms/x.json", code) in named
    assert content == b"" or ("data/x.jsonl:2", code) in named


def test_a_byte_order_mark_is_no_fault() -> None:
    assert templates.unpack(zipped({"app.json": b"\xef\xbb\xbf" + APP})).app == "tiny"


def test_no_app_no_template() -> None:
    assert refused(zipped({"forms/x.json": b"{}"})) == "template_without_app"


def test_a_review_tells_what_would_come() -> None:
    package = templates.unpack(templates.pack(tiny_app(), {**ROWS, "order": [{}]}))
    review = templates.review(package, templates.row_problems(package))
    assert (review.label, review.version, review.records) == ({"zh-CN": "小商场", "en": "Tiny mall"}, "", 3)
    assert {"zh-CN": "会员", "en": "Member"} in review.forms
    assert len(review.roles) == 2
    assert [(problem.code, problem.path) for problem in review.problems] == [("template_rows_without_form", "data/order")]
    assert (review.addresses, review.public) == ([], [])
