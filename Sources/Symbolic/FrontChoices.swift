import Foundation

/// Picks among models by complexity and loss; see ``ParetoFront`` for what the picks mean.
struct FrontChoices {
    /// For each model, minus the step of the logarithm of the loss over the step of the complexity
    /// from the best of the simpler models; zero for the first.
    let scores: [Double]
    let best: Int
    let accuracy: Int
    let simplest: Int

    /// - Parameters:
    ///   - complexities: ascending; the first is that of the intercept alone.
    ///   - errors: the standard errors of the losses.
    init(complexities: [Int], losses: [Double], errors: [Double]) {
        let floor = max(ParetoFront.smallestShare * losses[0], .leastNormalMagnitude)
        let losses = losses.map { max($0, floor) }
        var scores = [0.0]
        var accuracy = 0
        for index in losses.indices.dropFirst() {
            let step = Double(complexities[index] - complexities[accuracy])
            scores.append(log(losses[accuracy] / losses[index]) / step)
            // Equal losses leave the simpler model.
            if losses[index] < losses[accuracy] { accuracy = index }
        }
        let low = losses.indices.filter {
            losses[$0] <= ParetoFront.bestLossFactor * losses[accuracy]
        }
        let limit = losses[accuracy] + errors[accuracy]
        best = low.max { scores[$0] < scores[$1] } ?? accuracy
        simplest = losses.firstIndex { $0 <= limit } ?? accuracy
        self.accuracy = accuracy
        self.scores = scores
    }
}
