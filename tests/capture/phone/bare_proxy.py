"""A bare mitmproxy in a process of its own: no recorder, only what listens. It answers every HTTP request itself.

Run as `python -m tests.capture.phone.bare_proxy FOLDER MODE`: writes "HOST PORT" on a line once it listens and
ends when its standard input is closed.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
GREETING = b"seen by the bare proxy"
PATIENCE_S = 30


@contextmanager
def bare_proxy(folder: Path, mode: str) -> Iterator[tuple[str, int]]:
    """Starts it, yields the host and port that were bound, and ends it."""
    command = [sys.executable, "-m", "tests.capture.phone.bare_proxy", str(folder), mode]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            host, _, port = child.stdout.readline().strip().rpartition(" ")
            assert port, f"a bare proxy does not start as {mode}"
            yield host, int(port)
        finally:
            child.stdin.close()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()


class _Answers:
    """Answers requests without asking a server, and names without asking a resolver."""

    def request(self, flow: Any) -> None:
        from mitmproxy import http

        flow.response = http.Response.make(200, GREETING, {"content-type": "text/plain"})

    def dns_request(self, flow: Any) -> None:
        flow.response = flow.request.succeed([])


async def run(folder: str, mode: str) -> None:
    from mitmproxy.addons import block, core, next_layer, proxyserver, tlsconfig
    from mitmproxy.master import Master
    from mitmproxy.options import Options

    loop = asyncio.get_running_loop()
    master = Master(Options(confdir=folder, mode=[mode]), loop)
    servers = proxyserver.Proxyserver()
    master.addons.add(core.Core(), block.Block(), tlsconfig.TlsConfig(), next_layer.NextLayer(), servers, _Answers())
    master.options.update(connection_strategy="lazy")
    ended = loop.run_in_executor(None, sys.stdin.read)
    running = asyncio.create_task(master.run())
    while not servers.listen_addrs() and not ended.done() and not running.done():
        await asyncio.sleep(0.02)
    host, port = servers.listen_addrs()[0][:2]
    print(host, port, flush=True)
    await ended
    await servers.servers.update([])
    master.shutdown()
    await running


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
