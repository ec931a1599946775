"""``laborspace serve``: the verbs over HTTP."""

from typing import Annotated

import typer

from laborspace.cli.answers import note
from laborspace.cli.options import EncoderOption, SpaceOption
from laborspace.errors import MissingExtraError


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen at; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            help="Ask every client for this token.",
            show_default=False,
            envvar="LABORSPACE_TOKEN",
        ),
    ] = None,
    allow_anonymous: Annotated[
        bool, typer.Option("--allow-anonymous", help="Let other machines ask without a token.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", help="Another name the server goes by; repeatable.", show_default=False
        ),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-origin",
            help="Let web pages of this origin ask (CORS); repeatable.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", help="Questions answered at once.")] = 2,
    queue: Annotated[int, typer.Option("--queue", help="Questions that may wait.")] = 64,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds for an answer.")] = 30,
    max_body: Annotated[
        int, typer.Option("--max-body", help="Most bytes of a request's body.")
    ] = 1_000_000,
    space: SpaceOption = None,
    encoder: EncoderOption = "onnx",
) -> None:
    """Serve the page, and a REST API with a route for each verb under /api/v1.

    Example: laborspace serve --port 8000
    """
    try:
        from laborspace.server.running import address_of, listen, run
    except ModuleNotFoundError as error:
        feature = "Serving"
        raise MissingExtraError(feature, "serve") from error
    from laborspace.loading import load
    from laborspace.server.settings import Settings

    settings = Settings(
        host=host,
        token=token,
        allow_anonymous=allow_anonymous,
        allow_hosts=tuple(allow_host or ()),
        allow_origins=tuple(allow_origin or ()),
        workers=workers,
        queue=queue,
        timeout=timeout,
        max_body=max_body,
    )
    settings.check()
    opened = load(space, threads=1, encoder=encoder)  # the workers are the threads
    bound = listen(host, port)
    note(f"Labor Space answers at {address_of(bound)} (Ctrl-C stops it).")
    run(opened, settings, bound)
