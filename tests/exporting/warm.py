"""A process that has imported what projects import, and forks to run their scripts: these start at once.

It reads a request a line, runs the script of each in a child that is as fresh as a process that has imported these
modules, and answers with the exit code. A script may be killed while it runs, at a file that it writes.
`python warm.py MODULE ...`
"""

import importlib
import json
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any


def forked() -> dict[str, Any] | None:
    """The next request, in the child that is to run it; nothing in the parent once there are no more."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            request: dict[str, Any] = json.loads(line)
            return request
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return None


def kill_at(pattern: str) -> None:
    """Kill this process once its folder has a file of the pattern: from within, as another one may see it too late."""
    while not any(Path().glob(pattern)):
        time.sleep(0.005)
    os.kill(os.getpid(), signal.SIGKILL)


def main(modules: list[str]) -> None:
    """Import the modules, then run what is asked for."""
    if {"transformers", "torchvision"} & {*modules}:
        importlib.import_module("with_torchvision").provide()  # stands in the folder of this script
    for module in modules:
        importlib.import_module(module)
    print("ready", flush=True)
    if (request := forked()) is None:
        return
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, copy in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, copy)
    os.chdir(request["folder"])
    os.environ.update(request["environment"])
    sys.path[0] = request["folder"]
    sys.argv = request["words"]
    if request["killed_at"]:
        threading.Thread(target=kill_at, args=[request["killed_at"]], daemon=True).start()
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
