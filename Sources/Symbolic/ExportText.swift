import Basis
import Foundation

/// What the exports share.
enum ExportText {
    /// Names from the data, made harmless to spreadsheets: what they would take for a formula gets
    /// an apostrophe in front. Numbers and single signs stay as they are.
    ///
    /// Formulas need none: their names are identifiers or stand in quotation marks, so that a
    /// spreadsheet can make nothing of them, and programs read them as they are.
    static func cell(_ text: String) -> String {
        guard text.count > 1, let first = text.unicodeScalars.first,
            "=+-@\t\r".unicodeScalars.contains(first),
            Double(text) == nil
        else { return text }
        return "'" + text
    }

    static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    /// JSON with sorted keys: the same value gives the same bytes.
    static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value)) + [0x0a]
        } catch {
            throw SymbolicError.unreadable(reason: "a value that JSON cannot hold")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, json: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(json))
        } catch let error as SymbolicError {
            throw error
        } catch let error as DecodingError {
            throw SymbolicError.unreadable(reason: reason(error))
        } catch {
            throw SymbolicError.unreadable(reason: "it is not JSON")
        }
    }

    private struct Head: Codable {
        var schema: String
        var schemaVersion: Int
    }

    /// Throws unless the document says that it holds this schema and version.
    static func check(json: [UInt8], schema: String, version: Int) throws {
        let head = try decode(Head.self, json: json)
        guard head.schema == schema, head.schemaVersion == version else {
            throw SymbolicError.wrongSchema(
                found: "\(head.schema) \(head.schemaVersion)", expected: "\(schema) \(version)")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map { key in
                key.intValue.map { "[\($0)]" } ?? written(key)
            }
            return keys.isEmpty ? "the top level" : keys.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\"\(written(key))\" is missing in \(path(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "a value of the wrong type at \(path(context))"
        case .dataCorrupted(let context):
            let what = context.debugDescription
            return context.codingPath.isEmpty
                ? what
                : "\(what.hasSuffix(".") ? String(what.dropLast()) : what) at \(path(context))"
        @unknown default:
            return "it is not what is expected"
        }
    }

    /// A key as it stands in the document.
    private static func written(_ key: any CodingKey) -> String {
        key.stringValue.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
    }

    /// Text for a Python comment or a string literal in double quotes.
    static func pythonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            default:
                if scalar.value >= 32, scalar.value < 127 {
                    result.unicodeScalars.append(scalar)
                } else {
                    let hex = String(scalar.value, radix: 16)
                    result += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
                }
            }
        }
        return result + "\""
    }

    /// The table of identifiers at the top of a SymPy file.
    static func sympyHeader(_ variables: [Variable], _ table: SymbolTable) -> String {
        var text = "from sympy import Symbol, sympify\n\n"
        text += "# Column of the data -> symbol in the formulas.\n"
        text += "NAMES = {\n"
        for entry in table.entries {
            text += "    \(pythonString(entry.name)): \(pythonString(entry.identifier)),\n"
        }
        text += "}\n"
        text += "SYMBOLS = {name: Symbol(name, real=True) for name in NAMES.values()}\n\n"
        return text
    }

    /// A LaTeX document that compiles by itself.
    static func document(_ body: String) -> String {
        """
        \\documentclass{article}
        \\usepackage[T1]{fontenc}
        \\usepackage{amsmath}
        \\usepackage[margin=2cm]{geometry}
        \\begin{document}
        \(body)
        \\end{document}

        """
    }

    /// A list of the variables that some formulas use, with their units.
    static func variableList(_ variables: [Variable], used expressions: [Expression]) -> String {
        let used = Set(expressions.flatMap(\.variables)).sorted()
        guard !used.isEmpty else { return "" }
        var text = "\\noindent Variables:\n\\begin{itemize}\n"
        let names = LaTeX.names(variables)
        let alike = Set(SymbolTable(names: variables.map(\.name)).lookAlikes.flatMap { $0 })
        for index in used {
            let variable = variables[index]
            let unit =
                variable.unit.isDimensionless
                ? "pure number" : LaTeX.escaped(variable.unit.description)
            text += "\\item $\(names[index])$: "
            text += "{\(LaTeX.escaped(variable.name))}"
            // The signs U+00B5 and U+03BC are set alike.
            let codes = variable.name.unicodeScalars.filter { !$0.isASCII }.map {
                "U+" + String($0.value, radix: 16, uppercase: true)
            }
            if alike.contains(index), !codes.isEmpty {
                text += " [\(codes.joined(separator: " "))]"
            }
            text += " ({\(unit)})\n"
        }
        return text + "\\end{itemize}\n"
    }
}
