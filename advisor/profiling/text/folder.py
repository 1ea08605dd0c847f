"""Files of text -> facts: a folder for each class, or plain files to model language on."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.files import Files, class_of, listed, suffix
from advisor.profiling.shared.profile import EXACT, Profile, refuse, rounded
from advisor.profiling.shared.sampling import SEED, draw
from advisor.profiling.shared.suffixes import TEXTS
from advisor.profiling.shared.words import Words
from advisor.profiling.text import lines
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source

SAMPLE: Final = 20_000  # texts that are read
PART: Final = 64 * 2**10  # bytes of a part of a long file
PARTS: Final = 256  # parts that are read of files to model language on: 16 MiB
MOST_CLASSES: Final = 200  # files that may be a class each, of
FEWEST: Final = 5  # lines or more, of up to
SHORT: Final = 80  # characters
LARGEST: Final = 2**20  # bytes of one file among many that are read


def measure(source: Source, found: lines.Labelled | None) -> Profile:
    """Measure files of text; `found` are lines that have a label each.

    Raises `InputError` where the files hold no text, or the task does not fit them.
    """
    asked, files, watch = source.asked, source.files, source.watch
    task = asked.task
    paths = [path for path in files.paths if suffix(path) in TEXTS] or files.paths
    classes = Counter(class_of(path, files.root) for path in paths)
    labelled = files.folder and len(classes) > 1 and task not in ("language-modeling", "regression")
    if found is not None:
        return lines.measure(asked, found, files)
    if labelled:
        return _classified(asked, paths, classes, files, watch)
    if task not in (None, "language-modeling"):
        refuse(
            asked.path, f"plain texts have no labels for the task {task}", "name a table, or a folder for each class"
        )
    return _modelled(asked, paths, files, watch)


def _classified(asked: Asked, paths: Sequence[str], classes: Counter[str], files: Files, watch: Watch) -> Profile:
    labels, sections = class_facts(asked, classes)
    words, read, broken = Words(opened(asked.tokenizer)), 0, []
    for path in draw(paths, SAMPLE, watch, "reading a sample of {:,} texts"):
        if (text := _read(path)) is None:
            broken.append(path)
        else:
            words.add(text)
            read += 1
    if not read:
        refuse(asked.path, "none of its files is a text")
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path, "data.rows": len(paths)}
    facts |= labels | words.facts() | {"data.duplicates": rounded(words.duplicates)}
    notes = [*files.notes, *_left_out(broken, read + len(broken), files.root), *words.notes()]
    method = f"{EXACT}, over all {len(paths):,} texts"
    how = words.methods(sampled(read, len(paths)))
    profile = Profile(facts, method, how, [*sections, *words.sections()], notes)
    if not asked.export:
        return profile
    texts = ((text, class_of(path, files.root)) for path in paths if (text := _read(path)) is not None)
    return profile._replace(examples=[("text", "label"), *texts])


def sampled(read: int, total: int) -> str:
    """On how many texts something was measured; nothing where on all."""
    return "" if read == total else f"on a sample of {read:,} of {total:,} texts (seed {SEED})"


def _left_out(broken: Sequence[str], total: int, root: str) -> list[str]:
    return [f"{len(broken):,} of {total:,} files are no text: {listed(broken, root)}"] if broken else []


def _read(path: str) -> str | None:
    """The text of a file, or nothing where it holds none."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST)
    except OSError:
        return None
    return None if b"\0" in content else decoded(content)


def decoded(content: bytes) -> str:
    """UTF-8, cut anywhere, or Latin-1, which reads any bytes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < 4 or error.start >= len(content) - 4:  # cut inside a character
            return content.decode("utf-8", errors="ignore")
        return content.decode("latin-1")


def _modelled(asked: Asked, paths: Sequence[str], files: Files, watch: Watch) -> Profile:
    """Plain files: how many tokens there are in all, by the share of tokens in parts chosen at random."""
    sizes = {path: Path(path).stat().st_size for path in paths}
    total = sum(sizes.values())
    if not total:
        refuse(asked.path, "is empty")
    words, seen, broken = Words(opened(asked.tokenizer)), 0, set()
    for place, (path, part) in enumerate(_parts(sizes)):
        watch("reading parts of the texts", place / PARTS)
        if b"\0" in part:
            broken.add(path)
            continue
        words.add(decoded(part))
        seen += len(part)
    if not seen:
        refuse(asked.path, "holds no text")
    whole = seen >= total
    readable = total - sum(sizes[path] for path in broken)
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path}
    facts |= {} if asked.task else {"task": "language-modeling"}
    facts["data.tokens"] = max(1, round(sum(words.tokens) * readable / seen))
    if "data.multilingual" in (told := words.facts()):
        facts["data.multilingual"] = told["data.multilingual"]
    scope = f"all {total:,} bytes" if whole else f"{seen:,} of {total:,} bytes, in parts chosen at random (seed {SEED})"
    notes = [*files.notes, *_left_out(sorted(broken), len(paths), files.root), *_by_file(paths)]
    sections = [section for section in words.sections() if section.title != "lengths"]
    return Profile(facts, f"over {scope}", {"data.tokens": words.method}, sections, notes)


def _by_file(paths: Sequence[str]) -> list[str]:
    """A note of files of short lines under names without numbers: each may be a class, and its lines the examples."""
    named = all(Path(path).stem.isalpha() for path in paths)
    if not named or not 1 < len(paths) <= MOST_CLASSES:
        return []
    for path in paths:
        lines = [line.strip() for line in (_read(path) or "").splitlines() if line.strip()]
        if len(lines) < FEWEST or max(map(len, lines)) > SHORT:
            return []
    made = "pd.concat([pd.DataFrame({'text': open(f).read().splitlines(), 'label': f.stem}) for f in files])"
    said = f"the {len(paths)} files hold short lines: if each is a class, and its name the label"
    return [f"{said}, write a table: files = Path('{Path(paths[0]).parent.name}').glob('*'); {made}"]


def _parts(sizes: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    """Parts of the files: all of them where they are few, else chosen at random by their place in the whole."""
    if sum(sizes.values()) <= PART * PARTS:
        places = [(path, start) for path, size in sizes.items() for start in range(0, size, PART)]
    else:
        draw = random.Random(SEED)
        chosen = draw.choices(list(sizes), weights=list(sizes.values()), k=PARTS)
        places = sorted((path, draw.randrange(max(1, sizes[path] - PART))) for path in chosen)
    for path, start in places:
        try:
            with Path(path).open("rb") as file:
                file.seek(start)
                yield path, file.read(PART)
        except OSError:
            yield path, b"\0"
