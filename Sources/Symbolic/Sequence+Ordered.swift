extension Sequence {
    /// The elements by what `key` gives, the smallest first; where it gives the same, as they came.
    func ordered<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
        map { (key: key($0), element: $0) }.enumerated().sorted { a, b in
            a.element.key != b.element.key
                ? a.element.key < b.element.key : a.offset < b.offset
        }.map(\.element.element)
    }
}
