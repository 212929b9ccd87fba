"""`chronos db`: the commands of the database."""

import typer

from chronos.cli import (
    db_backup,
    db_doctor,
    db_fill,
    db_migrations,
    db_new,
    db_reindex,
    db_reset,
    db_restore,
    db_seed,
    db_server,
    db_stats,
    db_types,
    db_why,
)

db = typer.Typer(no_args_is_help=True, help="Manage the database and its embedded server.")
db.command()(db_migrations.push)
db.command()(db_migrations.status)
db.command()(db_server.start)
db.command()(db_server.stop)
db.command()(db_server.url)
db.command()(db_backup.backup)
db.command()(db_restore.restore)
db.command()(db_doctor.doctor)
db.command()(db_new.new)
db.command()(db_reindex.reindex)
db.command()(db_reset.reset)
db.command()(db_stats.stats)
db.command()(db_types.types)
db.command()(db_why.why)
db.command()(db_seed.seed)
db.command()(db_fill.fill)
db.command()(db_fill.unseed)
