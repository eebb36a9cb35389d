/// Hands out the ids of one page: only letters, digits, `-` and `_`, each once.
struct Anchors {
    // The ids that every page uses itself.
    private var taken: Set<String> = ["main-content", "contents-title"]

    /// The id as an anchor; ids made of ASCII letters, digits, `-`, `_` stay as they are.
    static func anchor(for id: String) -> String {
        let name = String(
            id.unicodeScalars.map { scalar -> Character in
                let kept =
                    scalar.isASCII
                    && (scalar.properties.isAlphabetic
                        || scalar.properties.numericType != nil || scalar == "-" || scalar == "_")
                return kept ? Character(scalar) : "-"
            })
        return name.isEmpty ? "part" : name
    }

    /// The anchor of an id; a second use of the same one gets `-2` behind it, and so on.
    mutating func take(_ id: String) -> String {
        let name = Anchors.anchor(for: id)
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }
}
