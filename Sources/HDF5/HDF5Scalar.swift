/// A Swift number that HDF5 stores as it is.
public protocol HDF5Scalar: Sendable, Equatable, BitwiseCopyable {
    /// The stored type that is read as `Self` without a conversion.
    static var elementType: ElementType { get }
    /// What fills a buffer before a read.
    static var zero: Self { get }
    /// The same number, or `nil` where `Self` cannot hold it exactly.
    init?<Source: BinaryInteger>(exactly source: Source)
    /// The same number, or `nil` where `Self` cannot hold it exactly (NaN included).
    init?<Source: BinaryFloatingPoint>(exactly source: Source)
    /// The quiet NaN of a floating-point type; `nil` for integers.
    static var notANumber: Self? { get }
}

extension HDF5Scalar {
    public static var notANumber: Self? { nil }

    /// `init(exactly:)`, except that NaN stays NaN between floating-point types.
    static func converted<Source: BinaryFloatingPoint>(_ source: Source) -> Self? {
        source.isNaN ? notANumber : Self(exactly: source)
    }
}

extension Int8: HDF5Scalar { public static var elementType: ElementType { .int8 } }
extension Int16: HDF5Scalar { public static var elementType: ElementType { .int16 } }
extension Int32: HDF5Scalar { public static var elementType: ElementType { .int32 } }
extension Int64: HDF5Scalar { public static var elementType: ElementType { .int64 } }
extension UInt8: HDF5Scalar { public static var elementType: ElementType { .uint8 } }
extension UInt16: HDF5Scalar { public static var elementType: ElementType { .uint16 } }
extension UInt32: HDF5Scalar { public static var elementType: ElementType { .uint32 } }
extension UInt64: HDF5Scalar { public static var elementType: ElementType { .uint64 } }

extension Float: HDF5Scalar {
    public static var elementType: ElementType { .float32 }
    public static var notANumber: Float? { .nan }
}

extension Double: HDF5Scalar {
    public static var elementType: ElementType { .float64 }
    public static var notANumber: Double? { .nan }
}
