import Artifacts

extension LabelledFile {
    /// Gives a dimension another length; labels and values along it are cut, or begin anew.
    mutating func resize(_ name: String, to length: Int) {
        let before = Dictionary(uniqueKeysWithValues: dimensions.map { ($0.name, $0.length) })
        for number in dimensions.indices where dimensions[number].name == name {
            dimensions[number].length = length
            switch dimensions[number].labels {
            case .none: break
            case .texts(let labels):
                dimensions[number].labels = .texts(labels.resized(to: length, filler: "x"))
            case .numbers(let labels):
                dimensions[number].labels = .numbers(labels.resized(to: length, filler: 0))
            case .integers(let labels):
                dimensions[number].labels = .integers(labels.resized(to: length, filler: 0))
            }
        }
        for number in variables.indices where variables[number].dimensions.contains(name) {
            let size = variables[number].dimensions.reduce(1) {
                $0 * ($1 == name ? length : before[$1] ?? 0)
            }
            variables[number].values = variables[number].values.resized(to: size)
        }
    }
}

extension LabelledValues {
    func resized(to count: Int) -> LabelledValues {
        switch self {
        case .float64(let values): .float64(values.resized(to: count, filler: 0))
        case .float32(let values): .float32(values.resized(to: count, filler: 0))
        case .int64(let values): .int64(values.resized(to: count, filler: 0))
        case .int32(let values): .int32(values.resized(to: count, filler: 0))
        case .int16(let values): .int16(values.resized(to: count, filler: 0))
        case .int8(let values): .int8(values.resized(to: count, filler: 0))
        case .uint64(let values): .uint64(values.resized(to: count, filler: 0))
        case .uint32(let values): .uint32(values.resized(to: count, filler: 0))
        case .uint16(let values): .uint16(values.resized(to: count, filler: 0))
        case .uint8(let values): .uint8(values.resized(to: count, filler: 0))
        case .text(let values): .text(values.resized(to: count, filler: ""))
        case .packed: self
        }
    }
}

extension [LabelledFile.Variable] {
    mutating func swapNames(_ first: Int, _ second: Int) {
        let name = self[first].name
        self[first].name = self[second].name
        self[second].name = name
    }
}

extension Array {
    /// As many elements as asked for: from the front, over and over.
    fileprivate func resized(to count: Int, filler: Element) -> [Element] {
        (0..<count).map { isEmpty ? filler : self[$0 % self.count] }
    }
}
