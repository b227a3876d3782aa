"""The colour and the logo, as staff set them and visitors see them."""

from io import BytesIO

import pytest
from PIL import Image

from donations.organisation.queries import the_organisation
from tests.colleague import colleague
from tests.organisation.test_logo import bomb, picture
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

LOOK = "/staff/organisation/look"
LOGO = "/staff/organisation/logo"


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def sends_logo(kim, upload, name="logo.png"):
    """The body is made here: the test client would leave a large one open in a file of its own."""
    fields = {f'name="{field}"': text.encode() for field, text in form_on(kim.opens(LOOK).text, 1).items() if text}
    fields[f'name="picture"; filename="{name}"'] = upload
    parts = [f"--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + fields[head] for head in fields]
    body = b"\r\n".join([*parts, b"--cut--\r\n"])
    return kim.client.post(LOGO, data=body, content_type="multipart/form-data; boundary=cut")


def test_an_empty_file_is_no_picture(app, kim) -> None:
    sends_logo(kim, picture())
    answer = sends_logo(kim, b"")
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {"picture"})


def logo_of(app):
    with app.app_context():
        return the_organisation().logo


@pytest.mark.both_databases
def test_another_colour_is_on_every_page_at_once(app, kim) -> None:
    app.test_client().get("/en/give")
    assert fills_in(kim, LOOK, accent="#123ABC").status_code == 303
    assert "/brand.css?123abc" in app.test_client().get("/en/give").text
    assert last_change(app, "organisation") == {"accent": ("#7a2e1f", "#123abc")}


def test_a_pale_colour_is_taken_and_the_page_says_what_becomes_of_it(kim) -> None:
    assert "too pale" not in kim.opens(LOOK).text
    fills_in(kim, LOOK, accent="#ffee00")
    page = kim.opens(LOOK).text
    assert "too pale to read on paper (1.2 : 1" in page
    assert 'fill="#ffee00"' not in page


@pytest.mark.parametrize("typed", ["", "red", "#12345", "#123456;}*{", "#123456\n#"])
def test_what_is_no_colour_is_told_at_its_field(asks, typed) -> None:
    answer = fills_in(asks, LOOK, accent=typed)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {"accent"})


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.bin")])
def test_a_logo_is_on_public_pages_and_may_be_kept_for_a_year(app, kim, kind, name) -> None:
    app.test_client().get("/en/give")
    assert sends_logo(kim, picture(kind, (2000, 500)), name).status_code == 303
    logo = logo_of(app)
    page = app.test_client().get("/en/give").text
    assert f'src="/logo/{logo.digest}.png"' in page
    assert 'width="400"' in page
    assert 'alt=""' in page
    assert page.count("Open Meadows Foundation") > 1
    answer = app.test_client().get(f"/logo/{logo.digest}.png")
    assert (answer.content_type, answer.headers["Cache-Control"]) == (
        "image/png",
        "public, max-age=31536000, immutable",
    )
    assert Image.open(BytesIO(answer.data)).size == (400, 100)
    assert trail(app, "organisation") == ["organisation.logo_changed"]


def test_a_logo_that_says_the_name_stands_for_it(app, kim) -> None:
    sends_logo(kim, picture())
    values = form_on(kim.opens(LOOK).text, 1)
    assert kim.client.post(LOGO, data={**values, "shows_name": "y"}).status_code == 303
    page = app.test_client().get("/en/give").text
    assert 'alt="Open Meadows Foundation"' in page
    assert last_change(app, "organisation")["shows_name"] == (False, True)


def test_a_logo_is_removed(app, kim) -> None:
    sends_logo(kim, picture())
    digest = logo_of(app).digest
    assert kim.sends(f"{LOGO}/remove", page=LOOK).status_code == 303
    assert "/logo/" not in app.test_client().get("/en/give").text
    assert app.test_client().get(f"/logo/{digest}.png").status_code == 404
    assert kim.sends(f"{LOGO}/remove", page=LOOK).status_code == 303
    assert trail(app, "organisation") == ["organisation.logo_changed", "organisation.logo_removed"]


@pytest.mark.both_databases
def test_the_same_logo_again_is_no_change(app, kim) -> None:
    for _ in range(2):
        sends_logo(kim, picture())
    assert trail(app, "organisation") == ["organisation.logo_changed"]


@pytest.mark.parametrize(
    ("upload", "shown"),
    [
        (b"<svg><script>alert(1)</script></svg>", "can hold programs"),
        (b"not a picture", "cannot be read as a picture"),
        (bomb(), "too many pixels"),
        (picture() + bytes(3_000_000), "larger than 2 MB"),
        (b"", "Please choose a picture"),
    ],
)
def test_what_is_no_logo_is_told_at_its_field(quiet, asks, upload, shown) -> None:
    with quiet.untouched():
        answer = sends_logo(asks, upload)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {"picture"})
    assert shown in answer.text


def test_a_flood_is_cut_off(asks) -> None:
    assert sends_logo(asks, bytes(9_000_000)).status_code == 413


def test_without_a_token_no_logo_is_taken(asks) -> None:
    assert asks.client.post(LOGO, data={"picture": (BytesIO(picture()), "a.png")}).status_code == 400


def test_elsewhere_a_form_stays_short(asks) -> None:
    assert fills_in(asks, LOOK, accent="x" * 70_000).status_code == 413
