import ArgumentParser
import QuasiScreen

struct DesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design",
        abstract: "Searches alloys of two to five elements for a wanted class.",
        discussion: """
            Draws compositions from the posterior p(class | composition)^sharpness x prior by \
            sequential Monte Carlo, looks at relatives of known compounds (one element replaced) \
            too, and lists the best different ones with probability, \
            uncertainty, domain, nearest known compound and price. Conditions are met by all: \
            elements, windows on descriptors (--window ave:x_ea_conventional=1.7:2.1), rules, \
            domain, distance from known compounds of the class.

            The result depends on the options and the seed, not on the number of threads; a search \
            whose results are there does nothing.

            \(exitCodes)
            """)

    @Option(help: "The wanted class; several, joined by commas, as one.")
    var target = "quasicrystal"
    @Option(help: "Elements or groups, separated by commas, or all.") var elements = "all"
    @Option(help: "How many elements, such as 3 or 2-5.") var sizes = "2-5"
    @Option(help: "Parts of an alloy: 1000 are steps of 0.1 at.%.") var parts = 1000
    @Option(help: "The power of the probability in the posterior.") var sharpness = 4.0
    @Option(help: "known (elements that occur together in known compounds) or uniform.")
    var prior = DesignSection.Prior.known
    @Option(help: "Concentration of the Dirichlet prior over fractions; 1 is even.")
    var concentration = 1.0
    @Option(
        help: ArgumentHelp(
            "A descriptor and the values it may have (repeatable).", valueName: "NAME=LOW:HIGH"))
    var window: [String] = []
    @Option(help: "A rules.json whose rules must all be met.") var rules: String?
    @Option(help: "The worst domain accepted: inside, edge or outside.")
    var domain = DomainGrade.edge
    @Option(help: "Least distance from known compounds of the class, in at.%.")
    var distance = 3.0
    @Option(help: "Elements not to use: toxic, radioactive, elements and groups.")
    var exclude: String?
    @Option(help: "Do not use elements above this price, in USD a kilogram.")
    var priceAbove: Double?
    @Option(help: "How many candidates to list.") var count = 100
    @Option(help: "How many of one chemical system.") var perSystem = 3
    @Flag(
        inversion: .prefixedNo,
        help: "Look at known compounds of the class with one element replaced too.")
    var relatives = true
    @Option(help: "Alloys that are moved together.") var particles = 2000
    @Option(help: "Moves of each at each temperature.") var moves = 10
    @Option(help: "Seed of the search.") var seed: UInt64 = 0
    @Option(help: "The model file. The default is that of the quickstart run.")
    var model = TrainedModel.defaultPath
    @Option(help: "The folder to write.") var output: String
    @OptionGroup var jobs: JobsOption
    @Flag(help: "Wait for another run that has the folder; without it, end at once with code 75.")
    var wait = false
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Say nothing but errors.") var quiet = false

    func validate() throws {
        func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws {
            guard range.contains(value) else {
                throw ValidationError(
                    "--\(name) must be \(range.lowerBound.formatted()) to "
                        + range.upperBound.formatted())
            }
        }
        _ = try sizeRange()
        try check("parts", Double(parts), 10...10_000)
        try check("sharpness", sharpness, 0.1...100)
        try check("concentration", concentration, 0.1...100)
        try check("distance", distance, 0...100)
        try check("count", Double(count), 1...10_000)
        try check("per-system", Double(perSystem), 1...10_000)
        try check("particles", Double(particles), 100...100_000)
        try check("moves", Double(moves), 1...1000)
        try check("price-above", priceAbove ?? 0, 0...1e15)
    }

    private func sizeRange() throws -> ClosedRange<Int> {
        let ends = sizes.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
            2 <= first, first <= last, last <= 5
        else {
            throw ValidationError("--sizes must be 2 to 5, such as 3 or 2-5")
        }
        return first...last
    }

    func run() throws {
        try Terminal.reporting {
            var section = DesignSection()
            section.targets = target.listed
            section.elements = elements.listed
            section.sizes = try sizeRange()
            section.parts = parts
            section.sharpness = sharpness
            section.prior = prior
            section.concentration = concentration
            section.windows = try window.map { try DesignSection.Window($0) }
            section.domain = domain
            section.distance = distance / 100
            section.exclusions = ExclusionSection(names: exclude?.listed ?? [])
            section.exclusions.priceAbove = priceAbove
            section.count = count
            section.perSystem = perSystem
            section.relatives = relatives
            section.search.particles = particles
            section.search.moves = moves
            section.search.seed = seed
            let folder = output
            let display = ProgressDisplay(quiet: quiet)
            let found = try Interruption.keeping("nothing of this search is kept in \(folder)") {
                try Designing.run(
                    section, model: model, rules: rules, folder: folder, threads: jobs.threads,
                    wait: wait, observer: display.show)
            }
            try Terminal.result(json ? found.json : found.text)
        }
    }
}

extension DesignSection.Prior: ExpressibleByArgument {}

extension DomainGrade: ExpressibleByArgument {
    public init?(argument: String) {
        guard let grade = DomainGrade.allCases.first(where: { $0.name == argument }) else {
            return nil
        }
        self = grade
    }

    public var defaultValueDescription: String { name }

    public static var allValueStrings: [String] { allCases.map(\.name) }
}
