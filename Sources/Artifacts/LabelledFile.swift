import Basis

/// The container in which every artifact is written: named arrays over named, labelled dimensions.
///
/// The encoded form is HDF5 laid out as netCDF-4: dimensions are dimension scales, so that
/// `xarray.open_dataset(file, engine="h5netcdf")` and `h5py` show labelled data. The root carries
/// `schema`, `schema_version`, `software` and `configuration_sha256`. Equal values encode to equal
/// bytes. Values compare as Swift compares them, so a file with NaN does not equal itself.
public struct LabelledFile: Sendable, Equatable {
    /// What the file holds, as in "quasiscreen.features".
    public var schema: String
    /// The version of the layout of this schema, from 1.
    public var schemaVersion: Int
    /// The program that made the file, and its version.
    public var software: String
    /// The SHA-256 of the configuration that led to the file, in hexadecimal.
    public var configurationDigest: String
    /// Further attributes of the whole file, in order.
    public var attributes: [Attribute]
    /// The dimensions, in order; their names differ from those of the variables.
    public var dimensions: [Dimension]
    /// The arrays, in order.
    public var variables: [Variable]

    public init(
        schema: String, schemaVersion: Int, software: String, configurationDigest: String,
        attributes: [Attribute] = [], dimensions: [Dimension] = [], variables: [Variable] = []
    ) {
        self.schema = schema
        self.schemaVersion = schemaVersion
        self.software = software
        self.configurationDigest = configurationDigest
        self.attributes = attributes
        self.dimensions = dimensions
        self.variables = variables
    }
}

extension LabelledFile {
    /// A named small value on the file, a dimension or a variable.
    public struct Attribute: Sendable, Equatable {
        public var name: String
        public var value: AttributeValue

        public init(_ name: String, _ value: AttributeValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of an attribute; integers are stored as 64 bits, numbers as `Double`.
    public enum AttributeValue: Sendable, Equatable {
        case text(String)
        case number(Double)
        case integer(Int)
        case texts([String])
        case numbers([Double])
        case integers([Int])
    }

    /// What the positions along a dimension are called.
    public enum Labels: Sendable, Equatable {
        case none
        case texts([String])
        case numbers([Double])
        case integers([Int])

        /// The number of labels; `nil` for none.
        public var count: Int? {
            switch self {
            case .none: nil
            case .texts(let labels): labels.count
            case .numbers(let labels): labels.count
            case .integers(let labels): labels.count
            }
        }
    }

    /// A named axis that variables share.
    public struct Dimension: Sendable, Equatable {
        public var name: String
        public var length: Int
        public var labels: Labels
        /// The unit of numeric labels. The default is `nil`.
        public var units: String?
        /// The name for axes of figures. The default is `nil`.
        public var longName: String?
        public var attributes: [Attribute]

        /// A dimension without labels.
        public init(
            _ name: String, length: Int, units: String? = nil, longName: String? = nil,
            attributes: [Attribute] = []
        ) {
            self.name = name
            self.length = length
            labels = .none
            self.units = units
            self.longName = longName
            self.attributes = attributes
        }

        /// A dimension as long as its labels; `.none` makes one of length zero.
        public init(
            _ name: String, labels: Labels, units: String? = nil, longName: String? = nil,
            attributes: [Attribute] = []
        ) {
            self.name = name
            length = labels.count ?? 0
            self.labels = labels
            self.units = units
            self.longName = longName
            self.attributes = attributes
        }
    }

    /// A named array over dimensions of the file, in row-major order.
    public struct Variable: Sendable, Equatable {
        public var name: String
        /// The names of the dimensions, the slowest first; empty for a scalar.
        public var dimensions: [String]
        public var values: LabelledValues
        /// The unit of the values. The default is `nil`.
        public var units: String?
        /// The name for axes of figures. The default is `nil`.
        public var longName: String?
        /// Further attributes, as CF's `scale_factor` and `add_offset`.
        public var attributes: [Attribute]

        public init(
            _ name: String, dimensions: [String], values: LabelledValues, units: String? = nil,
            longName: String? = nil, attributes: [Attribute] = []
        ) {
            self.name = name
            self.dimensions = dimensions
            self.values = values
            self.units = units
            self.longName = longName
            self.attributes = attributes
        }
    }
}
