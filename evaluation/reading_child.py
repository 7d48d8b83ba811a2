"""Reading one PDF in a fresh process: `python -m evaluation.reading_child PDF REPEATS`.

Prints one line of JSON.  Peak memory can only be told where nothing else has run before.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber

from evaluation.fresh import peak_memory
from xfnlp.readers.pdf import read_pdf


def measure(file: Path, repeats: int) -> dict[str, Any]:
    """Seconds, pages, characters and peak memory of reading a PDF in this process."""
    data = file.read_bytes()
    before = peak_memory()
    spent, taken = [], []
    for _ in range(repeats):
        begin = time.process_time()
        source = read_pdf(data, file.name)
        spent.append(time.process_time() - begin)
    memory = peak_memory()
    for _ in range(repeats):
        begin = time.process_time()
        with pdfplumber.open(file) as pdf:
            count = len(pdf.pages)
            for page in pdf.pages:
                len(page.chars)
                page.close()
        taken.append(time.process_time() - begin)
    return {
        "file": file.name,
        "pages": count,
        "characters": len(source.text),
        "seconds": median(spent),
        "pdfminer": median(taken),
        "before": before,
        "memory": memory,
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
