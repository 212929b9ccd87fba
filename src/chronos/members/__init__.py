"""People: creators, students, and the tokens, links and sign-ins that identify them."""

from chronos.members.check_person import check_email, check_name
from chronos.members.creator_settings import CreatorSettings, SettingsChange, change_settings, get_settings
from chronos.members.erase_student import (
    ErasedStudent,
    ErasurePlan,
    erase_any_student,
    erase_own,
    erase_student,
    plan_any_erasure,
    plan_own_erasure,
)
from chronos.members.find_person import Kind, Person, find_person
from chronos.members.mail_link import count_mail_request, invite, mail_invitation, mail_sign_in_link
from chronos.members.oversee_sign_ins import (
    SignInOf,
    end_any_sign_in,
    end_sign_ins_of,
    list_sign_ins_of,
    remove_expired_sign_ins,
)
from chronos.members.people import (
    Creator,
    Student,
    add_creator,
    add_student,
    change_student,
    latest_creator,
    list_creators,
    list_students,
    resolve_actor,
    whoami,
)
from chronos.members.read_token import TokenReader
from chronos.members.schools import School, list_schools, switch_school
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in import (
    SignedIn,
    SignIn,
    end_other_sign_ins,
    end_sign_in,
    end_sign_in_of_browser,
    list_sign_ins,
    resume_sign_in,
    sign_in_by_token,
)
from chronos.members.sign_in_by_identity import begin_attempt, sign_in_by_identity, take_attempt
from chronos.members.sign_in_link import (
    INVITATION_LIFETIME_SECONDS,
    LINK_LIFETIME_SECONDS,
    Invited,
    make_sign_in_link,
    show_sign_in_link,
    sign_in_by_link,
)
from chronos.members.tokens import AUDIENCE, DEFAULT_LIFETIME_SECONDS, Holder, Tokens

__all__ = [
    "AUDIENCE",
    "DEFAULT_LIFETIME_SECONDS",
    "INVITATION_LIFETIME_SECONDS",
    "LINK_LIFETIME_SECONDS",
    "Creator",
    "CreatorSettings",
    "ErasedStudent",
    "ErasurePlan",
    "Holder",
    "Invited",
    "Kind",
    "Person",
    "School",
    "SettingsChange",
    "SignIn",
    "SignInOf",
    "SignedIn",
    "Student",
    "TokenReader",
    "Tokens",
    "add_creator",
    "add_student",
    "begin_attempt",
    "change_settings",
    "change_student",
    "check_email",
    "check_name",
    "count_mail_request",
    "end_any_sign_in",
    "end_other_sign_ins",
    "end_sign_in",
    "end_sign_in_of_browser",
    "end_sign_ins_of",
    "erase_any_student",
    "erase_own",
    "erase_student",
    "find_person",
    "get_settings",
    "hash_secret",
    "invite",
    "latest_creator",
    "list_creators",
    "list_schools",
    "list_sign_ins",
    "list_sign_ins_of",
    "list_students",
    "mail_invitation",
    "mail_sign_in_link",
    "make_secret",
    "make_sign_in_link",
    "plan_any_erasure",
    "plan_own_erasure",
    "remove_expired_sign_ins",
    "resolve_actor",
    "resume_sign_in",
    "show_sign_in_link",
    "sign_in_by_identity",
    "sign_in_by_link",
    "sign_in_by_token",
    "switch_school",
    "take_attempt",
    "whoami",
]
