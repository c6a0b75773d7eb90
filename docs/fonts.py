"""Makes the two faces of the pages from what their maker publishes (`make fonts`): Latin letters and the signs we use.

Subsets are versions of their own, which the licence lets us share, but not under the name that Adobe reserves.
"""

import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "measures/static/fonts"
# Package and version at npm, the SHA-256 of the archive, and the faces in it: file, our file, our name.
PACKAGES = {
    ("source-sans", "3.52.0"): (
        "49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88",
        {
            "TTF/SourceSans3-Regular.ttf": ("tracker-sans-400", "Tracker Sans"),
            "TTF/SourceSans3-Semibold.ttf": ("tracker-sans-600", "Tracker Sans Semibold"),
        },
    ),
    ("source-serif", "4.5.1"): (
        "19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746",
        {
            "TTF/SourceSerif4-Regular.ttf": ("tracker-serif-400", "Tracker Serif"),
            "TTF/SourceSerif4-Semibold.ttf": ("tracker-serif-600", "Tracker Serif Semibold"),
        },
    ),
}
# Latin with the letters of European names, dashes, quotation marks, dots, arrows and a few signs.
SIGNS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), *range(0x2010, 0x2027), 0x2032, 0x2033, 0x20AC]
SIGNS += [0x2122, *range(0x2190, 0x2195), 0x2212, 0x2248, 0x2264, 0x2265]
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]
# Of the table of names: copyright, licence and version stay.
KEPT_NAMES, FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT = [0, 5, 13, 14], 1, 2, 3, 4, 6


def fetch(package: str, version: str, digest: str, folder: Path) -> Path:
    """The archive of a package, once it is known to be the one that we have looked at."""
    subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True, stdout=sys.stderr)
    archive = folder / f"{package}-{version}.tgz"
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
        sys.exit(f"{archive.name} is not the archive that these fonts were made from.")
    return archive


def subset(source: Path, target: Path, name: str) -> None:
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = KEPT_NAMES
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=SIGNS)
    subsetter.subset(font)
    postscript = name.replace(" ", "")
    for identity, text in {
        FAMILY: name,
        STYLE: "Regular",
        UNIQUE: postscript,
        FULL: name,
        POSTSCRIPT: postscript,
    }.items():
        font["name"].setName(text, identity, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(target)


def main() -> None:
    with TemporaryDirectory() as temporary:
        folder, made = Path(temporary), []
        for (package, version), (digest, faces) in PACKAGES.items():
            with tarfile.open(fetch(package, version, digest, folder)) as archive:
                archive.extractall(folder, filter="data")
            for source, (file, name) in faces.items():
                target = FONTS / f"{file}.woff2"
                subset(folder / "package" / source, target, name)
                made.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
            # Archives of npm all unpack into one folder.
            (folder / "package").rename(folder / package)
    (FONTS / "SHA256SUMS").write_text("".join(made))


if __name__ == "__main__":
    main()
