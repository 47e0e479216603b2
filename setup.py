"""What pyproject.toml cannot say: the message extractors, and the standards as a package of the wheel."""

from setuptools import find_packages, setup

setup(
    # The namespace `ckanext` belongs to no extension: its own __init__.py stays out of the wheel.
    packages=[*find_packages(include=["ckanext.scdl*"], exclude=["*.tests", "*.tests.*"]), "ckanext.scdl.standards"],
    package_dir={"ckanext.scdl.standards": "schemas"},
    message_extractors={
        "ckanext": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
            ("**/templates/**.txt", "ckan", None),
        ],
    },
)
