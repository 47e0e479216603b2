"""The shared ``ckanext`` namespace: other extensions live in other folders."""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
