"""The `dougong` command.

Takes: words of a terminal. Gives: text or JSON, exit code 0, 1 (refused) or 2 (misused). Never: rules of its own.
"""

import sys

import click

from runtime import cli_apps, cli_demo, cli_people, cli_records, cli_server, cli_test, cli_verify, cli_worker
from runtime.cli_output import guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dougong", message="%(version)s")
def dougong() -> None:
    """Dougong 斗拱: build, run and look after apps without code."""


for command in (
    cli_demo.demo,
    cli_server.serve,
    cli_worker.worker,
    cli_apps.check,
    cli_apps.publish,
    cli_apps.export,
    cli_apps.import_,
    cli_apps.revisions,
    cli_apps.rollback,
    cli_apps.diff,
    cli_test.test,
    cli_records.data,
    cli_people.user,
    cli_people.token,
    cli_verify.verify,
    cli_server.doctor,
):
    dougong.add_command(command)


def main() -> None:
    """The entry point."""
    sys.exit(guarded(dougong))


if __name__ == "__main__":
    main()
