"""The key that evidence is signed with comes along in a backup."""

from pathlib import Path

from community.backups import make_backup, restore_backup
from community.evidence.keys import FILE, keyring
from community.evidence.sealing import canonical, confirms, sign
from community.settings import Settings
from tests.conftest import SECRET
from tests.town import Town


def test_after_a_restore_old_evidence_is_checked_and_the_own_key_goes_on_signing(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    town.circle(town.hana)
    old = keyring(settings)
    signature = sign(old, canonical({"code": "1"}))
    make_backup(settings, tmp_path / "it.tar.gz")
    (settings.data / FILE).unlink()
    own = keyring(settings)
    assert not confirms(own, canonical({"code": "1"}), signature)
    restore_backup(settings, tmp_path / "it.tar.gz")
    both = keyring(settings)
    assert confirms(both, canonical({"code": "1"}), signature)
    assert sign(both, "x").key_id == sign(own, "x").key_id
    assert (settings.data / FILE).stat().st_mode & 0o077 == 0


def test_a_key_in_the_settings_needs_no_file(tmp_path: Path) -> None:
    made = keyring(Settings(data=tmp_path / "one", secret_key=SECRET)).public_lines()
    lines = (tmp_path / "one" / FILE).read_text().strip()
    given = Settings(data=tmp_path / "two", secret_key=SECRET, evidence_key=lines)
    assert keyring(given).public_lines() == made
    assert not (tmp_path / "two").exists()
