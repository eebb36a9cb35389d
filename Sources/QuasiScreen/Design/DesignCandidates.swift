import Artifacts
import Basis
import InverseDesign
import Materials
import Screening

/// The alloys that a search proposes, best first.
struct DesignCandidates: Sendable {
    let alloys: [Alloy]
    let predictions: [Prediction]
    /// For each the known compound that it was made from by replacing an element; `nil` where the
    /// search found it.
    let origins: [String?]
    let targets: [String]

    /// Picks from what a search has visited and from relatives of known compounds: by domain
    /// grade, then falling probability, no two closer than 2 at.%, few of one chemical system.
    init(
        _ sample: DesignSample, _ relatives: DesignRelatives, for target: DesignTarget
    ) throws {
        let section = target.section
        let ranked = Self.ranked(sample, relatives)
        // Grades need the descriptors of each; the most likely ones hold all that can be picked.
        let considered = ranked.prefix(max(2000, 50 * section.count)).map(\.alloy)
        let compositions = considered.map(\.composition)
        let grades = try target.judge.assess(compositions, threads: target.threads).map(\.grade)
        let order = considered.indices.filter { grades[$0] <= section.domain }
            .sorted { (grades[$0], $0) < (grades[$1], $1) }
        let picks = Shortlist(
            size: section.count, minimumDistance: 0.02, perSystem: section.perSystem
        ).picks(from: order.map { compositions[$0] }).map { order[$0] }
        alloys = picks.map { considered[$0] }
        origins = picks.map { ranked[$0].origin }
        targets = target.classNames
        predictions = try target.model.predict(
            picks.map {
                (
                    text: Self.text(considered[$0], compositions[$0]),
                    composition: compositions[$0]
                )
            },
            neighbours: 1, rules: target.rules, threads: target.threads)
    }

    /// The most likely first, each once.
    private static func ranked(
        _ sample: DesignSample, _ relatives: DesignRelatives
    ) -> [(alloy: Alloy, logLikelihood: Double, origin: String?)] {
        let visited = Set(sample.visited.map(\.alloy))
        let likely = relatives.alloys.indices.filter {
            relatives.logLikelihoods[$0] > -.infinity && !visited.contains(relatives.alloys[$0])
        }
        let all =
            sample.visited.map { (alloy: $0.alloy, logLikelihood: $0.logLikelihood, origin: nil) }
            + likely.map {
                (
                    alloy: relatives.alloys[$0], logLikelihood: relatives.logLikelihoods[$0],
                    origin: relatives.origins[$0]
                )
            }
        return all.sorted {
            DesignSample.isAhead(($0.alloy, $0.logLikelihood), of: ($1.alloy, $1.logLikelihood))
        }
    }

    /// At.%, for the scales of a laboratory, where the parts are whole hundredths of it.
    private static func text(_ alloy: Alloy, _ composition: Composition) -> String {
        10_000 % alloy.total == 0 ? composition.formula(decimals: 2) : composition.gridFormula
    }

    /// The probability of the wanted classes together.
    func probability(_ row: Int) -> Double {
        targets.reduce(0) { $0 + (predictions[row].probabilities[$1] ?? 0) }
    }

    /// US dollars a kilogram of the alloy, by mass; `nil` where an element is not sold.
    func price(_ row: Int) -> Double? {
        let alloy = alloys[row]
        guard let column = try? ElementTable.standard.propertyIndex("atomic_weight") else {
            return nil
        }
        var (mass, sum) = (0.0, 0.0)
        for (element, parts) in zip(alloy.elements, alloy.parts) {
            guard let weight = ElementTable.standard.value(column, element),
                let price = ElementPrice.perKilogram(element)
            else { return nil }
            mass += Double(parts) * weight
            sum += Double(parts) * weight * price
        }
        return sum / mass
    }

