"""Serving, as a program of its own."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Shell
from tests.cli.servers import PATIENCE_S, Serve, Server, free_port, serving

DRAIN_S = 6
"""Longer than a busy machine stands still: /readyz has to be asked meanwhile."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory; `sampled` puts a database there."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def sampled(home: Path) -> Iterator[Server]:
    """A server over the sample, shared by those who leave both as they are."""
    with serving(home) as serve:
        yield serve("--sample")


@pytest.fixture
def serve(home: Path, sampled: Server) -> Iterator[Serve]:
    """Starts servers beside it; they are gone after the test."""
    with serving(home) as started:
        yield started


def test_a_stranger_gets_an_address_the_docs_and_a_key_that_works(sampled: Server):
    assert f"http://127.0.0.1:{sampled.port}/docs" in sampled.said
    status, answer = sampled.get("/v1/goals", sampled.keys[0])
    assert (status, len(answer["items"])) == (200, 8)


def test_the_line_to_try_can_be_pasted(sampled: Server):
    pasted = next(line for line in sampled.said.splitlines() if line.strip().startswith("curl"))
    answered = subprocess.run(pasted, shell=True, capture_output=True, text=True, timeout=PATIENCE_S)
    assert json.loads(answered.stdout)["items"]


def test_there_is_a_key_for_each_of_the_samples_workspaces(sampled: Server):
    assert [key[:7] for key in sampled.keys] == ["gp_test", "gp_live"]
    assert sampled.get("/v1/goals", sampled.keys[1])[1]["items"][0]["tags"] == ["real"]


def test_a_second_instance_serves_beside_the_first_on_the_same_database(sampled: Server, serve: Serve):
    beside = serve("--sample")
    assert set(beside.keys).isdisjoint(sampled.keys)
    for server in (sampled, beside):
        for key in (*sampled.keys, *beside.keys):
            assert server.get("/v1/goals", key)[0] == 200
    assert len(beside.get("/v1/goals", beside.keys[0])[1]["items"]) == 8


def test_the_sample_is_not_loaded_beside_what_is_there(tmp_path: Path, sqlite_template: Path):
    shutil.copy(sqlite_template, tmp_path / "goalpost.sqlite")
    shell = Shell(f"sqlite:///{tmp_path / 'goalpost.sqlite'}")
    shell("workspace", "open", "acme")
    with serving(tmp_path) as serve:
        assert serve("--sample").keys == []
    assert [each["name"] for each in shell.json("workspace", "list")] == ["acme"]


def test_without_tables_nothing_is_served(run: Run):
    served = run("serve", "--port", str(free_port()))
    assert (served.returncode, "goalpost migrate" in served.stderr) == (3, True)


def test_a_port_that_is_taken_is_one_sentence(run: Run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        served = run("serve", "--sample", "--port", str(taken.getsockname()[1]))
    assert (served.returncode, served.stderr.count("\n")) == (1, 1)
    assert "choose another port" in served.stderr


def test_the_port_can_come_from_the_environment(run: Run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in run("serve", "--sample", PORT=port).stderr


def test_programs_are_told_in_json(serve: Serve):
    told = json.loads(serve("--sample", "--json").said)
    assert [key["workspace"] for key in told["keys"]] == ["sample", "uk-net-zero"]


def test_it_is_unready_before_it_stops_and_then_stops_cleanly(serve: Serve):
    server = serve("--drain", str(DRAIN_S))
    assert server.get("/readyz")[0] == 200
    server.process.terminate()
    assert _first_change(server) == 503
    assert server.process.wait(PATIENCE_S) == 0


def _first_change(server: Server) -> int:
    """The first status of /readyz that is not 200; 0 if it stopped without one."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            status, _ = server.get("/readyz")
        except ConnectionRefusedError:
            return 0
        except (OSError, HTTPException):
            continue
        if status != 200:
            return status
        time.sleep(0.02)
    return 200


def test_without_a_drain_it_stops_at_once(serve: Serve):
    server = serve("--drain", "0")
    assert server.get("/readyz")[0] == 200
    server.process.terminate()
    assert server.process.wait(PATIENCE_S) == 0
