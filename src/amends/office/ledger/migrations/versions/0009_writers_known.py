"""Who made sure who a writer is, and by what.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("invitations", sa.Column("checked_by", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("invitations", sa.Column("checked", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("invitations", "checked")
    op.drop_column("invitations", "checked_by")
