"""What a measurement knows about its own process."""
import os
import resource
import sys
import time

MIB = 1048576


def peak_memory():
    """MiB since the start; the system counts in KiB on Linux, in bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform == "linux" else MIB)


def _status(name):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    raise KeyError(name)


class Measurement:
    """Seconds, core seconds and memory of a stretch of work.

    On Linux the peak is that of the stretch, since the kernel lets a process start it anew;
    elsewhere it is the peak since the start.
    """

    def __enter__(self):
        try:
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
            self._fresh = True
            self.before = _status("VmRSS")
        except OSError:
            self._fresh = False
            self.before = peak_memory()
        self._cores = time.process_time()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self._start
        self.core_seconds = time.process_time() - self._cores
        self.peak = _status("VmHWM") if self._fresh else peak_memory()

    def line(self, name):
        return (
            f"{name}: fitted in {self.seconds:.3f} s, {self.core_seconds:.2f} core seconds, "
            f"peak memory {self.peak:.1f} MiB ({self.before:.1f} before)")
