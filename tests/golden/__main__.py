"""Makes the golden pages anew."""

from tests.golden import make

make()
