"""Figures of the code itself, for comparing two states of it: `python -m bench.code [folder of a checkout]`.

A line of code is one that is neither blank nor only a comment; docstrings count.
"""

import ast
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PRODUCT = ("cbm_tracker/", "measures/", "api/")
# A field of a text of a party, by whose name it is seen how many files say the same.
FIELD = "administration_zh_hans"
TEXT = re.compile(r"{%-? *(translate|blocktranslate|plural|comment)")
# What several people do at the same time in a test, each by a method of a writer.
ACTS = Path("tests/test_concurrency.py")
WINGS, SETTINGS = Path("measures/wings"), Path("cbm_tracker/settings.py")


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    files = [Path(name) for name in tracked(root)]
    code = [file for file in files if file.suffix == ".py" and is_product(file)]
    migrations = [file for file in files if "migrations" in file.parts and file.suffix in (".py", ".sql")]
    tests = [file for file in files if file.suffix == ".py" and file.parts[0] == "tests"]
    trees = [ast.parse((root / file).read_text()) for file in code]
    lengths = sorted(function_lengths(trees))
    templates = [file for file in files if "templates" in file.parts and file.suffix == ".html"]
    shown = {
        "lines of code of the product": lines_of_code(root, code),
        "files of the product": len(code),
        "lines of code of migrations": lines_of_code(root, migrations),
        "lines of code of tests": lines_of_code(root, tests),
        "functions and classes of a module that share a name": shared_names(trees),
        "longest line of a template": max(longest_line(root / file) for file in templates),
        f"files that name {FIELD}": sum(FIELD in (root / file).read_text() for file in code),
        "lines of a function, median": round(statistics.median(lengths)),
        "lines of a function, 95th percentile": lengths[int(len(lengths) * 0.95)],
        "functions of more than 30 lines": sum(length > 30 for length in lengths),
        "lines with Any": lines_with(root, code, r"\bAny\b"),
        "lines with type: ignore": lines_with(root, code, "type: ignore"),
        "lines of imports, in a thousand": 1000 * import_lines(trees) // lines_of_code(root, code),
        "pairs of acts that are tested at the same time": pairs_of_acts(ast.parse((root / ACTS).read_text())),
    }
    for name, value in shown.items():
        print(f"{value:>8,}  {name}")
    print("\n   lines   files   imports into it from outside its folder, of these by the core")
    for wing in sorted({file.parts[2] for file in code if file.match("measures/wings/*/*.py")}):
        of_wing = [file for file in code if file.is_relative_to(WINGS / wing)]
        outside = [file for file in code if file not in of_wing]
        by_wings, by_core = (
            imports_of(root, wing, outside, of_wings=True),
            imports_of(root, wing, outside, of_wings=False),
        )
        print(f"{lines_of_code(root, of_wing):>8,} {len(of_wing):>7} {by_wings + by_core:>9} {by_core:>4}   {wing}")


def imports_of(root: Path, wing: str, files: list[Path], *, of_wings: bool) -> int:
    """How many imports of a wing stand in files of other wings, or in those of the core; settings name wings."""
    found = [file for file in files if file.is_relative_to(WINGS) == of_wings and file != SETTINGS]
    pattern = re.compile(rf"^(?:from|import) measures\.wings\.{wing}\b", re.MULTILINE)
    return sum(len(pattern.findall((root / file).read_text())) for file in found)


def lines_with(root: Path, files: list[Path], pattern: str) -> int:
    return sum(bool(re.search(pattern, line)) for file in files for line in (root / file).read_text().splitlines())


def import_lines(trees: list[ast.Module]) -> int:
    nodes = (node for tree in trees for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes)


def tracked(root: Path) -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True)
    return listed.stdout.split()


def is_product(file: Path) -> bool:
    return str(file).startswith(PRODUCT) and "migrations" not in file.parts


def lines_of_code(root: Path, files: list[Path]) -> int:
    lines = (line.strip() for file in files for line in (root / file).read_text().splitlines())
    return sum(bool(line) and not line.startswith(("#", "--")) for line in lines)


def function_lengths(trees: list[ast.Module]) -> Iterator[int]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield (node.end_lineno or node.lineno) - node.lineno + 1


def shared_names(trees: list[ast.Module]) -> int:
    names = Counter(
        node.name for tree in trees for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    )
    return sum(count for count in names.values() if count > 1)


def pairs_of_acts(tree: ast.Module) -> int:
    """Each act with each other, and with itself."""
    [count] = [
        len(node.value.keys)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and ast.unparse(node.targets[0]) == "ACTS"
    ]
    return count * (count + 1) // 2


def longest_line(template: Path) -> int:
    """Of the lines that are not text to be translated."""
    lines = template.read_text().splitlines()
    return max((len(line) for line in lines if not TEXT.search(line)), default=0)


if __name__ == "__main__":
    main()
