"""What is wrong with a file, in the words of the people who write reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

# Words of the readers' errors, and what they mean; the first that fits.
_REASONS: Final = (
    ("No such file", "文件不存在，请检查路径"),
    ("Permission denied", "没有读取权限"),
    ("file is empty", "文件是空的"),
    ("pip install", "缺少读取这种文件所需的软件包"),
    ("encrypted|locked", "旧版 Word、Excel 文件或已加密，请去掉密码，另存为 DOCX 或 XLSX"),
    ("RTF", "RTF 文件，请另存为 DOCX"),
    ("OCR", "没有文字，可能是扫描件，请先做文字识别（OCR）"),
    ("without text|without values|without a body", "里面没有文字"),
    ("not text in", "编码无法识别，可能不是文本文件"),
    ("holds no file", "没有可以读取的文件"),
    (r"\d s to read", "读取用时超过上限，文件可能有问题，请用原软件打开后另存再试"),
    ("of memory to read", "读取所需内存超过上限，文件可能有问题，请用原软件打开后另存再试"),
    ("no process", "无法启动读取文件的进程"),
    ("are read$|more than|unpacks to too much", "超过可读取的大小"),
    ("damaged|cannot be", "文件已损坏，请用原软件打开后另存再试"),
)


def unread(path: Path, error: Exception) -> str:
    """A sentence in Chinese on a file that could not be read, with the error itself behind it.

    The error names the file in its own way; here it is named as the user did.
    """
    reason = str(error)
    name, mark, rest = reason.partition(": ")
    if mark and str(path).endswith(name):
        reason = rest
    for words, meaning in _REASONS:
        if re.search(words, reason):
            return f"未能读取 {path}：{meaning}（{reason}）"
    return f"未能读取 {path}：{reason}"
