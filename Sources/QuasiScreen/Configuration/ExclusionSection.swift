import Materials
import Screening

/// `sweep.exclude`: elements that nobody wants in the furnace.
///
/// Candidates that hold one are left out of the ranked list and counted; the systems are screened
/// all the same.
public struct ExclusionSection: Sendable, Equatable {
    /// Whether ``ElementExclusion/toxic`` applies. The default is `false`.
    public var toxic = false
    /// Whether ``ElementExclusion/radioactive`` applies. The default is `false`.
    public var radioactive = false
    /// Elements that cost more are left out, in US dollars a kilogram; see ``ElementPrice``. The
    /// default is no limit.
    public var priceAbove: Double?
    /// Further elements, or groups of them as in ``SystemPattern``. The default is none.
    public var elements = [String]()

    public init() {}

    /// What a list such as `toxic, Tl, RE` says.
    public init(names: [String]) {
        for name in names {
            switch name {
            case "toxic": toxic = true
            case "radioactive": radioactive = true
            default: elements.append(name)
            }
        }
    }

    /// - Parameter groups: what the names of elements may stand for.
    init(_ section: ConfigurationSection, groups: ElementGroups) throws {
        toxic = try section.boolean("toxic", default: toxic)
        radioactive = try section.boolean("radioactive", default: radioactive)
        priceAbove = try section.optionalNumber("price_above", in: 0...1e15)
        elements = try section.texts("elements") { _ = try groups.members(of: $0) } ?? elements
        try section.finish()
    }

    var parameters: [String: String] {
        [
            "exclude.toxic": "\(toxic)", "exclude.radioactive": "\(radioactive)",
            "exclude.price_above": priceAbove.map { "\($0)" } ?? "none",
            "exclude.elements": elements.joined(separator: ", "),
        ]
    }

    /// The rules in the order in which they apply: elements named, radioactive, toxic,
    /// price.
    ///
    /// - Throws: ``QuasiScreenError/unknownSystemGroup(_:known:)``.
    func rules(of groups: ElementGroups) throws -> [ElementExclusion] {
        var rules = [ElementExclusion]()
        if !elements.isEmpty {
            let named = try elements.flatMap(groups.members)
            rules.append(ElementExclusion("named", elements: named))
        }
        if radioactive { rules.append(.radioactive) }
        if toxic { rules.append(.toxic) }
        if let priceAbove { rules.append(.dearer(than: priceAbove)) }
        return rules
    }
}

/// How finely the probabilities of stored maps are divided.
public enum MapPrecision: String, CaseIterable, Sendable {
    case eight = "8"
    case sixteen = "16"

    /// The largest stored number, which stands for 1.
    public var levels: Int { self == .eight ? 255 : 65_535 }

    var bytes: Int { self == .eight ? 1 : 2 }
}
