"""What may stand in the place of a file and does not belong there."""

import gzip
import os
import shutil

try:
    import h5py
except ImportError:
    h5py = None

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde" + bytes(40)
ELF = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0>\0\1\0\0\0" + bytes(400)

#: What to write in the place of a file: from its content, that of another, and random numbers.
CONTENTS = {
    "cut somewhere": lambda own, other, draw: own[:draw.randrange(1, len(own))],
    "cut to nothing": lambda own, other, draw: b"",
    "cut in half": lambda own, other, draw: own[:len(own) // 2],
    "without its last byte": lambda own, other, draw: own[:-1],
    "with zeros behind": lambda own, other, draw: own + bytes(draw.randint(1, 5000)),
    "with text behind": lambda own, other, draw: own + b"a line that does not belong here\n",
    "twice": lambda own, other, draw: own + own,
    "another of its kind": lambda own, other, draw: other,
    "PNG": lambda own, other, draw: PNG,
    "ELF": lambda own, other, draw: ELF,
    "gzip": lambda own, other, draw: gzip.compress(own, mtime=0),
    "UTF-16": lambda own, other, draw: "formula,phase_class\nAl63Cu25Fe12,ordinary\n".encode(
        "utf-16"),
    "random bytes": lambda own, other, draw: draw.getrandbits(8 * 3000).to_bytes(3000, "big"),
}

#: What a text may be without a sign that it was more, or is another.
UNDETECTED = ("cut somewhere", "cut in half", "without its last byte", "another of its kind")

KINDS = ("missing", "pipe", "empty folder", "folder with a file", "link to nothing",
         "link to itself", "link to /dev/zero", "link to /dev/full", "unreadable")
VERSIONS = {"old version": 0, "future version": 999}
FORMS = (*CONTENTS, "HDF5 of another stage", *KINDS, *VERSIONS)

def clear(path):
    """Takes away whatever is in a place."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


def set_version(path, version):
    """Gives an HDF5 file another schema version, with all checksums right."""
    with h5py.File(path, "r+") as file:
        file.attrs.modify("schema_version", version)


def put(form, path, other, foreign, draw):
    """Puts something else in the place of a file; whether this form can be had."""
    if form in VERSIONS:
        if not path.endswith(".h5") or h5py is None:
            return False
        set_version(path, VERSIONS[form])
        return True
    with open(path, "rb") as file:
        own = file.read()
    if form in CONTENTS or form == "HDF5 of another stage":
        content = foreign if form not in CONTENTS else CONTENTS[form](own, other, draw)
        if content is None or content == own:
            return False
        with open(path, "wb") as file:
            file.write(content)
        return True
    if form == "unreadable":
        os.chmod(path, 0)
        return True
    clear(path)
    if form == "pipe":
        os.mkfifo(path)
    elif "folder" in form:
        os.mkdir(path)
        if form == "folder with a file":
            with open(os.path.join(path, "mine.txt"), "w", encoding="utf-8") as file:
                file.write("do not lose me\n")
    elif form.startswith("link"):
        target = {"nothing": "nowhere", "itself": os.path.basename(path)}
        os.symlink(target.get(form[8:], form[8:]), path)
    return True
