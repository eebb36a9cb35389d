/// How two parts are joined, or one is transformed.
enum Joining: UInt8, Sendable {
    case alone, product, add, subtract, absoluteDifference, minimum, maximum
    case squareRoot, square, cube, logarithm, exponential, absolute, sine, cosine

    /// The joinings of two parts in the order in which the kernel numbers them.
    static let pairs: [Joining] = [
        .product, .add, .subtract, .absoluteDifference, .minimum, .maximum,
    ]

    var binary: BinaryOperator? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .absoluteDifference: .absoluteDifference
        case .minimum: .minimum
        case .maximum: .maximum
        default: nil
        }
    }

    var unary: UnaryOperator? {
        switch self {
        case .squareRoot: .squareRoot
        case .square: .square
        case .cube: .cube
        case .logarithm: .logarithm
        case .exponential: .exponential
        case .absolute: .absolute
        case .sine: .sine
        case .cosine: .cosine
        default: nil
        }
    }

    init?(_ operation: BinaryOperator) {
        switch operation {
        case .add: self = .add
        case .subtract: self = .subtract
        case .absoluteDifference: self = .absoluteDifference
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .multiply, .divide: return nil
        }
    }

    init?(_ operation: UnaryOperator) {
        switch operation {
        case .squareRoot: self = .squareRoot
        case .square: self = .square
        case .cube: self = .cube
        case .logarithm: self = .logarithm
        case .exponential: self = .exponential
        case .absolute: self = .absolute
        case .sine: self = .sine
        case .cosine: self = .cosine
        case .inverse: return nil
        }
    }
}

/// A factor, or two factors joined, then maybe transformed, then maybe inverted.
struct Piece: Sendable, Hashable, Comparable {
    /// `.alone` for a factor.
    var joining: Joining
    var first: Int32
    /// The second factor, or -1.
    var second: Int32
    var transform: Joining
    /// One over the combination; a factor says so itself.
    var inverted: Bool

    static let none = Piece(factor: -1)

    init(factor: Int) {
        joining = .alone
        first = Int32(factor)
        second = -1
        transform = .alone
        inverted = false
    }

    init(_ joining: Joining, _ first: Int, _ second: Int) {
        self.init(factor: first)
        self.joining = joining
        self.second = Int32(second)
    }

    var isFactor: Bool { joining == .alone }

    /// Factors are fewer than 2^26, so all parts fit.
    fileprivate var order: UInt64 {
        let indices =
            UInt64(UInt32(bitPattern: first &+ 1)) << 26
            | UInt64(UInt32(bitPattern: second &+ 1))
        let kind = UInt64(joining.rawValue) << 4 | UInt64(transform.rawValue)
        return kind << 54 | indices << 1 | (inverted ? 1 : 0)
    }

    static func < (a: Piece, b: Piece) -> Bool { a.order < b.order }
}

/// A candidate formula as positions in the feature space: small, ordered, built into an
/// ``Expression`` only if it survives.
///
/// It is `(head inner innerRight) joining right`, where the inner joining, its inversion and the
/// outer joining may be absent; a unary outer joining transforms what is before it.
struct Candidate: Sendable, Hashable, Comparable {
    var head: Piece
    var inner = Joining.alone
    /// The factor of the inner joining, or -1.
    var innerRight: Int32 = -1
    /// One over `head inner innerRight`.
    var inverted = false
    var joining = Joining.alone
    var right = Piece.none

    init(head: Piece) { self.head = head }

    static func < (a: Candidate, b: Candidate) -> Bool { a.order < b.order }

    private var order: (UInt64, UInt64, UInt64) {
        let middle =
            UInt64(inner.rawValue) << 40 | UInt64(joining.rawValue) << 36
            | UInt64(UInt32(bitPattern: innerRight &+ 1)) << 1 | (inverted ? 1 : 0)
        return (head.order, middle, right.order)
    }
}
