import Basis
import Materials

extension SweepSection {
    init(_ section: ConfigurationSection) throws {
        self.init()
        groups = try Self.groups(section.section("groups"))
        let known = try ElementGroups(groups, table: ElementTable.standard)
        // Names are looked up here, where their place in the file is known.
        families =
            try section.texts("families") { _ = try SystemPattern($0, size: 3, groups: known) }
            ?? families
        systems = try section.texts("systems") { _ = try Self.ternary($0) } ?? systems
        elements =
            try section.texts("elements") {
                if $0 != "all" { _ = try known.members(of: $0) }
            } ?? elements
        divisions = try section.integer("divisions", default: divisions, in: 1...1000)
        sections = try section.items("sections").map { item in
            try Self.family(item, groups: known, divisions: divisions)
        }
        quaternaries =
            try section.texts("quaternaries") { _ = try SystemPattern($0, size: 4, groups: known) }
            ?? quaternaries
        target = try section.text("target", default: target)
        maps = try section.choice("maps", default: maps)
        threshold = try section.optionalNumber("threshold", in: 0...1)
        precision = try section.choice("bits", default: precision)
        skipBelow = try section.optionalNumber("skip_below", in: 0...1)
        exclusions = try ExclusionSection(section.section("exclude"), groups: known)
        if section.has("block") {
            block = try section.integer("block", default: 1, in: 1...10_000)
        }
        try section.finish()
        if namesNothing {
            throw ConfigurationError.missingKey(
                "families, systems, elements, sections or quaternaries", section: section.name,
                place: section.place(of: "families"))
        }
    }

    /// Whether no system is asked for.
    var namesNothing: Bool {
        families.isEmpty && systems.isEmpty && elements.isEmpty && sections.isEmpty
            && quaternaries.isEmpty
    }

    private static func groups(_ section: ConfigurationSection) throws -> [ElementGroup] {
        let builtIn = try ElementGroups(table: ElementTable.standard)
        var groups = [ElementGroup]()
        // By name: the order in the file is no setting.
        for name in section.keys.sorted() {
            let members =
                try section.texts(name) { _ = try builtIn.members(of: $0) } ?? []
            let group = ElementGroup(name: name, members: members)
            try section.placing(at: section.keyPlace(of: name)) {
                _ = try ElementGroups([group], table: ElementTable.standard)
            }
            groups.append(group)
        }
        return groups
    }

    /// A text such as `(Al-TM-TM)90Si10` or a mapping with `system`, `element`, `at_percent`.
    private static func family(
        _ item: ConfigurationItem, groups: ElementGroups, divisions: Int
    ) throws -> SectionFamily {
        let found: SectionFamily
        switch item {
        case .text(let text, let section, let place):
            found = try section.placing(at: place) {
                let family = try SectionFamily(text)
                for name in family.elements { _ = try groups.members(of: name) }
                _ = try SystemPattern(family.system, size: 3, groups: groups)
                for content in family.contents { _ = try content.parts(of: divisions) }
                return family
            }
        case .mapping(let section):
            // A misspelt key is named before the one that it leaves missing.
            for key in ["system", "element", "at_percent"] { _ = section.has(key) }
            try section.finish()
            let system = try section.requiredText("system") {
                _ = try SystemPattern($0, size: 3, groups: groups)
            }
            let elements = try section.requiredTexts("element") {
                _ = try groups.members(of: $0)
            }
            let contents = try section.requiredTexts("at_percent") {
                guard let content = ExactContent(atPercent: $0) else {
                    throw QuasiScreenError.content($0)
                }
                _ = try content.parts(of: divisions)
            }.compactMap { ExactContent(atPercent: $0) }
            found = SectionFamily(system: system, elements: elements, contents: contents)
        }
        return found
    }
}
