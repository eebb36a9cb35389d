import Artifacts
import Materials

extension CandidateList {
    /// The list as HDF5, one candidate a row, best first.
    ///
    /// - Parameter account: what was left out and merged; it becomes attributes of the file.
    func encoded(configuration: [String: String], account: SweepAccount) throws -> [UInt8] {
        var file = ArtifactSchema.candidates.file(configuration)
        file.set("target", .text(target))
        account.describe(&file)
        file.addDimension(
            "candidate", labels: candidates.map(\.composition.formula), "composition, exact")
        let elements = Set(candidates.flatMap(\.composition.elements)).sorted()
        file.addDimension("element", labels: elements.map(\.symbol), "element symbol")
        file.add(
            "fraction", ["candidate", "element"],
            .float64(
                candidates.flatMap { candidate in
                    elements.map { candidate.composition.fraction(of: $0) }
                }), "atomic fraction", unit: "1")
        file.add(
            "system", ["candidate"], .text(candidates.map(\.section.description)),
            "chemical system or section whose sweep found it")
        file.add(
            "probability", ["candidate"], .float64(candidates.map(\.probability)),
            "probability of the wanted class", unit: "1")
        file.add(
            "uncertainty", ["candidate"], .float64(candidates.map { $0.uncertainty ?? .nan }),
            "error to expect of the probability; NaN where it was not asked for", unit: "1")
        file.add(
            "region_area_share", ["candidate"], .float64(candidates.map(\.areaShare)),
            "share of the triangle that its region covers", unit: "1")
        file.add(
            "in_domain", ["candidate"], .uint8(candidates.map { $0.domain.isInDomain ? 1 : 0 }),
            "1 where the model may be trusted: inside the domain or on its edge")
        file.add(candidates.map(\.domain), ["candidate"])
        file.add(
            "nearest_known", ["candidate"],
            .text(candidates.map { $0.nearest.map { known[$0.index].formula } ?? "" }),
            "nearest known compound of the wanted class or its kin")
        file.add(
            "nearest_class", ["candidate"],
            .text(
                candidates.map { $0.nearest.map { classNames[known[$0.index].classIndex] } ?? "" }),
            "class of that compound")
        file.add(
            "nearest_stability", ["candidate"],
            .text(candidates.map { $0.nearest.map { known[$0.index].stability } ?? "" }),
            "stability of that compound; empty where the table says nothing")
        file.add(
            "nearest_flag", ["candidate"],
            .text(candidates.map { $0.nearest.map { known[$0.index].flag } ?? "" }),
            "flag of that compound; empty where the table says nothing")
        file.add(
            "nearest_trained", ["candidate"],
            .uint8(
                candidates.map {
                    $0.nearest.map { known[$0.index].exclusion == nil ? 1 : 0 } ?? 0
                }), "1 where that compound took part in training")
        file.add(
            "chemical_distance", ["candidate"],
            .float64(candidates.map { $0.nearest?.chemicalDistance ?? .nan }),
            "places that the atoms move on the scale of Glawe et al. to reach it; NaN without one")
        file.add(
            "novelty", ["candidate"], .float64(candidates.map(\.novelty)),
            "least fraction of atoms to exchange to reach any such compound", unit: "1")
        file.add(
            "nearest_distance", ["candidate"],
            .float64(candidates.map { $0.nearest?.distance ?? 1 }),
            "fraction of atoms to exchange to reach it", unit: "1")
        file.add(
            "merged_peaks", ["candidate"], .int32(candidates.map { Int32($0.mergedPeaks) }),
            "peaks nearby that the candidate stands for")
        return try file.encoded()
    }
}
