/// Probability maps of ternary systems that a reader can open, walk through and zoom.
///
/// The maps stand in the page itself, packed; a system is unpacked when it is looked at.
public struct TernaryViewer: Sendable {
    /// The anchor of the block.
    public let id: String
    public var title: String
    public var caption: [Inline]
    /// What is left out of the stored systems; empty for nothing.
    public var note: [Inline]
    let rules: [Rule]
    /// Packed bytes for the script: names and looks, compounds, then one system each.
    let parts: [[UInt8]]

    /// - Parameters:
    ///   - classes: at least two; maps and compounds name them by position.
    ///   - quantum: probability = stored count × quantum.
    ///   - target: the class that is looked for, a position in `classes`.
    ///   - ramp: colours `#rrggbb` of equal bands of probability from 0 to 1.
    ///   - rules: bit r of a map's `rulesMet` belongs to rule r.
    ///   - compounds: known compounds, of the stored systems or not. Fractions are kept to 1e-6.
    ///   - systems: in the order of their rank.
    ///   - uncertaintyQuantum: uncertainty = stored value × uncertaintyQuantum.
    /// - Throws: ``ReportingError/unusableMap(viewer:system:_:)`` for values that do not fit each
    ///   other.
    public init(
        id: String, title: String, caption: [Inline] = [], classes: [Look], quantum: Double,
        target: Int, ramp: [String], rules: [Rule] = [], compounds: [Compound] = [],
        systems: [System], uncertaintyQuantum: Double = 1, note: [Inline] = []
    ) throws {
        let content = ViewerContent(
            classes: classes, quantum: quantum, target: target, ramp: ramp,
            rules: rules.map(\.text), uncertaintyQuantum: uncertaintyQuantum, compounds: compounds,
            systems: systems)
        try content.check(viewer: id)
        self.id = id
        self.title = title
        self.caption = caption
        self.note = note
        self.rules = rules
        parts = try content.packed()
    }

    /// The number of bytes that the maps, names and compounds take in the page.
    public var storedSize: Int {
        parts.reduce(0) { $0 + ($1.count + 2) / 3 * 4 + 1 }
    }
}

extension TernaryViewer {
    /// Lines over a class's area, so that no colour vision is needed to tell classes apart.
    public enum Hatch: String, Sendable, Codable {
        case none, rising, falling, crossed, level
    }

    /// The marker of known compounds.
    public enum Shape: String, Sendable, Codable {
        case circle, star, diamond, square, triangle
    }

    /// How a class looks in a map; colours are `#rrggbb`.
    public struct Look: Sendable, Equatable, Encodable {
        public var name: String
        public var area: String
        public var marker: String
        public var hatch: Hatch
        public var shape: Shape

        public init(name: String, area: String, marker: String, hatch: Hatch, shape: Shape) {
            self.name = name
            self.area = area
            self.marker = marker
            self.hatch = hatch
            self.shape = shape
        }
    }

    /// A rule that compositions of the target class tend to meet.
    public struct Rule: Sendable, Equatable {
        /// The rule in words or in one line.
        public var text: String
        public var math: MathNode

        public init(text: String, math: MathNode) {
            self.text = text
            self.math = math
        }
    }

    /// An element's share of a composition.
    public struct Part: Sendable, Equatable {
        public var element: String
        /// 0 to 1.
        public var fraction: Double

        public init(_ element: String, _ fraction: Double) {
            self.element = element
            self.fraction = fraction
        }
    }

    /// A compound whose class is known.
    public struct Compound: Sendable, Equatable {
        public var formula: String
        public var classIndex: Int
        /// The fractions add up to 1.
        public var parts: [Part]

        public init(formula: String, classIndex: Int, parts: [Part]) {
            self.formula = formula
            self.classIndex = classIndex
            self.parts = parts
        }
    }

    /// The map of a ternary system, or of a section with a fourth element of constant content.
    ///
    /// Points are in the order of `TernaryGrid`: (i, j, k) with i + j + k = `divisions`, i from 0
    /// outside, j from 0 inside.
    public struct System: Sendable, Equatable {
        /// "Al-Cu-Fe", or "(Al-Cu-Fe)90Mg10" for a section; its name in searches and links.
        public var label: String
        /// The elements of i, j and k: at the top, left and right of the triangle.
        public var corners: [String]
        /// A section's constant element. The default is none.
        public var fixed: Part?
        public var divisions: Int
        /// Stored probabilities; shape [point, class].
        public var counts: [UInt16]
        /// Bit r of a point is set where rule r is met. The default, `nil`, is not computed.
        public var rulesMet: [UInt16]?
        /// 0 inside the model's domain, 1 at its edge, 2 outside. The default is not computed.
        public var domain: [UInt8]?
        /// The default is not computed.
        public var uncertainty: [UInt16]?

        public init(
            label: String, corners: [String], fixed: Part? = nil, divisions: Int,
            counts: [UInt16], rulesMet: [UInt16]? = nil, domain: [UInt8]? = nil,
            uncertainty: [UInt16]? = nil
        ) {
            self.label = label
            self.corners = corners
            self.fixed = fixed
            self.divisions = divisions
            self.counts = counts
            self.rulesMet = rulesMet
            self.domain = domain
            self.uncertainty = uncertainty
        }
    }
}
