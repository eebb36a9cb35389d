import Foundation
import Workflow

/// What the report says of itself, kept beside it so that it can be written again.
struct ReportSettings: Sendable, Codable {
    var title: String
    /// Candidates in the table of the page.
    var candidates: Int
}

/// The results of a run, wherever they come from; digests are checked before bytes are returned.
struct RunResults {
    /// The names of a stage's results, sorted.
    let names: (_ stage: String) -> [String]
    let read: (_ name: String, _ stage: String) throws -> [UInt8]
    /// What a stage was made from; `nil` where nothing says so.
    let record: (_ stage: String) throws -> StageAccount?

    init(
        names: @escaping (_ stage: String) -> [String],
        read: @escaping (_ name: String, _ stage: String) throws -> [UInt8],
        record: @escaping (_ stage: String) throws -> StageAccount? = { _ in nil }
    ) {
        self.names = names
        self.read = read
        self.record = record
    }

    /// What the stages before the report were made from, in their order.
    ///
    /// The report itself is not among them: while it is written it has no record.
    func accounts() throws -> [StageAccount] { try ReportStage.sources.compactMap(record) }

    /// A JSON result of a stage.
    func decode<Value: Decodable>(
        _ type: Value.Type, from name: String, of stage: String
    ) throws -> Value {
        let bytes = try read(name, stage)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch is DecodingError {
            throw QuasiScreenError.foreignTable(
                file: "\(stage)/\(name)", detail: "this file has another layout")
        }
    }

    /// The account of the rule stage.
    func account() throws -> RuleAccount {
        try decode(RuleAccount.self, from: RuleAccount.name, of: RuleStage.id)
    }

    /// The results that a stage reads, before the run is finished.
    init(_ context: StageContext) {
        self.init(
            names: { context.names(of: $0) }, read: { try context.read($0, from: $1) },
            record: { context.account(of: $0) })
    }

    /// The systems that the sweep has summarised.
    func sweep() throws -> SweepReader {
        try SweepReader(
            bytes: read("systems.h5", SweepStage.id), name: "\(SweepStage.id)/systems.h5")
    }

    func model() throws -> TrainedModel {
        try ModelStore.decode(
            read("model.h5", ModelStage.id), name: "\(ModelStage.id)/model.h5")
    }

    /// The results of a finished run.
    init(folder: String) throws {
        let run = try FinishedRun(folder: folder)
        self.init(
            names: { run.names(of: $0) }, read: { try run.read($0, from: $1) },
            record: { try run.account(of: $0) })
    }
}

extension RunReport {
    /// Writes the report of a finished run.
    ///
    /// - Parameter output: where to; `nil` takes `report.html` in the run folder.
    /// - Returns: the path of the page.
    public static func write(of folder: String, to output: String?) throws -> String {
        let results = try RunResults(folder: folder)
        let settings = try results.decode(
            ReportSettings.self, from: "settings.json", of: ReportStage.id)
        let path = output ?? folder + "/report.html"
        let page = try RunReport(settings: settings, results: results).html()
        try ResultFile.write(page, to: path)
        return path
    }
}
