"""Which versions are at work; it imports none of the packages it names."""

from importlib.metadata import PackageNotFoundError, version

from workbench.markup import table

__all__ = ["PACKAGES", "Versions", "__version__", "versions"]

PACKAGES = (
    "lm-workbench",
    "torch",
    "transformers",
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "matplotlib",
    "ipywidgets",
    "jupyterlab",
)

__version__ = version("lm-workbench")


class Versions(dict[str, str]):
    """Package names and their versions, shown as a short table."""

    def _repr_html_(self) -> str:
        return str(table(["package", "version"], list(self.items())))

    def __repr__(self) -> str:
        return ", ".join(f"{name} {found}" for name, found in self.items())


def versions() -> Versions:
    """Return the versions of the packages that figures depend on, as installed here."""
    return Versions({name: _version(name) for name in PACKAGES})


def _version(name: str) -> str:
    try:
        return version(name).split("+")[0]  # a build tag such as +cpu is no part of the version
    except PackageNotFoundError:
        return "not installed"
