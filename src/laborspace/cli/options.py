"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

SpaceOption = Annotated[
    str | None,
    typer.Option(
        "--space",
        help="Space folder or Hub id.",
        show_default="the released one",
        envvar="LABORSPACE_SPACE",
    ),
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="What reads texts: onnx, or static (quick, less exact).",
        envvar="LABORSPACE_ENCODER",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        help="Write the answer to a .csv, .parquet, .dta, .xlsx or .json file.",
        show_default=False,
    ),
]
FigureOption = Annotated[
    Path | None,
    typer.Option(
        "--figure", help="Draw the answer as a .svg, .png or .pdf file.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
TopOption = Annotated[int, typer.Option("--top", help="Number of answers of each kind.")]
ScreenTopOption = Annotated[
    int | None,
    typer.Option(
        "--top",
        help="Only the first so many of each kind.",
        show_default="10 on the screen, all in a file or JSON",
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="Kind of the answers: industry, occupation, skill or firm.",
        show_default="all",
    ),
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        "--level",
        help='Level of the answers, such as "sector"; "all" adds groups.',
        show_default="items, not groups",
    ),
]
CorrectionOption = Annotated[
    str, typer.Option("--correction", help="Across kinds: center, csls, sinkhorn or none.")
]

IncludeInputsOption = Annotated[
    bool, typer.Option("--include-inputs", help="Let what was asked about be among the answers.")
]
