import Basis
import Descriptors
import InverseDesign
import Materials
import Screening

/// What alloys a search is for, and how it searches.
public struct DesignSection: Sendable, Equatable {
    /// A quantity of an alloy and the values that it may have.
    public struct Window: Sendable, Equatable, CustomStringConvertible {
        /// A descriptor such as `ave:x_ea_conventional`.
        public var name: String
        public var lower: Double?
        public var upper: Double?

        /// Reads `NAME=LOW:HIGH`; either end may be left out.
        ///
        /// - Throws: ``QuasiScreenError/window(_:)``, ``QuasiScreenError/unknownDescriptor(_:)``.
        public init(_ text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let ends = parts.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
            guard parts.count == 2, ends.count == 2 else { throw QuasiScreenError.window(text) }
            let numbers = try ends.map { end -> Double? in
                if end.isEmpty { return nil }
                guard let value = Double(end), value.isFinite else {
                    throw QuasiScreenError.window(text)
                }
                return value
            }
            name = String(parts[0])
            (lower, upper) = (numbers[0], numbers[1])
            guard lower != nil || upper != nil, lower ?? -.infinity <= upper ?? .infinity else {
                throw QuasiScreenError.window(text)
            }
            do {
                _ = try RuleDescriptors.parse([name])
            } catch let error as any Diagnosable {
                throw QuasiScreenError.window(text, reason: error.diagnosis.what)
            }
        }

        func contains(_ value: Double) -> Bool {
            ComputedValues.isWithin(value, lower: lower, upper: upper)
        }

        public var description: String {
            "\(name)=\(lower.map { "\($0)" } ?? ""):\(upper.map { "\($0)" } ?? "")"
        }
    }

    /// What is believed of element sets before the model is asked.
    public enum Prior: String, CaseIterable, Sendable {
        /// Elements that occur together in the training compounds, and their likes, are more
        /// probable.
        case known
        case uniform
    }

    /// The classes wanted, as one. The default is quasicrystal.
    public var targets = ["quasicrystal"]
    /// Elements and groups, or `all`. The default is all.
    public var elements = ["all"]
    /// How many elements an alloy has. The default is 2 to 5.
    public var sizes = 2...5
    /// Parts of an alloy: 1,000 are steps of 0.1 at.%, the default.
    public var parts = 1000
    /// The power of the probability in the posterior. The default is 4.
    public var sharpness = 4.0
    public var prior = Prior.known
    /// Of the Dirichlet density over fractions. The default, 1, makes all equally probable.
    public var concentration = 1.0
    /// The worst domain that is accepted. The default is edge: no extrapolation.
    public var domain = DomainGrade.edge
    /// The least distance from known compounds of the wanted classes, 0...1. The default is 0.03.
    public var distance = 0.03
    public var exclusions = ExclusionSection()
    public var windows = [Window]()
    /// How many candidates are listed. The default is 100.
    public var count = 100
    /// How many of one chemical system. The default is 3.
    public var perSystem = 3
    /// Whether known compounds of the wanted classes with one element replaced are looked at too.
    /// The default is true.
    public var relatives = true
    public var search = DesignParameters()

    public init() {}

    /// Every setting that the result depends on.
    var parameters: [String: String] {
        var parameters = [
            "target": targets.joined(separator: ", "), "elements": elements.joined(separator: ", "),
            "sizes": "\(sizes.lowerBound) to \(sizes.upperBound)", "parts": "\(parts)",
            "sharpness": "\(sharpness)", "prior": prior.rawValue,
            "concentration": "\(concentration)", "domain": domain.name, "distance": "\(distance)",
            "windows": windows.map(\.description).joined(separator: ", "), "count": "\(count)",
            "per_system": "\(perSystem)", "relatives": "\(relatives)",
            "particles": "\(search.particles)",
            "moves": "\(search.moves)", "final_moves": "\(search.finalMoves)",
            "effective_share": "\(search.effectiveShare)",
            "system_share": "\(search.systemShare)", "seed": "\(search.seed)",
        ]
        for (name, value) in exclusions.parameters { parameters[name] = value }
        return prefixed("design", parameters)
    }
}
