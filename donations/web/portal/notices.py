"""What has just been done, told on the page that follows: by a word in its address, so that no cookie is needed."""

from flask_babel import lazy_gettext

_ = lazy_gettext

NOTICES = {
    "signed_out": _("You are signed out."),
    "signed_out_everywhere": _(
        "You are signed out everywhere. Links to sign in that were sent to you open nothing any more."
    ),
    "ended": _("Please sign in. For your safety we sign you out after twelve hours."),
    "details": _("Your details are saved."),
    "news_on": _("Thank you: we will send you our news."),
    "news_off": _("We will send you no more news."),
    "letter": _("The letter is on its way to you."),
    "email_asked": _("Two letters are on their way, one to each address: please open both, and say yes in each."),
    "plan": _("Thank you: we have your change."),
    "plan_ended": _("This regular gift ends: nothing more is collected. Thank you for all you gave."),
    "order_ended": _("This regular gift ends. Thank you for all you gave."),
    "card": _("Thank you. As soon as the provider tells us of your new card, it stands here: usually within a minute."),
    "forget_asked": _("We have received your request. One of us will handle it and write to you."),
}


def notice(done: str) -> str:
    """The sentence for that word; empty for words nobody here wrote."""
    known = NOTICES.get(done)
    return str(known) if known else ""
