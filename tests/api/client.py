"""A client of one workspace, holding one key."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

from flask import Flask
from werkzeug.test import TestResponse

from api.contract import keys
from api.contract.doors import Doors
from api.contract.roles import Role
from goals.facts import Actor, Asked, Source
from goals.vocabulary import ActorType, WorkspaceKind

MAKER = Asked(actor=Actor(type=ActorType.SYSTEM, id="tests"), source=Source(channel="cli"))


class Answer(TestResponse):
    """A response, whose JSON the tests look into without asking whether there is any."""

    @property
    def json(self) -> Any:
        return super().json


@dataclass(frozen=True)
class Api:
    """`get`, `post`, `patch` and `delete` send the key; a PATCH or a write `at` a version sends If-Match."""

    app: Flask
    workspace_id: str
    kind: WorkspaceKind
    key: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def doors(self) -> Doors:
        found: Doors = self.app.extensions["goalpost"]
        return found

    def get(self, path: str, **options: Any) -> Answer:
        return self.open("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Answer:
        return self.open("POST", path, **(options if json is None else {**options, "json": json}))

    def patch(self, path: str, json: Any, **options: Any) -> Answer:
        return self.open("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.open("DELETE", path, **options)

    def open(
        self,
        method: str,
        path: str,
        *,
        at: int | str | None = None,
        once: str | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """`at` is the version decided on, `once` an Idempotency-Key."""
        sent = {"Authorization": f"Bearer {self.key}", **self.headers, **(headers or {})}
        if at is not None:
            sent["If-Match"] = "*" if at == "*" else f'"{at}"'
        if once is not None:
            sent["Idempotency-Key"] = once
        return cast(Answer, self.app.test_client().open(path, method=method, headers=sent, **options))

    def as_role(self, role: str) -> "Api":
        """The same workspace with a key of that role, made for an actor of the role's name."""
        return replace(self, key=self.new_key(role))

    def new_key(self, role: str, **options: Any) -> str:
        with self.doors.database.writing() as rows:
            _, token = keys.create(
                rows,
                workspace_id=self.workspace_id,
                kind=self.kind,
                role=Role(role),
                created_by="tests",
                **options,
            )
        return token

    def clock(self, now: str) -> None:
        """Set the test workspace's clock."""
        moved = self.as_role("admin").post("/v1/clock", {"now": now})
        assert moved.status_code == 200, moved.text

    def other(self, name: str = "another", kind: WorkspaceKind = WorkspaceKind.TEST) -> "Api":
        """An administrator of another workspace on the same server."""
        return opened(self.app, name=name, kind=kind)


def opened(app: Flask, *, name: str, kind: WorkspaceKind) -> Api:
    """An administrator of a new workspace."""
    doors: Doors = app.extensions["goalpost"]
    workspace_id = doors.hub.open_workspace(name=name, kind=kind, asked=MAKER)
    bare = Api(app, workspace_id, kind, "")
    return replace(bare, key=bare.new_key("admin"))
