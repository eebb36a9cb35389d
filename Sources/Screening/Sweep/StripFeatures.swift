import CScreening
import Descriptors

/// What the strip kernel must know of each descriptor.
struct StripFeatures {
    let kinds: [qs_feature_kind]
    let properties: [UInt32]
    /// Which descriptors are roots of what the kernel compares.
    private let isRoot: [Bool]
    let stoichiometry: [StoichiometryDescriptor]

    init(_ descriptors: DescriptorSet) {
        var kinds = [qs_feature_kind]()
        var properties = [UInt32]()
        var isRoot = [Bool]()
        for statistic in descriptors.statistics {
            for property in descriptors.properties.indices {
                kinds.append(Self.kind(of: statistic))
                properties.append(UInt32(property))
                isRoot.append(statistic == .standardDeviation)
            }
        }
        for _ in descriptors.stoichiometry {
            kinds.append(QS_POSITION)
            properties.append(0)
            isRoot.append(false)
        }
        self.kinds = kinds
        self.properties = properties
        self.isRoot = isRoot
        stoichiometry = descriptors.stoichiometry
    }

    private static func kind(of statistic: Statistic) -> qs_feature_kind {
        switch statistic {
        case .mean: return QS_MEAN
        case .variance, .standardDeviation: return QS_VARIANCE
        case .maximum: return QS_MAXIMUM
        case .minimum: return QS_MINIMUM
        case .range: return QS_RANGE
        case .deviation: return QS_DEVIATION
        case .geometricMean: return QS_GEOMETRIC_MEAN
        case .harmonicMean: return QS_HARMONIC_MEAN
        }
    }

    /// The threshold of what the kernel compares that divides values as `threshold` does the
    /// descriptor's.
    func threshold(_ threshold: Double, _ feature: Int) -> Double {
        isRoot[feature] ? Self.largestSquare(below: threshold) : threshold
    }

    /// The largest variance whose root is at most `root`; below zero where there is none.
    ///
    /// Roots are rounded correctly and so never fall where variances rise.
    static func largestSquare(below root: Double) -> Double {
        guard root >= 0 else { return -1 }
        guard root.isFinite else { return root }
        var square = root * root
        guard square.isFinite else { return .greatestFiniteMagnitude }
        while square.squareRoot() > root { square = square.nextDown }
        while square.nextUp.squareRoot() <= root { square = square.nextUp }
        return square
    }
}
