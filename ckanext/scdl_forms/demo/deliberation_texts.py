"""Objects of deliberations, by subject of the ACTES nomenclature, as a town hall words them.

The subjects' own names stand in the standard's overlay.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """An object with its subject. ``budget`` says which budget it bears on, ``months`` when it comes up."""

    code: str
    words: str
    weight: int = 2
    budget: str = ""
    months: tuple[int, ...] = ()


MAIN = "Budget principal"

TEXTS: tuple[Text, ...] = (
    Text("1.1", "Attribution du marché de travaux de réfection de la {street}", 3, MAIN),
    Text("1.1", "Marché de fourniture de repas en liaison froide pour l'{school}", 2, MAIN),
    Text("1.1", "Adhésion au groupement de commandes pour l'achat d'électricité coordonné par le {body}", 2),
    Text("1.1", "Avenant n° {small} au marché de rénovation énergétique de {building}", 2, MAIN),
    Text("1.2", "Choix du mode de gestion du service public de l'eau potable", 1),
    Text("1.2", "Rapport annuel {last_year} du délégataire du camping municipal", 1),
    Text("1.4", "Contrat d'entretien des installations de chauffage des bâtiments communaux", 1, MAIN),
    Text("1.6", "Mission de maîtrise d'œuvre pour l'extension de l'{school}", 1, MAIN),
    Text("2.1", "Prescription de la révision du plan local d'urbanisme et modalités de concertation", 1),
    Text("2.1", "Approbation de la modification simplifiée n° {small} du plan local d'urbanisme", 1),
    Text("2.2", "Avis sur le projet de parc photovoltaïque au lieu-dit La Combe", 1),
    Text("2.2", "Instauration du permis de démolir sur l'ensemble du territoire", 1),
    Text("2.3", "Institution du droit de préemption urbain sur les zones U et AU", 1),
    Text("3.1", "Acquisition de la parcelle {parcel} pour l'élargissement de la {street}", 3, MAIN),
    Text("3.1", "Acquisition à l'euro symbolique de la voirie du lotissement des Jardins", 1, MAIN),
    Text("3.2", "Cession de la parcelle {parcel}, d'une contenance de {area} m²", 2, MAIN),
    Text("3.2", "Vente de l'ancien véhicule du service technique", 1, MAIN),
    Text("3.3", "Bail du logement communal situé {street}", 2),
    Text("3.3", "Révision des loyers des logements communaux au 1er janvier {next_year}", 1, MAIN, (10, 11, 12)),
    Text("3.3", "Tarifs de location de la {hall} pour l'année {next_year}", 3, MAIN, (9, 10, 11, 12)),
    Text("3.5", "Redevance d'occupation du domaine public par les terrasses et les marchés", 2, MAIN),
    Text("3.5", "Dénomination de la voie nouvelle : {street}", 2),
    Text("3.6", "Coupes de bois de l'exercice {next_year} en forêt communale", 1, "Budget annexe forêt"),
    Text("4.1", "Création d'un emploi permanent de {grade} à temps complet", 3, MAIN),
    Text("4.1", "Modification du tableau des effectifs au 1er {month_name} {year}", 3, MAIN),
    Text("4.1", "Adhésion à la convention de participation pour la prévoyance des agents", 1, MAIN),
    Text("4.2", "Recrutement d'agents contractuels pour un accroissement saisonnier d'activité", 2, MAIN, (4, 5, 6)),
    Text("4.2", "Recrutement d'un {grade} contractuel en remplacement", 1, MAIN),
    Text(
        "4.5",
        "Mise à jour du régime indemnitaire tenant compte des fonctions et de l'engagement professionnel",
        2,
        MAIN,
    ),
    Text("5.2", "Approbation du procès-verbal de la séance précédente", 5),
    Text("5.2", "Adoption du règlement intérieur du conseil", 1),
    Text("5.2", "Désignation du secrétaire de séance", 3),
    Text("5.3", "Désignation des délégués au {body}", 2),
    Text("5.3", "Élection des membres de la commission d'appel d'offres", 1),
    Text("5.4", "Délégations consenties à l'exécutif par l'assemblée", 1),
    Text("5.7", "Rapport d'activité {last_year} du {body}", 2),
    Text("5.7", "Modification des statuts du {body}", 2),
    Text("5.7", "Avis sur le pacte financier et fiscal entre l'intercommunalité et ses communes", 1),
    Text("6.1", "Convention de mise à disposition de la police municipale", 1, MAIN),
    Text("6.1", "Convention de fourrière animale pour l'année {next_year}", 1, MAIN, (10, 11, 12)),
    Text("7.1", "Vote du budget primitif {year}", 3, MAIN, (2, 3, 4)),
    Text("7.1", "Débat d'orientation budgétaire {year}", 1, MAIN, (1, 2, 3)),
    Text("7.1", "Approbation du compte administratif {last_year} et affectation du résultat", 3, MAIN, (2, 3, 4)),
    Text("7.1", "Approbation du compte de gestion {last_year} du comptable public", 2, MAIN, (2, 3, 4)),
    Text("7.1", "Décision modificative n° {small} du budget principal {year}", 4, MAIN, (5, 6, 7, 9, 10, 11, 12)),
    Text(
        "7.1",
        "Décision modificative n° {small} du budget annexe de l'assainissement",
        1,
        "Budget annexe assainissement",
    ),
    Text(
        "7.1", "Ouverture anticipée de crédits d'investissement avant le vote du budget {next_year}", 2, MAIN, (11, 12)
    ),
    Text("7.2", "Fixation des taux d'imposition {year}", 2, MAIN, (3, 4)),
    Text("7.2", "Instauration de la taxe de séjour et tarifs {next_year}", 1, MAIN, (6, 9)),
    Text("7.3", "Réalisation d'un emprunt de {big_amount} euros pour le financement des investissements", 1, MAIN),
    Text("7.5", "Attribution de subventions aux associations pour l'année {year}", 4, MAIN, (2, 3, 4, 5)),
    Text(
        "7.5",
        "Demande de subvention au titre de la dotation d'équipement des territoires ruraux pour {building}",
        3,
        MAIN,
    ),
    Text("7.5", "Demande de subvention auprès du département pour la réfection de la {street}", 2, MAIN),
    Text("7.5", "Subvention exceptionnelle de {small_amount} euros au comité des fêtes", 2, MAIN),
    Text("7.6", "Participation {year} au budget du {body}", 2, MAIN),
    Text("7.8", "Fonds de concours de l'intercommunalité pour la rénovation de {building}", 1, MAIN),
    Text("7.10", "Tarifs de la restauration scolaire à compter du 1er septembre {year}", 3, MAIN, (5, 6, 7)),
    Text("7.10", "Admission en non-valeur de titres irrécouvrables", 2, MAIN, (9, 10, 11, 12)),
    Text("7.10", "Don de matériel informatique réformé à l'{school}", 1),
    Text("8.1", "Organisation du temps scolaire à la rentrée {year}", 1, "", (3, 4, 5, 6)),
    Text("8.1", "Convention avec l'inspection pour le numérique à l'{school}", 1, MAIN),
    Text("8.2", "Règlement de l'aide facultative du centre communal d'action sociale", 1, MAIN),
    Text("8.2", "Convention pour le portage de repas à domicile", 1, MAIN),
    Text("8.3", "Programme {year} d'entretien de la voirie communale", 2, MAIN, (2, 3, 4, 5)),
    Text("8.3", "Classement de la {street} dans la voirie communale", 1),
    Text("8.4", "Approbation du projet d'aménagement du centre-bourg et plan de financement", 2, MAIN),
    Text("8.4", "Candidature au programme de revitalisation des petites villes", 1),
    Text("8.5", "Garantie d'emprunt pour la construction de {small} logements sociaux", 1),
    Text("8.7", "Convention de transport à la demande avec la région", 1, MAIN),
    Text("8.8", "Extinction partielle de l'éclairage public de minuit à cinq heures", 1),
    Text("8.8", "Adhésion au service de conseil en énergie partagé", 1, MAIN),
    Text("8.8", "Rapport {last_year} sur le prix et la qualité du service de l'eau", 2, "", (6, 7, 9, 10)),
    Text("8.9", "Règlement intérieur et gratuité de la médiathèque", 1),
    Text("8.9", "Programmation culturelle de l'été {year} et tarifs", 1, MAIN, (3, 4, 5)),
    Text("9.1", "Convention de partenariat avec l'{school} pour le jardin pédagogique", 1),
    Text("9.1", "Mise à disposition gratuite de la {hall} aux associations locales", 2),
    Text("9.4", "Motion pour le maintien du bureau de poste", 1),
    Text("9.4", "Vœu pour l'ouverture d'une classe à l'{school}", 1, "", (1, 2, 3)),
)
