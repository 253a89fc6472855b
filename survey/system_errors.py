"""Why the system refused a file, a folder, a port or the database, in the reader's words."""

import errno
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError


def reason_of(error: OSError, _: Callable[[str], str]) -> str:
    """Return the reason in the language of `_`; one that is rare is told as the system tells it."""
    known = {
        errno.ENOENT: _("không có tệp hoặc thư mục này"),
        errno.EACCES: _("không có quyền"),
        errno.EPERM: _("không có quyền"),
        errno.EISDIR: _("đây là một thư mục"),
        errno.ENOTDIR: _("có chỗ trong đường dẫn không phải là thư mục"),
        errno.EEXIST: _("đã có"),
        errno.ENAMETOOLONG: _("tên quá dài"),
        errno.ENOSPC: _("đĩa đã đầy"),
        errno.EDQUOT: _("đã hết hạn mức đĩa"),
        errno.EROFS: _("đĩa chỉ cho đọc"),
        errno.EADDRINUSE: _("một chương trình khác đang dùng cổng này"),
        errno.EADDRNOTAVAIL: _("máy này không có địa chỉ đó"),
    }
    return known.get(error.errno or 0) or error.strerror or str(error)


def database_reason(error: DBAPIError, _: Callable[[str], str]) -> str:
    """Return why the database could not go on; the address with its password is no part of it."""
    said = str(error.orig).partition("\n")[0]
    known = {
        "database or disk is full": _("đĩa đã đầy"),
        # SQLite's words where it cannot even make the small file that its readers share.
        "disk I/O error": _("đĩa đã đầy hoặc bị lỗi"),
        "attempt to write a readonly database": _("không có quyền ghi"),
    }
    return known.get(said, said)
