"""The answers of a class as files, for a teacher to keep."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from explainer.classroom.snapshot import Answer, PosedQuestion

Answers = Sequence[tuple[PosedQuestion, Mapping[int, Answer]]]
"""Questions in order, each with the answers by the student's number."""

COLUMNS = ("question", "model", "image", "stage", "turn", "student", "answer", "verdict", "mistake")


def as_csv(answers: Answers) -> str:
    """A row for each answer, below the names of the columns."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for question, given in answers:
        asked = (question.number, question.model, question.image, question.stage, question.turn)
        for student, answer in given.items():
            writer.writerow((*asked, student, answer.value, answer.kind, answer.mistake or ""))
    return file.getvalue()


def as_json(answers: Answers) -> str:
    """A list of questions, each with its answers."""
    return json.dumps(
        [
            {
                "question": question.number,
                "model": question.model,
                "image": question.image,
                "stage": question.stage,
                "turn": question.turn,
                "answers": [
                    {"student": student, "answer": answer.value, "verdict": answer.kind, "mistake": answer.mistake}
                    for student, answer in given.items()
                ],
            }
            for question, given in answers
        ],
        indent=2,
    )
