"""The `comentor` command in an environment of its own."""

from pathlib import Path

from click.testing import CliRunner, Result

from community.cli import comentor
from community.settings import Settings


class Commands:
    """`commands("member", "role", "hana", "administrator")` in an environment of their own."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.env = {"COMENTOR_DATA": str(folder), "COMENTOR_DATABASE_URL": database_url}

    def __call__(self, *arguments: str, **env: str) -> Result:
        return CliRunner().invoke(comentor, arguments, env=self.env | env)

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder, database_url=self.env["COMENTOR_DATABASE_URL"])


def words(result: Result) -> str:
    """What was said; the command ended well."""
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output
