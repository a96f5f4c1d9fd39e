"""Files that run when somebody opens them, told by their names and first bytes, in archives by the names in these.

Documents, pictures and archives of such pass, also documents with macros: programs of an office ask before those.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from hamseda.channels.email.parsing.bodies import File
from hamseda.channels.email.parsing.record import safe_name

MOST_NAMED: Final = 5
MOST_INNER: Final = 1_000
MOST_ARCHIVES: Final = 20
MOST_NAME: Final = 100
_NAMED: Final = (
    "ade adp appinstaller application appref-ms appx appxbundle bat btm chm cmd cnt com cpl diagcab dll "
    "exe gadget grp hlp hpj hta inf ins isp its jar jnlp js jse ksh lnk mad maf mag mam maq mar mas mat "
    "mau mav maw mcf mda mde mdt mdw mdz mht mhtml msc msh msh1 msh2 mshxml msi msix msixbundle msp mst "
    "ops osd pcd pif pkg pl plg prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 pst pyz pyzw reg scf "
    "scr sct search-ms settingcontent-ms shb shs sys theme url vb vbe vbp vbs vhd vhdx vxd wsb wsc wsf "
    "wsh xbap xll apk dmg deb rpm run sh bash csh app command action workflow desktop iso img udl "
    "library-ms website"
)
RUNS: Final = frozenset(_NAMED.split())
_STARTS: Final = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"#!/",
)
_END: Final = re.compile(r"[\s.\u200b-\u200f\u202a-\u202e\u2060-\u2069]+$")


def dangers_in(files: list[File]) -> list[str]:
    """The names of those files, the first few; one within an archive as `archive.zip/inner.exe`."""
    found: list[str] = []
    archives = 0
    for file in files:
        name = safe_name(file.name) or "?"
        if _runs(name) or _is_program(file.content):
            found.append(name[:MOST_NAME])
        elif file.content.startswith(b"PK\x03\x04") and archives < MOST_ARCHIVES:
            archives += 1
            found += [f"{name}/{inner}"[:MOST_NAME] for inner in _inside(file.content) if _runs(inner)][:1]
        if len(found) >= MOST_NAMED:
            break
    return found


def _runs(name: str) -> bool:
    """By the last ending: what only looks like one (a dot, a space, a sign without width behind it) is none."""
    ending = _END.sub("", name).rpartition(".")
    return bool(ending[1]) and ending[2].strip().lower() in RUNS


def _is_program(content: bytes) -> bool:
    if content.startswith(b"MZ"):
        place = int.from_bytes(content[60:64], "little")
        return content[place : place + 4] == b"PE\x00\x00" or b"DOS mode" in content[:512]
    return content.startswith(_STARTS)


def _inside(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return [safe_name(one.filename.rpartition("/")[2]) for one in archive.infolist()[:MOST_INNER]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError, OverflowError):
        return []
