"""What templates may use."""

import re


def test_each_file_a_page_names_is_there_and_kept_for_a_year(plain) -> None:
    page = plain.browser().get("/en/give").text
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    answers = [plain.browser().get(path) for path in named]
    assert len(named) >= 4
    assert {answer.status_code for answer in answers} == {200}
    assert all(re.search(r"\?[0-9a-f]{10}$", path) for path in named)
    assert all("max-age=31536000" in answer.headers["Cache-Control"] for answer in answers)


def test_a_whole_page_weighs_less_than_forty_kilobytes(plain) -> None:
    page = plain.browser().get("/pl/give")
    parts = re.findall(r'(?:href|src)="(/(?:static/|brand)[^"]+)"', page.text)
    assert len(page.data) + sum(len(plain.browser().get(path).data) for path in set(parts)) < 40 * 1024
