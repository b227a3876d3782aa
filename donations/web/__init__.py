"""Everything that speaks HTTP: one blueprint for each audience."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from donations.settings import Settings
from donations.web import errors, filters, headers, language, limits
from donations.web.cookies import CookieSessions
from donations.web.csrf import csrf
from donations.web.portal import details, email, gifts, own_data, plans, sign_in, summary
from donations.web.portal import home as portal_home
from donations.web.portal.blueprint import blueprint as portal
from donations.web.public import brand, give, home, logo, receipts, texts, thanks
from donations.web.public.blueprint import blueprint as public
from donations.web.staff import (
    access,
    account,
    audit,
    bulk,
    campaigns,
    currencies,
    donations,
    event_link,
    event_record,
    event_replay,
    events,
    exports,
    funds,
    gift,
    gift_edit,
    gift_receipts,
    gift_record,
    gift_refund,
    gift_review,
    large_forms,
    legal_texts,
    letters,
    names,
    organisation,
    organisation_look,
    owed,
    people,
    plan,
    plan_act,
    plan_guesses,
    plan_letters,
    plan_record,
    plan_refusal,
    plan_report,
    plan_simulator,
    saved_views,
    supporter,
    supporter_wishes,
)
from donations.web.staff import home as staff_home
from donations.web.staff import plans as staff_plans
from donations.web.staff.blueprint import blueprint as staff
from donations.web.status import blueprint as status
from donations.web.webhooks import stripe
from donations.web.webhooks.blueprint import blueprint as webhooks

# Importing them gives the blueprints their addresses.
VIEWS = (brand, give, home, logo, receipts, texts, thanks, stripe)
PORTAL_VIEWS = (portal_home, details, email, gifts, own_data, plans, sign_in, summary)
STAFF_VIEWS = (
    *(staff_home, account, audit, bulk, donations, exports, people, saved_views, supporter),
    supporter_wishes,
    *(staff_plans, plan, plan_act, plan_guesses, plan_letters, plan_record, plan_refusal, plan_report, plan_simulator),
    *(gift, gift_edit, gift_receipts, gift_record, gift_refund, gift_review),
    *(event_link, event_record, event_replay, events, letters, owed),
    *(campaigns, currencies, funds, large_forms, legal_texts, organisation, organisation_look),
)
_LONGEST_FORM = 64 * 1024


def init_web(app: Flask, settings: Settings) -> None:
    """Wire the web side of the application."""
    app.config.update(
        SECRET_KEY=settings.secret_key or None,
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=_LONGEST_FORM,
        SESSION_COOKIE_NAME="donations",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=24),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
    )
    app.session_interface = CookieSessions()
    csrf.init_app(app)
    csrf.exempt(webhooks)  # signed by the provider
    language.init(app)
    filters.init(app, settings)
    headers.init(app, settings)
    errors.init(app)
    limits.limiter.init_app(app)
    access.init(app, settings)
    names.init(app)
    app.register_blueprint(public)
    app.register_blueprint(portal)
    app.register_blueprint(staff)
    app.register_blueprint(webhooks)
    app.register_blueprint(status)
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way
