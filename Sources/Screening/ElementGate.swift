import Materials

/// Elements whose presence settles the class: every training compound with one of them belongs to
/// the commonest class, as compounds of non-metals do.
public struct ElementGate: Sendable, Equatable {
    /// By atomic number; none where the gate is open for all.
    public let elements: [Element]
    /// The class of every composition with one of the elements.
    public let classIndex: Int
    private let isClosed: [Bool]

    public init(elements: [Element], classIndex: Int) {
        self.elements = elements.sorted()
        self.classIndex = classIndex
        var isClosed = [Bool](repeating: false, count: Element.allCases.count + 1)
        for element in elements { isClosed[element.atomicNumber] = true }
        self.isClosed = isClosed
    }

    /// Those of `candidates` that occur in compounds of the class `commonest` and in no others; an
    /// element that no compound holds settles nothing.
    ///
    /// - Parameter labels: one for each composition.
    public init(
        candidates: [Element], compositions: [Composition], labels: [Int], commonest: Int
    ) {
        var isSeen = [Bool](repeating: false, count: Element.allCases.count + 1)
        var isRefuted = isSeen
        for (composition, label) in zip(compositions, labels) {
            for element in composition.elements {
                isSeen[element.atomicNumber] = true
                if label != commonest { isRefuted[element.atomicNumber] = true }
            }
        }
        self.init(
            elements: candidates.filter {
                isSeen[$0.atomicNumber] && !isRefuted[$0.atomicNumber]
            }, classIndex: commonest)
    }

    public func holds(_ element: Element) -> Bool { isClosed[element.atomicNumber] }

    /// Whether the class of the composition is settled.
    public func settles(_ composition: Composition) -> Bool {
        composition.elements.contains { isClosed[$0.atomicNumber] }
    }
}