    func csv() throws -> [UInt8] {
        let columns = [
            "rank", "formula", "system", "probability", "uncertainty", "predicted_class",
            "conformal_set", "domain", "isolation", "notes", "nearest_known", "nearest_class",
            "nearest_stability", "nearest_flag", "nearest_trained", "distance_at_percent",
            "chemical_distance", "can_say", "rules_met", "price_usd_per_kg", "replaced_in",
        ]
        return try DelimitedWriter.table(columns, rows: predictions.count, threads: 1) {
            row, writer in
            let prediction = predictions[row]
            let nearest = prediction.nearestKnown.first
            writer.add(row + 1)
            writer.add(prediction.formula)
            writer.add(try ChemicalSystem(alloys[row].elements).label)
            writer.add(probability(row))
            writer.add(optional: prediction.uncertainty)
            writer.add(prediction.predictedClass)
            writer.add(prediction.conformalSet?.joined(separator: " ") ?? "")
            writer.add(prediction.domain.grade)
            writer.add(optional: prediction.domain.isolation)
            writer.add(prediction.domainNotes.joined(separator: "; "))
            writer.add(nearest?.formula ?? "")
            writer.add(nearest?.className ?? "")
            writer.add(nearest?.stability ?? "")
            writer.add(nearest?.flag ?? "")
            writer.add(nearest.map { $0.trained ? "true" : "false" } ?? "")
            writer.add(optional: nearest.map { AtPercent.rounded($0.distance) })
            writer.add(optional: nearest?.chemicalDistance)
            writer.add(prediction.canSay ? "true" : "false")
            if let rules = prediction.rules { writer.add(rules.met) } else { writer.addNothing() }
            writer.add(optional: price(row).map { ($0 * 100).rounded() / 100 })
            writer.add(origins[row] ?? "")
            writer.endRow()
        }
    }

    /// The list as HDF5, one candidate a row, with the final particles and their weights.
    func encoded(configuration: [String: String], sample: DesignSample) throws -> [UInt8] {
        var file = ArtifactSchema.design.file(configuration)
        file.set("target", .text(targets.joined(separator: ", ")))
        file.addDimension("candidate", labels: predictions.map(\.formula), "composition, exact")
        file.addDimension("particle", length: sample.alloys.count, "alloy drawn from the posterior")
        let elements = Set(alloys.flatMap(\.elements) + sample.alloys.flatMap(\.elements)).sorted()
        file.addDimension("element", labels: elements.map(\.symbol), "element symbol")
        func fractions(_ alloys: [Alloy]) -> [Double] {
            alloys.flatMap { alloy in
                let composition = alloy.composition
                return elements.map { composition.fraction(of: $0) }
            }
        }
        file.add(
            "fraction", ["candidate", "element"], .float64(fractions(alloys)),
            "atomic fraction", unit: "1")
        file.add(
            "probability", ["candidate"], .float64(predictions.indices.map(probability)),
            "probability of the wanted classes together", unit: "1")
        file.add(
            "uncertainty", ["candidate"], .float64(predictions.map { $0.uncertainty ?? .nan }),
            "error to expect of the predicted class's probability", unit: "1")
        file.add(
            "domain", ["candidate"], .text(predictions.map(\.domain.grade)),
            "how far the model may be trusted: inside, edge, outside")
        file.add(
            "isolation", ["candidate"], .float64(predictions.map { $0.domain.isolation ?? .nan }),
            "share of training compounds that are less isolated", unit: "1")
        file.add(
            "nearest_known", ["candidate"],
            .text(predictions.map { $0.nearestKnown.first?.formula ?? "" }),
            "nearest known compound")
        file.add(
            "nearest_distance", ["candidate"],
            .float64(predictions.map { $0.nearestKnown.first?.distance ?? 1 }),
            "fraction of atoms to exchange to reach it", unit: "1")
        file.add(
            "replaced_in", ["candidate"], .text(origins.map { $0 ?? "" }),
            "known compound that it was made from by replacing an element; empty: from the search")
        file.add(
            "particle_fraction", ["particle", "element"], .float64(fractions(sample.alloys)),
            "atomic fraction", unit: "1")
        file.add(
            "weight", ["particle"], .float64(sample.weights),
            "weight of the particle in the posterior, sum 1", unit: "1")
        return try file.encoded()
    }
}
