"""Actions of the plugin, one module per subject."""
from __future__ import annotations

from .bulk import scdl_records_import
from .declaration import (
    scdl_declaration_create,
    scdl_declaration_list,
    scdl_declaration_withdraw,
    scdl_lateness_show,
)
from .imports import (
    scdl_import_accept,
    scdl_import_approve,
    scdl_import_cancel,
    scdl_import_create,
    scdl_import_list,
    scdl_import_rows,
    scdl_import_show,
    scdl_import_undo,
    scdl_import_update,
)
from .listing import scdl_record_list
from .moving import (
    scdl_move_check,
    scdl_move_complete,
    scdl_move_list,
    scdl_move_record_list,
    scdl_move_run,
    scdl_move_show,
)
from .people import scdl_organization_served_list, scdl_record_check, scdl_register_people
from .publication import scdl_publication_list, scdl_publication_run, scdl_publication_show
from .record import (
    scdl_record_delete_draft,
    scdl_record_history,
    scdl_record_restore,
    scdl_record_save,
    scdl_record_show,
    scdl_record_submit,
    scdl_record_withdraw,
)
from .register import (
    scdl_register_create,
    scdl_register_list,
    scdl_register_republish,
    scdl_register_show,
    scdl_register_withdraw,
)
from .review import scdl_record_approve, scdl_record_reject, scdl_review_list

__all__ = [
    "scdl_import_accept", "scdl_import_approve", "scdl_import_cancel", "scdl_import_create", "scdl_import_list", "scdl_import_rows",
    "scdl_import_show", "scdl_import_undo", "scdl_import_update",
    "scdl_declaration_create", "scdl_declaration_list", "scdl_declaration_withdraw", "scdl_lateness_show",
    "scdl_move_check", "scdl_move_complete", "scdl_move_list", "scdl_move_record_list", "scdl_move_run", "scdl_move_show",
    "scdl_organization_served_list", "scdl_publication_list", "scdl_publication_run", "scdl_publication_show", "scdl_record_approve",
    "scdl_record_check", "scdl_record_delete_draft", "scdl_record_history", "scdl_record_list", "scdl_record_reject",
    "scdl_record_restore", "scdl_record_save", "scdl_record_show", "scdl_record_submit", "scdl_record_withdraw",
    "scdl_records_import", "scdl_register_create", "scdl_register_list", "scdl_register_people", "scdl_register_republish",
    "scdl_register_show", "scdl_register_withdraw", "scdl_review_list",
]
