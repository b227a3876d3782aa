"""The logo's address names its digest: another one, or none, is not found."""

from io import BytesIO

import pytest
from PIL import Image

from donations.core.database import transaction
from donations.organisation.logo import keep_logo


def painted(app, colour: str) -> str:
    file = BytesIO()
    Image.new("RGB", (30, 10), colour).save(file, "PNG")
    with app.app_context(), transaction():
        return keep_logo(file.getvalue(), shows_name=False).digest


def test_another_logo_has_another_address(plain) -> None:
    first, second = painted(plain.app, "#ff0000"), painted(plain.app, "#00ff00")
    assert first != second
    assert plain.browser().get(f"/logo/{first}.png").status_code == 404
    assert plain.browser().get(f"/logo/{second}.png").data.startswith(b"\x89PNG")


def test_only_the_picture_itself_may_be_kept(plain) -> None:
    digest = painted(plain.app, "#ff0000")
    kept = plain.browser().get(f"/logo/{digest}.png").headers
    missing = plain.browser().get("/logo/x.png").headers
    assert "immutable" in kept["Cache-Control"]
    assert (kept["X-Content-Type-Options"], missing["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize("path", ["/en/give", "/pl/give", "/en/privacy", "/en/receipts/check", "/en/nothing"])
def test_it_is_at_the_head_of_every_public_page(plain, path) -> None:
    digest = painted(plain.app, "#ff0000")
    assert f'src="/logo/{digest}.png"' in plain.browser().get(path).text
