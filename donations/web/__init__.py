"""Everything that speaks HTTP: one blueprint for each audience."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from donations.settings import Settings
from donations.web import body_limits, errors, filters, language, rate_limits, security
from donations.web.portal import details, own_data, plans
from donations.web.portal import donations as portal_donations
from donations.web.portal import sign_in as portal_sign_in
from donations.web.portal.guard import blueprint as portal
from donations.web.public import give, receipts, texts, thanks
from donations.web.public.blueprint import blueprint as public
from donations.web.security import CookieSessions, csrf
from donations.web.staff.audit import pages as audit
from donations.web.staff.configuration import currencies, funds, organisation
from donations.web.staff.configuration import texts as look_and_texts
from donations.web.staff.donations import bulk, edit, export, instalment, page, record, refund, review
from donations.web.staff.donations import list as donation_list
from donations.web.staff.donations import receipts as staff_receipts
from donations.web.staff.guard import blueprint as staff
from donations.web.staff.home import pages as staff_home
from donations.web.staff.labels import names
from donations.web.staff.operations import apply_event, background_jobs, events, letters
from donations.web.staff.plans import acts, report, simulator, standing_orders
from donations.web.staff.plans import list as plan_list
from donations.web.staff.plans import page as plan_page
from donations.web.staff.plans import record as plan_record
from donations.web.staff.sign_in import account, people, setup
from donations.web.staff.supporters import page as supporter_page
from donations.web.status import blueprint as status
from donations.web.webhooks import stripe
from donations.web.webhooks.stripe import blueprint as webhooks

# Importing them gives the blueprints their addresses.
VIEWS = (give, receipts, texts, thanks, stripe)
PORTAL_VIEWS = (details, own_data, plans, portal_donations, portal_sign_in)
STAFF_VIEWS = (
    *(staff_home, account, audit, people, supporter_page),
    *(bulk, donation_list, edit, export, instalment, page, record, refund, review, staff_receipts),
    *(acts, plan_list, plan_page, plan_record, report, simulator, standing_orders),
    *(apply_event, background_jobs, events, letters),
    *(currencies, funds, look_and_texts, organisation),
)


def init_web(app: Flask, settings: Settings) -> None:
    """Wire the web side of the application."""
    app.config.update(
        SECRET_KEY=settings.secret_key or None,
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=body_limits.FORM,
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
    security.init(app, settings)
    errors.init(app)
    rate_limits.limiter.init_app(app)
    body_limits.init(app)
    setup.init(app, settings)
    names.init(app)
    app.register_blueprint(public)
    app.register_blueprint(portal)
    app.register_blueprint(staff)
    app.register_blueprint(webhooks)
    app.register_blueprint(status)
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way
