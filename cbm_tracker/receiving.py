"""Receives the body of a request whole before a thread answers it, so that whoever sends slowly keeps nobody waiting.

A thread that reads a body waits as long as its sender pleases: a few senders would hold all threads. Here bodies come
in beside each other without a thread, each under a deadline, and no more of them than there is room for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from cbm_tracker.bodies import FATE, BodyOutcome, announced_length, most_bytes
from cbm_tracker.gateway import Environ, Message, environ_of, has_body
from measures.operations.transactions import NO_ROOM

# At the same time, in one process. The web server takes some hundreds of connections, which others need, too.
MOST_BODIES = 100
# Bytes a second that a body brings at least, once the first patience is over.
LEAST_RATE = 10_000
IN_MEMORY = 1 << 16
# A client that is still sending when the connection ends never gets to read why.
LISTENING_SECONDS = 5.0
# For a piece of an answer to be taken.
SECONDS_TO_TAKE = 60.0

type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Wsgi = Callable[..., Iterable[bytes]]


class ClientGoneError(Exception):
    """Whoever sent the request is no longer there."""


class BufferedBodies:
    """An ASGI application that lets the threads of a WSGI application answer requests, once their bodies are there."""

    def __init__(self, answering: Wsgi, *, threads: int, patience: float) -> None:
        self.answering = answering
        self.patience = patience
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="answering")
        self.bodies = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            environ = environ_of(scope, body)
            if has_body(environ):
                try:
                    environ[FATE] = await self.receive_body(environ, receive, body)
                except ClientGoneError:
                    return
                body.seek(0)
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.threads, ThreadedResponse(send, loop).give, self.answering, environ)

    async def receive_body(self, environ: Environ, receive: Receive, body: IO[bytes]) -> BodyOutcome:
        """What became of a body; whatever was not received whole is not read by anybody."""
        if self.bodies >= MOST_BODIES:
            return BodyOutcome.CROWDED
        self.bodies += 1
        try:
            most = most_bytes(environ["PATH_INFO"])
            is_whole = announced_length(environ) <= most and await self.fill(body, receive, most)
            if not is_whole:
                await listen(receive)
        except TimeoutError:
            return BodyOutcome.SLOW
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return BodyOutcome.NO_ROOM
        finally:
            self.bodies -= 1
        environ["CONTENT_LENGTH"] = str(body.tell())
        return BodyOutcome.RECEIVED if is_whole else BodyOutcome.TOO_LARGE

    async def fill(self, body: IO[bytes], receive: Receive, most: int) -> bool:
        """Receive a body whole; answers False where it is larger, and raises TimeoutError where it is too slow."""
        began = asyncio.get_running_loop().time()
        is_over = False
        while not is_over:
            async with asyncio.timeout_at(began + self.patience + body.tell() / LEAST_RATE):
                piece, is_over = await next_piece(receive)
            if body.tell() + len(piece) > most:
                return False
            body.write(piece)
        return True


async def next_piece(receive: Receive) -> tuple[bytes, bool]:
    """The next piece of a body, and whether it is the last."""
    message = await receive()
    if message["type"] != "http.request":
        raise ClientGoneError
    return message.get("body", b""), not message.get("more_body", False)


async def listen(receive: Receive) -> None:
    """Let the sender go on for a while, and throw away what comes."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LISTENING_SECONDS):
            while not (await next_piece(receive))[1]:
                pass


class ThreadedResponse:
    """What a WSGI application answers in a thread, sent by the loop that received the request."""

    def __init__(self, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self.send = send
        self.loop = loop
        self.start: Message = {}

    def begin(self, status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.start = {"type": "http.response.start", "status": int(status.split(maxsplit=1)[0]), "headers": encoded}

    def give(self, answering: Wsgi, environ: Environ) -> None:
        answer: Any = answering(environ, self.begin)
        if environ.get(FATE, BodyOutcome.RECEIVED) != BodyOutcome.RECEIVED:
            # What is still on its way would be taken for the next request.
            self.start["headers"].append((b"connection", b"close"))
        with closing(answer):
            pieces = answer if answer.streaming else [b"".join(answer)]
            before = [self.start]
            # A connection on which nothing is taken any more ends with the request.
            with suppress(TimeoutError):
                for piece in pieces:
                    body = {"type": "http.response.body", "body": piece, "more_body": answer.streaming}
                    self.pass_on(*before, body)
                    before = []
                if answer.streaming:
                    self.pass_on(*before, {"type": "http.response.body"})

    def pass_on(self, *messages: Message) -> None:
        asyncio.run_coroutine_threadsafe(self.send_in_time(messages), self.loop).result()

    async def send_in_time(self, messages: Iterable[Message]) -> None:
        async with asyncio.timeout(SECONDS_TO_TAKE):
            for message in messages:
                await self.send(message)
