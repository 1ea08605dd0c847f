"""Print the packages that second opinions are read from, as requirements; `make others` fetches and compares them."""

from typing import Final

from advisor.references.authorities import authorities

DEVELOPED_WITH: Final = frozenset({"scikit-learn", "keras", "transformers"})  # in the development environment anyway


def main() -> None:
    """Print those that the development environment lacks."""
    packages = {each.package: each.version for each in authorities() if each.package}
    print(*(f"{name}=={version}" for name, version in packages.items() if name not in DEVELOPED_WITH))


if __name__ == "__main__":
    main()
