"""CPU time of the recorder per flow, against bare `mitmdump` and `mitmdump -w FILE` (same client, same origin, in turn).

`python -m tests.bench.bench_capture [--requests 1500] [--runs 3]` prints a table of ratios; aim 0.8, accepted 1.0.
`--flows N` drives N flows through the recorder and prints its memory; `--large BYTES` one download through it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events

from inspector.capture import talk
from inspector.store.case import Case
from inspector.workspace.recording import Recording, plan_for, start_recording
from tests.bench.origin import HOST

_CONNECTIONS = 8
_STREAMS = 8
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system time of a process so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# -- the client -----------------------------------------------------------------------------------------------


async def tunnel(port: int, context: ssl.SSLContext) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(context, server_hostname=HOST)
    return reader, writer


async def drive_h1(port: int, context: ssl.SSLContext, requests: int) -> None:
    reader, writer = await tunnel(port, context)
    for n in range(requests):
        writer.write(
            f"GET /v1/item/{n}?q=x HTTP/1.1\r\nHost: {HOST}\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
    writer.close()


async def drive_h2(port: int, context: ssl.SSLContext, requests: int) -> None:
    reader, writer = await tunnel(port, context)
    http2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
    http2.initiate_connection()
    headers = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", HOST.encode())]
    sent = done = 0
    while done < requests:
        while sent < requests and sent - done < _STREAMS:
            path = (b":path", b"/v1/item/%d?q=x" % sent)
            http2.send_headers(http2.get_next_available_stream_id(), [*headers, path], end_stream=True)
            sent += 1
        writer.write(http2.data_to_send())
        for event in http2.receive_data(await reader.read(65_536)):
            if isinstance(event, h2.events.StreamEnded):
                done += 1
            elif isinstance(event, h2.events.DataReceived):
                http2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
    writer.close()


async def drive(port: int, *, alpn: str, requests: int) -> float:
    """Sends the requests over eight connections; seconds it took."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols([alpn])
    one = drive_h2 if alpn == "h2" else drive_h1
    started = time.monotonic()
    await asyncio.gather(*(one(port, context, requests // _CONNECTIONS) for _ in range(_CONNECTIONS)))
    return time.monotonic() - started


# -- the proxies ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def origin() -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "tests.bench.origin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        told = json.loads(process.stdout.readline())
        yield told["port"], told["ca"]
        process.stdin.close()


@contextlib.contextmanager
def mitmdump(folder: Path, target: int, ca: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """A running mitmdump: (pid, port)."""
    script = folder / "map.py"
    script.write_text(
        f"def server_connect(data):\n    data.server.sni = {HOST!r}\n    data.server.address = ('127.0.0.1', {target})\n"
    )
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("mitmdump")),
        *("-q", "--listen-host", "127.0.0.1", "-p", str(port), "--set", f"confdir={folder}", "-s", str(script)),
        *("--set", f"ssl_verify_upstream_trusted_ca={ca}", *arguments),
    ]
    with subprocess.Popen(command) as process:
        wait_for_port(port)
        yield process.pid, port
        process.terminate()


@contextlib.contextmanager
def recorder(folder: Path, target: int, ca: str) -> Iterator[tuple[int, int, Recording]]:
    """Our recorder: (pid, port, recording)."""
    case = folder / "bench.enclair"
    Case.create(case).close()
    map_ = {HOST: {"address": "127.0.0.1", "port": target}}
    recording = start_recording(plan_for(case, host_map=map_, upstream_ca=ca, resolve_names=False))
    ready = None
    while ready is None:
        recording.wait(30)
        ready = next((said for said in recording.poll() if isinstance(said, talk.Ready)), None)
    yield recording.pid, int(ready.proxy.rsplit(":", 1)[1]), recording
    ended = [said for said in recording.stop_and_wait(60) if isinstance(said, talk.Ended)]
    if not ended or ended[0].code:
        raise RuntimeError(f"The recording did not end well: {ended}")


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    import socket

    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(port)


# -- measuring ------------------------------------------------------------------------------------------------


def measure(pid: int, port: int, *, alpn: str, requests: int) -> tuple[float, float]:
    """(CPU microseconds a flow, flows a second) of the proxy with this pid, after a short warm-up."""
    asyncio.run(drive(port, alpn=alpn, requests=80))
    before = cpu_s(pid)
    took = asyncio.run(drive(port, alpn=alpn, requests=requests))
    time.sleep(0.6)  # what the recorder still has to write counts too
    return (cpu_s(pid) - before) / requests * 1e6, requests / took


def compare(requests: int, runs: int) -> None:
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with origin() as (target, ca):
        for run in range(runs):
            for alpn in ("http/1.1", "h2"):
                with tempfile.TemporaryDirectory() as place:
                    folder = Path(place)
                    with mitmdump(folder, target, ca) as (pid, port):
                        found.setdefault((alpn, "bare"), []).append(measure(pid, port, alpn=alpn, requests=requests))
                    with mitmdump(folder, target, ca, "-w", str(folder / "flows")) as (pid, port):
                        found.setdefault((alpn, "-w"), []).append(measure(pid, port, alpn=alpn, requests=requests))
                    with recorder(folder, target, ca) as (pid, port, _):
                        found.setdefault((alpn, "ours"), []).append(measure(pid, port, alpn=alpn, requests=requests))
            print(f"run {run + 1} of {runs} done", file=sys.stderr)
    for alpn in ("http/1.1", "h2"):
        bare = statistics.median(cpu for cpu, _ in found[alpn, "bare"])
        for name in ("bare", "-w", "ours"):
            cpu = statistics.median(cpu for cpu, _ in found[alpn, name])
            rate = statistics.median(rate for _, rate in found[alpn, name])
            print(f"{alpn:9} {name:5} {cpu:7.0f} us CPU/flow  {rate:6.0f} flows/s  {cpu / bare:5.2f} x bare")


def soak(flows: int) -> None:
    """Memory over many flows."""
    with (
        origin() as (target, ca),
        tempfile.TemporaryDirectory() as place,
        recorder(Path(place), target, ca) as (pid, port, _),
    ):
        for done in range(0, flows, 5_000):
            asyncio.run(drive(port, alpn="http/1.1" if done % 10_000 else "h2", requests=5_000))
            print(f"{done + 5_000:7} flows {rss_mb(pid):6.0f} MB", flush=True)


def download(size: int) -> None:
    """One large answer: memory at its peak, and what the case says of it."""

    async def fetch(port: int) -> int:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        reader, writer = await tunnel(port, context)
        writer.write(f"GET /large/{size} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        got = 0
        while got < size:
            got += len(await reader.read(1 << 20))
        writer.close()
        return got

    with (
        origin() as (target, ca),
        tempfile.TemporaryDirectory() as place,
        recorder(Path(place), target, ca) as (pid, port, _),
    ):
        asyncio.run(drive(port, alpn="http/1.1", requests=80))
        before, started = rss_mb(pid), time.monotonic()
        got = asyncio.run(fetch(port))
        peak = next(
            int(line.split()[1]) / 1e3
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )
        print(f"{got / 1e6:.0f} MB in {time.monotonic() - started:.1f} s; memory {before:.0f} -> peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--flows", type=int, default=0)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--drive", type=int, metavar="PORT", help="only send the requests, through this proxy")
    options = parser.parse_args()
    if options.drive:
        print(asyncio.run(drive(options.drive, alpn="http/1.1", requests=options.requests)))
    elif options.flows:
        soak(options.flows)
    elif options.large:
        download(options.large)
    else:
        compare(options.requests, options.runs)


if __name__ == "__main__":
    main()
