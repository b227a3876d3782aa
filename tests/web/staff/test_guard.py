from tests.colleague import PASSWORD

INVITE = "/staff/people/invite"


def confirms(kim, where):
    return kim.sends(where, {"password": PASSWORD}, page=where)


def test_right_after_signing_in_nothing_is_asked_again(hires):
    assert hires().signs_in().opens(INVITE).status_code == 200


def test_later_a_grave_page_asks_whether_it_is_you_and_leads_back(hires, clock):
    kim = hires().signs_in()
    clock.shift(60 * 16)
    where = kim.opens(INVITE).location
    assert where == f"/staff/confirm?next={INVITE}"
    assert confirms(kim, where).location == INVITE
    assert kim.opens(INVITE).status_code == 200


def test_a_form_sent_too_late_does_nothing_and_leads_back_to_its_page(app, hires, clock, story):
    kim = hires().signs_in()
    given = {
        "email": "ola@example.org",
        "name": "Ola",
        "role": "admin",
        "language": "en",
        "csrf_token": kim.token(INVITE),
    }
    clock.shift(60 * 16)
    answer = kim.client.post(INVITE, data=given, headers={"Referer": f"http://localhost{INVITE}"})
    assert answer.location == f"/staff/confirm?next={INVITE}"
    assert "then send the form once more" in kim.opens(answer.location).text
    story.drains()
    assert story.mailbox.letters == []


def test_a_forged_referrer_leads_nowhere_else(hires, clock):
    kim = hires().signs_in()
    token = kim.token(INVITE)
    clock.shift(60 * 16)
    answer = kim.client.post(INVITE, data={"csrf_token": token}, headers={"Referer": "https://evil.test/staff/x"})
    assert answer.location == "/staff/confirm"


def test_looking_around_never_asks_again(hires, clock):
    kim = hires().signs_in()
    clock.shift(60 * 60 * 5)
    for page in ("/staff/people", "/staff/audit", "/staff/account"):
        assert kim.opens(page).status_code == 200


def test_confirming_does_not_prolong_itself(hires, clock):
    kim = hires().signs_in()
    for _ in range(3):
        clock.shift(60 * 6)
        kim.opens(INVITE)
    assert kim.opens(INVITE).status_code == 303


def test_a_session_ends_after_a_day(hires, clock):
    kim = hires().signs_in()
    clock.shift(60 * 60 * 25)
    assert not kim.is_signed_in()


def test_a_forbidden_page_says_so_in_our_look_with_a_way_on(hires):
    kim = hires("viewer").signs_in()
    answer = kim.opens("/staff/people")
    assert answer.status_code == 403
    assert "Your role does not allow it" in answer.text
    assert 'href="/staff"' in answer.text


def test_pages_speak_the_language_of_the_account_unless_the_address_says_another(hires):
    kim = hires("viewer", language="pl").signs_in()
    assert '<html lang="pl"' in kim.opens("/staff/account").text
    assert '<html lang="en"' in kim.opens("/en/staff/account").text


def test_the_menu_shows_what_one_may_open(hires):
    assert "/staff/people" not in hires("viewer").signs_in().opens("/staff/account").text
    assert "/staff/people" in hires("admin").signs_in().opens("/staff/account").text
