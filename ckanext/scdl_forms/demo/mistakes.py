"""Mistakes that clerks make, put into right records."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Values = dict[str, str]


def wrong_key(number: str) -> str:
    """Return an identifier whose last digit, the key, is no longer the right one."""
    return number[:-1] + str((int(number[-1]) + 3) % 10)


def without(*columns: str) -> Callable[[Values], Values]:
    """Leave ``columns`` empty."""
    return lambda values: {name: value for name, value in values.items() if name not in columns}


def put(**changes: str) -> Callable[[Values], Values]:
    """Put these values in."""
    return lambda values: {**values, **changes}


def _sum_off(values: Values) -> Values:
    full = {"VOTE_EFFECTIF": "19", "VOTE_REEL": "17", "VOTE_POUR": "14", "VOTE_CONTRE": "2", "VOTE_ABSTENTION": "3"}
    return {**values, **full}


def _half_a_vote(values: Values) -> Values:
    kept = {name: value for name, value in values.items() if not name.startswith("VOTE_")}
    return {**kept, "VOTE_EFFECTIF": "19", "VOTE_POUR": "14"}


def _thirtieth_of_february(values: Values) -> Values:
    return {**values, "DELIB_DATE": values["DELIB_DATE"][:4] + "-02-30"}


def _beneficiary_key(values: Values) -> Values:
    return {**values, "idBeneficiaire": wrong_key(values.get("idBeneficiaire") or "99900000100011")}


#: Standard → mistakes, in the order in which the demo spreads them.
MISTAKES: Mapping[str, tuple[Callable[[Values], Values], ...]] = {
    "deliberations": (
        _thirtieth_of_february,
        _sum_off,
        without("DELIB_OBJET"),
        put(DELIB_MATIERE_NOM="Finances"),
        put(DELIB_MATIERE_CODE="Subventions"),
        put(DELIB_URL="voir le registre en mairie"),
            _half_a_vote,
        put(PREF_DATE="2019-01-08"),
    ),
    "subventions": (
        _beneficiary_key,
        put(montant="à préciser"),
        without("idBeneficiaire", "rnaBeneficiaire"),
        put(datesPeriodeVersement="au printemps"),
        put(pourcentageSubvention="100"),
        put(nature="prêt de salle"),
        put(rnaBeneficiaire="W12"),
    ),
    "prenoms": (
        put(NOMBRE_OCCURRENCES="0"),
        put(ENFANT_SEXE="G"),
        put(NOMBRE_OCCURRENCES="trois"),
        put(ANNEE="l'an dernier"),
    ),
}


def spoiled(standard: str, values: Values, rank: int) -> Values:
    """Return ``values`` with the mistake number ``rank`` of ``standard`` in it."""
    choice = MISTAKES[standard]
    return choice[rank % len(choice)](values)
