import Materials

/// What to do where an element has no value of a property.
public enum MissingPolicy: String, CaseIterable, Sendable, Codable {
    /// Refuse the composition.
    case error
    /// Pool over the elements that have the value, their fractions divided by their sum. A
    /// composition none of whose elements has it is refused.
    case mask
    /// Take the median of the table's values of the property.
    case impute
}

/// A property that an element has no value of.
public struct MissingValue: Sendable, Hashable {
    public let element: Element
    public let property: String

    public init(element: Element, property: String) {
        self.element = element
        self.property = property
    }
}

/// The values that were masked or imputed, by atomic number, then property.
public struct MissingReport: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let element: Element
        public let property: String
        /// The number of compositions affected.
        public let compositions: Int

        public init(element: Element, property: String, compositions: Int) {
            self.element = element
            self.property = property
            self.compositions = compositions
        }
    }

    public var entries: [Entry]

    public init(entries: [Entry] = []) { self.entries = entries }

    public var isEmpty: Bool { entries.isEmpty }
}
