"""What is left out of training: sets of chemical systems, or the compounds of one main element."""
from compounds import composition, known

NEAR = 0.03
"""Within so many atoms exchanged a quasicrystal counts as reached, or as known."""
FAMILIES = ["Al", "Zn", "Cd", "Au", "Ag", "In", "Ga", "Mg", "Cu"]
"""As in `qscreen validate --protocol family`; every other main element belongs to "rest"."""
SET = 6
"""Systems that are left out together at most."""


def system(fractions):
    return "-".join(sorted(fractions))


def family(fractions):
    main = min(fractions, key=lambda symbol: (-fractions[symbol], symbol))
    return main if main in FAMILIES else "rest"


class Compound:
    def __init__(self, row):
        self.formula, self.name = row["formula"], row["phase_class"]
        self.fractions = composition(self.formula)
        self.system, self.family = system(self.fractions), family(self.fractions)


def distance(first, second):
    """The fraction of atoms to exchange, 0...1: half the sum of the differences, as in the program."""
    return 1 - sum(min(share, second.get(symbol, 0)) for symbol, share in first.items())


def is_near(first, second):
    return distance(first, second) <= NEAR + 1e-9


def one_replaced(target, compounds):
    """Whether a compound becomes the target, or nearly, if one element takes another's place."""
    for compound in compounds:
        gone, new = set(compound.fractions) - set(target), set(target) - set(compound.fractions)
        for old in gone:
            for other in new:
                made = {other if s == old else s: share for s, share in compound.fractions.items()}
                if is_near(made, target):
                    return True
    return False


def trusted():
    """What `qscreen train` learns from by default: stable, and no approximant in disguise."""
    return [
        Compound(row) for row in known()
        if row.get("stability", "stable") == "stable" and row.get("ac_flag", "") in ("", "broad")
        and row.get("decision") != "exclude"]


class Unit:
    """Compounds left out together, and the quasicrystals among them that nothing left tells of."""

    def __init__(self, kind, members, compounds):
        def is_out(compound):
            return (compound.system if kind == "system" else compound.family) in members

        self.kind, self.members = kind, members
        self.training = [compound for compound in compounds if not is_out(compound)]
        rare = [compound for compound in self.training if compound.name != "ordinary"]
        self.known = [compound for compound in rare if compound.name == "quasicrystal"]
        out = [c for c in compounds if c.name == "quasicrystal" and is_out(c)]
        self.targets = [
            compound for compound in out
            if not any(is_near(compound.fractions, other.fractions) for other in rare)]
        self.dropped = [compound.formula for compound in out if compound not in self.targets]

    @property
    def name(self):
        return " ".join(self.members) if self.kind == "system" else f"family {self.members[0]}"

    def holds(self, fractions):
        """Whether an alloy belongs to what was left out."""
        return (system if self.kind == "system" else family)(fractions) in self.members


def system_units(compounds):
    """Every system with a quasicrystal to reach, in sets of which no two share two elements.

    What is left out beside a system then shares one element with it at most, so that its close
    relatives stay in training as if it were alone.
    """
    systems = sorted({c.system for c in compounds if c.name == "quasicrystal"})
    systems = [s for s in systems if Unit("system", [s], compounds).targets]
    sets = []
    for name in systems:
        elements = set(name.split("-"))
        for members in sets:
            if len(members) < SET and all(
                    len(elements & set(other.split("-"))) < 2 for other in members):
                members.append(name)
                break
        else:
            sets.append([name])
    return [Unit("system", members, compounds) for members in sets]


def family_units(compounds):
    units = [Unit("family", [name], compounds) for name in [*FAMILIES, "rest"]]
    return [unit for unit in units if unit.targets]
