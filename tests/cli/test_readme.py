"""README's first five minutes work as pasted."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ROOT, environ_of
from tests.cli.servers import serving

BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
TABLES = re.compile(r"^(\.venv/bin/goalpost (?:trail|reconcile|integrity|retrospective|replay) .*)$", re.MULTILINE)
GOALPOST = f"{sys.executable} -c 'from api.cli import main; main()'"


def pasted(port: int) -> str:
    """All that a newcomer would paste, for a server on this port; tables for people are kept from the JSON."""
    blocks = TABLES.sub(r"\1 >&2", "\n".join(BLOCK.findall((ROOT / "README.md").read_text())))
    assert blocks.count("ask ") > 5
    here = {
        ".venv/bin/python": sys.executable,
        ".venv/bin/goalpost": GOALPOST,
        ":8000": f":{port}",
        "api/sample": f"{ROOT}/api/sample",
        "deploy/": f"{ROOT}/deploy/",
    }
    for theirs, ours in here.items():
        blocks = blocks.replace(theirs, ours)
    return blocks


def answers(printed: str) -> list[object]:
    """The JSON documents of an output, one after another."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(printed):
        document, at = decoder.raw_decode(printed, at)
        found.append(document)
        at += len(printed[at:]) - len(printed[at:].lstrip())
    return found


def test_the_first_five_minutes_work_as_pasted(tmp_path: Path) -> None:
    with serving(tmp_path) as serve:
        script = f"set -euo pipefail\n{pasted(serve('--sample').port)}"
        run = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environ_of(), capture_output=True, text=True, timeout=180
        )
    assert run.returncode == 0, run.stderr
    assert "The original and the steps make the current one." in run.stderr
    assert "SOUND: goalpost/test/" in run.stderr
    documents, imported = run.stdout.strip().rsplit("\n", 1)
    assert "32 were there already; 0 rows wrong" in imported
    told = answers(documents.strip())
    assert len(told) == 23
    problems = [each for each in told if isinstance(each, dict) and each.get("status") and "detail" in each]
    assert problems == []
    assert [each["outcome_by_readings"] for each in told[5:7] if isinstance(each, dict)] == ["missed", "achieved"]
