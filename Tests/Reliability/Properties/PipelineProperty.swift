import Basis

@testable import QuasiScreen

private let file = "p.yaml"

/// A pipeline file gives settings that can be written down, or an error at a place in the file.
package func checkPipeline(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
        let configuration = try PipelineConfiguration(text: text, file: file)
        return complaint(about: configuration)
    } catch {
        let lines = Lines(text)
        return complaint(about: error, kinds: [.configuration, .badData, .noInput]) {
            $0.map(lines.holds) ?? false
        }
    }
}

/// The settings go into stage keys: each must have a text, and numbers must be numbers.
private func complaint(about configuration: PipelineConfiguration) -> String? {
    let texts = [
        configuration.validation.parameters, configuration.sweep.parameters,
        configuration.rules.parameters, configuration.maps.parameters,
        configuration.report.parameters, configuration.model.canonical,
    ]
    for (key, value) in texts.flatMap({ $0 }) where value == "nan" || value.hasSuffix("inf") {
        return "\(key) is \(value)"
    }
    guard (1...1000).contains(configuration.sweep.divisions), configuration.sweep.blockSize > 0
    else { return "\(configuration.sweep.divisions) divisions" }
    do {
        try configuration.model.recipe.learner.validate()
        return nil
    } catch {
        return "a model that its own check refuses: \(error)"
    }
}

/// The lines of a YAML text, to tell whether a place is in it.
private struct Lines {
    /// Code points of each line.
    private let lengths: [Int]

    init(_ text: String) {
        var lengths = [0]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lengths.append(0)
            default: lengths[lengths.count - 1] += 1
            }
            previous = scalar
        }
        self.lengths = lengths
    }

    /// Whether a place is the file or a line and a column in it; one behind the last is its end.
    func holds(_ place: String) -> Bool {
        if place == file { return true }
        guard place.hasPrefix(file + ":") else { return false }
        let numbers = place.dropFirst(file.count + 1).split(separator: ":").map { Int($0) }
        guard numbers.count == 2, let line = numbers[0], let column = numbers[1] else {
            return false
        }
        guard line >= 1, column >= 1, line <= lengths.count + 1 else { return false }
        return line > lengths.count ? column == 1 : column <= lengths[line - 1] + 1
    }
}
