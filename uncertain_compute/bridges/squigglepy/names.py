"""What the names in a script mean, by its imports."""

import ast
from dataclasses import dataclass, field

SQUIGGLEPY = "squigglepy"
MODULES = {SQUIGGLEPY: "sq", f"{SQUIGGLEPY}.numbers": "sq", f"{SQUIGGLEPY}.distributions": "sq", "numpy": "np"}
"""Modules whose functions are taken, and how their names begin here."""

NUMBERS = {
    **dict.fromkeys(("sq.K", "sq.thousand"), 1e3),
    **dict.fromkeys(("sq.M", "sq.million"), 1e6),
    **dict.fromkeys(("sq.B", "sq.billion"), 1e9),
    **dict.fromkeys(("sq.T", "sq.trillion"), 1e12),
}
"""Numbers that have a name in squigglepy."""

BUILT_IN = {"abs", "max", "min", "round"}


@dataclass(slots=True)
class Names:
    """The names that a script imports.

    Attributes
    ----------
    modules
        How names of a module begin here, by its name in the script.
    members
        What is imported out of modules: its name here, by its name in the script.
    everything
        Whether all names of squigglepy are imported.
    """

    modules: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    everything: bool = False

    def take(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Take an import; one of another module has no effect on what is read."""
        for one in statement.names:
            if isinstance(statement, ast.Import):
                self.modules[one.asname or one.name] = MODULES.get(one.name, one.name)
            elif statement.module and one.name == "*":
                self.everything = self.everything or MODULES.get(statement.module) == "sq"
            elif statement.module:
                self.members[one.asname or one.name] = f"{MODULES.get(statement.module, statement.module)}.{one.name}"

    @property
    def of_squigglepy(self) -> bool:
        """Return whether anything of squigglepy is imported."""
        return self.everything or any(
            one == "sq" or one.startswith("sq.") for one in (*self.modules.values(), *self.members.values())
        )

    def meaning(self, said: ast.expr) -> str:
        """Return what a name means: ``sq.norm``, ``np.exp``, ``max``; nothing if it is no name."""
        match said:
            case ast.Name() if said.id in self.members:
                return self.members[said.id]
            case ast.Name():
                return f"sq.{said.id}" if self.everything and said.id not in BUILT_IN else said.id
            case ast.Attribute():
                written = ast.unparse(said.value)
                return f"{self.modules[written]}.{said.attr}" if written in self.modules else ast.unparse(said)
        return ""
