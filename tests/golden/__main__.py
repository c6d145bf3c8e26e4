"""Write the golden files anew: ``python -m tests.golden [PART ...]``; without parts all of them."""

import json
import sys

from summarizers.pipeline import read
from tests.conftest import SEEDS
from tests.golden import FOLDER, golden

parts = sys.argv[1:]
for seed in sorted(SEEDS.glob("*.txt")):
    kept = golden(read(seed.read_text(encoding="utf-8")))
    chosen = {part: value for part, value in kept.items() if not parts or part in parts}
    path = FOLDER / f"{seed.stem}.json"
    path.write_text(json.dumps(chosen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path.name, *chosen)
