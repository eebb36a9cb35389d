import ArgumentParser
import QuasiScreen

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Screens ternary systems over the whole triangle, and quaternaries.",
        discussion: """
            Name systems (--systems Al-Cu-Fe,Al-Ni-Co), families (--families Al-TM-TM), or \
            elements (--elements Al,Cu,Fe,Ni or all) whose every ternary is screened. Quaternaries \
            are screened as sections at a constant content of one element (--sections \
            '(Al-Cu-Fe)90Mg10,(Al-TM-TM)95Si5') or whole (--quaternaries Al-Cu-Fe-Mg): at a \
            coarse grid such as --divisions 20, that has 1,770 compositions, at 100 it has 176,850.

            Groups in families are TM (transition metals, groups 3 to 12), 3d, 4d, 5d (its rows), \
            RE (Sc, Y, lanthanides), Ln (lanthanides), A (alkali metals), AE (alkaline earths), \
            PGM (platinum-group metals), G1 to G18 (groups of the periodic table), * (every \
            element), and those named with --group.

            The number of compositions is said before the first is evaluated. An interrupted sweep \
            continues when it is started again.

            \(exitCodes)
            """)

    @Option(help: "Systems, separated by commas.") var systems: String?
    @Option(help: "Families of systems, separated by commas.") var families: String?
    @Option(help: "Elements or groups, separated by commas, or all.") var elements: String?
    @Option(help: "Sections of quaternaries such as '(Al-Cu-Fe)90Mg10', separated by commas.")
    var sections: String?
    @Option(help: "Whole quaternaries and families of them, separated by commas.")
    var quaternaries: String?
    @Option(
        help: ArgumentHelp(
            "A group of elements to use in the options above (repeatable).",
            valueName: "NAME=Fe,Co,Ni"))
    var group: [String] = []
    @Option(help: "Steps along an edge: 100 is 1 at.%.") var divisions = 100
    @Option(help: "The wanted class.") var target = "quasicrystal"
    @Option(help: "Maps to store: hits, all or none.") var maps = SweepSection.KeptMaps.hits
    @Option(
        help: """
            The probability of the target that makes a system a hit. The default: the target is \
            the predicted class somewhere.
            """) var threshold: Double?
    @Option(help: "Bits of a stored probability: 8 or 16.") var bits = MapPrecision.sixteen
    @Option(help: "Leave systems unevaluated in which no point can reach this probability.")
    var skipBelow: Double?
    @Option(
        help: """
            Leave candidates out of the ranking: toxic, radioactive, elements and groups, \
            separated by commas.
            """) var exclude: String?
    @Option(help: "Leave candidates with an element above this price out, in USD a kilogram.")
    var priceAbove: Double?
    @Option(help: "Systems in one file; 512, or fewer where maps are large, if not given.")
    var block: Int?
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "The folder to write.") var output: String
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Wait for another run that has the folder; without it, end at once with code 75.")
    var wait = false
    @Flag(help: "Say nothing but errors.") var quiet = false

    func validate() throws {
        guard (1...1000).contains(divisions) else {
            throw ValidationError("--divisions must be 1 to 1000")
        }
        guard block.map((1...10_000).contains) ?? true else {
            throw ValidationError("--block must be 1 to 10000")
        }
        guard priceAbove.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--price-above must be 0 or more")
        }
        for (name, value) in [("threshold", threshold), ("skip-below", skipBelow)] {
            guard value.map((0...1).contains) ?? true else {
                throw ValidationError("--\(name) must be 0 to 1")
            }
        }
        guard [systems, families, elements, sections, quaternaries].contains(where: { $0 != nil })
        else {
            throw ValidationError(
                "name --systems, --families, --elements, --sections or --quaternaries")
        }
        for item in group where !item.contains("=") {
            throw ValidationError("--group needs NAME=ELEMENT,..., found \"\(item)\"")
        }
    }

    func run() throws {
        try Terminal.reporting {
            var section = SweepSection()
            section.systems = split(systems)
            section.families = split(families)
            section.elements = split(elements)
            section.sections = try split(sections).map { try SectionFamily($0) }
            section.quaternaries = split(quaternaries)
            section.groups = group.map { item in
                let parts = item.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return ElementGroup(name: String(parts[0]), members: split(String(parts[1])))
            }
            section.divisions = divisions
            section.target = target
            section.maps = maps
            section.threshold = threshold
            section.precision = bits
            section.block = block
            section.skipBelow = skipBelow
            section.exclusions = ExclusionSection(names: split(exclude))
            section.exclusions.priceAbove = priceAbove
            let folder = output
            let display = ProgressDisplay(quiet: quiet)
            let text = try Interruption.keeping(
                "finished blocks are kept in \(folder); sweep again to continue"
            ) {
                try Sweeping.run(
                    section, model: model, folder: folder, threads: jobs.threads, wait: wait,
                    observer: display.show)
            }
            try Terminal.result(text)
        }
    }

    private func split(_ text: String?) -> [String] {
        text?.listed ?? []
    }
}

extension SweepSection.KeptMaps: ExpressibleByArgument {}
extension MapPrecision: ExpressibleByArgument {}
