/// Written as `{"variable": 3}`, `{"constant": 0.5}` or `{"operator": "divide", "operands": [..]}`.
extension Expression: Codable {
    private enum CodingKeys: String, CodingKey { case variable, constant, `operator`, operands }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func damaged(_ reason: String) -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
        }
        if let index = try container.decodeIfPresent(Int.self, forKey: .variable) {
            guard index >= 0 else { throw damaged("variable \(index) does not exist") }
            self = .variable(index)
        } else if let value = try container.decodeIfPresent(Double.self, forKey: .constant) {
            self = .constant(value)
        } else {
            let name = try container.decode(String.self, forKey: .operator)
            let operands = try container.decode([Expression].self, forKey: .operands)
            if let operation = UnaryOperator(rawValue: name), operands.count == 1 {
                self = .unary(operation, operands[0])
            } else if let operation = BinaryOperator(rawValue: name), operands.count == 2 {
                self = .binary(operation, operands[0], operands[1])
            } else {
                throw damaged("no operator \"\(name)\" of \(operands.count) operands")
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .variable(let index): try container.encode(index, forKey: .variable)
        case .constant(let value): try container.encode(value, forKey: .constant)
        case .unary(let operation, let inner):
            try container.encode(operation.rawValue, forKey: .operator)
            try container.encode([inner], forKey: .operands)
        case .binary(let operation, let left, let right):
            try container.encode(operation.rawValue, forKey: .operator)
            try container.encode([left, right], forKey: .operands)
        }
    }
}
