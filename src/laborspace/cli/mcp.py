"""``laborspace mcp``: the verbs as tools of an assistant."""

from laborspace.cli.options import EncoderOption, SpaceOption
from laborspace.errors import MissingExtraError


def mcp(space: SpaceOption = None, encoder: EncoderOption = "onnx") -> None:
    """Offer the verbs to an assistant as Model Context Protocol tools, over stdin and stdout.

    Example: laborspace mcp
    """
    try:
        from laborspace.server.tools import run
    except ModuleNotFoundError as error:
        feature = "Offering tools to an assistant"
        raise MissingExtraError(feature, "serve") from error
    from laborspace.loading import load

    run(load(space, threads=1, encoder=encoder))
