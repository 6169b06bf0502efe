"""A road of somebody else's: notices as files in a folder, and on wish in bad humour.

It knows of the office what `amends.office.carriers.seam` says, and nothing else. Configured as `FOLDER` or
`FOLDER?HUMOUR`.
"""

from pathlib import Path


class Halves:
    notice = "the office: a slip in a pigeon loft that says that something is here"
    key = "the desk: on a slip of its own, which no pigeon carries"


class Pigeon:
    name = "pigeon"
    halves = Halves
    at_once = 10

    def __init__(self, configured, house):
        folder, _, self.humour = configured.partition("?")
        self.loft, self.house = Path(folder or "."), house

    def is_address(self, to):
        return to.startswith("roof ")

    def give(self, notices):
        if self.humour == "falls":
            raise RuntimeError("a hawk")
        if self.humour == "forgets":
            return ["given"] * (len(notices) - 1)
        if self.humour == "babbles":
            return ["coo"] * len(notices)
        for one in notices:
            with (self.loft / one.token).open("x") as slip:
                slip.write(f"{one.to}: something is here, {self.house.address}/l/{one.letter}\n")
        return ["given"] * len(notices)

    def close(self):
        pass


def make(configured, house):
    return Pigeon(configured, house)
