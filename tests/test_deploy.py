"""What lies in deploy/ fits the program: commands, settings, units, images; and no secret is in it."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from pydantic_settings import DotEnvSettingsSource
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings

HERE = Path(__file__).parent.parent / "deploy"
UNITS = sorted((HERE / "systemd").glob("*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM = "/opt/allo-cantine/bin/allo-cantine"
SHARED = ("ProtectSystem", "ProtectHome", "NoNewPrivileges", "PrivateTmp", "DynamicUser", "MemoryDenyWriteExecute")
CLOSED = {"ProtectSystem": "strict"}  # the others: yes


class Unit(configparser.RawConfigParser):
    """A unit as systemd reads it: names with capitals, and a name may come twice."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#", ";"), interpolation=None)
        self.read_string(path.read_text("utf-8"))

    def optionxform(self, optionstr: str) -> str:
        return optionstr

    def commands(self) -> list[list[str]]:
        """What it runs, without the marks before the path."""
        lines = [value.lstrip("-+!@") for name, value in self["Service"].items() if name.startswith("Exec")]
        return [shlex.split(line) for line in lines]


def compose() -> Mapping[str, Mapping[str, object]]:
    services: Mapping[str, Mapping[str, object]] = yaml.safe_load((HERE / "compose.yaml").read_text("utf-8"))[
        "services"
    ]
    return services


def is_understood(arguments: list[str]) -> bool:
    """Whether our command line takes these words: parsed, not run; what it does not take raises."""
    name, *rest = arguments
    command = getattr(get_command(app), "commands", {})[name]
    return bool(command.make_context(name, rest).info_name == name)


def settings_in(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r"\bALLO_([A-Z_]+)\b(?=[:=])", text)}


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_commands_that_we_have_and_can_do_nothing_else(unit: Path) -> None:
    read = Unit(unit)
    for program, *arguments in read.commands():
        assert program == PROGRAM
        assert is_understood(arguments), arguments
    assert [read["Service"][name] for name in SHARED] == [CLOSED.get(name, "yes") for name in SHARED]
    assert read["Service"]["User"] == read["Service"]["StateDirectory"] == "allo-cantine"


@pytest.mark.parametrize("name", ["allo-cantine", "allo-cantine-worker"])
def test_what_serves_comes_back_and_is_given_time_to_end(name: str) -> None:
    unit = Unit(HERE / "systemd" / f"{name}.service")
    assert (unit["Service"]["Type"], unit["Service"]["Restart"]) == ("notify", "always")
    assert int(unit["Service"]["TimeoutStopSec"]) >= 45
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_timer_makes_a_backup_every_night() -> None:
    timer = Unit(HERE / "systemd" / "allo-cantine-backup.timer")
    assert timer["Timer"]["Persistent"] == "yes"
    assert (HERE / "systemd" / "allo-cantine-backup.service") in SERVICES


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here: the units are parsed above")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_itself_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    for each in UNITS:
        there = each.read_text("utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / each.name).write_text(there)
    said = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )
    assert said.stderr == ""
    assert said.returncode == 0


def test_the_containers_run_commands_that_we_have() -> None:
    ours = {name: service for name, service in compose().items() if "allo-cantine" in str(service["image"])}
    assert set(ours) == {"migrate", "web", "worker", "backup"}
    for service in ours.values():
        command = service["command"]
        assert isinstance(command, list)
        assert is_understood(command), command
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_images_are_pinned() -> None:
    named = [str(service["image"]) for service in compose().values()]
    named += re.findall(r"^FROM (\S+)", (HERE / "Containerfile").read_text("utf-8"), re.MULTILINE)
    assert [image for image in named if not re.search(r":(\d+\.\d+[\w.-]*|local)$", image)] == []


def test_what_the_image_copies_is_there() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (HERE / "Containerfile").read_text("utf-8"), re.MULTILINE)
    copied = {name for line in lines for name in line.split()}
    assert {"bot", "booking", "channels", "messages", "pyproject.toml"} <= copied
    assert all((HERE.parent / name).exists() for name in copied)


@pytest.mark.parametrize("name", ["allo-cantine.env.example", "compose.yaml"])
def test_every_setting_named_is_one_of_ours(name: str) -> None:
    proxys = {"domain", "upstream"}  # of the Caddyfile
    assert settings_in((HERE / name).read_text("utf-8")) - proxys <= set(Settings.model_fields)


def test_no_secret_lies_in_it() -> None:
    secret = re.compile(r"^\s*#?\s*\w*(TOKEN|SECRET|PASSWORD|SID)\w*\s*[:=]\s*(?P<value>.*)$", re.MULTILINE)
    for file in (each for each in HERE.rglob("*") if each.is_file()):
        for found in secret.finditer(file.read_text("utf-8")):
            assert re.fullmatch(r"<.+>|\$\{\w+:\?\}", found["value"]), f"{file.name}: {found[0]}"


def test_the_example_is_read_by_the_program(tmp_path: Path) -> None:
    """Filled in, it is a complete set of settings."""
    filled = re.sub(r"<[^>]*>", "+33937000001", (HERE / "allo-cantine.env.example").read_text("utf-8"))
    (tmp_path / "env").write_text(filled.replace("https://+33937000001", "https://cantine.example.fr").replace(
        "ALLO_SECRET_KEY=+33937000001", f"ALLO_SECRET_KEY={'a' * 64}"))  # fmt: skip
    read = Settings.model_validate(DotEnvSettingsSource(Settings, tmp_path / "env")())
    read.check_complete()
    assert read.public_url == "https://cantine.example.fr"
