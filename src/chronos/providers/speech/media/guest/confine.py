"""Confine this process for good: no file, no network, no other program, and bounds on memory and processor time."""

import contextlib
import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path

MEMORY_BYTES = 1 << 30  # beyond what the process has; the index of a day's recording takes 200 MB
# Processor seconds: to open and check a file, for each of its bytes, and for each second of sound that is decoded.
BASE_SECONDS, SECONDS_PER_BYTE, SECONDS_PER_SECOND = 60, 1e-7, 0.2
_DAY_SECONDS = 24 * 3600

# ruff: noqa: RUF005 - a line for each line of names
# The system calls of a process that computes, reads and writes what is open, and ends; all others fail with EPERM.
_ALLOWED = {
    "x86_64": (  # audit architectures and numbers: linux/audit.h, asm/unistd.h
        0xC000003E,
        # read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17)
        # sched_yield mremap madvise getpid exit gettimeofday getrusage sigaltstack gettid futex sched_getaffinity
        + (24, 25, 28, 39, 60, 96, 98, 131, 186, 202, 204)
        # restart_syscall clock_gettime exit_group getrandom
        + (219, 228, 231, 318),
        302,  # prlimit64
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67)
        + (124, 216, 233, 172, 93, 169, 165, 132, 178, 98, 123)  # in the same order
        + (128, 113, 94, 278),
        261,
    ),
}
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _IS, _END = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # in struct seccomp_data
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def confine(size_bytes: int) -> None:
    """Give up everything but the open descriptors; `size_bytes` is the size of the file to decode.

    Resource limits hold on every system: no descriptor can be opened any more, so no file and no connection. Linux on
    x86-64 and ARM also filters system calls, so that nothing can be removed, signalled or executed.
    """
    allow_seconds(size_bytes, 0.0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if sys.platform == "linux":  # macOS does not count address space
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, used + MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if sys.platform == "linux":
        _filter_system_calls()


def allow_seconds(size_bytes: int, decoded_seconds: float) -> None:
    """Set the processor time after which the kernel ends the process; it grows with the sound that is decoded."""
    base = BASE_SECONDS + size_bytes * SECONDS_PER_BYTE
    soft = int(base + decoded_seconds * SECONDS_PER_SECOND)
    most = int(base + _DAY_SECONDS * SECONDS_PER_SECOND) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    hard = most if hard == resource.RLIM_INFINITY else min(hard, most)
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))


def _filter_system_calls() -> None:
    known = _ALLOWED.get(platform.machine())
    if known is None:
        return
    architecture, numbers, prlimit = known
    program = _instructions(architecture, numbers, prlimit)
    library = ctypes.CDLL(None, use_errno=True)
    record = _Program(len(program) // 8, program)
    # A kernel without the filter, or a container that forbids it, leaves the limits above.
    with contextlib.suppress(OSError):
        if not library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            library.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(record), 0, 0)


def _instructions(architecture: int, numbers: tuple[int, ...], prlimit: int) -> bytes:
    """Return a BPF program (linux/filter.h): each instruction has a code, two jumps and a value."""
    steps = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_IS, 1, 0, architecture), (_END, 0, 0, _REFUSE)]
    steps.append((_LOAD, 0, 0, _NUMBER_AT))
    for number in numbers:
        steps += [(_IS, 0, 1, number), (_END, 0, 0, _ALLOW)]
    # Its own limits it may change, within the hard ones; those of other processes not.
    steps += [(_IS, 0, 3, prlimit), (_LOAD, 0, 0, _FIRST_ARGUMENT_AT), (_IS, 0, 1, 0), (_END, 0, 0, _ALLOW)]
    steps.append((_END, 0, 0, _REFUSE))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
