import Materials

extension Featurizer {
    /// Refuses a composition that the policy does not allow.
    func check(_ composition: Composition) throws {
        for element in composition.elements {
            let absent = missing[element.atomicNumber]
            if absent.isEmpty || missingPolicy == .impute { continue }
            if missingPolicy == .error {
                throw DescriptorError.missingValue(
                    MissingValue(element: element, property: descriptors.properties[absent[0]]),
                    formula: composition.formula)
            }
            for property in absent {
                let present = composition.elements.contains {
                    !missing[$0.atomicNumber].contains(property)
                }
                if !present {
                    throw DescriptorError.nothingToPool(
                        property: descriptors.properties[property], formula: composition.formula)
                }
            }
        }
    }

    /// What the policy does for these compositions; refuses the first that it does not allow.
    func missingReport(for compositions: [Composition]) throws -> MissingReport {
        var affected = [Int](repeating: 0, count: missing.count)
        let incomplete = missing.map { !$0.isEmpty }
        for composition in compositions {
            var isComplete = true
            for element in composition.elements where incomplete[element.atomicNumber] {
                affected[element.atomicNumber] += 1
                isComplete = false
            }
            if !isComplete { try check(composition) }
        }
        return MissingReport(
            entries: Element.allCases.flatMap { element in
                affected[element.atomicNumber] == 0
                    ? []
                    : missing[element.atomicNumber].map {
                        MissingReport.Entry(
                            element: element, property: descriptors.properties[$0],
                            compositions: affected[element.atomicNumber])
                    }
            })
    }

    /// The values that these elements lack.
    func missingValues(of elements: [Element]) -> [MissingValue] {
        elements.flatMap { element in
            missing[element.atomicNumber].map {
                MissingValue(element: element, property: descriptors.properties[$0])
            }
        }
    }
}
