import Artifacts
import Screening

/// What became of the systems and peaks of a sweep, so that nothing is left out in silence;
/// `sweep/account.json`.
struct SweepAccount: Sendable, Codable, Equatable {
    static let name = "account.json"

    /// Peaks that an exclusion took out of the ranking.
    struct LeftOut: Sendable, Codable, Equatable {
        var rule: String
        var elements: [String]
        var peaks: Int
    }

    /// Systems and sections.
    var systems: Int
    /// Those that were left unevaluated, and the probability that none of them can reach.
    var unevaluated: Int
    var skipBelow: Double?
    /// Different compositions at which a region of the target peaks.
    var peaks: Int
    /// Peaks that count with a better one nearby.
    var merged: Int
    var leftOut: [LeftOut]
    var candidates: Int

    enum CodingKeys: String, CodingKey {
        case systems, unevaluated, peaks, merged, candidates
        case skipBelow = "skip_below"
        case leftOut = "left_out"
    }

    init(_ summaries: [SystemSummary], _ ranking: CandidateRanking, _ section: SweepSection) {
        systems = summaries.count
        unevaluated = summaries.count { $0.isBounded }
        skipBelow = section.skipBelow
        peaks = ranking.peaks
        merged = ranking.merged
        leftOut = ranking.leftOut.map { left in
            LeftOut(
                rule: left.rule.name, elements: left.rule.elements.map(\.symbol),
                peaks: left.peaks)
        }
        candidates = ranking.candidates.count
    }

    /// One sentence each for what was left out or merged; empty where nothing was.
    var remarks: [String] {
        var remarks = [String]()
        if unevaluated > 0 {
            remarks.append(
                "\(grouped(unevaluated)) of \(grouped(systems)) systems were not evaluated: no "
                    + "point of them can reach a probability of \(skipBelow ?? 0)")
        }
        for rule in leftOut {
            remarks.append(
                "\(grouped(rule.peaks)) of \(grouped(peaks)) peaks \(rule.peaks == 1 ? "was" : "were") left out for an element "
                    + "that is \(rule.rule) (\(rule.elements.joined(separator: " ")))")
        }
        if merged > 0 {
            let percent = 100 * CandidateRanking.tolerance
            remarks.append(
                "\(grouped(merged)) \(merged == 1 ? "peak" : "peaks") closer than \(percent) at.% "
                    + "to a better one \(merged == 1 ? "counts" : "count") with it"
            )
        }
        return remarks
    }

    /// The account as attributes of a file.
    func describe(_ file: inout LabelledFile) {
        file.set("peaks", .integer(peaks))
        file.set("merged_peaks", .integer(merged))
        file.set("merge_distance", .number(CandidateRanking.tolerance))
        file.set("systems", .integer(systems))
        file.set("systems_unevaluated", .integer(unevaluated))
        for rule in leftOut {
            file.set("excluded_\(rule.rule)", .integer(rule.peaks))
            file.set(
                "excluded_\(rule.rule)_elements", .text(rule.elements.joined(separator: " ")))
        }
    }
}
