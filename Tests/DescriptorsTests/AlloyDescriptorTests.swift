import Basis
import Descriptors
import Materials
import Testing

private func descriptors(_ names: [String]) throws -> AlloyDescriptors {
    try AlloyDescriptors(names.map { try #require(AlloyDescriptor($0)) })
}

@Test func namesOfAlloyDescriptorsReadBack() {
    let names = [
        "ave:period", "std:x_miracle_radius_pm", "stoich:element_count", "base:period",
        "solute:num_d_valence", "share:rare_earths", "spread:density", "contrast:density",
    ]
    for name in names { #expect(AlloyDescriptor(name)?.name == name) }
    for name in ["period", "base:", "share:metals", "stoich:entropy", "mean:period", ":period"] {
        #expect(AlloyDescriptor(name) == nil)
    }
}

@Test func baseIsTheMostFrequentElementAndTheMeanOfSeveral() throws {
    let sets = try descriptors(["base:period", "solute:period"])
    // Al is of period 3, Cu and Fe of period 4; Y is of period 5.
    #expect(try sets.values(of: Composition("Al63Cu25Fe12")) == [3, 4])
    #expect(try sets.values(of: Composition("AlCuY2")) == [5, 3.5])
    #expect(try sets.values(of: Composition("AlCu")) == [3.5, 3.5])
    let solutes = try sets.values(of: Composition("Al80Cu15Y5"))
    #expect(abs(solutes[1] - (0.15 * 4 + 0.05 * 5) / 0.2) < 1e-12)
}

@Test func familiesHoldTheElementsOfTheirGroups() throws {
    let members: [(ElementFamily, String, String)] = [
        (.sMetals, "Li Na Cs Be Mg Ba", "H Sc Zn Al He"),
        (.rareEarths, "Sc Y La Yb Lu", "Ca Ti Ac U"),
        (.rareEarthsAndCalcium, "Sc Yb Ca Sr Ba", "Mg Be Na Zr"),
        (.transitionMetals, "Ti Ni Zr Pd Hf Pt U Th", "La Sc Cu Zn Yb"),
        (.coinageMetals, "Cu Ag Au", "Ni Zn"),
        (.zincGroup, "Zn Cd Hg", "Cu Mg"),
        (.aluminiumGroup, "B Al Ga In Tl", "Si Zn"),
        (.groups12And13, "Zn Cd Al In", "Mg Si Cu"),
        (.groups2And12And13, "Mg Ca Zn Al", "Na Si Cu La"),
        (.groups14To16, "Si Ge Sn Pb Sb Bi Te", "Al F Cl"),
        (.simpleMetals, "Na Mg Zn Al Si Sb", "H Cu La Fe Cl Ar"),
    ]
    #expect(members.map(\.0) == ElementFamily.allCases)
    for (family, inside, outside) in members {
        for symbol in inside.split(separator: " ") {
            #expect(family.contains(try #require(Element(symbol: String(symbol)))), "\(symbol)")
        }
        for symbol in outside.split(separator: " ") {
            #expect(!family.contains(try #require(Element(symbol: String(symbol)))), "\(symbol)")
        }
    }
}

@Test func sharesAreSumsOfFractions() throws {
    let sets = try descriptors(["share:s_metals", "share:rare_earths", "share:groups_12_13"])
    #expect(try sets.values(of: Composition("Zn58Mg40Y2")) == [0.4, 0.02, 0.58])
    let al = try sets.values(of: Composition("Al63Cu25Zn12"))
    #expect(abs(al[2] - 0.75) < 1e-15)
}

@Test func spreadIsTheDeviationOverTheMean() throws {
    let sets = try descriptors(["spread:period", "std:period", "ave:period", "contrast:period"])
    let values = try sets.values(of: Composition("Al63Cu25Y12"))
    #expect(abs(values[0] - values[1] / values[2]) < 1e-15)
    // Above the mean of 3.49 are Cu and Y.
    #expect(abs(values[3] - (0.25 * 4 + 0.12 * 5) / 0.37 / 3) < 1e-12)
    #expect(sets.units == ["1", "1", "1", "1"])
    let pure = try sets.values(of: Composition("Al"))
    #expect(pure == [0, 0, 3, 1])
    // Equal periods: nothing is large or small.
    #expect(try sets.values(of: Composition("CuZn"))[3] == 1)
}

@Test func contrastIsAtLeastOneForPositiveProperties() throws {
    let sets = try descriptors(["contrast:density"])
    var stream = RandomStream(seed: 5)
    for _ in 0..<300 {
        let amounts = (0...stream.below(4)).map { _ in
            (Element.allCases[stream.below(90)], stream.unit() + 0.001)
        }
        let contrast = try sets.values(of: Composition(amounts: amounts))[0]
        #expect(contrast >= 1)
    }
}

@Test func pooledStatisticsAreThoseOfTheFeaturizer() throws {
    let set = DescriptorSet(
        properties: ["density", "period"], statistics: [.mean, .standardDeviation],
        stoichiometry: [.largest])
    let featurizer = try Featurizer(descriptors: set)
    // Another order, so that positions are looked up.
    let order = [4, 3, 0, 2, 1]
    let alloys = try descriptors(order.map { featurizer.names[$0] })
    #expect(alloys.units == order.map { featurizer.units[$0] })
    for formula in ["Al63Cu25Fe12", "Cd5.7Yb", "NaCl"] {
        let composition = try Composition(formula)
        let features = try featurizer.features(of: composition)
        #expect(try alloys.values(of: composition) == order.map { features[$0] })
    }
}

@Test func columnsAreTheValuesOfTheRowsAtAnyThreadCount() throws {
    let alloys = try descriptors(["base:density", "ave:period", "share:simple_metals"])
    let compositions = try ["Al63Cu25Fe12", "Zn58Mg40Y2", "AlNi", "Au"].map { try Composition($0) }
    let columns = try alloys.columns(of: compositions, threads: 3)
    for (row, composition) in compositions.enumerated() {
        #expect(columns.map { $0[row] } == (try alloys.values(of: composition)))
    }
}

@Test func aMissingElementValueIsNamed() throws {
    // The miracle radius of fluorine is not in the table.
    let alloys = try descriptors(["base:x_miracle_radius_pm"])
    let composition = try Composition("Al99F")
    let fluorine = try #require(Element(symbol: "F"))
    let missing = MissingValue(element: fluorine, property: "x_miracle_radius_pm")
    #expect(alloys.missingValue(of: composition) == missing)
    #expect(throws: DescriptorError.missingValue(missing, formula: composition.formula)) {
        try alloys.values(of: composition)
    }
}

@Test func aRatioOfAPropertyThatIsNotPositiveIsRefused() throws {
    let hydrogen = try #require(Element(symbol: "H"))
    #expect(
        throws: DescriptorError.ratioNotPositive(
            element: hydrogen, descriptor: "spread:num_d_valence", value: 0)
    ) {
        try descriptors(["spread:num_d_valence"])
    }
}
