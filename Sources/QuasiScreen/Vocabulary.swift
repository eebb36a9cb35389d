import Descriptors
import Learning
import Screening
import Validation
import Workflow

// The names that callers of the facade need from the modules below it.

public typealias ClassWeighting = Learning.ClassWeighting
public typealias BoostingParameters = Learning.BoostingParameters
public typealias BlendParameters = Learning.BlendParameters
public typealias LearnerParameters = Learning.LearnerParameters
public typealias RowSampling = Learning.RowSampling
public typealias SplitChoice = Learning.SplitChoice
public typealias FeatureSampling = Learning.FeatureSampling
public typealias ForestParameters = Learning.ForestParameters
public typealias SplitCriterion = Learning.SplitCriterion
public typealias StoichiometryDescriptor = Descriptors.StoichiometryDescriptor
public typealias DescriptorSet = Descriptors.DescriptorSet
public typealias MissingPolicy = Descriptors.MissingPolicy
public typealias Statistic = Descriptors.Statistic
public typealias DomainGrade = Screening.DomainGrade
public typealias ValidationProtocol = Validation.ValidationProtocol
public typealias RunEvent = WorkflowEvent

/// The version that artifacts and `--version` carry.
public enum QuasiScreenVersion {
    public static let text = "0.1.0"
    public static let software = "QuasiScreen \(text)"
}
