"""Serves the page on this machine alone: whoever does not have the token of the address gets nothing.

A page elsewhere cannot ask: the host must be this machine's own name, the content JSON, and the origin ours. No file is
ever read by what an address says.
"""

import json
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from types import FrameType
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.base.errors import UserError
from sim.base.language import Language
from sim.live.desk import Desk, Part
from sim.report.what_if.page import page

HOST: Final = "127.0.0.1"
NAMES: Final = [HOST, "localhost"]
LONGEST: Final = 65_536
"""A question has no more bytes."""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PATIENCE: Final = 1
"""Seconds in which what is under way may end when the program is stopped."""


def new_token() -> str:
    """What stands in the address and nobody else can guess."""
    return secrets.token_urlsafe(16)


@dataclass
class Player:
    """Answers one question at a time; a later one ends those before it."""

    desk: Desk
    asked: int = 0
    lock: Lock = field(default_factory=Lock)

    def answers(self, package: int, numbers: dict[str, object]) -> Iterator[str]:
        """The parts of an answer, a line each, until another question comes."""
        self.asked += 1
        mine = self.asked
        parts = self.desk.parts(package, numbers, lambda: self.asked == mine)
        while True:
            with self.lock:
                part = _next(parts) if self.asked == mine else None
            if part is None:
                return
            yield json.dumps(part, ensure_ascii=False, allow_nan=False) + "\n"

    def stop(self) -> None:
        """Ends whatever is being answered."""
        self.asked += 1


def _next(parts: Iterator[Part]) -> Part | None:
    """The next part; a user's mistake is one too."""
    try:
        return next(parts, None)
    except UserError as error:
        return {"error": str(error)}


def application(desk: Desk, token: str, lang: Language) -> Starlette:
    """The page, and where it asks. Everything else is not there."""
    player = Player(desk)
    shown = page(desk.document(), lang)

    async def look(request: Request) -> Response:
        if not _knows(request, token):
            return _refused(404, "not found")
        return HTMLResponse(shown, headers=HEADERS)

    async def ask(request: Request) -> Response:
        if not _knows(request, token) or not _is_ours(request):
            return _refused(404, "not found")
        question = _question(await _body(request))
        if question is None:
            return _refused(400, "ask with the number of a package and the numbers that are changed")
        return StreamingResponse(player.answers(*question), media_type="application/x-ndjson", headers=HEADERS)

    routes = [Route("/{token}/", look), Route("/{token}/ask", ask, methods=["POST"])]
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False)
    app = Starlette(routes=routes, middleware=[guard])
    app.state.player = player
    return app


def _knows(request: Request, token: str) -> bool:
    return secrets.compare_digest(str(request.path_params["token"]).encode(), token.encode())


def _is_ours(request: Request) -> bool:
    """Whether the page that asks came from here."""
    origin = request.headers.get("origin")
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    return kind == "application/json" and origin in (None, f"http://{request.headers.get('host', '')}")


async def _body(request: Request) -> bytes | None:
    """What is asked; nothing if it is too long."""
    text = b""
    async for piece in request.stream():
        text += piece
        if len(text) > LONGEST:
            return None
    return text


def _question(body: bytes | None) -> tuple[int, dict[str, object]] | None:
    """The package and the numbers of a question; nothing where it is none."""
    try:
        found: Any = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or set(found) != {"package", "numbers"}:
        return None
    package, numbers = found["package"], found["numbers"]
    return (package, numbers) if type(package) is int and isinstance(numbers, dict) else None


def _refused(status: int, why: str) -> Response:
    return PlainTextResponse(why, status, headers=HEADERS)


class _Server(uvicorn.Server):
    """Tells when it can be asked, and stops playing before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stop: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready, self.stop_playing = ready, stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """From now on it can be asked."""
        await super().startup(sockets)
        self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal asks for an end."""
        self.stop_playing()
        super().handle_exit(sig, frame)


def serve(desk: Desk, lang: Language, port: int, ready: Callable[[str], None]) -> None:
    """Serves until the program is stopped; *ready* is told the address. Raises `UserError` if the port is taken."""
    token = new_token()
    app = application(desk, token, lang)
    config = uvicorn.Config(app, HOST, port, log_level="critical", timeout_graceful_shutdown=PATIENCE, lifespan="off")
    try:
        bound = config.bind_socket()
    except SystemExit:
        raise UserError(f"--port {port}: is taken, or not allowed: leave it out for a free one") from None
    address = f"http://{HOST}:{bound.getsockname()[1]}/{token}/"
    _Server(config, lambda: ready(address), app.state.player.stop).run([bound])
