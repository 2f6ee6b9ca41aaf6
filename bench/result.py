"""What a measurement hands back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measured figure; smaller is better. `unit` stands behind each number, such as "×" or " MB"."""

    id: str
    what: str
    measured: float
    must: float
    aim: float
    unit: str = "×"

    @property
    def is_met(self) -> bool:
        return self.measured <= self.must

    def line(self) -> str:
        mark = "" if self.is_met else "  MISSED"
        numbers = " ".join(f"{number:>11.1f}{self.unit}" for number in (self.measured, self.must, self.aim))
        return f"{self.id:<5} {self.what:<52} {numbers}{mark}"
