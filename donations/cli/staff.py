"""Those who work here: invite, list, disable."""

import sys

import click
from flask import current_app

from donations.cli.application import application
from donations.core.database import transaction
from donations.organisation.queries import find_organisation
from donations.staff.change_staff import disable_staff, forget_second_factor, set_password
from donations.staff.invite_staff import Invitation, add_staff, invite_staff
from donations.staff.permissions import RoleName
from donations.staff.queries import all_staff, staff_by_email


@click.group()
def staff() -> None:
    """Those who may sign in at /staff."""


@staff.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([str(role) for role in RoleName]))
@click.option("--name", default="", help="As the staff side shows it.")
@click.option("--language", type=click.Choice(["pl", "en"]), help="Of pages and letters; else the organisation's own.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of writing a letter."
)
def invite(email: str, role: str, name: str, language: str | None, password_stdin: bool) -> None:
    """Let somebody in: they receive a letter with a link to choose a password."""
    with application():
        organisation = find_organisation()
        own = organisation.default_language if organisation else "en"
        invitation = Invitation(email, RoleName(role), name, language or own)
        password = _password_from_stdin() if password_stdin else None
        with transaction():
            if password is None:
                member = invite_staff(invitation, by=None)
            else:
                member = add_staff(invitation, by=None)
                set_password(member, password, by=None)
            click.echo(f"{member.email} is invited as {role}." if password is None else f"{member.email} is {role}.")


@staff.command("list")
def list_() -> None:
    """Everybody with an account."""
    with application():
        for member in all_staff():
            factor = "second factor" if member.has_second_factor else ""
            click.echo(f"{member.email:<36}{member.role:<12}{member.state:<10}{factor:<15}{member.name}".rstrip())


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account; whoever is signed in with it is out at once."""
    with application(), transaction():
        disable_staff(staff_by_email(email), by=None)
        click.echo(f"{email} is disabled.")


@staff.command("forget-second-factor")
@click.argument("email")
def forget(email: str) -> None:
    """For somebody who lost telephone or key and has no recovery code left."""
    with application(), transaction():
        forget_second_factor(staff_by_email(email), by=None)
        click.echo(f"{email} signs in with the password alone, once, and then adds a second factor again.")


def _password_from_stdin() -> str:
    given = sys.stdin.readline().rstrip("\r\n")
    problems, normal = current_app.extensions["security"].password_util.validate(given, is_register=False)
    if problems:
        raise click.ClickException(" ".join(problems))
    return str(normal)
