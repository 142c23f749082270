"""The one place for settings: environment variables in, one frozen value out."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import UsageError
from graph.values.markings import Marking, parse_marking

BASE_IRI: Final = "https://data.example.org/"
VARIABLES: Final = {
    "WENGRAPH_HOME": "Folder for the local store. Default: .wengraph in the checkout, else in your data folder.",
    "WENGRAPH_CACHE": "Folder for the downloaded Neo4j files. Default: wengraph in your cache folder.",
    "WENGRAPH_CLEARANCE": "The highest marking that commands read when --clearance is not given. Default: CLEAR.",
    "WENGRAPH_AUTHOR": "Who acts by hand when --author is not given. Default: your login name.",
    "WENGRAPH_BASE_IRI": "What the IRIs of things in RDF begin with. Default: https://data.example.org/.",
    "WENGRAPH_NEO4J_URI": "Address of a Neo4j of your own (bolt:// or neo4j://). Default: the local one.",
    "WENGRAPH_NEO4J_USER": "User for that Neo4j. Default: neo4j.",
    "WENGRAPH_NEO4J_PASSWORD": "Password for that Neo4j.",
    "WENGRAPH_NEO4J_DATABASE": "Database to use there. Default: neo4j.",
    "WENGRAPH_NEO4J_JARS": "Folder with Neo4j's jar files, for machines without a network.",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides. `neo4j_uri` is '' where wengraph runs its own local Neo4j."""

    home: Path
    cache: Path
    clearance: Marking = Marking.CLEAR
    author: str = ""
    base_iri: str = BASE_IRI
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: str = ""
    neo4j_database: str = "neo4j"
    neo4j_jars: Path | None = None


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises UsageError for an unknown WENGRAPH_NEO4J_ variable, MarkingError for a bad marking."""
    unknown = sorted(k for k in environ if k.startswith("WENGRAPH_NEO4J_") and k not in VARIABLES)
    if unknown:
        known = ", ".join(k for k in VARIABLES if k.startswith("WENGRAPH_NEO4J_"))
        raise UsageError(f"{unknown[0]} is not a setting.", mend=f"Known: {known}.")
    jars = environ.get("WENGRAPH_NEO4J_JARS", "")
    return Settings(
        home=Path(environ.get("WENGRAPH_HOME") or _default_home(environ)).absolute(),
        cache=Path(environ.get("WENGRAPH_CACHE") or _user_folder(environ, "XDG_CACHE_HOME", ".cache")).absolute(),
        clearance=parse_marking(environ.get("WENGRAPH_CLEARANCE") or "CLEAR"),
        author=environ.get("WENGRAPH_AUTHOR") or _login(),
        base_iri=_base(environ.get("WENGRAPH_BASE_IRI") or BASE_IRI),
        neo4j_uri=environ.get("WENGRAPH_NEO4J_URI", ""),
        neo4j_user=environ.get("WENGRAPH_NEO4J_USER") or "neo4j",
        neo4j_password=environ.get("WENGRAPH_NEO4J_PASSWORD", ""),
        neo4j_database=environ.get("WENGRAPH_NEO4J_DATABASE") or "neo4j",
        neo4j_jars=Path(jars).absolute() if jars else None,
    )


def _base(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", text):
        mend = "Write an address that ends with a slash, such as https://graph.example.org/."
        raise UsageError(f"{text!r} can't begin an IRI.", where="WENGRAPH_BASE_IRI", mend=mend)
    return text


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without an entry in the system's list
        return ""


def _default_home(environ: Mapping[str, str]) -> Path:
    checkout = Path(__file__).parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / ".wengraph"
    return _user_folder(environ, "XDG_DATA_HOME", ".local/share")


def _user_folder(environ: Mapping[str, str], variable: str, fallback: str) -> Path:
    base = environ.get(variable)
    return (Path(base) if base else Path.home() / fallback) / "wengraph"
