import Basis
import Materials
import Ternary
import Testing

@testable import QuasiScreen

private func sweep(_ yaml: String) throws -> SweepSection {
    try PipelineConfiguration(
        text: "dataset: {path: x}\nsweep:\n" + yaml, file: "p.yaml"
    ).sweep
}

private func planes(_ section: SweepSection) throws -> [TernarySection] {
    try section.planes(of: ElementTable.standard)
}

private func message(_ body: () throws -> some Any) -> String {
    do {
        return "accepted: \(try body())"
    } catch {
        return "\(error)"
    }
}

@Suite struct ElementGroupTests {
    private func symbols(_ name: String, _ named: [ElementGroup] = []) throws -> String {
        try ElementGroups(named, table: ElementTable.standard).members(of: name).map(\.symbol)
            .joined(separator: " ")
    }

    @Test func builtInGroupsHoldWhatTheirNamesSay() throws {
        #expect(try symbols("A") == "Li Na K Rb Cs Fr")
        #expect(try symbols("AE") == "Be Mg Ca Sr Ba Ra")
        #expect(try symbols("PGM") == "Ru Rh Pd Os Ir Pt")
        #expect(try symbols("G11") == "Cu Ag Au")
        #expect(try symbols("G14") == "C Si Ge Sn Pb")
        #expect(try symbols("Ln").hasPrefix("La Ce"))
        #expect(try symbols("RE").hasPrefix("Sc Y La Ce"))
        #expect(try symbols("3d") == "Sc Ti V Cr Mn Fe Co Ni Cu Zn")
        #expect(try symbols("Fe") == "Fe")
        let everything = ElementTable.standard.elements.count
        #expect(try symbols("*").split(separator: " ").count == everything)
        for name in ElementGroups.builtInNames { #expect(!(try symbols(name)).isEmpty) }
    }

    @Test func noBuiltInGroupIsAnElement() {
        for name in ElementGroups.builtInNames { #expect(Element(symbol: name) == nil) }
    }

    @Test func aNamedGroupMayHoldBuiltInOnes() throws {
        let named = [
            ElementGroup(name: "LateTM", members: ["Fe", "Co", "Ni", "Fe"]),
            ElementGroup(name: "Soft", members: ["G11", "Zn", "AE"]),
        ]
        #expect(try symbols("LateTM", named) == "Fe Co Ni")
        #expect(try symbols("Soft", named) == "Cu Ag Au Zn Be Mg Ca Sr Ba Ra")
    }

    @Test(arguments: [
        ("Fe", ["Co"], "the group \"Fe\" is an element"),
        ("TM", ["Co"], "the group \"TM\" is built in"),
        ("G7", ["Co"], "the group \"G7\" is built in"),
        ("all", ["Co"], "the group \"all\" is built in"),
        ("*", ["Co"], "the group \"*\" is built in"),
        ("Late-TM", ["Co"], "the group \"Late-TM\" cannot stand in a pattern"),
        ("", ["Co"], "the group \"\" cannot stand in a pattern"),
        ("12", ["Co"], "the group \"12\" cannot stand in a pattern"),
        ("Late", [], "the group \"Late\" has no members"),
        ("Late", ["Fe", "Cx"], "\"Cx\" is neither an element nor a group"),
        ("Late", ["Late"], "\"Late\" is neither an element nor a group"),
    ])
    func aWrongGroupIsNamed(name: String, members: [String], expected: String) {
        let text = message {
            try ElementGroups(
                [ElementGroup(name: name, members: members)], table: ElementTable.standard
            ).names
        }
        #expect(text.hasPrefix(expected), "\(text)")
    }

    @Test func aGroupIsDefinedOnce() {
        let group = ElementGroup(name: "Late", members: ["Fe"])
        #expect(throws: QuasiScreenError.groupName("Late", problem: "is defined twice")) {
            try ElementGroups([group, group], table: ElementTable.standard)
        }
    }
}

@Suite struct SweepPlaneTests {
    @Test func groupsOfTheFileStandInPatternsAndElements() throws {
        let found = try sweep(
            """
              groups: {LateTM: [Fe, Co, Ni], Noble: [Ru, Rh, Pd]}
              families: [Al-LateTM-Noble, Al-LateTM-LateTM]
              elements: [Noble]
            """)
        #expect(
            found.groups == [
                ElementGroup(name: "LateTM", members: ["Fe", "Co", "Ni"]),
                ElementGroup(name: "Noble", members: ["Ru", "Rh", "Pd"]),
            ])
        let labels = try planes(found).map(\.label)
        #expect(labels.count == 9 + 3 + 1)
        #expect(labels.contains("Al-Ni-Rh") && labels.contains("Al-Co-Fe"))
        #expect(labels.contains("Pd-Rh-Ru"))
        #expect(found.parameters["groups"] == "LateTM = Fe Co Ni, Noble = Ru Rh Pd")
        // Where nothing is said the parameters are those of sweeps before there were groups.
        let plain = try sweep("  systems: [Al-Cu-Fe]\n").parameters
        #expect(
            plain.keys.sorted() == [
                "bits", "block", "divisions", "elements", "exclude.elements", "exclude.price_above",
                "exclude.radioactive", "exclude.toxic", "families", "maps", "skip_below",
                "systems", "target", "threshold",
            ])
    }

    @Test func sectionsAreWrittenInTwoWays() throws {
        let mapping = try sweep(
            "  sections: [{system: Al-Cu-Fe, element: Mg, at_percent: [5, 10]}]\n")
        let text = try sweep("  sections: [(Fe-Al-Cu)95Mg5, (Al-Cu-Fe)9Mg1]\n")
        let expected = ["(Al-Cu-Fe)95Mg5", "(Al-Cu-Fe)90Mg10"]
        #expect(try planes(mapping).map(\.label) == expected)
        #expect(try planes(text).map(\.label) == expected)
        let single = try sweep("  sections: {system: Al-Cu-Fe, element: Mg, at_percent: 5}\n")
        #expect(try planes(single).map(\.label) == ["(Al-Cu-Fe)95Mg5"])
    }

    @Test func sectionsOfFamilies() throws {
        let found = try sweep(
            """
              groups: {LateTM: [Fe, Co, Ni]}
              sections:
                - {system: Al-LateTM-PGM, element: [Si, Cu, LateTM], at_percent: [2.5, 10]}
                - (Al-LateTM-LateTM)195Si5
              divisions: 200
            """)
        let labels = try planes(found).map(\.label)
        // 18 ternaries; Si, Cu and the two late metals that are no corner; two contents. Three
        // ternaries with silicon more.
        #expect(labels.count == 18 * 4 * 2 + 3)
        #expect(labels.contains("(Al-Co-Pt)195Si5") && labels.contains("(Al-Co-Pt)180Ni20"))
        #expect(!labels.contains { $0.hasPrefix("(Al-Co-Pt)") && $0.contains(")180Co") })
    }

    @Test func aQuaternaryIsAStackThatHoldsEveryCompositionOnce() throws {
        var section = SweepSection()
        section.divisions = 6
        section.quaternaries = ["Al-Cu-Fe-Mg"]
        let stack = try planes(section)
        #expect(
            try stack
                == TernarySection.stack(of: ChemicalSystem("Al-Cu-Fe-Mg"), divisions: 6))
        let extent = SweepExtent(stack, divisions: 6)
        #expect(extent.compositions == 9 * 8 * 7 / 6 - 1)
        #expect(extent.text == "1 system and 5 sections, 83 compositions")
    }

    @Test func whatIsNamedTwiceIsSweptOnce() throws {
        var section = SweepSection()
        section.divisions = 10
        section.systems = ["Fe-Cu-Al", "Al-Cu-Ni"]
        section.quaternaries = ["Al-Cu-Fe-Mg", "Mg-Al-Cu-Fe", "Al-Cu-Fe-G2"]
        section.sections = try [SectionFamily("(Al-Cu-Fe)90Mg10"), SectionFamily("(Al-Cu-Mg)9Fe1")]
        let found = try planes(section)
        #expect(found == found.sorted())
        #expect(Set(found).count == found.count)
        // Six quaternaries; Al-Cu-Fe is the face of three of them (Mg, Ra, Sr).
        let ternaries = Set(found.filter { $0.fixed == nil }.map(\.label))
        #expect(ternaries.isSuperset(of: ["Al-Cu-Fe", "Al-Cu-Ni", "Al-Be-Cu", "Al-Ba-Cu"]))
        #expect(found.count { $0.fixed != nil } == 6 * 9 + 1)
        #expect(ternaries.count == 5)
        #expect(try section.ternarySystems(of: ElementTable.standard).count == 5)
    }

    /// Pairs of 30 transition metals; 94 over 4 of the whole table.
    @Test(arguments: [
        ("Al-TM-TM-Si", 435), ("Al-Cu-Fe-RE", 17), ("Al-Cu-Fe-Mg", 1), ("Al-3d-4d-5d", 1000),
        ("RE-RE-RE-RE", 17 * 16 * 15 * 14 / 24), ("Al-3d-RE-3d", 45 * 16 + 36),
    ])
    func aFamilyOfQuaternariesHasSoMany(pattern: String, count: Int) throws {
        let groups = try ElementGroups(table: ElementTable.standard)
        let found = try SystemPattern(pattern, size: 4, groups: groups).systems()
        #expect(found.count == count)
        #expect(found == found.sorted() && Set(found).count == count)
        #expect(found.allSatisfy { $0.elements.count == 4 })
    }

    @Test(arguments: [
        ("10", 100, 10), ("2.5", 200, 5), ("0.1", 1000, 1), ("99.9", 1000, 999), ("5.0", 20, 1),
        ("33.5", 200, 67), ("50", 2, 1),
    ])
    func aContentIsAWholeNumberOfSteps(text: String, divisions: Int, parts: Int) throws {
        let content = try #require(ExactContent(atPercent: text))
        #expect(try content.parts(of: divisions) == parts)
    }

    @Test(arguments: [
        ("2.5", 100, "divisions 200"), ("5", 30, "divisions 60"), ("2", 20, "divisions 100"),
        ("0.7", 300, "divisions 1000"), ("0.01", 100, "round the content"),
    ])
    func aContentBetweenStepsNamesTheGridThatHasIt(
        text: String, divisions: Int, expected: String
    ) throws {
        let content = try #require(ExactContent(atPercent: text))
        let found = message { try content.parts(of: divisions) }
        #expect(found.hasPrefix("\(text) at.% is not a whole number of steps of 1/\(divisions)"))
        #expect(found.contains(expected), "\(found)")
    }

    @Test(arguments: ["0", "100", "-5", "", "ten", "1e1", "5.", ".5", "1.2345678", "inf", "5 "])
    func whatIsNoContentIsRefused(text: String) {
        #expect(ExactContent(atPercent: text) == nil)
    }

    @Test func aMapMayBeOfASection() throws {
        #expect(try SweepSection.plane("Fe-Al-Cu", divisions: 30).label == "Al-Cu-Fe")
        #expect(
            try SweepSection.plane("(Al-Cu-Fe)90Mg10", divisions: 200).label
                == "(Al-Cu-Fe)180Mg20")
        for label in ["(Al-TM-Fe)90Mg10", "(Al-Cu-Fe)90TM10", "(Al-Cu-Fe)90", "Al-Cu", "(Al-Cu"] {
            #expect(throws: (any Error).self) { try SweepSection.plane(label, divisions: 100) }
        }
    }

    @Test(arguments: [
        (
            "  families: [Al-TM-TM, Al-TN-TM]\n",
            "p.yaml:3:24: \"TN\" is neither an element nor a group; did you mean \"TM\"?"
        ),
        (
            "  families: [Al-TM-TM-Si]\n",
            "p.yaml:3:14: Al-TM-TM-Si does not have 3 elements; a ternary system is written like "
                + "Al-Cu-Fe; a whole quaternary belongs to \"quaternaries\""
        ),
        (
            "  groups: {Late: [Fe, Co]}\n  families:\n    - Al-Lat-Pd\n",
            "p.yaml:5:7: \"Lat\" is neither an element nor a group; did you mean \"Late\"?"
        ),
        (
            "  groups:\n    Fe: [Co]\n  systems: Al-Cu-Fe\n",
            "p.yaml:4:5: the group \"Fe\" is an element; name it with"
        ),
        (
            "  groups: {Late: [Fe, Cx]}\n  systems: Al-Cu-Fe\n",
            "p.yaml:3:23: \"Cx\" is neither an element nor a group"
        ),
        (
            "  groups: {Late: []}\n  systems: Al-Cu-Fe\n",
            "p.yaml:3:12: the group \"Late\" has no members"
        ),
        ("  groups: [Fe]\n  systems: Al-Cu-Fe\n", "p.yaml:3:11: \"sweep.groups\" is a list; give"),
        (
            "  systems: [Al-Cu-Fe, Al-Cx-Fe]\n",
            "p.yaml:3:23: formula \"Al-Cx-Fe\", column 4: no element \"Cx\"; did you mean"
        ),
        ("  elements: [Al, Cu, TX]\n", "p.yaml:3:22: \"TX\" is neither an element nor a group"),
        (
            "  quaternaries: [Al-Cu-Fe]\n",
            "p.yaml:3:18: Al-Cu-Fe does not have 4 elements; a quaternary system is written like"
        ),
        (
            "  sections: [(Al-Cu-Fe)90]\n",
            "p.yaml:3:14: \"(Al-Cu-Fe)90\" is no section; write (Al-Cu-Fe)90Mg10"
        ),
        (
            "  sections:\n    - {system: Al-Cu-Fe, elment: Mg, at_percent: 5}\n",
            "p.yaml:4:26: unknown key \"elment\" in \"sweep.sections\"; did you mean \"element\"?"
        ),
        (
            "  sections:\n    - {system: Al-Cu-Fe, element: Mg}\n",
            "p.yaml:4:7: \"at_percent\" is missing in \"sweep.sections\""
        ),
        (
            "  sections:\n    - {system: Al-Cu-Fe, element: Mg, at_percent: 5, parts: 3}\n",
            "p.yaml:4:54: unknown key \"parts\" in \"sweep.sections\""
        ),
        (
            "  sections:\n    - {system: Al-Cu-Fe, element: Mg, at_percent: [5, 0]}\n",
            "p.yaml:4:55: \"0\" is no content in at.%; give a number above 0"
        ),
        (
            "  sections:\n    - {system: Al-Cu-Fe, element: Mg, at_percent: [5, 2.5]}\n",
            "p.yaml:4:55: 2.5 at.% is not a whole number of steps of 1/100; take divisions 200"
        ),
        (
            "  divisions: 30\n  sections: [(Al-Cu-Fe)95Mg5]\n",
            "p.yaml:4:14: 5 in 95 + 5 is not a whole number of steps of 1/30; take divisions 60"
        ),
        ("  sections: [[Al]]\n", "p.yaml:3:14: \"sections\" is a list; give a list of texts or"),
    ])
    func aMistakeIsNamedWithItsPlace(yaml: String, expected: String) {
        let text = message { try sweep(yaml) }
        #expect(text.hasPrefix(expected), "\(text)")
    }

    @Test func aSectionWhoseElementIsACornerIsNone() throws {
        let found = try sweep("  sections: [(Al-Cu-Fe)90Cu10]\n")
        #expect(message { try planes(found) }.contains("gives no quaternary system"))
    }

    @Test func numbersOfCompositionsAreGroupedInThrees() throws {
        #expect(
            [0, 999, 1000, 690_460_644].map(grouped) == [
                "0", "999", "1,000", "690,460,644",
            ])
        let plain = try planes(sweep("  systems: [Al-Cu-Fe, Al-Co-Ni]\n"))
        #expect(SweepExtent(plain, divisions: 100).text == "2 systems, 10,302 compositions")
        #expect(SweepExtent([], divisions: 10).planes == "0 systems")
    }
}
