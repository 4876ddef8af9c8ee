"""Is it well formed, and how is it shown?

Numbers and names as people really type them: small letters, spaces, full-width digits, five different dots. Each is
brought into the one form in which it is stored and compared, or refused with a sentence that names the part that is
wrong. Nothing here knows whether a number exists: registers do.
"""

from yichuang.core.identifiers.case_numbers import check_case_number, new_case_number
from yichuang.core.identifiers.credit_codes import parse_credit_code
from yichuang.core.identifiers.errors import IdentifierError, OldNumberError
from yichuang.core.identifiers.handover_codes import new_handover_code, parse_handover_code
from yichuang.core.identifiers.id_numbers import IdNumber, Kind, Sex, eighteen_digits, make_id_number, parse_id_number
from yichuang.core.identifiers.keys import first_id, new_id, public_id
from yichuang.core.identifiers.licence_identifiers import make_licence_identifier, parse_licence_identifier
from yichuang.core.identifiers.masking import mask_id_number, mask_name, mask_phone
from yichuang.core.identifiers.names import Name, parse_name
from yichuang.core.identifiers.phones import parse_phone
from yichuang.core.identifiers.text import LONGEST_LINE, LONGEST_TEXT, brief, written

__all__ = [
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "IdNumber",
    "IdentifierError",
    "Kind",
    "Name",
    "OldNumberError",
    "Sex",
    "brief",
    "check_case_number",
    "eighteen_digits",
    "first_id",
    "make_id_number",
    "make_licence_identifier",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "new_case_number",
    "new_handover_code",
    "new_id",
    "parse_credit_code",
    "parse_handover_code",
    "parse_id_number",
    "parse_licence_identifier",
    "parse_name",
    "parse_phone",
    "public_id",
    "written",
]
