"""Start a program that ends when its starter ends: ``launcher.py SIGNAL PARENT UID GID PROGRAM ARGUMENT…``

Run by path with ``python -I -S`` (it imports nothing of the house and costs some 15 ms). It gives up the identity of
root where UID is not ``-``, asks the kernel to send SIGNAL when the parent dies (the kernel forgets this at a change of
identity, hence the order), checks that the parent has not died meanwhile, and becomes PROGRAM.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    signal, parent, uid, gid, *program = sys.argv[1:]
    if uid != "-":
        os.setgroups([int(gid)])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if signal != "0":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(1)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
