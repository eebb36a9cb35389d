import Ternary

/// A known compound to be marked in a ternary map.
public struct KnownPoint: Sendable, Equatable {
    /// Fractions in corner order.
    public var fractions: TernaryPoint
    public var className: String
    /// The name written beside the marker; empty for none.
    public var label: String
    /// Whether a model was trained on it: its marker is filled, else open. The default is yes.
    public var isTrained: Bool

    public init(
        fractions: TernaryPoint, className: String, label: String = "", isTrained: Bool = true
    ) {
        self.fractions = fractions
        self.className = className
        self.label = label
        self.isTrained = isTrained
    }

    func check() throws {
        let parts = [fractions.a, fractions.b, fractions.c]
        guard parts.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(parts.reduce(0, +) - 1) <= 1e-6 else {
            throw FiguresError.notAComposition(label: PlainText.line(label), fractions)
        }
    }
}
