from donations.core.tokens import digest_of, new_token


def test_no_two_tokens_are_alike_and_none_is_short() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43


def test_what_is_stored_is_no_token_and_any_text_has_a_digest() -> None:
    token = new_token()
    assert token not in digest_of(token)
    assert {len(digest_of(text)) for text in (token, "", "ł" * 5000, "\ud800", "\x00")} == {64}
