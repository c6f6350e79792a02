"""Facts about a cluster, given by the user: category, network, proxy, version, and the known load balancers."""

from __future__ import annotations

from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

CATEGORIES = ("standard", "turbo", "autopilot")
NETWORKS = ("tunnel", "vpc", "cloud-native-2.0")
PROXIES = ("iptables", "ipvs", "nftables")

CATEGORY_OF_NETWORK = {"tunnel": "standard", "vpc": "standard", "cloud-native-2.0": "turbo"}
"""The one category of clusters that has a container network."""
FACTS = ("category", "network", "proxy", "version")
VALUES = {"category": CATEGORIES, "network": NETWORKS, "proxy": PROXIES}
"""The values of each fact; a version may be any."""

# The names that CCE's console and API use for the same things.
SYNONYMS = {
    "cce": "standard",
    "overlay_l2": "tunnel",
    "vpc-router": "vpc",
    "eni": "cloud-native-2.0",
}

_VERSION = lazy_pattern(r"v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?(?:-r(\d{1,5}))?\Z")


def parse_version(text: str) -> tuple[int, ...]:
    """``v1.29.4-r0`` as ``(1, 29, 4, 0)``; parts left out are left out. Raises ValueError."""
    match = _VERSION.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a cluster version such as 1.29 or v1.29.4-r0")
    return tuple(int(part) for part in match.groups() if part is not None)


def version_text(version: tuple[int, ...]) -> str:
    """``(1, 29, 4, 0)`` as ``v1.29.4-r0``."""
    return "v" + ".".join(map(str, version[:3])) + (f"-r{version[3]}" if len(version) > 3 else "")


class FactSource(NamedTuple):
    """The place that a fact is from: an option of the command line, or a line (1-based) of a file."""

    fact: str
    path: str
    line: int = 0
    is_evidence: bool = False
    """True if neither an option nor the configuration says it, but a file that describes the cluster."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Cluster(NamedTuple):
    """One cluster; a fact that nobody gave is None."""

    name: str = ""
    category: str | None = None
    network: str | None = None
    proxy: str | None = None
    version: str | None = None
    is_assumed: bool = False
    """True if the name only tells environments apart, and nobody has said that there is such a cluster."""
    sources: tuple[FactSource, ...] = ()

    def source_of(self, fact: str) -> FactSource | None:
        """Return the place that a fact is from; of a category that the network implies, the network's."""
        of = {source.fact: source for source in self.sources}
        return of.get(fact) or (of.get("network") if fact == "category" else None)

    @property
    def is_described(self) -> bool:
        """True if anything at all is known, which also says that the manifests are meant for CCE."""
        is_named = bool(self.name) and not self.is_assumed
        return bool(is_named or self.category or self.network or self.proxy or self.version)

    @classmethod
    def of(
        cls,
        name: str = "",
        category: str | None = None,
        network: str | None = None,
        proxy: str | None = None,
        version: str | None = None,
    ) -> Cluster:
        """Check the facts and complete them: each container network exists in one cluster category only.

        Raises UsageError for a word that is none, or for facts that exclude each other.
        """
        category = _word("category", category, CATEGORIES)
        network = _word("network", network, NETWORKS)
        proxy = _word("proxy", proxy, PROXIES)
        if version is not None:
            try:
                parse_version(version)
            except ValueError:
                raise UsageError(
                    localized("no-cluster-version", value=repr(version)).at("cluster version")
                ) from None
        implied = CATEGORY_OF_NETWORK[network] if network else None
        if category and implied and category != implied:
            raise UsageError(localized("no-such-network", category=category, network=network).at("cluster"))
        category = category or implied
        if category == "turbo":
            network = "cloud-native-2.0"
        return cls(name, category, network, proxy, version)

    @classmethod
    def from_words(cls, words: str) -> Cluster:
        """``standard,vpc,ipvs,1.29`` in any order and with any part left out. Raises UsageError."""
        facts: dict[str, str] = {}
        for raw in words.split(","):
            word = SYNONYMS.get(raw.strip().lower(), raw.strip().lower())
            if not word:
                continue
            fact = next((name for name, values in VALUES.items() if word in values), "version")
            if fact == "version":
                try:
                    parse_version(word)
                except ValueError:
                    known = ", ".join((*CATEGORIES, *NETWORKS, *PROXIES))
                    raise UsageError(localized("no-cluster-fact", word=word, known=known)) from None
            if fact in facts and facts[fact] != word:
                raise UsageError(
                    localized("options-exclude", one=f"'{facts[fact]}'", other=f"'{word}'").at("--cluster")
                )
            facts[fact] = word
        return cls.of(**facts)


def _word(fact: str, given: str | None, values: tuple[str, ...]) -> str | None:
    if given is None:
        return None
    word = SYNONYMS.get(given.lower(), given.lower())
    if word not in values:
        message = localized("no-such-choice", value=f"'{given}'", known=", ".join(values))
        raise UsageError(message.at(f"cluster {fact}"))
    return word


class KnownElb(NamedTuple):
    """A load balancer that the configuration or evidence describes: its id, class (union, performance) and addresses.

    ``reference`` is how Terraform's code names one whose id is known only after it was made; ``source`` is None for
    one that the caller of the library describes.
    """

    id: str | None = None
    elb_class: str | None = None
    addresses: tuple[str, ...] = ()
    reference: str = ""
    source: FactSource | None = None
