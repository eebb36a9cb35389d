import Artifacts
import Basis
import Materials

/// What can go wrong between the modules; each module has errors of its own for the rest.
public enum QuasiScreenError: Diagnosable, Equatable {
    case unknownClass(String, known: [String])
    case tooFewClasses(file: String, found: [String])
    case emptyTable(file: String)
    case emptyField(column: String, place: String)
    case unprintableClass(String, place: String)
    case unknownDecision(String, column: String, place: String, known: [String])
    case unprintableColumn(String, place: String)
    case unnamedColumn(position: Int, place: String)
    case noTables(folder: String)
    case contradiction(formula: String, place: String, classes: [String])
    case sameFormulaTwice(String, place: String)
    case unknownSystemGroup(String, known: [String])
    case groupName(String, problem: String)
    case noSystems(String, size: Int = 3)
    case sectionNotation(String)
    case content(String)
    case contentBetweenSteps(String, divisions: Int, finer: Int?)
    case unreadableUnit(String, place: String)
    case tooFewGroups(Int, folds: Int, file: String)
    case noProperties(element: String, system: String)
    case wrongSystemSize(String, expected: Int)
    case unknownOutputFormat(path: String, known: [String])
    case noPositiveRows(className: String)
    case modelMismatch(file: String, detail: String)
    case foreignTable(file: String, detail: String)
    case noDefaultModel(path: String)
    case nothingToDo(String, remedy: String)
    case unknownDescriptor(String)
    /// A layer of a map that the model does not give; asked for on the command line or in the
    /// pipeline file.
    case unknownLayer(String, known: [String], Diagnosis.Kind)
    case zoom(String, corners: [String])
    /// A window of a search that cannot be read.
    case window(String, reason: String? = nil)
    case tooFewElements(found: [String], needed: Int)

