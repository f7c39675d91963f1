"""Files over HTTP: through the rights of their record, by issued ids alone, never as a page."""

import io
from typing import Any

import pytest

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.builders import field, tiny_app

pytestmark = ONLY_SQLITE
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
FILES = "/api/v1/files"


@pytest.fixture
def album(mall: Mall) -> Mall:
    """Members with a photo and papers."""
    documents = tiny_app()
    documents["form", "member"]["fields"] += [field("photo", "file", accept="image", max_files=1), field("papers", "file")]
    mall.house.publish(documents)
    return mall


def send(mall: Mall, who: str = "owner", content: bytes = PNG, name: str = "photo.png", **more: str) -> Any:
    form = {"app": "tiny", "form": "member", "field": "photo", **more, "file": (io.BytesIO(content), name)}
    return mall.call(who, "POST", FILES, data=form, content_type="multipart/form-data")


def test_a_photo_hangs_on_its_record(album: Mall) -> None:
    sent = send(album)
    assert (sent.status_code, sent.json["name"], sent.json["size"], sent.json["type"]) == (201, "photo.png", 72, "image/png")
    path = f"{FILES}/{sent.json['id']}"
    assert {who: album.call(who, "GET", path).status_code for who in ("owner", "agent", "boss")} == {
        "owner": 200,
        "agent": 404,
        "boss": 404,
    }
    agent = album.people["agent"].id
    album.make("member", name="何静怡", owner=agent, photo=[{"id": sent.json["id"]}])
    got = album.call("agent", "GET", path)
    assert (got.status_code, got.data, got.mimetype) == (200, PNG, "image/png")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert album.call("stranger", "GET", path).status_code == 404


def test_a_file_of_another_ones_record_is_not_there(album: Mall) -> None:
    sent = send(album).json["id"]
    album.make("member", name="林若溪", photo=[{"id": sent}])
    assert album.call("agent", "GET", f"{FILES}/{sent}").status_code == 404
    mine = album.make("member", name="何静怡", owner=album.people["agent"].id)
    stolen = album.call("agent", "PATCH", f"member/records/{mine}", json={"values": {"photo": [{"id": sent}]}})
    assert stolen.status_code == 400
    assert album.call("agent", "GET", f"{FILES}/{sent}").status_code == 404


def test_a_loose_file_belongs_to_whoever_sent_it(album: Mall) -> None:
    sent = send(album, "owner").json["id"]
    mine = album.make("member", name="何静怡", owner=album.people["agent"].id)
    taken = album.call("agent", "PATCH", f"member/records/{mine}", json={"values": {"photo": [{"id": sent}]}})
    assert taken.status_code == 400


def test_what_shows_as_a_page_elsewhere_is_a_download_here(album: Mall) -> None:
    page = b"<html><script>alert(1)</script></html>"
    for name in ("page.html", "photo.svg", "x.js", "../../etc/passwd", "C:\\x\\y.html"):
        sent = send(album, content=page, name=name, field="papers")
        assert sent.status_code == 201
        got = album.call("owner", "GET", f"{FILES}/{sent.json['id']}")
        assert got.mimetype in ("application/octet-stream", "text/plain")
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert "/" not in sent.json["name"]
        assert "\\" not in sent.json["name"]


REFUSED = [
    ({"content": b""}, 400), ({"content": b"not an image", "name": "a.png"}, 400), ({"field": "nope"}, 400),
    ({"form": "nope"}, 400), ({"app": "other"}, 404), ({"more": "x"}, 400),
]  # fmt: skip


@pytest.mark.parametrize(("more", "status"), REFUSED)
def test_what_is_not_stored(album: Mall, more: dict[str, Any], status: int) -> None:
    sent = send(album, **more)
    assert sent.status_code == status, sent.text


def test_a_field_takes_issued_ids_and_nothing_else(album: Mall) -> None:
    forged = [[{"id": "06Y12YA6G0008"}], [{"id": "../../secret.key"}], [{"path": "/etc/passwd"}], ["/etc/passwd"], "x", [{"id": 1}]]
    for value in forged:
        answer = album.call("owner", "POST", "member/records", json={"values": {"name": "a", "photo": value}})
        assert answer.status_code == 400, value


def test_a_file_above_the_limit_is_refused(album: Mall) -> None:
    too_large = send(album, content=PNG + b"x" * (50 * 1024 * 1024))
    assert (too_large.status_code, too_large.json["code"]) in ((413, "file_too_large"), (413, "request_too_large"))
    assert not list((album.house.runtime.settings.data_dir / "files").rglob("*.part"))
