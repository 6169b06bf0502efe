"""Letters that nobody wrote, as many as a measurement needs, no two alike.

Sentences are walked word by word from a small stock of our own (a chain of order two), so that a letter reads almost
like one, and names, places and days are made up. The same seed gives the same letters.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from amends.desk.letters.words import Paragraph, Words
from amends.desk.paper.setting import PrintLetter

STOCK = """
I am sorry that I took the money from the tin on the shelf and let you think it was your brother.
I knew what I was doing when I said it, and I said it because the others were listening.
You had asked me for one thing only, which was to come on the day that I had promised, and I did not come.
The garden wall was down for a year because of me, and you paid for the stones.
I have thought about the evening at the station more often than about anything else that I have done.
What you lost was not the money, it was the summer in which you did not trust anybody.
I was afraid that they would laugh at me, and that is the whole of the reason, and it is not a good one.
When your mother was ill I did not write, although I had the address on a card beside the bed.
The dog was yours, and I left the gate open, and I told you that the wind had done it.
You carried the boxes up three flights of stairs while I sat in the kitchen and talked about myself.
I read the letter that was meant for you and put it back as if it had never been opened.
For eleven years I let you believe that the debt was paid, because it was easier than to say that it was not.
I have spoken with the bank, and from the first of the month they will send you what I owe until it is done.
If there is something else that would put it right, I would like to hear of it, and if there is not I will leave it.
You do not have to answer this, and nobody will ask you whether you have read it.
I drove home from the dance when I should not have driven, and you were sitting beside me, and you were seventeen.
The words that I used about your work were not true even then, and I used them before the people you wanted to keep.
I stopped drinking in the spring of last year, which changes nothing about the winter before it.
It took me a long time to see that what I called a joke was a stone thrown at somebody who could not throw one back.
I told the neighbours that you had gone away without a word, when it was I who had not opened the door.
The photographs from the lake are in this envelope, all of them, and I have kept no copy.
You were right about the roof, and about the boy, and about what would become of the shop.
I broke the violin, and I let your cousin be sent out of the house for it.
Every time that I pass the old school I see you standing at the window with your coat on.
I do not ask you to forgive me, I ask only that you should know that it was my doing and not yours.
The man who bought the field has agreed to sell it again, and I have signed the paper, and it is yours if you want it.
I said that I had no time, and then I spent the afternoon in the sun behind the church.
There was a moment at the table when I could have told the truth, and I looked at my plate.
Because of me you left a place that you loved, and I stayed on in it as though nothing had happened.
I have written to him as well, and I have told him that you never said a word against him.
What I did to you I did on purpose, and I knew that you would be too kind to speak of it.
My daughter is now as old as you were, and I cannot look at her without thinking of that night.
I kept the key, and I used it twice, and the second time you had only just gone out.
It was your idea, and your drawing, and I put my name under it and took the prize.
I ought to have come to the funeral, and I stood on the other side of the road instead.
The bicycle was found in the river, as you may remember, and it was I who pushed it in.
I have no excuse for the letters without a name, and I have burnt the pen.
You gave me a room for the winter, and I left it in a state that I am ashamed to describe.
Since then I have tried to do the small things properly, which is late, and which is all that I can do.
Please tell your sister that she was not wrong about me, and that I wish I had listened to her.
""".split("\n")

GIVEN = "Ana Ben Clara Desmond Edith Frank Grace Henry Iris Joan Kaspar Louise Margaret Ned Olive Piet Rose".split()
ENDINGS = "ford ham wick stone well bury worth field brook ley gate more".split()
SOUNDS = "al ber cor den el fin gar hol is jen kel lor mar nor os pel quin ros sel tor um ver win yar".split()
ROADS = "Willow Lane,Mill Road,Castle Street,Orchard Close,Station Parade,Harbour View,Birch Avenue".split(",")
CLOSES = "Yours,|With respect,|Your old friend,|Sincerely,|Your neighbour,".split("|")
MONTHS = "January February March April May June July August September October November December".split()


class Letters:
    """A stream of invented letters."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._seed = seed
        self._next: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._starts: list[tuple[str, str]] = []
        for sentence in filter(None, STOCK):
            words = sentence.split()
            self._starts.append((words[0], words[1]))
            for a, b, c in zip(words, words[1:], [*words[2:], ""], strict=False):
                self._next[a, b].append(c)

    def take(self, count: int) -> Iterator[PrintLetter]:
        """So many letters, of 160 to 640 words each."""
        for number in range(count):
            yield self._letter(number)

    def _letter(self, number: int) -> PrintLetter:
        chance = self._chance
        given, family = chance.choice(GIVEN), self._name()
        wanted, said, paragraphs = chance.randint(160, 640), 0, list[str]()
        while said < wanted:
            paragraph: list[str] = []
            most = chance.randint(35, 110)
            while len(paragraph) < most and said + len(paragraph) < wanted:
                paragraph += self._sentence()
            paragraphs.append(" ".join(paragraph))
            said += len(paragraph)
        words = Words(
            body=tuple(Paragraph((paragraph,)) for paragraph in paragraphs),
            date=f"{chance.randint(1, 28)} {chance.choice(MONTHS)} 2026",
            salutation=(f"Dear {given},",),
            close=(chance.choice(CLOSES),),
            sign=("Josephine Hale",),
        )
        place = f"{self._name()} {chance.choice('ABCDEFGH')}{chance.randint(1, 29)} {chance.randint(1, 9)}XY"
        street = f"{chance.randint(1, 199)} {chance.choice(ROADS)}"
        return PrintLetter(
            f"{self._seed:08x}{number:024x}", words, f"{given} {family}", (street, place), "Josephine Hale"
        )

    def _sentence(self) -> list[str]:
        chance = self._chance
        pair = chance.choice(self._starts)
        words = [*pair]
        while len(words) < 40:
            following = chance.choice(self._next[pair])
            if not following:
                break
            words.append(following)
            pair = (pair[1], following)
        if chance.random() < 0.3:  # something that stands in no other letter
            words[-1] = words[-1].rstrip(".,")
            words += ["near", self._name() + "."]
        return words

    def _name(self) -> str:
        chance = self._chance
        return (chance.choice(SOUNDS) + chance.choice(SOUNDS) + chance.choice(ENDINGS)).capitalize()
