"""Everything that speaks HTTP: one blueprint for each audience."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from donations.settings import Settings
from donations.web import errors, filters, language
from donations.web import rate_limits as limits
from donations.web import security as headers
from donations.web.portal import details, email, own_data, plans, sign_in, summary
from donations.web.portal import donations as portal_donations
from donations.web.portal import home as portal_home
from donations.web.portal.blueprint import blueprint as portal
from donations.web.public import give, receipts, texts, thanks
from donations.web.public import site as brand
from donations.web.public import site as home
from donations.web.public import site as logo
from donations.web.public.blueprint import blueprint as public
from donations.web.security import CookieSessions, csrf
from donations.web.staff.audit import pages as audit
from donations.web.staff.blueprint import blueprint as staff
from donations.web.staff.configuration import campaigns, currencies, funds, legal_texts, organisation
from donations.web.staff.configuration import look as organisation_look
from donations.web.staff.donations import bulk, saved_views
from donations.web.staff.donations import edit as donation_edit
from donations.web.staff.donations import export as exports
from donations.web.staff.donations import list as donations
from donations.web.staff.donations import page as donation
from donations.web.staff.donations import receipts as donation_receipts
from donations.web.staff.donations import record as donation_record
from donations.web.staff.donations import refund as donation_refund
from donations.web.staff.donations import review as donation_review
from donations.web.staff.home import pages as staff_home
from donations.web.staff.labels import names
from donations.web.staff.operations import apply_event as event_link
from donations.web.staff.operations import apply_event as event_replay
from donations.web.staff.operations import background_jobs as owed
from donations.web.staff.operations import events, letters
from donations.web.staff.operations import record_from_event as event_record
from donations.web.staff.plans import acts as plan_act
from donations.web.staff.plans import acts as plan_refusal
from donations.web.staff.plans import letters as plan_letters
from donations.web.staff.plans import list as staff_plans
from donations.web.staff.plans import page as plan
from donations.web.staff.plans import record as plan_record
from donations.web.staff.plans import report as plan_report
from donations.web.staff.plans import simulator as plan_simulator
from donations.web.staff.plans import standing_orders as plan_guesses
from donations.web.staff.shared import saving as large_forms
from donations.web.staff.sign_in import account, people
from donations.web.staff.sign_in import setup as access
from donations.web.staff.supporters import page as supporter
from donations.web.staff.supporters import requests as supporter_wishes
from donations.web.status import blueprint as status
from donations.web.webhooks import stripe
from donations.web.webhooks.stripe import blueprint as webhooks

# Importing them gives the blueprints their addresses.
VIEWS = (brand, give, home, logo, receipts, texts, thanks, stripe)
PORTAL_VIEWS = (portal_home, details, email, portal_donations, own_data, plans, sign_in, summary)
STAFF_VIEWS = (
    *(staff_home, account, audit, bulk, donations, exports, people, saved_views, supporter),
    supporter_wishes,
    *(staff_plans, plan, plan_act, plan_guesses, plan_letters, plan_record, plan_refusal, plan_report, plan_simulator),
    *(donation, donation_edit, donation_receipts, donation_record, donation_refund, donation_review),
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
