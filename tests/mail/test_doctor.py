"""What the commands say of the settings for mail, and never say of what is secret in them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from community.cli import comentor
from community.core import transaction
from tests.mail.servers import Handler, mail_server, signs_in
from tests.outside.live_server import COMENTOR, ROOT
from tests.outside.post_office import PostOffice, free_port

SECRET = "pa-ss-word"
MAIL = {"COMENTOR_MAIL_FROM": "hello@example.org", "COMENTOR_BASE_URL": "https://l.example"}


@pytest.fixture
def doctor(tmp_path: Path) -> Iterator["Doctor"]:
    doctor = Doctor(tmp_path)
    doctor.run("upgrade")
    doctor.run("reindex")
    yield doctor
    transaction.database().close()


class Doctor:
    def __init__(self, folder: Path) -> None:
        self.env = {"COMENTOR_DATA": str(folder), "COMENTOR_DATABASE_URL": ""}

    def run(self, *arguments: str, **env: str) -> Result:
        return CliRunner().invoke(comentor, arguments, env=self.env | env)

    def __call__(self, **env: str) -> Result:
        result = self.run("doctor", **env)
        assert SECRET not in result.output
        return result


def test_it_says_what_it_means_to_send_no_mail(doctor: Doctor) -> None:
    result = doctor()
    assert result.exit_code == 0
    assert "No mail is set up" in result.output
    assert "No mail is set up" not in doctor(COMENTOR_DEVELOPMENT="1").output


def test_it_tries_the_mail_server(doctor: Doctor, post_office: PostOffice) -> None:
    well = doctor(COMENTOR_MAIL_URL=post_office.url, **MAIL)
    assert (well.exit_code, "in order" in well.output) == (0, True)
    away = doctor(COMENTOR_MAIL_URL=f"smtp://me:{SECRET}@127.0.0.1:{free_port()}", **MAIL)
    assert (away.exit_code, "ConnectionRefusedError" in away.output) == (1, True)


def test_it_says_that_name_and_password_are_refused(doctor: Doctor) -> None:
    options: dict[str, Any] = {"authenticator": signs_in, "auth_require_tls": False}
    with mail_server(Handler(), **options) as port:
        result = doctor(COMENTOR_MAIL_URL=f"smtp://me:{SECRET}@127.0.0.1:{port}", **MAIL)
    assert (result.exit_code, "SMTPAuthenticationError 535" in result.output) == (1, True)


@pytest.mark.parametrize("missing", MAIL)
def test_what_is_missing_is_said_by_doctor_and_at_every_start(doctor: Doctor, missing: str) -> None:
    given = {name: value for name, value in MAIL.items() if name != missing}
    url = {"COMENTOR_MAIL_URL": f"smtp://me:{SECRET}@mail.example.org"}
    result = doctor(**url, **given)
    assert (result.exit_code, missing in result.output) == (1, True)
    for command in ("serve", "worker"):
        done = subprocess.run(
            [*COMENTOR, command],
            env={"PATH": "/usr/bin:/bin", **doctor.env, **url, **given},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode == 1
        assert (
            done.stderr.strip()
            .splitlines()[-1]
            .startswith(f"COMENTOR_MAIL_URL is set, so {missing}")
        )
        assert "Traceback" not in done.stderr
        assert SECRET not in done.stderr + done.stdout


def test_passwords_in_other_addresses_are_not_shown_either(doctor: Doctor) -> None:
    result = doctor(
        COMENTOR_DATABASE_URL=f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/none",
        COMENTOR_REDIS_URL=f"redis://:{SECRET}@127.0.0.1:1/0",
    )
    assert result.exit_code == 1
    assert "postgresql+psycopg://me:…@127.0.0.1" in result.output
