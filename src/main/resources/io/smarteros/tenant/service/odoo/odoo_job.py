"""Brings the database of one Odoo to where the operator wants it. Safe to run twice.

usage: odoo_job.py initialize|configure

initialize: makes the tables, or updates them to the version of this image, and closes admin/admin.
configure: applies the settings of the Tenant and installs the modules that are missing.

Beside this file are odoo.conf, wanted.json and the scripts for the shell of Odoo.
"""

import configparser
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

import psycopg2

FOLDER = pathlib.Path(__file__).parent
CONFIGURATION = FOLDER / "odoo.conf"
WANTED = json.loads((FOLDER / "wanted.json").read_text())
TERMINATION_LOG = pathlib.Path("/dev/termination-log")
SECONDS_FOR_DATABASE = 60
SECONDS_BETWEEN_TRIES = 2
FAILED = 1
# EX_CONFIG of sysexits.h: the Job's podFailurePolicy ends it at once
REFUSED = 78


def fail(message, exit_code=FAILED):
    """Ends with what status shows to a person."""
    print(message, file=sys.stderr)
    TERMINATION_LOG.write_text(message)
    sys.exit(exit_code)


def refuse(message):
    """Ends where another try cannot help."""
    fail(message, REFUSED)


@contextlib.contextmanager
def refusals(what):
    """Lets a person read in Odoo's own words why it refuses something. For its shell alone."""
    from odoo.exceptions import UserError

    try:
        yield
    except UserError as e:
        refuse(f"Odoo refuses {what}: {e}")
    except Exception as e:
        fail(f"Odoo cannot apply {what}: {e}")


def connect():
    parser = configparser.RawConfigParser()
    parser.read(CONFIGURATION)
    options = parser["options"]
    end = time.monotonic() + SECONDS_FOR_DATABASE
    while True:
        try:
            return psycopg2.connect(
                host=options["db_host"],
                port=options["db_port"],
                user=options["db_user"],
                password=options["db_password"],
                dbname=options["db_name"],
                sslmode=options["db_sslmode"],
            )
        except psycopg2.OperationalError as e:
            if time.monotonic() > end:
                fail(f"Odoo cannot reach its database: {str(e).splitlines()[0]}")
            time.sleep(SECONDS_BETWEEN_TRIES)


def names(statement):
    """The first column. Empty while Odoo has no tables."""
    with contextlib.closing(connect()) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(statement)
            return sorted(row[0] for row in cursor.fetchall())
        except psycopg2.errors.UndefinedTable:
            return []


def installed():
    return names("SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')")


def unfinished():
    return names("SELECT name FROM ir_module_module WHERE state LIKE 'to %'")


def missing():
    return sorted(set(WANTED["modules"]) - set(installed()))


def run(purpose, *arguments):
    """Runs Odoo to its end. Its log is that of the Job."""
    ended = subprocess.run(command("server", *arguments, "--stop-after-init"))
    if ended.returncode:
        fail(f"Odoo ended with exit code {ended.returncode} when it was to {purpose}. Its log says why")


def run_script(name):
    """A script for the shell of Odoo, which writes the termination log itself."""
    with open(FOLDER / name) as script:
        ended = subprocess.run(
            command("shell"), stdin=script, env={**os.environ, "PYTHONPATH": str(FOLDER)}
        )
    if ended.returncode:
        sys.exit(ended.returncode)


def command(name, *arguments):
    serving_nobody = ["--no-http", "--workers=0", "--max-cron-threads=0"]
    return ["odoo", name, "--config", str(CONFIGURATION), *serving_nobody, *arguments]


def initialize():
    if "base" in installed():
        run("update its modules", "--update=all")
    else:
        run("make its tables", "--init=base,web")
    # Odoo also ends well when a module failed
    if "base" not in installed() or unfinished():
        fail(f"Odoo did not finish its modules {', '.join(unfinished()) or 'base'}. Its log says why")
    administrator = names(
        "SELECT login FROM res_users WHERE id ="
        " (SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'user_admin')"
    )
    if administrator == ["admin"]:
        run_script("close_admin.py")


def configure():
    run_script("apply_settings.py")
    wanted = missing()
    if wanted:
        run(f"install {', '.join(wanted)}", f"--init={','.join(wanted)}")
    # Odoo also ends well when it installed nothing
    if missing() or unfinished():
        fail(f"Odoo did not install {', '.join(missing() or unfinished())}. Its log says why")


if __name__ == "__main__":
    {"initialize": initialize, "configure": configure}[sys.argv[1]]()
