"""What does it suggest to ask?"""

from api.markdown.retrospective.names import Names
from api.markdown.said import Told
from api.markdown.text import blocks, bullets, heading, text

HEADING = heading("Questions to ask")


def section(report: Told, names: Names) -> str:
    asked = bullets(f"[ ] {text(each['question'])}" for each in report["questions"])
    return blocks(HEADING, asked) if asked else ""
