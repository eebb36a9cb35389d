import Basis
import Materials

extension DatasetRules {
    /// Marks the rows that take no part: decisions first; contradictions among all rows left, so
    /// that a label that is filtered out still speaks; then the filters, then duplicates among
    /// what is left.
    ///
    /// Ways of writing one composition count as equal, see `Composition.isSpelling`.
    ///
    /// - Parameters:
    ///   - filtered: rows with a value that is not kept.
    ///   - decisions: by row.
    func apply(
        to table: inout CompoundTable,
        filtered: [(row: Int, column: String, value: String)] = [],
        decisions: [(row: Int, decision: LabelDecision)] = []
    ) throws -> [Finding] {
        var findings = [Finding]()
        carryOut(decisions, in: &table, &findings)
        try markContradictions(in: &table, decided: Set(decisions.map(\.row)), &findings)
        for (row, column, value) in filtered where table.compounds[row].exclusion == nil {
            let reason = "\(column) is \(value.isEmpty ? "empty" : "\"\(value)\"")"
            table.compounds[row].exclusion = reason
            findings.append(
                finding(.excluded, table.compounds[row], reason, Self.keptOut))
        }
        try markDuplicates(in: &table, &findings)
        findings.append(contentsOf: nearPairs(in: table))
        return findings
    }

    private static let keptOut = "kept out of training"

    private func carryOut(
        _ decisions: [(row: Int, decision: LabelDecision)], in table: inout CompoundTable,
        _ findings: inout [Finding]
    ) {
        for (row, decision) in decisions {
            let compound = table.compounds[row]
            let own = table.classNames[compound.classIndex]
            switch decision {
            case .exclude:
                let reason = "\(decisionColumn) is \"exclude\""
                table.compounds[row].exclusion = reason
                findings.append(finding(.excluded, compound, reason, Self.keptOut))
            case .relabel(let index) where index != compound.classIndex:
                table.compounds[row].classIndex = index
                findings.append(
                    finding(
                        .relabelled, compound, "labelled \(own) in the table",
                        "taken as \(table.classNames[index])"))
            case .relabel, .keep:
                findings.append(
                    finding(.confirmed, compound, "labelled \(own)", "the label stands"))
            }
        }
    }

    /// - Parameter decided: rows about whose label somebody has decided; where these agree, theirs
    ///   is the label of the composition.
    private func markContradictions(
        in table: inout CompoundTable, decided: Set<Int>, _ findings: inout [Finding]
    ) throws {
        guard contradictions != .keep else { return }
        let counts = table.training.classCounts
        for rows in groups(of: table) {
            let classes = Set(rows.map { table.compounds[$0].classIndex }).sorted()
            guard classes.count > 1 else { continue }
            let names = classes.map { table.classNames[$0] }
            let settled = Set(rows.filter(decided.contains).map { table.compounds[$0].classIndex })
            if contradictions == .error, settled.count != 1 {
                let row = table.compounds[rows[1]]
                throw QuasiScreenError.contradiction(
                    formula: row.formula, place: row.place, classes: names)
            }
            let winner =
                settled.count == 1
                ? settled.first
                : contradictions == .rarest
                    ? classes.min { (counts[$0], $0) < (counts[$1], $1) } : nil
            for row in rows where table.compounds[row].classIndex != winner {
                let others = rows.filter { $0 != row }.map { other in
                    let compound = table.compounds[other]
                    return "\(table.classNames[compound.classIndex]) at \(compound.place)"
                }
                let own = table.classNames[table.compounds[row].classIndex]
                let detail = "labelled \(own) here, \(others.joined(separator: ", "))"
                table.compounds[row].exclusion = "contradictory label"
                findings.append(
                    finding(.contradiction, table.compounds[row], detail, Self.keptOut))
            }
        }
    }

    private func markDuplicates(
        in table: inout CompoundTable, _ findings: inout [Finding]
    ) throws {
        guard duplicates != .keep else { return }
        for rows in groups(of: table) {
            for (position, row) in rows.enumerated() {
                let compound = table.compounds[row]
                guard
                    let first = rows[..<position].first(where: {
                        table.compounds[$0].classIndex == compound.classIndex
                    })
                else { continue }
                if duplicates == .error {
                    throw QuasiScreenError.sameFormulaTwice(
                        compound.formula, place: compound.place)
                }
                let twin = table.compounds[first]
                table.compounds[row].exclusion = Compound.duplicate
                findings.append(
                    finding(
                        .duplicate, compound,
                        "same composition as \(twin.formula) at \(twin.place)",
                        Self.keptOut))
            }
        }
    }

    /// Training rows of equal composition, groups of two or more, in row order.
    private func groups(of table: CompoundTable) -> [[Int]] {
        var rows = CompositionMap<[Int]>()
        for row in table.trainingRows {
            let composition = table.compounds[row].composition
            rows[composition] = (rows[composition] ?? []) + [row]
        }
        return rows.values.filter { $0.count > 1 }
    }

    /// Quasicrystals with an approximant closer than 1 at.%: kept, since both may be right.
    private func nearPairs(in table: CompoundTable) -> [Finding] {
        let names = table.classNames
        guard let quasicrystal = names.firstIndex(of: PhaseClass.quasicrystal.rawValue),
            let approximant = names.firstIndex(of: PhaseClass.approximant.rawValue)
        else { return [] }
        let rows = table.trainingRows
        let approximants = rows.filter { table.compounds[$0].classIndex == approximant }
        let index = CompositionIndex(approximants.map { table.compounds[$0].composition })
        return rows.filter { table.compounds[$0].classIndex == quasicrystal }.compactMap { row in
            let compound = table.compounds[row]
            guard let near = index.nearest(to: compound.composition).first, near.distance < 0.01
            else { return nil }
            let other = table.compounds[approximants[near.index]]
            let distance = AtPercent.rounded(near.distance)
            return finding(
                .nearPair, compound,
                "\(distance) at.% from the approximant \(other.formula) at \(other.place)", "kept")
        }
    }

    private func finding(
        _ kind: Finding.Kind, _ compound: Compound, _ detail: String, _ action: String
    ) -> Finding {
        Finding(
            kind: kind, place: compound.place, formula: compound.formula, detail: detail,
            action: action)
    }
}
