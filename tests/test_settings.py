"""Settings: where they come from, what is refused and in which words, and the README's table of them."""

import re
from pathlib import Path

import pytest
from conftest import Dateline
from pydantic.fields import FieldInfo

from bot.settings import Settings, SettingsError, read_settings, variable

README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"^\|\s*`([A-Z_]+)`\s*\|(.*?)\|(.*)\|\s*$", re.MULTILINE)


@pytest.fixture
def dotenv(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def fault(environment: dict[str, str], dotenv: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        read_settings(environment, dotenv)
    return str(raised.value)


# Where they come from


def test_without_any_the_defaults_hold(dotenv: Path) -> None:
    assert read_settings({}, dotenv) == Settings()
    assert read_settings({"DATELINE_MODEL": "", "OTHER": "x"}, dotenv) == Settings()


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(dotenv: Path) -> None:
    dotenv.write_text('\nDATELINE_DATA=from-file\nexport DATELINE_MODEL="in file"\n# DATELINE_NO=1\nOTHER=x\n')

    assert read_settings({}, dotenv).data == Path("from-file")
    assert read_settings({"DATELINE_DATA": "from-environment"}, dotenv).data == Path("from-environment")
    given = read_settings({"DATELINE_DATA": "from-environment"}, dotenv, Path("typed"))
    assert (given.data, given.model) == (Path("typed"), "in file")


def test_values_become_what_their_fields_are(dotenv: Path) -> None:
    given = read_settings(
        {
            "DATELINE_THREADS": "3",
            "DATELINE_FETCH_TIMEOUT": "2.5",
            "DATELINE_FETCH_HOSTS": "intranet, 127.0.0.1:8000,",
            "DATELINE_CACHE": "~/models",
            "OPENAI_API_KEY": "key",
        },
        dotenv,
    )

    assert (given.threads, given.fetch_timeout, given.cache) == (3, 2.5, Path.home() / "models")
    assert given.allowed_hosts == {"intranet", "127.0.0.1:8000"}
    assert "key" not in repr(given).replace("api_key", "")


# What is refused


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATELINE_MODLE", "x", "DATELINE_MODLE is not a setting; did you mean DATELINE_MODEL?"),
        ("DATELINE_OPENAI_API_KEY", "x", "DATELINE_OPENAI_API_KEY is not a setting; did you mean OPENAI_API_KEY?"),
        ("DATELINE_XYZZY", "", "DATELINE_XYZZY is not a setting; the README lists them all."),
        ("DATELINE_THREADS", "many", "DATELINE_THREADS='many' does not fit: input should be a valid integer"),
        ("DATELINE_THREADS", "0", "DATELINE_THREADS='0' does not fit: input should be greater than 0."),
        ("DATELINE_FETCH_TIMEOUT", "nan", "DATELINE_FETCH_TIMEOUT='nan' does not fit: input should be greater than 0."),
    ],
)
def test_a_wrong_name_or_value_is_told_from_both_places(dotenv: Path, name: str, value: str, told: str) -> None:
    assert fault({name: value}, dotenv).startswith(told)
    dotenv.write_text(f"{name}={value}\n")
    assert fault({}, dotenv).startswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"DATELINE_MODEL=ok\n\n\nno setting at all\n", "line 4, is not a setting: write NAME=value."),
        (b'DATELINE_MODEL="never closed\n', "line 1, is not a setting: write NAME=value."),
        (b"DATELINE_MODEL=caf\xe9\n", "cannot be read (it is not UTF-8)."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_without_its_content(dotenv: Path, content: bytes, told: str) -> None:
    dotenv.write_bytes(content)

    assert fault({}, dotenv).endswith(told)
    assert str(dotenv) in fault({}, dotenv)


def test_a_folder_of_that_name_is_no_settings_file(dotenv: Path) -> None:
    dotenv.mkdir()

    assert read_settings({}, dotenv) == Settings()


def test_the_command_tells_it_in_one_line(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_MODLE", "x")

    ran = dateline("articles", "list", "--json")

    assert (ran.status, ran.document["error"]["kind"]) == (2, "setting")
    assert ran.err == "dateline: DATELINE_MODLE is not a setting; did you mean DATELINE_MODEL?\n"


# What is said about them


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    told = {name: (default.strip(), meaning) for name, default, meaning in ROW.findall(README.read_text("utf-8"))}
    wrong = []
    for name, field in Settings.model_fields.items():
        default, meaning = told.pop(variable(name), ("", ""))
        if shown(field) not in default.replace(",", "") or (field.description or "") not in meaning:
            wrong.append(f"| `{variable(name)}` | {shown(field)} | {field.description} |")

    assert wrong == [], "README.md lacks these rows, or has them otherwise:\n" + "\n".join(wrong)
    assert [name for name in told if name.startswith("DATELINE_")] == [], "README.md lists settings that are none"


def shown(field: FieldInfo) -> str:
    """The default as the README must show it; empty where it is none, or depends on the machine."""
    default = field.default
    if default is None or isinstance(default, Path) or default == Settings.model_fields["threads"].default:
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default)
