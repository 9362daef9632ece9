"""A real browser without a window, asked over its debugging protocol what a page shows, fetches and complains of."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PATIENCE = 120.0


def installed() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One tab; what happens in it is kept in `events`."""

    def __init__(self, program: str) -> None:
        self.profile = tempfile.mkdtemp(prefix="browser-")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"]
        quiet = ["--disable-background-networking", "--disable-component-update", "--remote-allow-origins=*"]
        self.process = subprocess.Popen(
            [program, *options, *quiet, f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.events: list[dict[str, Any]] = []
        self.number = 0
        self.socket = websocket.create_connection(self._address(), timeout=PATIENCE)
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def _address(self) -> str:
        port_file, until = Path(self.profile) / "DevToolsActivePort", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError, IndexError, StopIteration):
                port = port_file.read_text().split()[0]
                with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                    return next(tab["webSocketDebuggerUrl"] for tab in json.load(answer) if tab["type"] == "page")
            time.sleep(0.2)
        raise TimeoutError("the browser did not start")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self.socket.recv())
            if said.get("id") == self.number:
                assert "error" not in said, said
                return said["result"]
            self.events.append(said)

    def open(self, place: Path | str, width: int, height: int = 900) -> None:
        self.events.clear()
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.ask("Page.navigate", url=place if isinstance(place, str) else place.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(json.loads(self.socket.recv()))

    def value(self, script: str) -> Any:
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def complaints(self) -> list[dict[str, Any]]:
        return [
            one
            for one in self.events
            if one["method"] in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        ]

    def requests(self) -> list[str]:
        sent = (one["params"]["request"]["url"] for one in self.events if one["method"] == "Network.requestWillBeSent")
        return [url for url in sent if not url.startswith("data:")]

    def picture(self, file: Path) -> None:
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip={**size, "x": 0, "y": 0, "scale": 1})
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        shutil.rmtree(self.profile, ignore_errors=True)
