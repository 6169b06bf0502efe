"""The ledger: which letters are here, what was done with them, and every event. The only room that knows SQL.

Functions take a `Connection` that `Ledger.reading` or `Ledger.writing` gave; whoever asks decides what makes up one
transaction.
"""

from sqlalchemy import Connection

from amends.office.ledger import account_schema as account_schema
from amends.office.ledger import answer_schema as answer_schema
from amends.office.ledger import ask_schema as ask_schema
from amends.office.ledger import bank_schema as bank_schema  # their tables are part of the same form
from amends.office.ledger.engine import Ledger, LedgerTrouble, said_plainly
from amends.office.ledger.migrate import at_head, head, migrate

__all__ = ["Connection", "Ledger", "LedgerTrouble", "at_head", "head", "migrate", "said_plainly"]
