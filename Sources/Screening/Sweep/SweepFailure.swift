import Basis

/// Why a sweep could not go on.
public enum SweepFailure: Diagnosable, Equatable {
    case outOfMemory

    public var diagnosis: Diagnosis {
        switch self {
        case .outOfMemory:
            return Diagnosis(
                .internal, "there is not enough memory for the sweep",
                remedy: "use a coarser grid or fewer threads")
        }
    }
}
