"""Backup and restore: the database and its stored files in one archive."""

from chronos.operations.backup.back_up import BackedUp, back_up
from chronos.operations.backup.last_backup import LastBackup, last_backup, note_backup
from chronos.operations.backup.restore import Restored, restore
from chronos.operations.backup.try_restore import try_restore

__all__ = ["BackedUp", "LastBackup", "Restored", "back_up", "last_backup", "note_backup", "restore", "try_restore"]