    public var diagnosis: Diagnosis {
        switch self {
        case .unreadableUnit(let what, let place):
            return Diagnosis(
                .badData, what, place: place,
                remedy: "write units such as \"pm\", \"g/cm3\" or \"W/(m K)\", one of your own in "
                    + "square brackets")
        case .tooFewGroups(let count, let folds, let file):
            return Diagnosis(
                .badData, "\(count) rows or groups of rows cannot fill \(folds) folds",
                place: file, remedy: "add rows, or ask for fewer folds")
        case .unknownLayer(let name, let known, let kind):
            return Diagnosis(
                kind, "no layer \"\(name)\"",
                remedy: (Suggestion.question(for: name, among: known).map { $0 + " " } ?? "")
                    + "the layers are \(known.joined(separator: ", "))")
        case .window(let text, let reason):
            return Diagnosis(
                .usage, "\"\(text)\" is no window" + (reason.map { ": \($0)" } ?? ""),
                remedy: "give a descriptor and its ends, such as ave:x_ea_conventional=1.7:2.1")
        case .tooFewElements(let found, let needed):
            return Diagnosis(
                .configuration,
                "\(found.count) elements can be used"
                    + (found.isEmpty ? "" : " (\(found.joined(separator: ", ")))")
                    + " for alloys of up to \(needed)",
                remedy: "name more elements, exclude fewer or lower the number of elements; "
                    + "elements that settle the class or lack data are never used")
        case .zoom(let text, let corners):
            return Diagnosis(
                .usage, "\"\(text)\" is no part of the triangle",
                remedy: "give the least percentages, such as "
                    + corners.prefix(2).map { "\($0)=40" }.joined(separator: ","))
        case .unknownClass(let name, let known):
            return Diagnosis(
                .configuration, "no class \"\(name)\"",
                remedy: Suggestion.question(for: name, among: known)
                    ?? "the classes are \(known.joined(separator: ", "))")
        case .tooFewClasses(let file, let found):
            return Diagnosis(
                .badData,
                "a classifier needs two or more classes, found: "
                    + (found.isEmpty ? "none" : found.joined(separator: ", ")),
                place: file, remedy: "check the class column and the filters of the dataset")
        case .emptyTable(let file):
            return Diagnosis(.badData, "the table has no rows", place: file)
        case .emptyField(let column, let place):
            return Diagnosis(
                .badData, "column \"\(column)\" is empty", place: place,
                remedy: "fill it in or remove the row")
        case .unknownDecision(let text, let column, let place, let known):
            return Diagnosis(
                .badData,
                "\(TextForm.quoted(text)) in column \"\(column)\" is no decision about a label",
                place: place,
                remedy: (Suggestion.question(for: text, among: known)
                    ?? "a decision is one of \(known.joined(separator: ", "))")
                    + "; if the column holds something else, set the decision column to none")
        case .unprintableClass(let name, let place):
            return Diagnosis(
                .badData, "the class \(TextForm.quoted(name)) holds invisible characters",
                place: place, remedy: "remove them from the table")
        case .unprintableColumn(let name, let place):
            return Diagnosis(
                .badData, "the column \(TextForm.quoted(name)) holds invisible characters",
                place: place, remedy: "remove them from the first line of the table")
        case .unnamedColumn(let position, let place):
            return Diagnosis(
                .badData, "column \(position) has no name", place: place,
                remedy: "name it in the first line of the table, or leave it out (a column of row "
                    + "numbers is no quantity)")
        case .noTables(let folder):
            return Diagnosis(
                .noInput, "no CSV table in this folder", place: folder,
                remedy: "give a folder with *.csv files or one CSV file")
        case .contradiction(let formula, let place, let classes):
            return Diagnosis(
                .badData, "\(formula) is labelled \(classes.joined(separator: " and "))",
                place: place,
                remedy: "mend the table or set dataset.contradictions to rarest or exclude")
        case .sameFormulaTwice(let formula, let place):
            return Diagnosis(
                .badData, "\(formula) stands in the table twice", place: place,
                remedy: "mend the table or set dataset.duplicates to merge")
        case .unknownSystemGroup(let name, let known):
            return Diagnosis(
                .configuration, "\"\(name)\" is neither an element nor a group",
                remedy: Suggestion.question(
                    for: name, among: known + Element.allCases.map(\.symbol))
                    ?? "the groups are \(known.joined(separator: ", "))")
        case .groupName(let name, let problem):
            return Diagnosis(
                .configuration, "the group \"\(name)\" \(problem)",
                remedy: "name it with letters and digits and give elements, as in "
                    + "LateTM=Fe,Co,Ni")
        case .noSystems(let what, let size):
            return Diagnosis(
                .configuration,
                "\(what) gives no \(size == 4 ? "quaternary" : "ternary") system",
                remedy: "name at least \(size == 4 ? "four" : "three") different elements")
        case .sectionNotation(let text):
            return Diagnosis(
                .configuration, "\"\(text)\" is no section",
                remedy: "write (Al-Cu-Fe)90Mg10 for Al-Cu-Fe with 10 at.% Mg")
        case .content(let text):
            return Diagnosis(
                .configuration, "\"\(text)\" is no content in at.%",
                remedy: "give a number above 0 and below 100, such as 10 or 2.5")
        case .contentBetweenSteps(let content, let divisions, let finer):
            return Diagnosis(
                .configuration,
                "\(content) is not a whole number of steps of 1/\(divisions)",
                remedy: finer.map { "take divisions \($0), or another content" }
                    ?? "round the content; the finest grid is "
                    + "1/\(ExactContent.largestDivisions)")
        case .noProperties(let element, let system):
            return Diagnosis(
                .badData, "the element table has no \(element)", place: system,
                remedy: "choose elements from H to Pu")
        case .wrongSystemSize(let label, let expected):
            let isQuaternary = label.split(separator: "-").count == 4
            return Diagnosis(
                .usage, "\(label) does not have \(expected) elements",
                remedy: expected == 4
                    ? "a quaternary system is written like Al-Cu-Fe-Mg"
                    : "a ternary system is written like Al-Cu-Fe"
                        + (isQuaternary ? "; a whole quaternary belongs to \"quaternaries\"" : "")
            )
        case .unknownOutputFormat(let path, let known):
            return Diagnosis(
                .usage, "the ending of the output file names no known format", place: path,
                remedy: "use \(known.joined(separator: ", "))")
        case .noPositiveRows(let name):
            return Diagnosis(
                .badData, "no compound of class \"\(name)\" takes part",
                remedy: "choose another target class or widen the dataset's filters")
        case .modelMismatch(let file, let detail):
            return Diagnosis(
                .badData, detail, place: file, remedy: "train the model again with this version")
        case .foreignTable(let file, let detail):
            return Diagnosis(
                .badData, detail, place: file,
                remedy: "it comes from another version; make it again with this one")
        case .noDefaultModel(let path):
            return Diagnosis(
                .noInput, "no model", place: path,
                remedy: "run Pipelines/run first, or name a model file with --model")
        case .unknownDescriptor(let name):
            return Diagnosis(
                .configuration, "\"\(name)\" names no descriptor",
                remedy: "write STATISTIC:PROPERTY, base:, solute:, spread: or contrast:PROPERTY, "
                    + "share:FAMILY or stoich:NAME, as in ave:period or share:rare_earths")
        case .nothingToDo(let what, let remedy):
            return Diagnosis(.usage, what, remedy: remedy)
        }
    }

    static func classIndex(of name: String, among classNames: [String]) throws -> Int {
        guard let index = classNames.firstIndex(of: name) else {
            throw QuasiScreenError.unknownClass(name, known: classNames)
        }
        return index
    }
}
