"""A partner's first hour, as docs/partner.md tells it: unpack, check, ask, validate, send back, and be seen."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from graph.settings import Settings
from graph.store.bolt import Store
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load
from tests.inside import inside

pytestmark = [pytest.mark.neo4j, pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")]
YOURS = """@prefix wen: <https://w3id.org/wengraph/ns#> .
@prefix d: <https://data.example.org/id/> .
@prefix x: <https://partner.example/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:report a wen:SourceDocument ; dcterms:title "Our annual report" ; wen:dataset "partner" ;
  wen:marking wen:marking-GREEN .
d:agency-kws a wen:Agency ; skos:prefLabel "Kenya Wildlife Service"@en .
d:network-sawen a wen:Network ; skos:prefLabel "SAWEN"@en .
d:meeting-m-interpol-fam-2013 a wen:Meeting ; skos:prefLabel "Lyon meeting of May 2013"@en .
x:one a wen:Membership ; wen:subject d:agency-kws ; wen:object d:network-sawen ; wen:role wen:role-observer ;
  wen:validFrom "2019"^^xsd:gYear ; wen:quote "KWS has observed since 2019" ; prov:wasDerivedFrom x:report ;
  wen:basis wen:basis-stated ; wen:marking wen:marking-GREEN .
x:two a wen:Attendance ; wen:subject d:agency-kws ; wen:object d:meeting-m-interpol-fam-2013 ;
  prov:wasDerivedFrom x:report ; wen:basis wen:basis-stated ; wen:marking wen:marking-GREEN .
"""


def test_unpack_ask_validate_send_back(
    store: Store, scratch_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, open_datasets([BUNDLED]))
    file = tmp_path / "package.zip"
    handed = ("--to", "Partner", "--reason", "yearly exchange", "-o", str(file))
    assert inside(scratch_settings, "export", "--everything", "--format", "turtle", *handed).code == 0
    folder = tmp_path / "package"
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    monkeypatch.chdir(folder)
    for line in Path("SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(Path(name).read_bytes()).hexdigest() == digest
    readme = Path("README.md").read_text()
    assert readme.startswith("# TLP:CLEAR")
    assert {path.name for path in Path("queries").iterdir()} >= {"on-whose-word.rq", "members-of-a-network.rq"}
    for block in re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL):
        printed: list[str] = []
        exec(block, {"print": lambda *cells, into=printed: into.append(" ".join(map(str, cells)))})  # noqa: S102
        assert len(printed) > 50
    asked = ox.Store()
    asked.bulk_load(path="data.ttl")
    for query in Path("queries").iterdir():
        assert list(asked.query(query.read_text()))  # type: ignore[call-overload]
    assert rdflib.Graph().parse("manifest.ttl").value(None, rdflib.RDF.type, rdflib.DCAT.Dataset)
    yours = tmp_path / "yours.ttl"
    yours.write_text(YOURS)
    checked = inside(scratch_settings, "validate", str(yours))
    assert checked.code == 0, checked.all
    told = inside(scratch_settings, "load", str(yours), "--marking", "GREEN", "--reliability", "B", "--json")
    assert (told.json[0]["new"], told.json[0]["problems"]) == (5, [])  # two facts, and the names of three things
    seen = inside(scratch_settings, "evidence", "KWS", "--clearance", "GREEN").out
    assert "KWS has observed since 2019" in seen
    assert seen.count("Our annual report") == 2
    assert "Our annual report" not in inside(scratch_settings, "evidence", "KWS", "--clearance", "CLEAR").out
