"""A program in the background."""

from pathlib import Path
import signal
import subprocess

from scripts.demo.installation import ROOT

END_SECONDS = 30


class Program:
    """A program that is started, ended and started again; all its output goes to one file."""

    def __init__(self, *command: Path | str, log: Path) -> None:
        """Start nothing yet."""
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self.log = log

    @property
    def has_ended(self) -> bool:
        """Tell whether it ended, by itself or not."""
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches only the tests."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                process_group=0,
            )

    def end(self, how: signal.Signals) -> None:
        """Send a signal and wait; a program that does not listen is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
